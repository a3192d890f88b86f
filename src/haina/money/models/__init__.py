"""What is stored about money. Triggers keep entries and legs as they are, and balances as their legs say."""

from haina.money.models.guard import Claim, ClaimMove
from haina.money.models.ledger import Account, Entry, Ground, Hold, Leg

__all__ = ["Account", "Claim", "ClaimMove", "Entry", "Ground", "Hold", "Leg"]
