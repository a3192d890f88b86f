"""Feature: one call on pages, from its opening over review, objection and agreement to the last payment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from haina.cases import verbs
from haina.cases.models import CaseEvent, DocumentLook, Notice
from haina.cases.policies import current_policy
from haina.cli.command import run
from haina.money import offers
from haina.money.models import Award, Call, Instalment, Plan
from haina.money.queries import trial_balance
from haina.money.tasks import fill_rounds_of_closed_calls
from haina.review.models import Assignment, Entry, Reviewer, Round
from haina.rules.text import Text

from ..cases.conftest import PDF, Application
from ..cases.test_every_procedure import typed_value
from .grants import YUAN, Town

PROGRAMME = "tiered_talent_grant"
PROCEDURE = f"{PROGRAMME}_procedure"
APPLICANTS = {"Kari": 90, "Mei": 80, "Otto": 70}
EXPERTS = ("Ada", "Bo")
CRITERIA = ("performance", "contribution", "ability", "character")


def local(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@dataclass
class Walk:
    """People of the town in their browsers."""

    town: Town
    #: By name and time: nobody stays signed in over days.
    browsers: dict[tuple[str, datetime], Client] = field(default_factory=dict)
    cases: dict[str, Application] = field(default_factory=dict)

    def browser(self, who: str) -> Client:
        known = who, self.town.now
        if known not in self.browsers:
            self.browsers[known] = self.town.browser(who)
        return self.browsers[known]

    def reads(self, who: str, path: str, language: str = "en") -> str:
        """The page as somebody reads it."""
        answer = self.browser(who).get(f"/{language}/{path}")
        assert answer.status_code == 200, (who, path, answer.status_code)
        return answer.content.decode()

    def sends(self, who: str, path: str, status: int = 302, **form: object) -> HttpResponse:
        """Send a form of that page; by default it is taken."""
        answer = self.browser(who).post(f"/en/{path}", {"key": self.town.city.key(), **form})
        assert answer.status_code == status, (who, path, answer.status_code, _said(answer))
        return answer

    def answers(
        self, who: str, applicant: str, stage: str, act: str, status: int = 302, **form: object
    ) -> None:
        """Answer a stage of somebody's case."""
        row = self.cases[applicant].row
        self.sends(who, f"cases/{row.pk}/stages/{stage}/{act}/", status, seen=row.sequence, **form)


