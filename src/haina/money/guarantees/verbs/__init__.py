"""What can be done with guarantees and compensation; the only code that writes their tables."""

from haina.money.guarantees.verbs.begin import Loan, begin
from haina.money.guarantees.verbs.claim_loss import NewLoss, claim_loss
from haina.money.guarantees.verbs.end import end
from haina.money.guarantees.verbs.enter import NewCompensation, NewGuarantee, enter, enter_compensation
from haina.money.guarantees.verbs.exits import NewPaper, add_exit_paper, enter_exit, overrule_finding
from haina.money.guarantees.verbs.pay_loss import pay_loss
from haina.money.guarantees.verbs.record_recovery import (
    record_recovery,
    record_recovery_of_compensation,
)
from haina.money.guarantees.verbs.refuse_loss import refuse_loss

__all__ = [
    "Loan",
    "NewCompensation",
    "NewGuarantee",
    "NewLoss",
    "NewPaper",
    "add_exit_paper",
    "begin",
    "claim_loss",
    "end",
    "enter",
    "enter_compensation",
    "enter_exit",
    "overrule_finding",
    "pay_loss",
    "record_recovery",
    "record_recovery_of_compensation",
    "refuse_loss",
]
