"""Feature: somebody files for a person or an organisation by their mandate, and sees only what they filed.

The person sees everything about them, with who filed it; when the mandate is over, the person continues.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from haina.cases import mandating, verbs
from haina.cases.audience import declared
from haina.cases.models import Case, CaseDocument, Notice
from haina.cases.notices import told_by
from haina.cases.policies import current_policy
from haina.cases.queries import case_view
from haina.cases.refusals import CaseNotFound, Forbidden, NoMandate
from haina.cases.state import Item
from haina.people.models import Mandate, Power
from haina.people.permissions import PERMISSIONS, Role, Verb
from haina.people.verbs.mandates import Offer

from .conftest import DOCUMENTS, FORM, PROCEDURE, Application, City

#: A procedure that a person files.
OWN = "pr_market_procedure"


def mandate(city: City, giver: str, to: str, taker: str, **more: object) -> Mandate:
    """A mandate that the taker has taken on: `giver` a person's name, or the agent of an employer."""
    on = timezone.localdate(city.now)
    wanted = Offer(to=to, valid_from=on, valid_to=on + timedelta(days=90), **more)
    offered = mandating.offer(city.actor(giver), city.now, wanted)
    return mandating.answer(city.actor(taker), city.now, offered.pk, accept=True)


@pytest.fixture
def hired(city: City) -> Mandate:
    """Beidou has asked Nanshan to act for it."""
    beidou = city.employers["Beidou"].pk
    return mandate(city, "agent", city.employers["Nanshan"].credit_code, "rival", organisation_id=beidou)


def filed_by_agency(city: City) -> Application:
    """Nanshan's agent has filed for Beidou and Kari."""
    case = city.begin("rival")
    case.does("rival", verbs.save_draft, FORM)
    for kind in DOCUMENTS:
        case.attach(kind, who="rival")
    case.does("rival", verbs.submit, declared=True)
    return case


def page(city: City, who: str, name: str, **gaps: object) -> tuple[int, str]:
    client = Client()
    client.force_login(city.account(who))
    with translation.override("en"):
        response = client.get(reverse(f"cases:{name}", kwargs=gaps))
    return response.status_code, response.content.decode()


def test_an_application_of_a_person_needs_the_persons_mandate(city) -> None:
    with translation.override("en"), pytest.raises(NoMandate, match="belongs to the person"):
        verbs.start_draft(
            city.actor("agent"), city.now, OWN, person_id=city.persons["Kari"].pk, key=city.key()
        )
    given = mandate(city, "Kari", "agent@example.org", "agent", scope=(OWN,))
    begun = verbs.start_draft(
        city.actor("agent"), city.now, OWN, person_id=city.persons["Kari"].pk, key=city.key()
    )
    assert Case.objects.get(pk=begun.case_id).mandate == given
    first = Case.objects.get(pk=begun.case_id).events.get(sequence=1)
    assert (first.role, first.on_behalf_of) == ("representative", f"person:{city.persons['Kari'].pk}")


def test_an_application_of_an_employer_needs_the_employers_mandate_not_the_persons(city) -> None:
    mandate(city, "Kari", "rival@example.org", "rival")
    with translation.override("en"), pytest.raises(NoMandate, match="belongs to the organisation"):
        city.begin("rival")


def test_an_agency_sees_only_what_it_has_filed(city, hired) -> None:
    """Given a case of the employer's own and one of the agency's, then the agency sees one of them."""
    own, theirs = city.begin().submitted(), filed_by_agency(city)
    seen = {row.pk for row in Case.objects.all() if row.pk in _visible(city, "rival")}
    assert seen == {theirs.id}
    with pytest.raises(CaseNotFound):
        case_view(city.actor("rival"), own.id, city.now)
    for who, role in (("rival", Role.REPRESENTATIVE), ("agent", Role.AGENT), ("Kari", Role.CONCERNED)):
        assert case_view(city.actor(who), theirs.id, city.now).roles == {role}


