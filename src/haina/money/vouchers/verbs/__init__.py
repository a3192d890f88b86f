"""What can be done with vouchers; the only code that writes their tables."""

from haina.money.vouchers.verbs.admit_member import admit_member
from haina.money.vouchers.verbs.book import Wanted, book
from haina.money.vouchers.verbs.cancel import cancel
from haina.money.vouchers.verbs.claim_settlement import claim_settlement
from haina.money.vouchers.verbs.confirm_use import confirm_use
from haina.money.vouchers.verbs.end import end
from haina.money.vouchers.verbs.end_membership import end_membership
from haina.money.vouchers.verbs.expire import expire
from haina.money.vouchers.verbs.grant import NewVoucher, grant
from haina.money.vouchers.verbs.issue import issue
from haina.money.vouchers.verbs.offer_instrument import NewInstrument, offer_instrument
from haina.money.vouchers.verbs.pay_settlement import pay_settlement
from haina.money.vouchers.verbs.redeem import redeem
from haina.money.vouchers.verbs.refuse_use import refuse_use
from haina.money.vouchers.verbs.withdraw_instrument import withdraw_instrument

__all__ = [
    "NewInstrument",
    "NewVoucher",
    "Wanted",
    "admit_member",
    "book",
    "cancel",
    "claim_settlement",
    "confirm_use",
    "end",
    "end_membership",
    "expire",
    "grant",
    "issue",
    "offer_instrument",
    "pay_settlement",
    "redeem",
    "refuse_use",
    "withdraw_instrument",
]
