"""Feature: whatever is applied for, the decision is a signed letter or permit that a person understands."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pypdf
import pytest

from haina.cases import files
from haina.cases.facts import check_rules
from haina.cases.issuing import Made, make_document, make_letter
from haina.cases.letters import is_letter, letter
from haina.cases.models import Case
from haina.cases.perform import Matter
from haina.cases.policies import current_policy, policy_of, store_version
from haina.cases.state import CaseState
from haina.people.models import Person
from haina.people.permissions import State
from haina.policy import default_directory, load

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = date(2026, 11, 3)
PROCEDURES = sorted(load(default_directory()).procedures)


def _matter(procedure: str, state: State, settings, tmp_path) -> Matter:
    """A case of a procedure that has been decided, on facts that nobody stated."""
    settings.HAINA_UPLOADS = tmp_path
    policy = policy_of(current_policy().version)
    store_version(policy, NOW)
    found = policy.procedures[procedure]
    row = Case.objects.create(
        reference=f"{found.reference}-2026-000001",
        procedure=procedure,
        policy_version_id=policy.version,
        person=Person.objects.create(name="KARI NORDMANN", chinese_name="诺卡丽"),
        started_at=NOW,
        changed_at=NOW,
    )
    empty = CaseState(state=state, procedure=procedure, filed_at=NOW, decided_at=NOW)
    reasons = tuple(reason.id for reason in found.reasons if "refuse" in reason.outcomes)
    check = check_rules(policy, found, empty, ON).answer
    decided = replace(empty, check=check, reasons=reasons if state is State.REFUSED else ())
    return Matter(row, decided, policy, found, ON, NOW)


def _words(made: Made) -> str:
    pages = pypdf.PdfReader(io.BytesIO(files.path_of(made.pdf_sha256).read_bytes())).pages
    return _plain("".join(page.extract_text() for page in pages))


def _plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_a_refusal_of_any_procedure_is_a_letter_with_its_reasons_in_both_languages(
    procedure: str, db: None, settings, tmp_path
) -> None:
    matter = _matter(procedure, State.REFUSED, settings, tmp_path)
    words = _words(make_letter(matter, "refused"))
    title = matter.procedure.title
    for expected in ("不予批准决定书", "Decision: application not approved", title.zh, title.en, "诺卡丽"):
        assert _plain(expected) in words
    told = {reason.id: reason.text for reason in matter.procedure.reasons}
    for reason in matter.state.reasons:
        assert _plain(told[reason].zh) in words
        assert _plain(told[reason].en) in words
    leaves = [leaf for right in matter.state.check["rights"] for leaf in right["because"]]
    findings = [finding for part in letter(matter, "refused").reasoning for finding in part.findings]
    assert [finding.clause for finding in findings] == [leaf["clause"] for leaf in leaves]
    for leaf in leaves[:3]:
        assert _plain(leaf["text"]["zh"]) in words
    if matter.procedure.appeal is not None:
        assert "救济途径" in words


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_a_yes_of_any_procedure_is_a_permit_or_a_letter(procedure: str, db: None, settings, tmp_path) -> None:
    matter = _matter(procedure, State.APPROVED, settings, tmp_path)
    if matter.procedure.grant is None:
        assert not is_letter(matter.procedure)
        return
    made = make_document(matter)
    words = _words(made)
    for expected in (matter.procedure.grant.title.zh, matter.procedure.grant.title.en, made.paper.number):
        assert _plain(expected) in words
    assert ("予以批准" in words) == is_letter(matter.procedure)
    assert made.paper.valid_to is None or made.paper.valid_to >= ON
