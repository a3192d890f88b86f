"""Feature: an auditor goes from a payment back to the decision, and the public sees where the money went."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Visit
from .inspection import accessibility, foreign_words, picture, width_on_a_phone
from .pages import AUDITOR
from .visitor import Visitor

pytestmark = pytest.mark.browser

#: The programme under which the demo has paid.
PROGRAMME = "knowledge_update_training"


def test_from_a_payment_back_to_the_decision(visit: Visit) -> None:
    """Given a payment of the demo, then its page leads to decision, rules, files, chain and proof."""
    auditor = visit("zh", AUDITOR)
    auditor.go("office/audit/")
    auditor.reads("adds up")
    auditor.go("office/audit/entries/?event=pay")
    auditor.page.locator("main tbody th a").first.click()
    auditor.reads("What the rules said")
    auditor.reads("says what was written")
    auditor.reads("as it was filed")
    auditor.reads("The record of the case is as it was written")
    looked_at(auditor, "an entry and its decision")
    with auditor.page.expect_download() as download:
        auditor.page.locator("section[aria-labelledby=documents] a").first.click()
    assert download.value.path().stat().st_size > 0
    auditor.page.locator("section[aria-labelledby=legs] tbody th a").first.click()
    auditor.reads("Statement")
    looked_at(auditor, "a statement")
    auditor.page.go_back()
    auditor.unfold("What had happened before")
    auditor.page.locator("section[aria-labelledby=decision] details a").first.click()
    auditor.reads("Prove one event")

    reader = visit("zh")
    reader.go(f"public/money/programmes/{PROGRAMME}/")
    expect(reader.page.locator("figure svg.chart").first).to_be_visible()
    looked_at(reader, "a programme in figures")
    reader.press("Give a tip")
    reader.write(reader.say("What you have seen"), "同一课程重复领取补贴。")
    reader.press("Send the tip")
    reader.reads("Your tip has been received. Keep the address of this page.")
    looked_at(reader, "a tip that was given")


def looked_at(visitor: Visitor, name: str) -> None:
    """The page can be used by anybody, by night and on a phone, and speaks one language."""
    found = accessibility(visitor.page)
    found += width_on_a_phone(visitor.page)
    found += foreign_words(visitor.page, visitor.language)
    picture(visitor.page, name, visitor.language)
    assert not found, "\n".join(found)