def _visible(city: City, who: str) -> set[object]:
    return set(Case.objects.filter(PERMISSIONS.visible(city.actor(who))).values_list("pk", flat=True))


def test_what_registers_found_about_the_person_is_not_for_agents(city, hired) -> None:
    case = filed_by_agency(city)
    case.does("window", verbs.accept, "pre_check")
    found = {"fact": "highest_degree", "value": "bachelor", "source": "register"}
    case.does("hr", verbs.verify_fact, "employment_review", **found)
    sees = {who: case_view(city.actor(who), case.id, city.now) for who in ("Kari", "agent", "rival")}
    assert sees["Kari"].facts["highest_degree"].is_contradicted
    for who in ("agent", "rival"):
        assert sees[who].facts["highest_degree"].value == "master" and not sees[who].state.verified
        assert all(line.kind != "fact_verified" for line in sees[who].history)
    assert any(line.kind == "fact_verified" for line in sees["Kari"].history)


def test_who_files_from_outside_sees_their_own_files_and_form_only(city, hired) -> None:
    """Given a correction that the employer hands in itself, then the agency sees what it had filed."""
    case = filed_by_agency(city)
    items = [Item("field", "job_title", "Be exact."), Item("document", "health", "Newer, please.")]
    case.does("window", verbs.return_for_correction, "pre_check", items=items)
    case.does("agent", verbs.save_draft, {"job_title": "Chief engineer"})
    case.attach("health", b"%PDF-1.7\n<<>>\n%%EOF\n", name="new.pdf")
    case.does("agent", verbs.resubmit, declared=True)
    new = CaseDocument.objects.get(case_id=case.id, name="new.pdf")
    ours, theirs = (case_view(city.actor(who), case.id, city.now) for who in ("agent", "rival"))
    assert (ours.state.form["job_title"], theirs.state.form["job_title"]) == (
        "Chief engineer",
        FORM["job_title"],
    )
    assert new in ours.documents and new not in theirs.documents
    assert theirs.holders == ours.holders
    with pytest.raises(CaseNotFound):
        verbs.read_document(city.actor("rival"), city.now, new.pk)
    old = CaseDocument.objects.filter(case_id=case.id).exclude(pk=new.pk).first()
    assert verbs.read_document(city.actor("rival"), city.now, old.pk).path.exists()


@pytest.mark.parametrize("way", ["ended by the giver", "ended by the holder", "run out"])
def test_when_the_mandate_is_over_the_case_goes_on_without_the_agent(city, hired, way) -> None:
    case = filed_by_agency(city)
    if way == "run out":
        city.wait(days=91)
        Mandate.objects.filter(pk=hired.pk).update(valid_to=timedelta(days=-1) + city.now.date())
    else:
        mandating.end(city.actor("agent" if "giver" in way else "rival"), city.now, hired.pk)
    with pytest.raises(CaseNotFound):
        case.does("rival", verbs.withdraw)
    assert Verb.WITHDRAW in case_view(city.actor("agent"), case.id, city.now).may
    assert case_view(city.actor("Kari"), case.id, city.now).row.pk == case.id
    if way != "run out":
        status, text = page(city, "rival", "case", case_id=case.id)
        assert status == 403 and "The mandate is over" in text and "continues it" in text
        assert "continues it" in page(city, "agent", "case", case_id=case.id)[1]
        assert page(city, "Luc2", "case", case_id=case.id)[0] == 404


def test_a_new_mandate_between_the_two_brings_back_what_was_filed(city, hired) -> None:
    case = filed_by_agency(city)
    mandating.end(city.actor("agent"), city.now, hired.pk)
    beidou = city.employers["Beidou"]
    to = city.employers["Nanshan"].credit_code
    mandate(city, "agent", to, "rival", organisation_id=beidou.pk, powers=(Power.READ,))
    view = case_view(city.actor("rival"), case.id, city.now)
    assert (
        view.roles == {Role.FOLLOWER}
        and view.state.form == case_view(city.actor("agent"), case.id, city.now).state.form
    )
    with pytest.raises(Forbidden):
        case.does("rival", verbs.withdraw)


