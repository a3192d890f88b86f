"""Everything that can happen to a case, each event with its wording beside it."""

from haina.cases.events.agents import AgentDismissed, Entrusted
from haina.cases.events.appeals import Appealed, AppealRejected, AppealUpheld, AppealWithdrawn
from haina.cases.events.base import REGISTRY, Event, Names, Recorded
from haina.cases.events.clocks import (
    ClockRecounted,
    DeemedApproved,
    DeemedRefused,
    Paused,
    Recount,
    Resumed,
)
from haina.cases.events.extending import Extended, ExtensionAsked, ExtensionDenied
from haina.cases.events.filing import (
    Discarded,
    DocumentAttached,
    DocumentRemoved,
    DraftSaved,
    DraftStarted,
    Resubmitted,
    Submitted,
    Withdrawn,
)
from haina.cases.events.following import FollowedUp
from haina.cases.events.meetings import AppointmentMissed
from haina.cases.events.moving import MovedBack, MovedToVersion
from haina.cases.events.outcome import Approved, Expired, Issued, Refused, Revoked
from haina.cases.events.papers import Expiring, LetterIssued, Reissued
from haina.cases.events.promises import PromiseChecked, PromisedDocumentReceived, PromiseOverdue
from haina.cases.events.publishing import ObjectionAnswered, ObjectionMade, PublicationEnded, Published
from haina.cases.events.review import (
    Accepted,
    AnswerOverdue,
    Claimed,
    Declined,
    Escalated,
    FactLowered,
    FactVerified,
    HandedOver,
    NoteAdded,
    Released,
    ReturnedForCorrection,
    StageApproved,
    StageEnded,
    StageOpened,
    StageRefused,
    TotalStarted,
)

__all__ = [
    "REGISTRY",
    "Accepted",
    "AgentDismissed",
    "AnswerOverdue",
    "AppealRejected",
    "AppealUpheld",
    "AppealWithdrawn",
    "Appealed",
    "AppointmentMissed",
    "Approved",
    "Claimed",
    "ClockRecounted",
    "Declined",
    "DeemedApproved",
    "DeemedRefused",
    "Discarded",
    "DocumentAttached",
    "DocumentRemoved",
    "DraftSaved",
    "DraftStarted",
    "Entrusted",
    "Escalated",
    "Event",
    "Expired",
    "Expiring",
    "Extended",
    "ExtensionAsked",
    "ExtensionDenied",
    "FactLowered",
    "FactVerified",
    "FollowedUp",
    "HandedOver",
    "Issued",
    "LetterIssued",
    "MovedBack",
    "MovedToVersion",
    "Names",
    "NoteAdded",
    "ObjectionAnswered",
    "ObjectionMade",
    "Paused",
    "PromiseChecked",
    "PromiseOverdue",
    "PromisedDocumentReceived",
    "PublicationEnded",
    "Published",
    "Recorded",
    "Recount",
    "Refused",
    "Reissued",
    "Released",
    "Resubmitted",
    "Resumed",
    "ReturnedForCorrection",
    "Revoked",
    "StageApproved",
    "StageEnded",
    "StageOpened",
    "StageRefused",
    "Submitted",
    "TotalStarted",
    "Withdrawn",
]
