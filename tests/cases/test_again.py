"""Feature: an employer files the same for several people, with what is the same carried over by choice."""

from __future__ import annotations

import pytest

from haina.cases import verbs
from haina.cases.again import can_be_repeated, file_for_another, other_people, what_carries_over
from haina.cases.models import Case
from haina.cases.queries import CaseView, case_view
from haina.cases.refusals import NoMandate

from .conftest import FORM, Application, City


def seen(case: Application, who: str = "agent") -> CaseView:
    return case_view(case.city.actor(who), case.id, case.city.now)


def again(case: Application, person: str, **chosen: object) -> Case:
    """The agent files the same for somebody else."""
    city = case.city
    chosen = {"facts": (), "documents": (), "key": city.key(), **chosen}
    receipt = file_for_another(city.actor("agent"), city.now, case.id, city.persons[person].pk, **chosen)
    return Case.objects.get(pk=receipt.case_id)


def test_what_was_chosen_is_carried_over_and_nothing_else(draft) -> None:
    draft.submitted()
    contract = next(each for each in seen(draft).documents if each.kind == "contract")
    row = again(draft, "Luc", facts=["job_title", "contract_from"], documents=[contract.pk])
    assert row.draft == {"job_title": FORM["job_title"], "contract_from": FORM["contract_from"]}
    [file] = row.documents.all()
    assert (file.kind, file.sha256, file.name) == ("contract", contract.sha256, contract.name)
    assert (row.organisation, row.person.name) == (draft.row.organisation, "Luc")


def test_sections_with_personal_data_and_their_papers_are_never_offered(draft) -> None:
    draft.submitted()
    carried = what_carries_over(seen(draft))
    assert {"passport_number", "birth_date", "fit_for_work"}.isdisjoint(
        each.field.name for each in carried.facts
    )
    assert {each.document.kind for each in carried.files} == {"contract"}
    passport = next(each for each in seen(draft).documents if each.kind == "passport")
    row = again(draft, "Luc", facts=["passport_number", "birth_date"], documents=[passport.pk])
    assert row.draft == {} and not row.documents.exists()


def test_what_is_about_the_organisation_is_proposed(draft) -> None:
    """The work permit asks nothing about the organisation, so nothing is ticked beforehand."""
    draft.submitted()
    assert not any(each.proposed for each in what_carries_over(seen(draft)).facts)


def test_sent_twice_it_begins_once(draft) -> None:
    draft.submitted()
    first, second = (again(draft, "Luc", facts=["job_title"], key="same") for _ in range(2))
    assert first == second and Case.objects.count() == 2


def test_people_for_whom_it_runs_already_are_not_offered(draft, start) -> None:
    draft.submitted()
    city = draft.city
    assert other_people(city.actor("agent"), seen(draft)) == []
    other = start(person="Luc")
    assert other_people(city.actor("agent"), seen(draft)) == []
    other.filled().does("agent", verbs.submit, declared=True)
    other.does("agent", verbs.withdraw)
    assert other_people(city.actor("agent"), seen(draft)) == [city.persons["Luc"]]


@pytest.mark.parametrize("who", ["Kari", "window"])
def test_only_who_files_for_the_organisation_repeats(draft: Application, who: str) -> None:
    draft.submitted()
    city: City = draft.city
    assert not can_be_repeated(city.actor(who), seen(draft, who))
    with pytest.raises(NoMandate):
        file_for_another(
            city.actor(who), city.now, draft.id, city.persons["Luc"].pk, facts=(), documents=(), key="k"
        )
