"""What can be done to several cases at once, each act in one transaction: all of it happens or nothing."""

from haina.cases.joint.verbs.attach_together import attach_together
from haina.cases.joint.verbs.remove_together import remove_together
from haina.cases.joint.verbs.save_together import save_together
from haina.cases.joint.verbs.start_together import start_together
from haina.cases.joint.verbs.submit_together import submit_together
from haina.cases.joint.verbs.take_out import take_out
from haina.cases.joint.verbs.withdraw_together import withdraw_together

__all__ = [
    "attach_together",
    "remove_together",
    "save_together",
    "start_together",
    "submit_together",
    "take_out",
    "withdraw_together",
]
