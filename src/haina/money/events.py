"""The business events of the ledger, in the order in which money goes through them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """Why an entry was written."""

    APPROPRIATE = "appropriate", _("appropriated")
    FUND_PLAN = "fund_plan", _("plan funded")
    FUND_CALL = "fund_call", _("call funded")
    COMMIT = "commit", _("committed to an award")
    PAY = "pay", _("paid")
    RELEASE = "release", _("commitment released")
    CLAW_BACK = "claw_back", _("taken back")
    ISSUE_VOUCHER = "issue_voucher", _("voucher issued")
    REDEEM_VOUCHER = "redeem_voucher", _("voucher redeemed")
    SETTLE = "settle", _("settled with a member")
    EXPIRE = "expire", _("expired")
    DEPOSIT = "deposit", _("deposited")
    DIVIDE = "divide", _("divided")
    ADJUST = "adjust", _("moved between lines of a budget")
    ALLOT_ROOM = "allot_room", _("room under a cap allotted")
    TAKE_ROOM = "take_room", _("room under a cap taken")
    IMPORT = "import", _("taken over from earlier records")
    REVERSE = "reverse", _("reversed")
