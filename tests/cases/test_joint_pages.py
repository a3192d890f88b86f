"""Feature: several rights on the pages: chosen, filled in once, sent once, followed together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from haina.cases import verbs
from haina.cases.answers import Answers
from haina.cases.joint.models import JointApplication
from haina.cases.models import Case, CaseDocument
from haina.cases.policies import current_policy

from .conftest import PDF
from .test_every_procedure import typed_value
from .test_filing_pages import send
from .test_joint import FAMILY, MARKET
from .test_joint import begun as begun_together

BOTH = {"procedure": [MARKET, FAMILY]}


def given_answers(request: object) -> Answers:
    """What somebody has answered before applying."""
    facts = {"nationality": "foreign", "stable_livelihood": True, "birth_date": "someday", "hukou": "x"}
    return Answers(facts, timezone.now() - timedelta(days=3), "/answers/")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The pages are asked for in English."""
    with override("en"):
        yield


@pytest.fixture
def kari(city, client: Client, settings) -> Client:
    """Kari, signed in and reading English."""
    settings.RATELIMIT_ENABLE = False
    client.force_login(city.account("Kari"))
    return client


def begun(client: Client, **fields: object) -> UUID:
    """Begin both on their page."""
    answer = send(
        client,
        f"{reverse('cases:start_several')}?procedure={MARKET}&procedure={FAMILY}",
        person="self",
        **BOTH,
        **fields,
    )
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer["Location"].split("/together/")[1].split("/")[0])


def page(client: Client, name: str, *gaps: object) -> str:
    """The page of that name."""
    answer = client.get(reverse(f"cases:{name}", args=gaps))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def typed(name: str) -> dict[str, str]:
    """What is typed into a field of one value."""
    policy = current_policy()
    field = next(
        each.fields[name]
        for each in (policy.procedures[MARKET], policy.procedures[FAMILY])
        if name in each.fields
    )
    value = typed_value(field, policy.facts.get(name))
    if isinstance(value, list):
        row = {f"{name}.{cell}-0": text for cell, text in value[0].items()}
        return {f"{name}.rows": "1", **row}
    return {name: "yes" if value == "true" else str(value)}


def test_from_the_choice_to_the_receipt(city, kari) -> None:
    """Given two rights that are ticked, when one form is filled in and sent, then one receipt lists both."""
    choice = page(kari, "apply")
    assert all(f'value="{id}"' in choice for id in (MARKET, FAMILY))
    assert "foreigner_work_permit" not in choice
    joint = begun(kari)
    view_of = JointApplication.objects.get(pk=joint)
    address = reverse("cases:joint_fill", args=[joint, "identity"])
    while "/fill/" in address:
        drawn = kari.get(address).content.decode()
        names = set(re.findall(r'name="([a-z_0-9]+)(?:\.rows)?"', drawn)) & {
            name for id in (MARKET, FAMILY) for name in current_policy().procedures[id].fields
        }
        sent = {cell: text for name in names for cell, text in typed(name).items()}
        answer = send(kari, address, **sent)
        assert answer.status_code == 302, answer.content.decode()
        address = answer["Location"]
    drawn = kari.get(address).content.decode()
    for kind in set(re.findall(r'name="kind" value="([a-z_]+)"', drawn)):
        file = SimpleUploadedFile(f"{kind}.pdf", PDF.replace(b"<<>>", b"<</K /" + kind.encode() + b">>"))
        assert send(kari, address, kind=kind, file=file).status_code == 302
    check = reverse("cases:joint_check", args=[joint])
    ids = [str(part.case_id) for part in view_of.parts.order_by("place")]
    refused = send(kari, check, chosen=ids)
    assert refused.status_code == 422
    assert "Please confirm the declaration." in refused.content.decode()
    answer = send(kari, check, chosen=ids, declared=["0"])
    assert answer.status_code == 302, answer.content.decode()
    receipt = kari.get(answer["Location"]).content.decode()
    assert all(reference in receipt for reference in Case.objects.values_list("reference", flat=True))
    whole = page(kari, "joint", joint)
    assert whole.count("received ") == 2
    assert "Receipt" in page(kari, "receipt", ids[0])
    listed = page(kari, "mine")
    assert listed.count("sent with others") == 2
    assert listed.count(reverse("cases:joint", args=[joint])) == 2


