"""Feature: a running case goes into another agent's hands, and a mandate ends for one case alone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from haina.cases import verbs
from haina.cases.models import CaseDocument, Notice
from haina.cases.queries import case_view
from haina.cases.refusals import CaseNotFound, Forbidden, Refusal
from haina.cases.state import Item
from haina.people.models import Mandate

from .conftest import Application, City
from .test_representation import filed_by_agency, mandate


@pytest.fixture
def agencies(city: City) -> dict[str, Mandate]:
    """Beidou has asked Nanshan and Dahai to act for it."""
    city.employer("Dahai", agent="second")
    beidou = city.employers["Beidou"].pk
    return {
        name: mandate(city, "agent", city.employers[name].credit_code, taker, organisation_id=beidou)
        for name, taker in (("Nanshan", "rival"), ("Dahai", "second"))
    }


@pytest.fixture
def filed(city: City, agencies: dict[str, Mandate]) -> Application:
    """Nanshan's agent has filed for Beidou and Kari."""
    return filed_by_agency(city)


def gives(case: Application, who: str, to: Mandate) -> None:
    case.does(who, verbs.entrust, mandate_id=to.pk)


def sees(case: Application, who: str) -> bool:
    try:
        case_view(case.city.actor(who), case.id, case.city.now)
    except CaseNotFound:
        return False
    return True


def test_the_new_agent_goes_on_with_all_that_is_in_it_and_the_old_one_is_out(filed, agencies) -> None:
    """Given the file is sent back, then the new agent sees it whole and corrects it; the old one is out."""
    filed.does(
        "window", verbs.return_for_correction, "pre_check", items=[Item("field", "job_title", "In full.")]
    )
    assert not sees(filed, "second")
    gives(filed, "agent", agencies["Dahai"])
    assert (sees(filed, "rival"), sees(filed, "second")) == (False, True)
    view = case_view(filed.city.actor("second"), filed.id, filed.city.now)
    assert (view.state.form["job_title"], len(view.documents)) == ("Optics engineer", 4)
    verbs.read_document(filed.city.actor("second"), filed.city.now, view.documents[0].pk)
    filed.does("second", verbs.save_draft, {"job_title": "Senior optics engineer"})
    filed.does("second", verbs.resubmit, declared=True)
    told = Notice.objects.filter(case=filed.row, notice="standard_entrusted")
    assert {each.account.name for each in told} == {"agent", "second", "Kari"}
    left = Notice.objects.get(case=filed.row, notice="agent_left")
    assert (left.account.name, str(filed.id) in left.body["en"]) == ("rival", False)


def test_what_comes_later_from_the_applicant_the_agent_does_not_see(filed, agencies) -> None:
    gives(filed, "agent", agencies["Dahai"])
    filed.does("window", verbs.return_for_correction, "pre_check", items=[Item("document", "health", "New.")])
    filed.attach("health", b"%PDF-1.7\n<<>>\n%%EOF\n", name="own.pdf")
    view = case_view(filed.city.actor("second"), filed.id, filed.city.now)
    assert "own.pdf" not in {each.name for each in view.documents}
    own = CaseDocument.objects.get(case=filed.id, name="own.pdf")
    with pytest.raises(CaseNotFound):
        verbs.read_document(filed.city.actor("second"), filed.city.now, own.pk)


def test_who_files_alone_can_ask_an_agent_to_go_on_and_both_are_told(city, agencies) -> None:
    own = city.begin().submitted()
    gives(own, "agent", agencies["Nanshan"])
    assert sees(own, "rival") and sees(own, "agent")
    own.does("window", verbs.accept, "pre_check")
    told = Notice.objects.filter(case=own.row, notice="accepted")
    assert {"agent", "rival"} <= {each.account.name for each in told}


def test_only_a_mandate_that_holds_for_this_application_will_do(city, filed, agencies) -> None:
    named = Mandate.objects.filter(pk=agencies["Dahai"].pk)
    for change in ({"scope": ["pr_market_procedure"]}, {"powers": ["read"]}, {"ended_at": city.now}):
        named.update(**change)
        with pytest.raises(Refusal) as refusal:
            gives(filed, "agent", agencies["Dahai"])
        assert refusal.value.code == "no_such_agent"
    with pytest.raises(Refusal):
        gives(filed, "agent", agencies["Nanshan"])  # acts in it already
    for who in ("rival", "Kari"):
        with pytest.raises(Forbidden):
            gives(filed, who, agencies["Dahai"])


def test_the_person_concerned_ends_the_mandate_for_the_own_case_for_good(city, filed, agencies) -> None:
    other = filed_by_agency(city)
    filed.does("Kari", verbs.dismiss_agent)
    assert (sees(filed, "rival"), sees(other, "rival"), sees(filed, "agent")) == (False, True, True)
    assert agencies["Nanshan"].holds(city.now.date())
    with pytest.raises(Refusal) as refusal:
        gives(filed, "agent", agencies["Nanshan"])
    assert refusal.value.code == "no_such_agent"
    gives(filed, "agent", agencies["Dahai"])
    with pytest.raises(Refusal) as refusal:
        filed.does("Kari", verbs.dismiss_agent)
        filed.does("Kari", verbs.dismiss_agent)
    assert refusal.value.code == "no_agent"


def test_an_employer_that_ends_it_for_one_case_may_think_better_of_it(filed, agencies) -> None:
    filed.does("agent", verbs.dismiss_agent)
    assert (filed.row.mandate_id, sees(filed, "rival")) == (None, False)
    gives(filed, "agent", agencies["Nanshan"])
    assert sees(filed, "rival")


def test_the_page_offers_the_agents_and_says_kindly_that_one_is_out(filed, agencies) -> None:
    agent, rival = Client(), Client()
    agent.force_login(filed.city.account("agent"))
    rival.force_login(filed.city.account("rival"))
    with translation.override("en"):
        address = reverse("cases:agent", args=[filed.id])
        assert "Dahai" in agent.get(address).content.decode()
        form = {"key": "k", "seen": str(filed.row.sequence), "mandate": str(agencies["Dahai"].pk)}
        assert agent.post(address, form).status_code == 302
        answer = rival.get(reverse("cases:case", args=[filed.id]))
        assert (answer.status_code, "no longer act" in answer.content.decode()) == (403, True)
        end = reverse("cases:dismiss_agent", args=[filed.id])
        assert agent.post(end, {"key": "e", "seen": str(filed.row.sequence)}).status_code == 302
    assert filed.row.mandate_id is None
