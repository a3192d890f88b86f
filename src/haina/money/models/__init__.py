"""What is stored about money. Triggers keep entries and legs as they are, and balances as their legs say."""

from haina.money.models.awards import Award, AwardMove, AwardReport, AwardTerms, Clawback, Instalment
from haina.money.models.guard import Claim, ClaimMove
from haina.money.models.ledger import Account, Entry, Ground, Hold, Leg
from haina.money.models.milestones import MilestoneFile, MilestoneLook
from haina.money.models.plans import Call, CallApplication, Plan
from haina.money.models.projects import ProjectOutline

__all__ = [
    "Account",
    "Award",
    "AwardMove",
    "AwardReport",
    "AwardTerms",
    "Call",
    "CallApplication",
    "Claim",
    "ClaimMove",
    "Clawback",
    "Entry",
    "Ground",
    "Hold",
    "Instalment",
    "Leg",
    "MilestoneFile",
    "MilestoneLook",
    "Plan",
    "ProjectOutline",
]
