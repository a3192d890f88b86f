"""Feature: the history of a case tells of its outline, milestones and payments, and nobody changes that."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from haina.cases import verbs
from haina.cases.chain import verify_case
from haina.cases.models import CaseEvent
from haina.money import offers
from haina.money.audit.milestones import verify_milestones
from haina.money.models import Award, Instalment
from haina.money.overlap import Line
from haina.money.verbs.describe_project import describe_project
from haina.money.verbs.milestones import accept_milestone, claim_milestone, return_milestone
from haina.money.verbs.pay import pay_instalment
from haina.rules.text import Text

from .grants import YUAN, Town


@pytest.fixture
def award(town: Town, monkeypatch: pytest.MonkeyPatch) -> Award:
    """An award with a described project, whose one milestone was given back, reported again and paid."""
    end = Text("结题", "At the end")
    monkeypatch.setattr(
        offers.Offer, "parts", lambda offer, fen: (offers.Part(Fraction(1), fen, end, by_grant=False),)
    )
    monkeypatch.setattr(timezone, "now", lambda: town.now)
    town.funded(9000)
    draft, kari, runner = town.draft("Kari"), town.city.actor("Kari"), town.city.actor("hr")
    lines = (Line("教材", 900 * YUAN),)
    describe_project(kari, town.now, draft.row, "Welding", "A course.", lines, key=town.city.key())
    draft.does("Kari", verbs.submit, declared=True)
    draft.does("hr", verbs.accept, "acceptance")
    award = town.approve(town.with_terms(draft, 5000))
    assert award is not None
    claim_milestone(kari, town.now, award.pk, 1, words="Half of it.")
    return_milestone(runner, town.now, award.pk, 1, words="The list is missing.")
    claim_milestone(kari, town.now, award.pk, 1, words="All of it, with the list.")
    accept_milestone(runner, town.now, award.pk, 1, words="Good.")
    pay_instalment(town.city.actor("payer"), town.now, award.pk, 1)
    return award


SAID = {
    "en": [
        "The project was described: Welding, 900.00 yuan.",
        "Milestone 1 was reported: At the end. Papers: 0.",
        "Milestone 1 was not accepted and given back: At the end. The list is missing.",
        "Milestone 1 was accepted: At the end. Good.",
        "Instalment 1 was paid: 5,000.00 yuan",
    ],
    "zh-hans": [
        "已说明项目：Welding",
        "已报告第 1 期阶段成果：结题。",
        "第 1 期阶段成果未通过验收，已退回：结题。 The list is missing.",
        "第 1 期阶段成果已通过验收：结题。 Good.",
        "第 1 期资金已拨付：",
    ],
}


def test_the_page_of_the_case_tells_it_in_both_languages_and_the_chain_holds_it(
    town: Town, award: Award
) -> None:
    """Given a project and its milestones, then parties and officers read them with dates; the rest stays."""
    for language, sentences in SAID.items():
        for who in ("Kari", "hr"):
            page = town.browser(who).get(f"/{language}/cases/{award.case_id}/").content.decode()
            assert [each for each in sentences if each not in page] == []
    assert "All of it" not in town.browser("hr").get(f"/en/cases/{award.case_id}/").content.decode()
    told = CaseEvent.objects.filter(case_id=award.case_id, kind="followed_up").order_by("sequence")
    assert [each.payload["what"] for each in told] == [
        "project_outlined",
        "milestone_reported",
        "milestone_returned",
        "milestone_reported",
        "milestone_accepted",
        "instalment_paid",
    ]
    roles = "applicant applicant officer applicant officer officer"
    assert [each.role for each in told] == roles.split()
    assert verify_case(award.case_id) == [] and list(verify_milestones()) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        told.update(payload={})


@pytest.mark.parametrize(
    ("table", "change", "named"),
    [
        ("money_instalment", "claim_words = claim_words || '.'", "milestone_reported"),
        ("money_instalment", "paid_on = paid_on - 1", "instalment_paid"),
        ("money_projectoutline", "text = text || '.'", "project_outlined"),
    ],
)
def test_a_changed_byte_is_found_and_named(
    town: Town, award: Award, table: str, change: str, named: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608 - words of this test
    assert [(one.what, one.fault) for one in verify_milestones()] == [(named, "changed")]


def test_a_forged_acceptance_is_found(town: Town, award: Award) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE money_instalment DISABLE TRIGGER USER")
    Instalment.objects.update(state="accepted", entry=None, paid_on=None)
    assert {(one.what, one.fault) for one in verify_milestones()} == {("instalment_paid", "changed")}
