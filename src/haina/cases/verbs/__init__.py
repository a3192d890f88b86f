"""Everything that can be done to a case: one module a verb, each checks permission and leaves events."""

from haina.cases.failures import Sweep
from haina.cases.verbs.accept import accept
from haina.cases.verbs.add_note import add_note
from haina.cases.verbs.announce_expiry import announce_expiry
from haina.cases.verbs.answer_objection import answer_objection
from haina.cases.verbs.appeal import appeal
from haina.cases.verbs.approve import approve
from haina.cases.verbs.ask_extension import ask_extension
from haina.cases.verbs.attach_document import attach_document
from haina.cases.verbs.check_promise import check_promise
from haina.cases.verbs.claim import claim
from haina.cases.verbs.decline import decline
from haina.cases.verbs.deny_extension import deny_extension
from haina.cases.verbs.dismiss_agent import dismiss_agent
from haina.cases.verbs.drop_answer import drop_answer
from haina.cases.verbs.entrust import entrust
from haina.cases.verbs.escalate_overdue import escalate_overdue
from haina.cases.verbs.extend import extend
from haina.cases.verbs.hand_in_later import hand_in_later
from haina.cases.verbs.hand_over import hand_over
from haina.cases.verbs.issue import issue
from haina.cases.verbs.make_objection import make_objection
from haina.cases.verbs.move_back import move_back
from haina.cases.verbs.move_cases import Moved, Part, move_cases, move_cases_back
from haina.cases.verbs.move_to_version import move_to_version
from haina.cases.verbs.pause import pause
from haina.cases.verbs.read_document import Opened, read_document
from haina.cases.verbs.recount_clocks import recount_clocks
from haina.cases.verbs.refuse import refuse
from haina.cases.verbs.reissue import reissue
from haina.cases.verbs.release import release
from haina.cases.verbs.remove_document import remove_document
from haina.cases.verbs.restore import restore
from haina.cases.verbs.resubmit import resubmit
from haina.cases.verbs.resume import resume
from haina.cases.verbs.return_for_correction import return_for_correction
from haina.cases.verbs.revoke import revoke
from haina.cases.verbs.save_draft import save_draft
from haina.cases.verbs.start_draft import start_draft
from haina.cases.verbs.submit import submit
from haina.cases.verbs.take_answer import take_answer
from haina.cases.verbs.tell_by_letter import tell_by_letter
from haina.cases.verbs.verify_fact import verify_fact
from haina.cases.verbs.withdraw import withdraw

__all__ = [
    "Moved",
    "Opened",
    "Part",
    "Sweep",
    "accept",
    "add_note",
    "announce_expiry",
    "answer_objection",
    "appeal",
    "approve",
    "ask_extension",
    "attach_document",
    "check_promise",
    "claim",
    "decline",
    "deny_extension",
    "dismiss_agent",
    "drop_answer",
    "entrust",
    "escalate_overdue",
    "extend",
    "hand_in_later",
    "hand_over",
    "issue",
    "make_objection",
    "move_back",
    "move_cases",
    "move_cases_back",
    "move_to_version",
    "pause",
    "read_document",
    "recount_clocks",
    "refuse",
    "reissue",
    "release",
    "remove_document",
    "restore",
    "resubmit",
    "resume",
    "return_for_correction",
    "revoke",
    "save_draft",
    "start_draft",
    "submit",
    "take_answer",
    "tell_by_letter",
    "verify_fact",
    "withdraw",
]
