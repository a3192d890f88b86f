"""Feature: policy makers write, try and publish drafts on their pages; nobody else sees them."""

from __future__ import annotations

import pytest
from django.test import Client

from haina.drafts.models import Draft, Publication, Trial

from .conftest import Office

LIST, NEW = "/en/office/policy/", "/en/office/policy/new/"
FILLED = {
    "title_zh": "少发通行证",
    "title_en": "Fewer passes",
    "reason_zh": "人手不足",
    "reason_en": "Too few hands",
    "v0-standard": "Years for the pass",
    "v0-value": "4",
    "v0-valid_from": "2090-01-01",
}


def text_of(client: Client, address: str) -> str:
    """A page."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_two_people_bring_a_draft_into_force_on_its_pages(office: Office) -> None:
    """Given a form that is filled in, when it is tried and two consent, then one of them publishes it."""
    ada, bo = office.client("ada"), office.client("bo")
    assert "No draft has been written yet." in text_of(ada, LIST)
    draft_page = ada.post(NEW, FILLED)["Location"]
    page = text_of(ada, draft_page)
    assert "Fewer passes" in page
    assert "3 years" in page
    assert "4 years" in page
    assert "1 January 2090" in page
    content = {"content": Draft.objects.get().content}
    ada.post(f"{draft_page}act/try/")
    assert Trial.objects.get().state == "waiting"
    assert "waiting" in text_of(ada, LIST)
    ada.post(f"{draft_page}act/consent/", {**content, "reason": "Mine."})
    assert "Publish this draft" not in text_of(ada, draft_page)
    assert "Consent to this draft" not in text_of(ada, draft_page)
    refused = ada.post(f"{draft_page}act/publish/", content, follow=True).content.decode()
    assert "published when two people have consented" in refused
    bo.post(f"{draft_page}act/consent/", {**content, "reason": "Seen the figures."})
    assert "Seen the figures." in text_of(bo, draft_page)
    done = bo.post(f"{draft_page}act/publish/", content, follow=True).content.decode()
    assert "Published. The new version of the policy is in force" in done
    version = Publication.objects.get().version_id
    assert version[:12] in text_of(bo, LIST)
    assert Publication.objects.get().files.popitem()[1] == text_of(bo, f"{draft_page}amendment/")
    for language in ("en", "zh-hans"):
        shown = draft_page.replace("/en/", f"/{language}/")
        assert version[:12] in text_of(bo, shown)


def test_each_wrong_field_says_what_is_wrong(office: Office) -> None:
    """Given rows with a wrong name, a wrong number and a missing day, then each says so beside its field."""
    rows = {
        "v0-standard": "pass_yeers",
        "v1-standard": "grant_share",
        "v1-value": "1.5",
        "v1-valid_from": "2090-01-01",
        "v2-standard": "pass_years",
        "v2-value": "four",
        "v2-valid_from": "2020-01-01",
    }
    response = office.client("ada").post(NEW, {**FILLED, **rows, "title_en": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert not Draft.objects.exists()
    for words in (
        "This field is required.",
        "Did you mean “pass_years”",
        "between 0 and 1",
        "Write a whole number, such as 4.",
        "This day is past.",
    ):
        assert words in page.replace("&quot;", '"')
    for field in ("id_title_en", "id_v0-standard", "id_v1-value", "id_v2-value", "id_v2-valid_from"):
        assert f'href="#{field}"' in page
    assert 'value="grant_share"' in page
    empty = office.client("ada").post(NEW, {name: FILLED[name] for name in FILLED if name[0] != "v"})
    assert "Give at least one standard another value." in empty.content.decode()


def test_only_the_author_changes_a_draft_and_others_see_nothing(office: Office) -> None:
    """Given a draft, then another policy maker reads it only, and an officer is turned away kindly."""
    draft = office.write()
    address = f"{LIST}{draft.pk}/"
    bo = office.client("bo")
    assert "Change the draft" not in text_of(bo, address)
    assert bo.get(f"{address}edit/").status_code == 403
    assert bo.post(f"{address}act/discard/").status_code == 403
    assert office.client("dee").get(address).status_code == 403
    assert bo.get(f"{LIST}00000000-0000-0000-0000-000000000000/").status_code == 404
    assert bo.post(f"{address}act/dance/").status_code == 404
    ada = office.client("ada")
    edited = ada.post(f"{address}edit/", {**FILLED, "v0-value": "6", "content": draft.content})
    assert edited["Location"] == address
    late = ada.post(f"{address}edit/", {**FILLED, "content": draft.content})
    assert late.status_code == 422
    assert "was changed since you looked at it" in late.content.decode()
    ada.post(f"{address}act/discard/")
    assert "discarded" in text_of(bo, address)
    assert ada.get(f"{address}edit/").status_code == 302


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_who_makes_policy_finds_the_drafts_first(office: Office, language: str) -> None:
    """Given a policy maker, when they come in, then their drafts are the first link and where they land."""
    client = office.client("ada")
    assert client.get(f"/{language}/enter/")["Location"] == f"/{language}/office/policy/"
    assert f'href="/{language}/office/policy/"' in text_of(client, f"/{language}/")
