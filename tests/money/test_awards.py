"""Feature: a grant brings its money, what stands in its way is said, and each instalment is paid once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from haina.cases import verbs
from haina.cases.cautions import cautions_of
from haina.cases.consequences import Weight
from haina.cases.models import Case
from haina.cases.policies import current_policy
from haina.cases.refusals import Forbidden, Refusal
from haina.cases.store import load_state
from haina.money import offers
from haina.money.events import Event
from haina.money.models import Account, Award, Claim, Entry, Instalment
from haina.money.queries import trial_balance
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.claw_back import claw_back, record_return, still_with
from haina.money.verbs.end_award import end_award
from haina.money.verbs.join_round import join_round
from haina.money.verbs.lay_down_terms import Terms, lay_down_terms
from haina.money.verbs.milestones import accept_milestone, claim_milestone, return_milestone
from haina.money.verbs.pay import pay_day, pay_instalment
from haina.money.verbs.report import evaluate, report
from haina.money.verbs.set_aside import set_aside_later
from haina.people.actors import actor_for
from haina.people.models import Person
from haina.people.verbs.split import split, undo
from haina.review.verbs.close_round import close_round
from haina.review.verbs.enter import enter
from haina.review.verbs.open_round import NewRound, open_round
from haina.rules.text import Text

from ..cases.conftest import Application
from .grants import PROGRAMME, YUAN, Town, balances, refused

# Grants


def test_a_grant_brings_the_award_its_money_and_its_places(town: Town) -> None:
    """Given a funded plan, when the case is granted, then there are award, commitment and claims together."""
    plan = town.funded(9000)
    award = town.awarded(yuan=5000)
    assert (award.fen, award.state, award.plan_id) == (5000 * YUAN, Award.State.COMMITTED, plan.pk)
    assert award.receiver == town.city.persons["Kari"]
    assert balances(plan.account_id, award.account_id) == [4000 * YUAN, 5000 * YUAN]
    assert Claim.objects.filter(award=award.pk, state="active").exists()
    event = award.ground
    assert (event.case_id, event.decided_by) == (award.case_id, "hrss_bureau")
    assert Entry.objects.get(event=Event.COMMIT).ground_id == event.pk
    said = cautions_of(award.case, town.now, inside=False)
    assert said[0].text.en == "An award of 5,000.00 yuan was made." and str(award.pk) in said[0].link


def test_an_amount_that_cannot_be_told_is_laid_down_with_its_ground(town: Town) -> None:
    """Given a scale that nobody has fixed, when it is granted, then it waits until somebody lays it down."""
    town.funded(9000)
    application = town.accepted(cost=8000)
    (caution,) = (
        each for each in cautions_of(application.row, town.now, inside=True) if each.weight is Weight.STOP
    )
    assert "cannot be told" in caution.text.en and "无法" in caution.text.zh
    with pytest.raises(Refusal, match="cannot be told"):
        town.approve(application)
    actor, words = town.city.actor("hr"), "By the scale of 3 March."
    for fen in (0, -1, 800_001, 10**20):
        terms = Terms(words, fen=fen)
        code = "amount_out_of_bounds"
        refused(
            MoneyRefusal, code, lay_down_terms, actor, town.now, application.row, PROGRAMME, terms, key="k"
        )
    refused(
        MoneyRefusal,
        "terms_have_a_ground",
        lay_down_terms,
        actor,
        town.now,
        application.row,
        PROGRAMME,
        Terms(" ", fen=5),
        key="k",
    )
    for name in ("finance", "Kari", "head"):
        with pytest.raises(Forbidden):
            lay_down_terms(town.city.actor(name), town.now, application.row, PROGRAMME, Terms(words), key="k")
    town.with_terms(application, 8000)
    award = town.approve(application)
    assert award is not None and award.terms is not None and award.fen == 8000 * YUAN


def test_without_a_funded_plan_an_award_waits_for_its_money(town: Town) -> None:
    """Given no plan, when it is granted, then the award waits and is not paid; a plan lets it be paid."""
    award = town.awarded(yuan=5000)
    assert award.state == Award.State.WAITING and award.account is None
    payer = town.city.actor("payer")
    refused(MoneyRefusal, "award_rests_on_money", pay_instalment, payer, town.now, award.pk, 1)
    refused(MoneyRefusal, "no_money", set_aside_later, town.city.actor("hr"), town.now, award.pk)
    town.filed("unfunded")
    refused(MoneyRefusal, "no_money", set_aside_later, town.city.actor("hr"), town.now, award.pk)
    town.funded(5000)
    assert set_aside_later(town.city.actor("hr"), town.now, award.pk).state == Award.State.COMMITTED
    pay_instalment(payer, town.now, award.pk, 1)


def test_a_second_award_for_the_same_is_warned_of_stopped_explained_and_can_be_appealed(town: Town) -> None:
    """Given an award, when the person applies again, then a warning, a stop that names it, and an appeal."""
    town.funded(20_000)
    first = town.awarded(yuan=5000)
    again = town.draft(cost=8000)
    warning = cautions_of(again.row, town.now, inside=False)[0]
    assert warning.weight is Weight.WARNING and first.number in warning.text.en
    again.does("Kari", verbs.submit, declared=True)
    again.does("hr", verbs.accept, "acceptance")
    town.with_terms(again, 5000)
    stop = cautions_of(again.row, town.now, inside=True)[0]
    assert stop.weight is Weight.STOP and first.number in stop.text.zh
    before = again.row.head_hash
    with pytest.raises(Refusal, match=first.number):
        town.approve(again)
    assert again.row.head_hash == before and Award.objects.count() == 1
    assert balances(first.plan.account_id) == [15_000 * YUAN]  # type: ignore[union-attr]
    reason = next(each.id for each in _reasons(again, "refuse"))
    again.does("hr", verbs.refuse, "review", reasons=[reason], note=f"Paid before: {first.number}")
    told = [each.text.en for each in cautions_of(again.row, town.now, inside=False)]
    assert any("You can appeal" in each for each in told)
    again.does("Kari", verbs.appeal, grounds="Another course.")
    assert Case.objects.filter(appeal_of=again.id).exists()
    town.awarded("Mei", 5000)


def _reasons(application, outcome: str):
    procedure = current_policy().procedures[application.row.procedure]
    return [each for each in procedure.reasons if outcome in each.outcomes]


def test_another_purpose_is_another_award(town: Town) -> None:
    town.funded(20_000)
    town.awarded(yuan=5000, purpose="Welding course")
    assert town.awarded(yuan=5000, purpose="Safety course").state == Award.State.COMMITTED
    assert Award.objects.count() == 2


def test_a_call_under_review_grants_nothing_before_its_ranking(town: Town) -> None:
    """Given a call with a round, then a grant waits for its end; afterwards the place is shown beside it."""
    call = town.call(town.funded(9000), 6000, days=20)
    actor = town.city.actor("hr")
    weights = {"quality": "0.4", "influence": "0.3", "ability": "0.2", "character": "0.1"}
    round = open_round(
        actor,
        town.now,
        NewRound(
            "basic_research_review",
            "hrss_bureau",
            Text("一轮", "First round"),
            town.now,
            town.now + timedelta(days=9),
            weights={id: Decimal(weight) for id, weight in weights.items()},
            tilts={"front_line_and_young": Decimal(0)},
            ground="By the working group.",
        ),
    )
    refused(MoneyRefusal, "unknown_round", join_round, actor, call.pk, uuid4())
    join_round(actor, call.pk, round.pk)
    application = town.with_terms(town.accepted(), 3000)
    stops = [each.text.en for each in cautions_of(application.row, town.now, inside=True)]
    assert any("has not been closed" in each for each in stops)
    with pytest.raises(Refusal, match="has not been closed"):
        town.approve(application)
    enter(
        actor,
        town.now,
        round.pk,
        application.id,
        tilts={"front_line_and_young": False},
        ground="By the file.",
    )
    town.city.wait(days=9, hours=1)
    close_round(actor, town.now, round.pk)
    said = [each.text.en for each in cautions_of(application.row, town.now, inside=True)]
    assert "It has no place in the ranking." in said
    assert town.approve(application) is not None


# Payment


def test_an_instalment_is_paid_once_and_by_a_second_officer(town: Town) -> None:
    """Given an award, when it is paid twice, then the money moves once; who granted it does not pay it."""
    town.funded(9000)
    award = town.awarded(yuan=5000)
    refused(MoneyRefusal, "same_officer", pay_instalment, town.city.actor("hr"), town.now, award.pk, 1)
    for name in ("Kari", "finance", "border"):
        with pytest.raises(Forbidden):
            pay_instalment(town.city.actor(name), town.now, award.pk, 1)
    payer = town.city.actor("payer")
    first = pay_instalment(payer, town.now, award.pk, 1)
    second = pay_instalment(payer, town.now, award.pk, 1)
    assert (second.entry, second.replayed) == (first.entry, True)
    award.refresh_from_db()
    paid = Account.objects.get(kind=Account.Kind.PAID)
    assert award.state == Award.State.FULFILLED
    assert (paid.balance, paid.person) == (5000 * YUAN, town.city.persons["Kari"])
    assert balances(award.account_id) == [0]


def test_an_award_goes_to_whom_it_belongs_where_one_entry_held_two(town: Town) -> None:
    """Given an award in an entry of two people, its money goes to the other one; taken back, to the first."""
    town.funded(9000)
    award = town.awarded(yuan=5000)
    kari, officer, on = town.city.persons["Kari"], town.city.actor("hr"), town.now.date()
    moved = {"awards": [str(award.pk)]}
    event = split(officer, kari, "Kari B.", moved, reason="twins", on=on, now=town.now)
    award.refresh_from_db()
    assert award.receiver == Person.objects.get(pk=event.other_id)
    with pytest.raises(DatabaseError, match="was granted"), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(person=kari)
    undo(officer, event, reason="one after all", on=on, now=town.now)
    award.refresh_from_db()
    assert award.receiver == kari
    again = split(officer, kari, "Kari B.", moved, reason="twins", on=on, now=town.now)
    pay_instalment(town.city.actor("payer"), town.now, award.pk, 1)
    assert Account.objects.get(kind=Account.Kind.PAID).person_id == again.other_id


def test_the_database_pays_no_instalment_without_its_entry(town: Town, at_the_end) -> None:
    """Given a paid and an open award, when the one's entry is put on the other, then the database refuses."""
    town.funded(20_000)
    one, two = town.awarded("Kari", 5000), town.awarded("Mei", 5000)
    entry = pay_instalment(town.city.actor("payer"), town.now, one.pk, 1).entry
    stolen = Instalment.objects.filter(award=two)
    with pytest.raises(DatabaseError, match="does not pay"), transaction.atomic():
        stolen.update(state="paid", entry_id=entry, paid_on=town.now.date())
        at_the_end()
    with pytest.raises(DatabaseError, match="is paid"), transaction.atomic():
        Instalment.objects.filter(award=one).update(state="accepted", entry=None, paid_on=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        stolen.update(fen=1)
    with pytest.raises(DatabaseError, match="add up"), transaction.atomic():
        Instalment.objects.create(award=two, number=2, share=1, fen=7, milestone_zh="多", milestone_en="More")
        at_the_end()
    with pytest.raises(DatabaseError, match="was granted"), transaction.atomic():
        Award.objects.filter(pk=two.pk).update(fen=1)


def test_a_pay_day_pays_what_is_ready_in_one_entry(town: Town) -> None:
    """Given three awards, one of them waiting, when the day comes, then two are paid by one entry, once."""
    town.funded(10_000)
    for name in ("Kari", "Mei", "Otto"):
        town.awarded(name, 5000)
    payer = town.city.actor("payer")
    done = pay_day(payer, town.now, document="Pay day 1")
    assert (done.paid, done.fen, len(done.entries), done.own) == (2, 10_000 * YUAN, 1, 0)
    again = pay_day(payer, town.now, document="Pay day 1")
    assert (again.paid, again.entries) == (0, ())
    assert pay_day(town.city.actor("finance"), town.now, document="Not mine").paid == 0
    assert Entry.objects.filter(event=Event.PAY).count() == 1
    assert trial_balance(town.now.date())["CNY", Account.Kind.PAID] == 10_000 * YUAN


def test_milestones_are_reported_returned_accepted_and_paid(town: Town, monkeypatch) -> None:
    """Given two milestones, when one is forged, returned or out of turn, then nothing is paid for it."""

    def halves(offer, fen: int):
        half = fen // 2
        words = Text("中期", "Half-way"), Text("结题", "At the end")
        shares = (Fraction(half, fen), half), (Fraction(fen - half, fen), fen - half)
        return tuple(
            offers.Part(share, part, text, by_grant=False)
            for (share, part), text in zip(shares, words, strict=True)
        )

    monkeypatch.setattr(offers.Offer, "parts", halves)
    town.funded(9000)
    award = town.awarded(yuan=5000)
    kari, runner, payer = (town.city.actor(name) for name in ("Kari", "hr", "payer"))
    assert [each.state for each in award.instalments.order_by("number")] == ["planned", "planned"]
    refused(MoneyRefusal, "instalment_goes_forward", accept_milestone, runner, town.now, award.pk, 1)
    refused(MoneyRefusal, "instalment_is_accepted_first", pay_instalment, payer, town.now, award.pk, 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        award.instalments.filter(number=1).update(state="accepted", accepted_at=town.now)
    refused(MoneyRefusal, "earlier_first", claim_milestone, kari, town.now, award.pk, 2, words="Done early.")
    for name in ("hr", "Mei", "agent"):
        with pytest.raises(Forbidden):
            claim_milestone(town.city.actor(name), town.now, award.pk, 1, words="Forged.")
    claim_milestone(kari, town.now, award.pk, 1, words="Half of it.")
    with pytest.raises(Forbidden):
        accept_milestone(kari, town.now, award.pk, 1)
    return_milestone(runner, town.now, award.pk, 1, words="The list is missing.")
    claim_milestone(kari, town.now, award.pk, 1, words="Half of it, with the list.")
    accept_milestone(runner, town.now, award.pk, 1, words="Good.")
    pay_instalment(payer, town.now, award.pk, 1)
    award.refresh_from_db()
    assert award.state == Award.State.RUNNING and balances(award.account_id) == [2500 * YUAN]


# What comes of it


def test_reports_and_evaluations_are_kept(town: Town) -> None:
    town.funded(9000)
    award = town.awarded()
    kari, runner = town.city.actor("Kari"), town.city.actor("hr")
    first = report(kari, town.now, award.pk, words="It goes well.", key="r-1")
    assert report(kari, town.now, award.pk, words="It goes well.", key="r-1").pk == first.pk
    found = evaluate(runner, town.now, award.pk, outcome="partly", words="Half of the aims.", key="e-1")
    refused(
        MoneyRefusal, "no_outcome", evaluate, runner, town.now, award.pk, outcome="fine", words="x", key="e"
    )
    with pytest.raises(Forbidden):
        evaluate(kari, town.now, award.pk, outcome="met", words="Splendid.", key="e-2")
    found.outcome = "met"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        found.save()


def test_what_was_paid_can_be_taken_back_once_and_no_more_than_that(town: Town) -> None:
    """Given a paid award, when it is taken back, then the money returns to its plan, and another may come."""
    plan = town.funded(9000)
    award = town.awarded(yuan=5000)
    runner, payer = town.city.actor("hr"), town.city.actor("payer")
    words = {"words": "False papers.", "key": "c-1"}
    refused(MoneyRefusal, "more_than_paid", claw_back, runner, town.now, award.pk, YUAN, **words)
    pay_instalment(payer, town.now, award.pk, 1)
    for fen in (0, -5):
        code = "clawback_takes_something"
        refused(MoneyRefusal, code, claw_back, runner, town.now, award.pk, fen, **words)
    with pytest.raises(Forbidden):
        claw_back(town.city.actor("Kari"), town.now, award.pk, YUAN, **words)
    taken = claw_back(runner, town.now, award.pk, 5000 * YUAN, **words)
    assert claw_back(runner, town.now, award.pk, 5000 * YUAN, **words).pk == taken.pk
    more = {"words": "More.", "key": "c-2"}
    refused(MoneyRefusal, "more_than_paid", claw_back, runner, town.now, award.pk, 1, **more)
    assert still_with(award) == 0
    record_return(payer, town.now, taken.pk)
    record_return(payer, town.now, taken.pk)
    assert balances(plan.account_id) == [9000 * YUAN]
    award.refresh_from_db()
    assert award.state == Award.State.TAKEN_BACK
    assert town.awarded(yuan=5000).state == Award.State.COMMITTED


def test_an_award_that_ends_gives_back_what_is_not_paid(town: Town) -> None:
    plan = town.funded(9000)
    award = town.awarded(yuan=5000)
    with pytest.raises(Forbidden):
        end_award(town.city.actor("Kari"), town.now, award.pk)
    ended = end_award(town.city.actor("hr"), town.now, award.pk)
    assert ended.state == Award.State.ENDED and balances(plan.account_id) == [9000 * YUAN]
    refused(MoneyRefusal, "award_goes_forward", end_award, town.city.actor("hr"), town.now, award.pk)
    refused(
        MoneyRefusal,
        "instalment_is_accepted_first",
        pay_instalment,
        town.city.actor("payer"),
        town.now,
        award.pk,
        1,
    )
    assert not Claim.objects.filter(state="active").exists()


def test_a_revoked_grant_ends_its_award(town: Town) -> None:
    plan = town.funded(9000)
    award = town.awarded(yuan=5000)
    verbs.issue(town.now, award.case_id)
    case = award.case
    case.refresh_from_db()
    reason = next(each.id for each in _reasons(type("A", (), {"row": case}), "revoke"))
    officer = actor_for(town.city.account("hr"), town.now.date())
    verbs.revoke(officer, town.now, case.pk, reasons=[reason], note="", key="rev", seen=case.sequence)
    award.refresh_from_db()
    assert award.state == Award.State.ENDED and balances(plan.account_id) == [9000 * YUAN]
    assert not Claim.objects.filter(state="active").exists()


def revoked(town: Town, award: Award) -> Application:
    """Revoke the grant of an award; its case."""
    state = load_state(award.case_id)
    if state.granted is None:
        last = verbs.issue(town.now, award.case_id)
    else:
        last = verbs.restore(town.now, award.case_id, state.granted.number)
    application = Application(town.city, award.case_id, last)
    reason = next(each.id for each in _reasons(application, "revoke"))
    application.does("hr", verbs.revoke, reasons=(reason,), note="False papers.")
    return application


def overturn(town: Town, application: Application) -> None:
    """Appeal against a revocation and have another officer set it aside."""
    application.does("Kari", verbs.appeal, grounds="The papers are true.")
    appealed = application.row.appeals.exclude(state="approved").get()
    linked = Application(town.city, appealed.pk, application.last)
    linked.does("mayor", verbs.approve, "appeal", note="They are.")


def test_an_award_goes_on_when_its_revocation_is_overturned(town: Town) -> None:
    """Given a revoked grant, when the appeal is upheld, money and places are back, and it is paid once."""
    town.city.officer("mayor", "municipal_government")
    plan = town.funded(9000)
    award = town.awarded(yuan=5000)
    for turn in (1, 2):
        application = revoked(town, award)
        assert balances(plan.account_id, award.account_id) == [9000 * YUAN, 0]
        with pytest.raises(DatabaseError, match="is ended"), transaction.atomic():
            Award.objects.filter(pk=award.pk).update(state="waiting", restored=turn)
        overturn(town, application)
        award.refresh_from_db()
        assert (award.state, award.ended_on, award.restored) == (Award.State.COMMITTED, None, turn)
        assert balances(plan.account_id, award.account_id) == [4000 * YUAN, 5000 * YUAN]
        assert award.instalments.get().state == "accepted"
        active = set(Claim.objects.filter(state="active").values_list("award", flat=True))
        assert active == {award.claim_keys[-1]}
    pay_instalment(town.city.actor("payer"), town.now, award.pk, 1)
    award.refresh_from_db()
    assert award.state == Award.State.FULFILLED