def _said(answer: HttpResponse) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def walk(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    """The town with officers of all departments; an award of the programme is paid in two milestones."""
    middle, end = Text("中期", "Half-way"), Text("结题", "At the end")

    def halves(offer: offers.Offer, fen: int) -> tuple[offers.Part, ...]:
        half = fen // 2
        return (
            offers.Part(Fraction(half, fen), half, middle, by_grant=False),
            offers.Part(Fraction(fen - half, fen), fen - half, end, by_grant=False),
        )

    monkeypatch.setattr(offers.Offer, "parts", halves)
    monkeypatch.setattr(timezone, "now", lambda: town.now)
    town.city.officer("org", "organisation_department")
    town.city.officer("chief", "hrss_bureau", "supervisor")
    for name in (*EXPERTS, "citizen"):
        town.city.account(name)
    yield Walk(town)


def open_call(walk: Walk) -> Call:
    """Plan, money, call and round, each by its office."""
    town = walk.town
    town.funded(9000, "grants")
    walk.sends(
        "hr",
        "office/money/plans/grants/call/",
        code="autumn",
        programme=PROGRAMME,
        title_zh="秋季征集",
        title_en="Autumn call",
        opens_at=local(town.now),
        closes_at=local(town.now + timedelta(days=5)),
        amount="9000",
        quota="1",
    )
    walk.sends(
        "hr",
        "office/review/new/four_criteria_review/",
        title_zh="秋季评审",
        title_en="Autumn round",
        department="hrss_bureau",
        opens_at=local(town.now),
        closes_at=local(town.now + timedelta(days=20)),
        places="1",
        least_reviews="2",
        tilt_front_line_and_young="0",
        ground="Decision of the working group.",
        **{f"weight_{id}": "25" for id in CRITERIA},
    )
    walk.sends("hr", "office/money/calls/autumn/round/", round=str(Round.objects.get().pk))
    return Call.objects.get()


def apply(walk: Walk, who: str) -> None:
    """Fill in and send; the last page is the browser's."""
    city, procedure = walk.town.city, current_policy().procedures[PROCEDURE]
    receipt = verbs.start_draft(
        city.actor(who),
        city.now,
        PROCEDURE,
        organisation_id=None,
        person_id=city.persons[who].pk,
        key=city.key(),
    )
    application = walk.cases[who] = Application(city, receipt.case_id, receipt)
    facts = current_policy().facts
    form = {name: typed_value(one, facts.get(name)) for name, one in procedure.fields.items()}
    application.does(who, verbs.save_draft, {**form, "career_stage": "leading", "talent_grants": []})
    for kind in procedure.documents:
        application.attach(kind.id, PDF + who.encode(), who=who)
    walk.sends(who, f"cases/{application.id}/check/", declared="on", seen=application.row.sequence)


def test_a_call_from_its_opening_to_the_last_payment(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    """Given three applicants, two reviewers and one place, then an objection gives it to the second."""
    town = walk.town
    call = open_call(walk)
    for who in APPLICANTS:
        apply(walk, who)
        town.city.wait(hours=1)
    fills_by_itself(walk, call)
    review(walk)
    rank(walk)
    award = decide(walk)
    pay(walk, award)
    account(walk, award)
    assert run(["verify", "--lang", "en"]) == 0, capsys.readouterr().out


def fills_by_itself(walk: Walk, call: Call) -> None:
    """At its close, and not before, what arrived comes into the round, once, in the order of arrival."""
    fill_rounds_of_closed_calls(0)
    walk.sends("hr", "office/money/calls/autumn/fill/")
    assert not Entry.objects.exists(), "the call is still open"
    walk.town.city.now = call.closes_at + timedelta(minutes=1)
    for _again in range(2):
        fill_rounds_of_closed_calls(0)
    walk.sends("hr", "office/money/calls/autumn/fill/")
    entered = Entry.objects.order_by("number")
    assert [(each.number, str(each.case.person), each.entered_by) for each in entered] == [
        (number, who, None) for number, who in enumerate(APPLICANTS, 1)
    ]
    assert [each.arrived_at for each in entered] == sorted(each.case.filed_at for each in entered)
    page = walk.reads("hr", "office/money/calls/autumn/")
    assert "no. 2" in page and "Autumn round" in page
    for language, words in (("en", "as no. 1"), ("zh-hans", "编号第 1 号")):
        assert words in walk.reads("Kari", f"cases/{walk.cases['Kari'].id}/", language)


def review(walk: Walk) -> None:
    """Two experts read the papers that they need and mark every application."""
    page = f"office/review/{Round.objects.get().pk}/"
    for name in EXPERTS:
        person = {"email": f"{name}@example.org".lower(), "role": "evaluation_expert"}
        walk.town.city.account(name).__class__.objects.filter(name=name).update(email=person["email"])
        walk.sends("hr", "office/review/experts/", department="hrss_bureau", **person)
    for entry in Entry.objects.order_by("number"):
        for expert in Reviewer.objects.order_by("account__name"):
            walk.sends("hr", page, act="assign", entry=entry.pk, reviewer=expert.pk)
    told = Notice.objects.filter(notice__startswith="review_given_", account__name="Ada")
    assert told.count() == 3 and all(
        each.body["zh"] and "/en/review/tasks/" in each.body["en"] for each in told
    )
    for task in Assignment.objects.order_by("pk").select_related("entry__case__person", "reviewer__account"):
        who, applicant = str(task.reviewer.account.name), str(task.entry.case.person)
        reads_papers(walk, who, task)
        marks = {f"mark_{id}": str(APPLICANTS[applicant]) for id in CRITERIA}
        sheet = f"review/tasks/{task.pk}/"
        walk.sends(who, sheet, seen="0", act="look", words_ability="Sound work.", **marks)
        seen = re.search(r'name="seen" value="(\d+)"', walk.reads(who, f"{sheet}check/"))
        assert seen is not None
        walk.sends(who, f"{sheet}check/", seen=seen[1])


def reads_papers(walk: Walk, who: str, task: Assignment) -> None:
    """The paper that proves the stage of a career is shown, identity documents are not; looks are kept."""
    page = walk.reads(who, f"review/tasks/{task.pk}/")
    papers = {each.kind: each for each in task.entry.case.documents.all()}
    shown, hidden = papers["talent_plan_papers"], papers["identity_document"]
    assert str(shown.pk) in page and str(hidden.pk) not in page
    at = f"/en/review/tasks/{task.pk}/papers/"
    answer = walk.browser(who).get(f"{at}{shown.pk}/")
    assert answer["Content-Disposition"].startswith("attachment") and b"".join(answer).startswith(b"%PDF")
    assert DocumentLook.objects.filter(document=shown, role="reviewer", account__name=who).exists()
    assert walk.browser(who).get(f"{at}{hidden.pk}/").status_code == 404
    other = next(name for name in EXPERTS if name != who)
    assert walk.browser(other).get(f"{at}{shown.pk}/").status_code == 404
    applicant = str(task.entry.case.person)
    assert "an expert who reviews the application" in walk.reads(applicant, "me/files/")
    assert "评审该申请的专家" in walk.reads(applicant, "me/files/", "zh-hans")


def rank(walk: Walk) -> None:
    """Nothing is granted before the ranking; then it is closed by the officer and published by the chief."""
    page = f"office/review/{Round.objects.get().pk}/"
    walk.sends("hr", page, act="close")
    walk.sends("hr", page, 403, act="publish")
    walk.sends("chief", page, act="publish")
    public = walk.reads("citizen", f"review/rankings/{Round.objects.get().pk}/")
    assert "No. 1" in public and "Kari" not in public


def joint_decision(walk: Walk, applicant: str) -> None:
    """Every department says yes, so that it goes on public notice."""
    walk.answers("hr", applicant, "acceptance", "accept")
    for who, stage in (("hr", "review"), ("org", "selection_review"), ("finance", "money_review")):
        walk.answers(who, applicant, stage, "approve", note="Seen and agreed.")
    assert walk.cases[applicant].row.published_until is not None


def end_notice(walk: Walk, applicant: str) -> None:
    """The last day for objections passes."""
    until = walk.cases[applicant].row.published_until
    assert until is not None
    walk.town.city.go_to(until + timedelta(days=1))
    verbs.escalate_overdue(walk.town.now)


def decide(walk: Walk) -> Award:
    """The first is refused by an objection that is right, the second granted; a third passes the quota."""
    joint_decision(walk, "Kari")
    first = walk.cases["Kari"]
    assert "Kari" in walk.reads("citizen", f"cases/{first.id}/notice/")
    walk.sends("citizen", f"cases/{first.id}/notice/", text="The results are mine.", seen=first.row.sequence)
    walk.sends(
        "hr",
        f"cases/{first.id}/stages/publication/objections/1/",
        upheld="yes",
        text="The objector is right.",
        seen=first.row.sequence,
    )
    end_notice(walk, "Kari")
    assert first.row.state == "refused", "an objection that is right ends it"
    for applicant in ("Mei", "Otto"):
        joint_decision(walk, applicant)
    end_notice(walk, "Otto")
    for applicant in ("Mei", "Otto"):
        terms = f"office/money/terms/{walk.cases[applicant].id}/{PROGRAMME}/"
        walk.sends("hr", terms, words="By the working group.", amount="1000.01", effort="0")
    assert "Place 2 in the ranking" in walk.reads("hr", f"cases/{walk.cases['Mei'].id}/")
    walk.answers("hr", "Mei", "decision", "approve", note="The next in the ranking.")
    refused = walk.browser("hr").post(
        f"/zh-hans/cases/{walk.cases['Otto'].id}/stages/decision/approve/",
        {"key": walk.town.city.key(), "seen": walk.cases["Otto"].row.sequence, "note": "x"},
    )
    assert refused.status_code == 422 and "名额" in refused.content.decode()
    return Award.objects.get()


def pay(walk: Walk, award: Award) -> None:
    """Agreement, then each milestone reported, accepted by one officer and paid by another."""
    at = f"money/awards/{award.pk}/"
    early = walk.sends("Mei", f"{at}1/claim/", 422, words="Done.")
    assert "Agree to the terms" in early.content.decode()
    assert "500.00 yuan · Half-way" in walk.reads("Mei", f"{at}agree/")
    assert "500.00元" in walk.reads("Mei", f"{at}agree/", "zh-hans")
    walk.sends("hr", f"{at}agree/", 403)
    walk.sends("Mei", f"{at}agree/")
    for number in (1, 2):
        walk.sends("Mei", f"{at}{number}/claim/", words=f"Part {number} is done.")
        walk.sends("hr2", f"{at}{number}/accept/", words="Good.")
        walk.sends("hr2", f"{at}{number}/pay/", 422)
        walk.sends("payer", f"{at}{number}/pay/")
    forged(walk, at)
    paid = list(Instalment.objects.filter(award=award).order_by("number").values_list("fen", "state"))
    assert paid == [(50_000, "paid"), (50_001, "paid")]
    award.refresh_from_db()
    assert award.state == Award.State.FULFILLED
    assert sum(trial_balance(walk.town.now.date()).values()) == 0
    assert Plan.objects.get().account.balance + Call.objects.get().account.balance == 9000 * YUAN - 100_001


def forged(walk: Walk, at: str) -> None:
    """What is already paid, of another award or under a wrong number is refused kindly, in both languages."""
    entries = CaseEvent.objects.filter(kind="followed_up").count()
    walk.sends("Kari", f"{at}1/claim/", 404, words="Mine.")
    walk.sends("Mei", f"{at}3/claim/", 404, words="One more.")
    for act, who in (("claim", "Mei"), ("accept", "hr2"), ("return", "hr2")):
        for language, words in (
            ("en", "no longer where this could be done"),
            ("zh-hans", "该期拨款的状态已变"),
        ):
            answer = walk.browser(who).post(
                f"/{language}/{at}1/{act}/", {"key": walk.town.city.key(), "words": "Once more."}
            )
            assert answer.status_code == 422 and words in answer.content.decode(), (act, _said(answer))
    walk.sends("payer", f"{at}1/pay/")
    assert Instalment.objects.filter(state="paid").count() == 2, "a second payment moves nothing"
    assert CaseEvent.objects.filter(kind="followed_up").count() == entries


def account(walk: Walk, award: Award) -> None:
    """What came of it is reported and evaluated, and the history of the case tells all of it."""
    at = f"money/awards/{award.pk}/"
    walk.sends("Mei", f"{at}report/", words="Two papers and a prototype.")
    walk.sends("hr", f"{at}evaluate/", outcome="met", words="All aims were reached.")
    assert "All aims were reached." in walk.reads("Mei", at)
    told = CaseEvent.objects.filter(case_id=award.case_id, kind="followed_up").order_by("sequence")
    each = ("milestone_reported", "milestone_accepted", "instalment_paid")
    assert [one.payload["what"] for one in told] == ["entered_round", "agreement_signed", *each, *each]