@pytest.mark.parametrize("powers", [(Power.FILE, Power.READ, Power.NOTICES), (Power.FILE, Power.READ)])
def test_the_notices_follow_exactly_what_was_declared_before_filing(city, powers) -> None:
    beidou, to = city.employers["Beidou"], city.employers["Nanshan"].credit_code
    given = mandate(city, "agent", to, "rival", organisation_id=beidou.pk, powers=powers)
    case = city.begin("rival")
    told_for = told_by(current_policy().procedures[PROCEDURE])
    lines = declared(case.row, city.account("rival").pk, told_for, city.now.date())
    said = {(line.account_id, on) for line in lines for on in line.on}
    assert ((city.account("rival").pk, "accepted") in said) == (Power.NOTICES in powers)
    assert (city.account("agent").pk, "accepted") in said
    Notice.objects.all().delete()
    case.does("rival", verbs.save_draft, FORM)
    for kind in DOCUMENTS:
        case.attach(kind, who="rival")
    case.does("rival", verbs.submit, declared=True)
    case.does("window", verbs.accept, "pre_check")
    case.does("hr", verbs.approve, "employment_review")
    case.does("border", verbs.approve, "residence_review")
    parties = {city.account(name).pk for name in ("rival", "agent", "Kari")}
    happened = {"submitted", "accepted", "approved"}
    sent = {
        (account, kind)
        for account, kind in Notice.objects.filter(account__in=parties, case=case.id).values_list(
            "account_id", "notice"
        )
    }
    procedure = current_policy().procedures[PROCEDURE]
    on = {notice.id: notice.on for notice in procedure.notices}
    told = {(account, on.get(kind, kind.removeprefix("standard_"))) for account, kind in sent}
    assert told == {(account, name) for account, name in said if name in happened}
    mandating.end(city.actor("agent"), city.now, given.pk)
    Notice.objects.all().delete()
    verbs.issue(city.now, case.id)
    assert not Notice.objects.filter(account=city.account("rival")).exists()
    assert Notice.objects.filter(account=city.account("agent"), notice__contains="issued").exists()


def test_both_sides_are_told_of_a_mandate(city) -> None:
    given = mandate(city, "Kari", "agent@example.org", "agent")
    mandating.end(city.actor("agent"), city.now, given.pk)
    for who in ("Kari", "agent"):
        kinds = Notice.objects.filter(account=city.account(who), case=None).values_list("notice", flat=True)
        assert set(kinds) == {f"mandate_{what}:{given.pk}" for what in ("offered", "taken_on", "ended")}


def test_an_offer_to_nobody_looks_like_any_other(city) -> None:
    """Given an address of somebody and one of nobody, then the page says the same of both."""
    client = Client()
    client.force_login(city.account("Kari"))
    on = city.now.date() + timedelta(days=10_000)
    sent = {"giver": "myself", "powers": ["file", "read"], "extent": "all", "valid_from": on, "valid_to": on}
    pages = []
    with translation.override("en"):
        for to in ("agent@example.org", "nobodyo@example.org"):
            answer = client.post(reverse("cases:mandates"), {**sent, "to": to}, follow=True)
            pages.append(answer.content.decode().replace(to, "TO"))
            pages[-1] = re.sub(r'value="[0-9A-Za-z]{64}"', "", pages[-1])
            made = Mandate.objects.get(offered_to=to)
            pages[-1] = pages[-1].replace(f"/{made.pk}/", "/ID/")
            Mandate.objects.filter(pk=made.pk).update(ended_at=city.now, offered_to="x@example.org")
    first, second = (text[text.index('id="given"') : text.index('id="held"')] for text in pages)
    assert first == second
