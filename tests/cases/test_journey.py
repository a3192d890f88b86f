"""Feature: an employer applies once through one window; departments decide side by side, with reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from haina.cases import queries, verbs
from haina.cases.chain import verify_case
from haina.cases.models import CaseStage, IssuedDocument, Notice
from haina.cases.own import own_cases
from haina.cases.refusals import FormIncomplete, Refusal
from haina.cases.state import Item
from haina.cases.store import load_state


def _refused(code: str, action: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        action()
    assert refusal.value.code == code
    return refusal.value


def test_from_draft_to_permit(draft) -> None:
    """Given a complete application, when all departments agree, then a signed permit is issued."""
    draft.submitted()
    assert draft.row.state == "submitted"
    draft.city.wait(days=1)
    draft.does("window", verbs.accept, "pre_check")
    assert draft.row.state == "in_review"
    assert [
        stage.stage for stage in CaseStage.objects.filter(case=draft.row, status="open").order_by("stage")
    ] == [
        "employment_review",
        "residence_review",
    ]
    draft.does("hr", verbs.approve, "employment_review")
    assert draft.row.state == "in_review"
    draft.does("border", verbs.approve, "residence_review")
    assert draft.row.state == "approved"
    receipt = verbs.issue(draft.city.now, draft.id)
    assert receipt.state == "issued"
    permit = IssuedDocument.objects.get(case=draft.row)
    assert (permit.valid_from, permit.valid_to) == (date(2026, 11, 3), date(2028, 11, 2))
    assert verify_case(draft.id) == []


def test_a_permit_does_not_outlive_the_contract(draft) -> None:
    draft.issued(contract_end="2027-06-30")
    assert IssuedDocument.objects.get(case=draft.row).valid_to == date(2027, 6, 30)


def test_a_draft_can_be_saved_in_parts_and_taken_up_again(draft) -> None:
    """Given a draft saved page by page, then each page keeps what the others filled in."""
    draft.does("agent", verbs.save_draft, {"job_title": "Engineer"})
    draft.does("agent", verbs.save_draft, {"passport_number": "N7654321"})
    assert draft.row.draft == {"job_title": "Engineer", "passport_number": "N7654321"}
    draft.does("agent", verbs.save_draft, {"job_title": ""})
    assert draft.row.draft == {"passport_number": "N7654321"}


def test_saving_the_same_again_leaves_no_event(draft) -> None:
    draft.does("agent", verbs.save_draft, {"job_title": "Engineer"})
    before = draft.row.sequence
    receipt = draft.does("agent", verbs.save_draft, {"job_title": "Engineer"})
    assert receipt.kinds == ()
    assert draft.row.sequence == before


def test_a_bad_value_is_named_and_nothing_is_saved(draft) -> None:
    with pytest.raises(FormIncomplete) as wrong:
        draft.does(
            "agent", verbs.save_draft, {"job_title": "Engineer", "birth_date": "1990-02-30", "colour": "x"}
        )
    assert {problem.name: problem.code for problem in wrong.value.problems} == {
        "birth_date": "date",
        "colour": "unknown_field",
    }
    assert draft.row.draft == {}


def test_everything_that_is_missing_is_named_at_once(draft) -> None:
    draft.does("agent", verbs.save_draft, {"job_title": "Engineer"})
    refusal = _refused("incomplete", lambda: draft.does("agent", verbs.submit, declared=True))
    assert "passport_number" in refusal.facts["fields"]
    assert "job_title" not in refusal.facts["fields"]
    assert refusal.facts["documents"] == ["contract", "health", "no_criminal_record", "passport"]


def test_without_the_declaration_nothing_is_filed(draft) -> None:
    draft.filled()
    _refused("not_declared", lambda: draft.does("agent", verbs.submit, declared=False))


def test_what_the_rules_say_goes_on_the_file_with_the_assurance_of_each_fact(draft) -> None:
    """Given evidence for some facts, then the officer sees which facts are only stated."""
    draft.submitted()
    check = load_state(draft.id).check
    assert [right["status"] for right in check["rights"]] == ["yes"]
    assert check["assurance"]["birth_date"] == "evidenced"
    assert check["assurance"]["experience_years"] == "stated"


def test_an_application_that_the_rules_say_no_to_can_still_be_filed(draft) -> None:
    draft.submitted(highest_degree="none", experience_years="0", annual_salary="60000")
    assert draft.row.state == "submitted"
    assert load_state(draft.id).check["rights"][0]["status"] != "yes"


def test_agreeing_against_the_rules_needs_a_reason(draft) -> None:
    draft.accepted(no_crime_record_home="false")
    _refused("against_the_rule", lambda: draft.does("hr", verbs.approve, "employment_review"))
    draft.does(
        "hr", verbs.approve, "employment_review", note="The record was expunged; see the attached judgment."
    )


def test_a_department_verifies_what_is_in_its_own_records(draft) -> None:
    """Given exit-entry finds another birth date, then the rules are asked with the one it found."""
    draft.accepted()
    draft.does(
        "border",
        verbs.verify_fact,
        "residence_review",
        fact="birth_date",
        value="1940-05-01",
        source="Entry records",
    )
    view = queries.case_view(draft.city.actor("border"), draft.id, draft.city.now)
    fact = view.facts["birth_date"]
    assert (fact.assurance, fact.value, fact.stated) == ("verified", "1940-05-01", "1990-05-01")
    assert fact.is_contradicted
    _refused("against_the_rule", lambda: draft.does("border", verbs.approve, "residence_review"))


def test_a_department_verifies_only_its_own_facts(draft) -> None:
    draft.accepted()
    _refused(
        "not_yours_to_verify",
        lambda: draft.does(
            "hr",
            verbs.verify_fact,
            "employment_review",
            fact="nationality",
            value="foreign",
            source="Register",
        ),
    )


def test_one_refusal_settles_the_case_and_frees_the_others(draft) -> None:
    """Given all have to agree, when one does not, then nobody else has to go on."""
    draft.accepted()
    draft.does("border", verbs.refuse, "residence_review", reasons=["security"], note="Entry ban until 2028.")
    assert draft.row.state == "refused"
    assert set(CaseStage.objects.filter(case=draft.row).values_list("stage", "status")) == {
        ("pre_check", "accepted"),
        ("employment_review", "moot"),
        ("residence_review", "refused"),
    }
    notice = Notice.objects.get(case=draft.row, notice="refused", account=draft.city.account("agent"))
    assert "There is a legal bar to residence" in notice.body["en"]
    assert "有不准予居留的法定情形" in notice.body["zh"]
    assert "Entry ban until 2028." in notice.body["en"]


def test_a_refusal_needs_a_reason_that_the_procedure_knows(draft) -> None:
    draft.accepted()
    _refused("no_reason", lambda: draft.does("hr", verbs.refuse, "employment_review", reasons=[]))
    _refused("unknown_reason", lambda: draft.does("hr", verbs.refuse, "employment_review", reasons=["mood"]))


def test_the_window_may_decline_with_a_reason(draft) -> None:
    draft.submitted()
    draft.does("window", verbs.decline, "pre_check", reasons=["not_competent"])
    assert draft.row.state == "declined"
    assert draft.row.due is None


def test_an_agent_withdraws_at_any_time_before_the_decision(draft) -> None:
    draft.accepted()
    draft.does("agent", verbs.withdraw, note="The candidate has taken another job.")
    assert draft.row.state == "withdrawn"
    assert not CaseStage.objects.filter(case=draft.row, status="open").exists()


def test_a_discarded_draft_forgets_what_was_typed(draft) -> None:
    draft.does("agent", verbs.save_draft, {"passport_number": "N1234567"})
    draft.does("agent", verbs.withdraw)
    assert draft.row.state == "discarded"
    assert draft.row.draft is None
    assert list(own_cases(draft.city.actor("agent"))) == []


def test_a_revoked_permit_stays_on_record_as_revoked(draft) -> None:
    draft.issued()
    draft.does("hr", verbs.revoke, reasons=["employment_ended"])
    assert draft.row.state == "revoked"
    permit = IssuedDocument.objects.get(case=draft.row)
    assert permit.revoked_at == draft.city.now
    assert queries.issued_document(permit.number) == permit


def test_a_correction_names_what_to_change_and_only_that_can_be_changed(draft) -> None:
    """Given a return that names the passport number, then nothing else can be changed with it."""
    draft.submitted()
    draft.does(
        "window",
        verbs.return_for_correction,
        "pre_check",
        items=[Item("field", "passport_number", "two digits are missing"), Item("document", "passport")],
        reasons=["unreadable"],
    )
    assert draft.row.state == "returned"
    _refused("not_asked", lambda: draft.does("agent", verbs.save_draft, {"job_title": "Director"}))
    _refused("not_asked", lambda: draft.attach("contract", b"%PDF-1.4\n<<>>\n%%EOF"))
    draft.does("agent", verbs.save_draft, {"passport_number": "N12345678"})
    draft.attach("passport", b"%PDF-1.4 better scan\n<<>>\n%%EOF")
    draft.does("agent", verbs.resubmit, declared=True)
    assert draft.row.state == "submitted"
    state = load_state(draft.id)
    assert state.form["passport_number"] == "N12345678"
    assert state.form["job_title"] == "Optics engineer"


def test_a_correction_can_be_asked_for_once(draft) -> None:
    draft.submitted()
    ask = {"items": [Item("field", "job_title")]}
    draft.does("window", verbs.return_for_correction, "pre_check", **ask)
    draft.does("agent", verbs.resubmit, declared=True)
    _refused(
        "corrections_used", lambda: draft.does("window", verbs.return_for_correction, "pre_check", **ask)
    )


def test_while_the_applicant_has_it_no_officer_decides(draft) -> None:
    draft.submitted()
    draft.does("window", verbs.return_for_correction, "pre_check", items=[Item("field", "job_title")])
    holders = queries.case_view(draft.city.actor("agent"), draft.id, draft.city.now).holders
    assert [holder.kind for holder in holders] == ["applicant"]
    with pytest.raises(Exception, match="may not accept"):
        draft.does("window", verbs.accept, "pre_check")


def test_a_colleague_can_finish_what_somebody_began(draft) -> None:
    draft.submitted()
    draft.does("window", verbs.claim, "pre_check")
    _refused("claimed", lambda: draft.does("window2", verbs.accept, "pre_check"))
    _refused("claimed", lambda: draft.does("window2", verbs.claim, "pre_check"))
    draft.does("window2", verbs.claim, "pre_check", take_over=True)
    draft.does("window2", verbs.accept, "pre_check")


def test_a_supervisor_frees_the_stage_of_an_absent_officer(draft) -> None:
    draft.submitted()
    draft.does("window", verbs.claim, "pre_check")
    draft.does("head", verbs.release, "pre_check")
    assert CaseStage.objects.get(case=draft.row, stage="pre_check").officer is None


def test_notes_stay_inside(draft) -> None:
    draft.accepted()
    draft.does("hr", verbs.add_note, "Called the employer.")
    inside = queries.history(draft.city.actor("border"), draft.id)
    outside = queries.history(draft.city.actor("agent"), draft.id)
    assert any("Called the employer." in line.words for line in inside)
    assert not any("Called the employer." in line.words for line in outside)


def test_the_person_concerned_sees_the_case_from_filing_on(draft) -> None:
    kari = draft.city.actor("Kari")
    assert list(own_cases(kari)) == []
    draft.submitted()
    assert [case.pk for case in own_cases(kari)] == [draft.id]