def test_what_is_missing_is_named_with_its_place_and_its_application(kari) -> None:
    joint = begun(kari)
    ids = [str(id) for id in Case.objects.values_list("pk", flat=True)]
    answer = send(kari, reverse("cases:joint_check", args=[joint]), chosen=ids, declared=["0"])
    assert answer.status_code == 422
    said = answer.content.decode()
    assert f"{reverse('cases:joint_fill', args=[joint, 'identity'])}#id_nationality" in said
    assert f"{reverse('cases:joint_documents', args=[joint])}#document-identity_document" in said
    assert current_policy().procedures[MARKET].title.en in said
    nothing = send(kari, reverse("cases:joint_check", args=[joint]), chosen=[], declared=["0"])
    assert "Choose at least one application to send." in nothing.content.decode()


def test_a_refused_upload_leaves_the_earlier_ones_where_they_are(kari) -> None:
    joint = begun(kari)
    address = reverse("cases:joint_documents", args=[joint])
    good = SimpleUploadedFile("passport.pdf", PDF)
    assert send(kari, address, kind="identity_document", file=good).status_code == 302
    bad = SimpleUploadedFile("record.pdf", b"no document")
    refused = send(kari, address, kind="entry_record", file=bad)
    assert refused.status_code == 422
    assert "passport.pdf" in refused.content.decode()
    [digest] = set(CaseDocument.objects.values_list("sha256", flat=True))
    remove = reverse("cases:joint_remove", args=[joint])
    sent = {"kind": "identity_document", "content": digest}
    hidden = dict(
        re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]*)"', refused.content.decode())
    )
    assert kari.post(remove, {**hidden, **sent}).status_code == 302
    assert not CaseDocument.objects.filter(removed_at=None).exists()


def test_a_draft_is_found_before_another_one_is_begun(city, kari) -> None:
    """Given a draft, when the same is begun again, then it is shown, and only on request begun anew."""
    start = reverse("cases:start", args=[MARKET])
    assert send(kari, start, person="self").status_code == 302
    reference = Case.objects.get().reference
    again = send(kari, start, person="self")
    assert again.status_code == 409
    assert "You have a draft of this already" in again.content.decode()
    assert reference in page(kari, "apply")
    assert reference in page(kari, "mine")
    assert "you have a draft of this" in page(kari, "apply")
    assert Case.objects.count() == 1
    assert send(kari, start, person="self", another="1").status_code == 302
    assert Case.objects.count() == 2


def test_the_page_of_a_part_leads_to_the_common_form(kari) -> None:
    joint = begun(kari)
    case = Case.objects.first()
    whole = reverse("cases:joint", args=[joint])
    assert whole in page(kari, "case", case.pk)
    assert kari.get(reverse("cases:fill", args=[case.pk, "identity"]))["Location"] == whole
    alone = kari.post(reverse("cases:joint_take_out", args=[joint, case.pk]))
    assert alone["Location"] == reverse("cases:case", args=[case.pk])
    assert kari.get(reverse("cases:fill", args=[case.pk, "identity"])).status_code == 200


def test_all_are_taken_back_at_once_after_saying_what_follows(kari) -> None:
    joint = begun(kari)
    address = reverse("cases:joint_withdraw", args=[joint])
    assert "a new application gets a new date of arrival" in page(kari, "joint_withdraw", joint)
    assert send(kari, address).status_code == 422
    ids = [str(id) for id in Case.objects.values_list("pk", flat=True)]
    assert send(kari, address, chosen=ids).status_code == 302
    assert set(Case.objects.values_list("state", flat=True)) == {"discarded"}
    assert kari.get(reverse("cases:joint", args=[joint])).status_code == 200


def test_persons_and_firms_rights_are_offered_apart(city, client, settings) -> None:
    client.force_login(city.account("agent"))
    mixed = f"{reverse('cases:start_several')}?procedure={MARKET}&procedure=foreigner_work_permit"
    answer = client.get(mixed)
    assert answer.status_code == 422
    assert "Filed by an organisation" in answer.content.decode()
    assert client.get(f"{reverse('cases:start_several')}?procedure=none&procedure=x").status_code == 404
    assert client.get(reverse("cases:start_several"))["Location"] == reverse("cases:apply")


# --- answers from before -------------------------------------------------------------------------


