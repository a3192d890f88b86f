"""What is stored about cases: the events, which are the truth, and rows that follow from them for reading.

Only the event store writes here. Triggers keep events and policy versions as they are: they can be added,
never changed or removed.
"""

from haina.cases.models.case import NO_HASH, Case, PolicyVersion
from haina.cases.models.papers import CaseDocument, CaseLook, DocumentLook, IssuedDocument, Notice
from haina.cases.models.record import CaseEvent, DayRoot, LateEvent
from haina.cases.models.work import CaseLooking, CaseStage, SweepFailure

__all__ = [
    "NO_HASH",
    "Case",
    "CaseDocument",
    "CaseEvent",
    "CaseLook",
    "CaseLooking",
    "CaseStage",
    "DayRoot",
    "DocumentLook",
    "IssuedDocument",
    "LateEvent",
    "Notice",
    "PolicyVersion",
    "SweepFailure",
]
