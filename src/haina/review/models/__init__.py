"""What is stored about reviews: rounds with their applications, experts, marks, and the ranking at the end.

Triggers keep what the tables cannot say by themselves: nothing of a round changes once it is closed, nobody
who has a conflict gives a mark, and a review that was handed in stays as it is.
"""

from haina.review.models.experts import Assignment, Conflict, Reviewer, Score
from haina.review.models.rounds import Entry, Ranking, Round, StayedOut

__all__ = ["Assignment", "Conflict", "Entry", "Ranking", "Reviewer", "Round", "Score", "StayedOut"]
