"""The accounts of the ledger that vouchers move money between."""

from __future__ import annotations

from datetime import date

from haina.money.models import Account
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.vouchers.models import Member, Voucher


def wallet_of(voucher: Voucher, currency: str, first: date, last: date) -> Account:
    """The wallet of a voucher, which takes part in nothing after its last day."""
    return open_account(
        NewAccount(
            f"wallet/{voucher.number}",
            Account.Kind.WALLET,
            first,
            currency=currency,
            organisation=voucher.holder_id,
            expires_on=last,
        )
    )


def owed_to(member: Member, currency: str) -> Account:
    """What was redeemed at a member and has not been settled yet."""
    return _of(member, Account.Kind.ESCROW, "redeemed", currency)


def paid_to(member: Member, currency: str) -> Account:
    """What a member has been paid for vouchers."""
    return _of(member, Account.Kind.PAID, "paid", currency)


def _of(member: Member, kind: Account.Kind, what: str, currency: str) -> Account:
    code = f"{what}/{member.programme}/{member.organisation.credit_code}"
    organisation = member.organisation_id
    return open_account(
        NewAccount(code, kind, member.admitted_on, currency=currency, organisation=organisation)
    )