@pytest.mark.parametrize(("use", "filled"), [("yes", True), ("no", False)])
def test_earlier_answers_fill_in_the_form_only_if_one_wants(kari, settings, use, filled) -> None:
    """Given answers of three days ago, when one begins with them, then they stand in every application."""
    settings.HAINA_ANSWERS = f"{__name__}.given_answers"
    drawn = kari.get(
        f"{reverse('cases:start_several')}?procedure={MARKET}&procedure={FAMILY}"
    ).content.decode()
    assert re.search(r"they fill in 2 of the \d+ fields \(\d+%\)", drawn)
    begun(kari, use=use)
    drafts = {row.procedure: row.draft for row in Case.objects.all()}
    assert drafts[FAMILY] == ({"nationality": "foreign"} if filled else {})
    assert drafts[MARKET] == ({"nationality": "foreign", "stable_livelihood": True} if filled else {})


def test_what_was_stated_in_earlier_applications_can_be_put_in_all_at_once(city, kari) -> None:
    """Given a sent application, when another is begun, then its facts are offered, never filled in."""
    begun_together(city).filled().send()
    joint = begun(kari)
    drawn = page(kari, "joint_fill", joint, "identity")
    assert "Put all of them into the form" in drawn
    assert not re.search(r'value="foreign"[^>]*checked', drawn)
    address = reverse("cases:joint_fill", args=[joint, "identity"])
    assert re.search(r'value="foreign"[^>]*checked', kari.get(f"{address}?take=all").content.decode())


# --- the session runs out ------------------------------------------------------------------------


def test_what_was_typed_when_the_session_had_run_out_is_there_after_signing_in(city, kari) -> None:
    """Given a form that stood open too long, when it is sent and one signs in, then nothing is lost."""
    joint = begun(kari)
    address = reverse("cases:joint_fill", args=[joint, "identity"])
    hidden = dict(
        re.findall(
            r'<input type="hidden" name="(key|seen)" value="([^"]*)"',
            page(kari, "joint_fill", joint, "identity"),
        )
    )
    kari.logout()
    sent = kari.post(address, {**hidden, "nationality": "china_macao"})
    assert sent.status_code == 302
    assert "/login/" in sent["Location"]
    assert address.replace("/", "%2F") in sent["Location"] or address in sent["Location"]
    kari.force_login(city.account("Kari"))
    drawn = kari.get(address).content.decode()
    assert "You had been signed out" in drawn
    assert re.search(r'value="china_macao"[^>]*checked', drawn)
    assert Case.objects.filter(draft={}).count() == 2
    assert send(kari, address, nationality="china_macao").status_code == 302
    assert "You had been signed out" not in kari.get(address).content.decode()


def test_a_note_that_was_typed_too_late_is_given_back_on_the_page(city, kari) -> None:
    joint = begun(kari)
    case = Case.objects.first()
    verbs.withdraw(city.actor("Kari"), city.now, case.pk, key=city.key(), seen=case.sequence)
    address = reverse("cases:appeal", args=[case.pk])
    kari.logout()
    kari.post(
        address, {"text": "They overlooked my years of work."}, HTTP_REFERER=f"http://testserver{address}"
    )
    kari.force_login(city.account("Kari"))
    assert kari.get(address).status_code == 403
    said = page(kari, "joint", joint)
    assert "They overlooked my years of work." in said


def test_nobody_else_is_shown_what_was_typed(city, kari) -> None:
    joint = begun(kari)
    address = reverse("cases:joint_fill", args=[joint, "identity"])
    kari.logout()
    kari.post(address, {"nationality": "china_macao"})
    kari.force_login(city.account("Luc"))
    assert kari.get(address).status_code == 404
    assert "china_macao" not in page(kari, "mine")


def test_a_form_from_before_one_signed_in_anew_is_given_back(city, settings) -> None:
    """Given a form in one tab, when one signs in anew in another, then sending the first loses nothing."""
    settings.RATELIMIT_ENABLE = False
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(city.account("agent"))
    draft = city.begin()
    address = reverse("cases:fill", args=[draft.id, "worker"])
    sent = strict.post(address, {"citizenship": "Poland"})
    assert sent["Location"] == address
    drawn = strict.get(address).content.decode()
    assert "You had been signed out" in drawn
    assert 'value="Poland"' in drawn
    assert draft.row.draft == {}
    assert Client(enforce_csrf_checks=True).post(address, {"citizenship": "Poland"}).status_code == 403
