"""Feature: a voucher is worth what was granted, to its holder, until its day, once for each use."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from haina.cases.refusals import KeyUsed, Refusal
from haina.money.models import Account, Entry, Hold, Leg
from haina.money.vouchers import verbs
from haina.money.vouchers.finding import NotThere
from haina.money.vouchers.models import Settlement, Use, Voucher
from haina.money.vouchers.permissions import MayNot
from haina.money.vouchers.verbs import NewVoucher

from .vouchers import DEPARTMENT, PROGRAMME, Platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform() -> Platform:
    return Platform()


def refused(code: str) -> object:
    """Expect a refusal of this code."""
    return pytest.raises(Refusal, check=lambda error: error.code == code)


def ask_at_the_end() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_from_the_grant_to_the_member_s_money(platform: Platform) -> None:
    voucher = platform.voucher(100_000)
    assert voucher.state == Voucher.State.ISSUED
    use = platform.book(voucher, platform.instrument(40_000), hours=2)
    assert (use.fee, use.fen) == (80_000, 40_000)
    assert platform.left(voucher) == 60_000
    platform.redeemed(use)
    assert (platform.owed(), platform.left(voucher)) == (40_000, 60_000)
    claim = verbs.claim_settlement(platform.of(platform.owner), platform.now, use.member_id, key="q1")
    ask_at_the_end()
    paid = verbs.pay_settlement(platform.officer, platform.now, claim.pk)
    ask_at_the_end()
    assert (paid.fen, platform.owed(), platform.paid()) == (40_000, 0, 40_000)
    assert Use.objects.get(pk=use.pk).settlement == paid


def test_without_a_last_day_in_the_rules_the_department_sets_it_in_writing(platform: Platform) -> None:
    voucher = platform.voucher(last_day=None)
    assert (voucher.state, voucher.wallet) == (Voucher.State.GRANTED, None)
    instrument = platform.instrument()
    with refused("use_needs_an_issued_voucher"):
        platform.book(voucher, instrument)
    with refused("no_document"):
        verbs.issue(platform.officer, platform.now, voucher.pk, last_day=date(2026, 6, 30), document=" ")
    with pytest.raises(MayNot):
        verbs.issue(
            platform.of(platform.holder),
            platform.now,
            voucher.pk,
            last_day=date(2026, 6, 30),
            document="mine",
        )
    issued = verbs.issue(
        platform.officer, platform.now, voucher.pk, last_day=date(2026, 6, 30), document="Notice 12"
    )
    assert (issued.last_day, issued.set_by) == (date(2026, 6, 30), "Notice 12")
    with refused("voucher_ends_once"):
        verbs.issue(platform.officer, platform.now, voucher.pk, last_day=date(2027, 6, 30), document="again")


def test_a_share_that_nobody_has_set_is_no_voucher(platform: Platform) -> None:
    wanted = NewVoucher(
        platform.ground.case_id or platform.holder.pk,
        "V-1",
        PROGRAMME,
        DEPARTMENT,
        platform.holder.pk,
        platform.ground.pk,
        platform.money.pk,
        5_000,
        None,
    )
    with refused("voucher_pays_a_share"):
        verbs.grant(wanted, platform.now, platform.now.date())


def test_never_more_than_it_is_worth(platform: Platform) -> None:
    voucher, instrument = platform.voucher(50_000), platform.instrument(40_000)
    assert platform.book(voucher, instrument, hours=2).fen == 40_000
    assert platform.book(voucher, instrument, hour=14, hours=2).fen == 10_000
    with refused("use_is_paid_in_part"):
        platform.book(voucher, instrument, days=2)


def test_never_after_its_last_day(platform: Platform) -> None:
    voucher, instrument = platform.voucher(last_day=date(2026, 3, 3)), platform.instrument()
    with refused("use_lies_within_the_voucher"):
        platform.book(voucher, instrument, days=2)
    use = platform.done(platform.book(voucher, instrument, days=1))
    platform.now += timedelta(days=1)
    with refused("hold_expired"):
        verbs.redeem(platform.of(platform.holder), platform.now, use.pk)
    swept = verbs.expire(platform.now)
    assert (swept.vouchers, swept.uses, swept.fen) == (1, 1, 100_000)
    with refused("use_is_redeemed_once"):
        verbs.redeem(platform.of(platform.holder), platform.now, use.pk)
    assert verbs.expire(platform.now) == type(swept)(0, 0, 0, 0)


def test_never_by_another(platform: Platform) -> None:
    voucher, instrument = platform.voucher(), platform.instrument()
    rival = platform.firm("Rival Lasers")
    with pytest.raises(NotThere):
        platform.book(voucher, instrument, by=platform.of(rival))
    use = platform.done(platform.book(voucher, instrument))
    with pytest.raises(NotThere):
        verbs.redeem(platform.of(rival), platform.now, use.pk)
    with pytest.raises(MayNot):
        verbs.redeem(platform.of(platform.owner), platform.now, use.pk)


def test_never_twice_for_one_use_or_one_invoice(platform: Platform) -> None:
    voucher, instrument = platform.voucher(), platform.instrument()
    first = platform.book(voucher, instrument)
    second = platform.book(voucher, instrument, hour=11)
    platform.done(first, "INV-1")
    with refused("invoice_is_used_once"):
        platform.done(second, "INV-1")
    verbs.redeem(platform.of(platform.holder), platform.now, first.pk)
    verbs.redeem(platform.of(platform.holder), platform.now, first.pk)
    assert platform.owed() == first.fen


def test_never_at_ones_own_instrument(platform: Platform) -> None:
    own = platform.instrument(owner=platform.holder)
    with refused("use_is_not_at_ones_own"):
        platform.book(platform.voucher(), own)


def test_an_instrument_is_booked_by_one_at_a_time(platform: Platform) -> None:
    instrument, rival = platform.instrument(), platform.firm("Rival Lasers")
    platform.book(platform.voucher(), instrument, hours=3)
    with refused("instrument_is_used_by_one_at_a_time"):
        platform.book(platform.voucher(holder=rival), instrument, hour=12)
    platform.book(platform.voucher(holder=rival), instrument, hour=13)


@pytest.mark.parametrize("days, hour, hours", [(1, 8, 1), (1, 16, 2), (1, 10, 0), (5, 10, 1)])
def test_only_when_it_is_open(platform: Platform, days: int, hour: int, hours: int) -> None:
    with refused("not_open"):
        platform.book(platform.voucher(), platform.instrument(), days=days, hour=hour, hours=hours)


def test_the_same_form_books_once(platform: Platform) -> None:
    voucher, instrument = platform.voucher(), platform.instrument()
    assert platform.book(voucher, instrument, key="k") == platform.book(voucher, instrument, key="k")
    with pytest.raises(KeyUsed):
        platform.book(platform.voucher(), instrument, key="k")


def test_what_was_cancelled_is_free_again(platform: Platform) -> None:
    voucher, instrument = platform.voucher(), platform.instrument()
    use = platform.book(voucher, instrument)
    assert verbs.cancel(platform.of(platform.holder), platform.now, use.pk).state == Use.State.CANCELLED
    assert platform.left(voucher) == 100_000
    again = platform.book(voucher, instrument)
    assert again.state == Use.State.BOOKED
    platform.now = again.starts_at
    with refused("over"):
        verbs.cancel(platform.of(platform.holder), platform.now, again.pk)
    assert verbs.cancel(platform.of(platform.owner), platform.now, again.pk).state == Use.State.CANCELLED


def test_nothing_is_confirmed_before_it_is_over_nor_redeemed_before_it_is_confirmed(
    platform: Platform,
) -> None:
    use = platform.book(platform.voucher(), platform.instrument())
    with refused("not_over"):
        verbs.confirm_use(platform.of(platform.owner), platform.now, use.pk, invoice="INV-1")
    with refused("not_confirmed"):
        verbs.redeem(platform.of(platform.holder), platform.now, use.pk)
    with refused("use_has_an_invoice"):
        verbs.confirm_use(platform.of(platform.owner), platform.now, use.pk, invoice="")


def test_a_use_that_is_not_accepted_goes_back_before_it_is_settled(platform: Platform) -> None:
    voucher, instrument = platform.voucher(), platform.instrument()
    first = platform.book(voucher, instrument)
    second = platform.book(voucher, instrument, hour=11)
    platform.redeemed(first), platform.redeemed(second)
    claim = verbs.claim_settlement(platform.of(platform.owner), platform.now, first.member_id, key="q1")
    with refused("reason_missing"):
        verbs.refuse_use(platform.officer, platform.now, first.pk, why="")
    verbs.refuse_use(platform.officer, platform.now, first.pk, why="Required by law")
    ask_at_the_end()
    verbs.pay_settlement(platform.officer, platform.now, claim.pk)
    ask_at_the_end()
    assert (platform.paid(), platform.owed(), platform.left(voucher)) == (20_000, 0, 80_000)
    with refused("use_is_settled_once"):
        verbs.refuse_use(platform.officer, platform.now, second.pk, why="too late")
    with refused("nothing_redeemed"):
        verbs.claim_settlement(platform.of(platform.owner), platform.now, first.member_id, key="q2")


def test_what_comes_back_to_an_expired_voucher_goes_on_to_where_it_came_from(platform: Platform) -> None:
    voucher, before = platform.voucher(last_day=date(2026, 3, 3)), platform.balance("commitment/vouchers")
    use = platform.redeemed(platform.book(voucher, platform.instrument()))
    platform.now += timedelta(days=3)
    assert verbs.expire(platform.now).fen == 80_000
    verbs.refuse_use(platform.officer, platform.now, use.pk, why="Not the firm's own sample")
    assert verbs.expire(platform.now).fen == 20_000
    assert verbs.expire(platform.now).fen == 0
    assert platform.balance("commitment/vouchers") == before + 100_000


def test_a_voucher_that_is_misused_is_ended(platform: Platform) -> None:
    voucher, instrument = platform.voucher(), platform.instrument()
    use = platform.book(voucher, instrument)
    with pytest.raises(MayNot):
        verbs.end(platform.officer, platform.now, voucher.pk, why="lent to another firm")
    ended = verbs.end(platform.head, platform.now, voucher.pk, why="lent to another firm")
    assert (ended.state, platform.left(voucher)) == (Voucher.State.ENDED, 0)
    assert Use.objects.get(pk=use.pk).state == Use.State.LAPSED
    with refused("use_needs_an_issued_voucher"):
        platform.book(voucher, instrument)


def test_who_belongs_to_the_unit_holds_no_office_over_it(platform: Platform) -> None:
    voucher = platform.voucher(last_day=None)
    from dataclasses import replace

    both = replace(platform.of(platform.holder), departments=frozenset({DEPARTMENT}))
    with pytest.raises(MayNot):
        verbs.issue(both, platform.now, voucher.pk, last_day=date(2026, 6, 30), document="Notice 12")


def test_every_refusal_speaks_both_languages(platform: Platform) -> None:
    with pytest.raises(Refusal) as caught:
        platform.book(platform.voucher(50_000), platform.instrument(), days=30)
    with translation.override("en"):
        english = str(caught.value)
    with translation.override("zh-hans"):
        chinese = str(caught.value)
    assert english != chinese


def _change(table: str, pk: object, **values: object) -> None:
    """Write past the verbs, as a defect would."""
    with transaction.atomic(), connection.cursor() as cursor:
        words = ", ".join(f"{name} = %s" for name in values)
        cursor.execute(f"UPDATE {table} SET {words} WHERE id = %s", [*values.values(), pk])  # noqa: S608
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_holds_what_the_verbs_promise(platform: Platform) -> None:
    voucher, instrument = platform.voucher(), platform.instrument()
    rival = platform.firm("Rival Lasers")
    use = platform.book(voucher, instrument)
    for table, pk, change in (
        ("vouchers_voucher", voucher.pk, {"fen": 900_000}),
        ("vouchers_voucher", voucher.pk, {"holder_id": rival.pk}),
        ("vouchers_voucher", voucher.pk, {"last_day": date(2030, 1, 1)}),
        ("vouchers_voucher", voucher.pk, {"state": "granted"}),
        ("vouchers_use", use.pk, {"holder_id": rival.pk}),
        ("vouchers_use", use.pk, {"fen": 39_999}),
        ("vouchers_use", use.pk, {"state": "redeemed"}),
    ):
        with pytest.raises(DatabaseError):
            _change(table, pk, **change)
    platform.redeemed(use)
    claim = verbs.claim_settlement(platform.of(platform.owner), platform.now, use.member_id, key="q1")
    ask_at_the_end()
    for table, pk, change in (
        ("vouchers_use", use.pk, {"state": "booked"}),
        ("vouchers_use", use.pk, {"settlement_id": None}),
        ("vouchers_settlement", claim.pk, {"fen": 1}),
    ):
        with pytest.raises(DatabaseError):
            _change(table, pk, **change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).delete()


def test_the_books_add_up_and_every_fen_has_its_decision(platform: Platform) -> None:
    use = platform.redeemed(platform.book(platform.voucher(), platform.instrument()))
    verbs.expire(platform.now + timedelta(days=60))
    assert sum(Leg.objects.values_list("amount", flat=True)) == 0
    assert not Entry.objects.filter(ground__isnull=True).exists()
    assert not Hold.objects.filter(state=Hold.State.PENDING).exists()
    assert Settlement.objects.count() == 0
    assert use.fen == Decimal("0.5") * use.fee
    assert not Account.objects.filter(held__gt=0).exists()
