"""Feature: who has to come chooses a time; either side changes it, and both are told."""

from __future__ import annotations

import pytest

from haina.cases.policies import current_policy

from .conftest import Visit
from .pages import BORDER, TRAVELLER
from .visitor import Visitor, in_turn

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", in_turn(0))
def test_an_appointment_is_booked_moved_and_given_back(
    visit: Visit, cases: dict[str, str], language: str
) -> None:
    address = f"cases/{cases['Shen Yiran']}/"
    comer = visit(language, TRAVELLER)
    comer.go(address)
    reference = comer.heading
    comer.press("Choose a time")
    choose(comer, 0)
    comer.press("Book")
    comer.reads("Booked. Everybody concerned has been told.")
    comer.go("me/dates/")
    comer.reads("Appointment for %(reference)s", reference=reference)
    with comer.page.expect_download() as download:
        comer.press("Download as a calendar file")
    assert reference in download.value.path().read_text(encoding="utf-8").replace("\n ", "")

    officer = visit(language, BORDER)
    officer.go("appointments/")
    officer.open(reference)
    officer.press("Choose another time")
    choose(officer, -1)
    officer.write(officer.say("Why (in both languages)"), "柜台维修 / the counter is repaired")
    officer.press("Move the appointment")
    officer.reads("Booked. Everybody concerned has been told.")

    comer.go("cases/notices/")
    comer.sees("the counter is repaired")
    comer.go(address)
    comer.press("Cancel the appointment")
    comer.reads("Cancelled. Everybody concerned has been told.")
    comer.sees(comer.word(current_policy().procedures["exit_entry_with_id_card_procedure"].title))
    officer.page.reload()
    officer.reads("The applicant has to come once and has booked no time yet.")


def choose(visitor: Visitor, which: int) -> None:
    """Choose one of the free times."""
    visitor.page.locator("main input[name=time]").nth(which).check()
