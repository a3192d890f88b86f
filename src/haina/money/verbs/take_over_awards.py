"""Take awards of the past over into the guard: all of a table, or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import translation

from haina.money.guarding import for_survivors, judge_by_the_register, passes, places_of
from haina.money.importing.mapping import Origin
from haina.money.importing.table import Line
from haina.money.models import Claim, Ground
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.claim import claim
from haina.policy import Policy
from haina.policy.guarding import Judgement, Outcome
from haina.rules.text import Place, Problem, Text

#: Every lock of `money_take_claims`, in its order: no award is decided and nobody becomes one with another
#: while a table is taken over, and none waits in a circle with it.
_IDENTITIES = "SELECT pg_advisory_xact_lock_shared(hashtext('people_identityedge'))"
_LOCK = """
    SELECT pg_advisory_xact_lock(sort, number) FROM (
        SELECT sort, number FROM generate_series(7241, 7242) sort, generate_series(0, 1023) number
            ORDER BY sort, number
    ) locks
"""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What became of the lines of a table."""

    new: int
    again: int
    #: Awards of programmes of which no group speaks, or that name nobody who counts there: nothing to keep.
    without_rules: int
    #: Lines that meet an award that stands; stored as found.
    conflicts: tuple[tuple[Line, Judgement], ...]
    #: Lines that lack what some group compares, such as the purpose; they take no place there.
    untold: tuple[tuple[Line, tuple[Text, ...]], ...]
    problems: tuple[Problem, ...]


def take_over_awards(
    policy: Policy, lines: Sequence[Line], origin: Origin, *, file: str, now: datetime, dry_run: bool = False
) -> TakenOver:
    """Store each award with its places, in the order of their days; conflicts among them as found.

    Nothing is kept where a line has a problem, or in a dry run. A second time changes nothing.
    """
    report = _Report(policy, file, now)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_IDENTITIES)
            cursor.execute(_LOCK)
        ground, _ = Ground.objects.get_or_create(
            document=origin.document,
            decided_by=origin.decided_by,
            defaults={"decided_on": origin.decided_on},
        )
        for line in sorted(lines, key=lambda each: (each.award.first, each.number)):
            report.take(line, ground.pk)
        if report.problems or dry_run:
            transaction.set_rollback(True)
    return report.done()


class _Report:
    """Takes lines over one by one and notes what became of each."""

    def __init__(self, policy: Policy, file: str, now: datetime) -> None:
        self._policy, self._file, self._now = policy, file, now
        self._new = self._again = self._without = 0
        self._conflicts: list[tuple[Line, Judgement]] = []
        self._untold: list[tuple[Line, tuple[Text, ...]]] = []
        self.problems: list[Problem] = []

    def take(self, line: Line, ground: int) -> None:
        """Claim the places of one award; where it meets another, as found."""
        award = line.award
        places = places_of(self._policy, for_survivors(award)[0])
        held = Claim.objects.filter(award=award.key)
        known = list(held.values_list("rule", "beneficiary", "conflict"))
        judgement = judge_by_the_register(self._policy, award)
        if known:
            conflicts = {(rule, who) for rule, who, conflict in known if conflict}
        else:
            conflicts = {
                (each.exclusion.id, each.beneficiary)
                for each in judgement.verdicts
                if each.beneficiary is not None and passes(each, award.fen)
            }
        try:
            taken = claim(
                self._policy, award, ground=ground, now=self._now, found=True, conflicts=frozenset(conflicts)
            )
        except MoneyRefusal as refusal:
            self._refused(line, refusal)
            return
        if not places.slots:
            self._without += 1
        elif taken.replayed:
            self._again += 1
        else:
            self._new += 1
            if conflicts:
                self._conflicts.append((line, judgement))
        if places.without_purpose or places.without_stage or places.nobody_counts:
            reasons = (each.reason for each in judgement.verdicts if _is_untold(each.outcome, each.earlier))
            self._untold.append((line, tuple(reasons)))

    def _refused(self, line: Line, refusal: MoneyRefusal) -> None:
        label = line.award.label
        place = Place(self._file, line.number)
        if refusal.code == "key_means_one_award":
            message = Text(
                zh=f"{label} 以前导入过，内容不同",
                en=f"{label} was taken over before and said something else",
            )
            todo = Text(
                zh="请改回原来的内容，或先撤销原来的那一项",
                en="Put it back, or release the earlier one first.",
            )
            self.problems.append(Problem(place, refusal.code, message, todo))
            return
        message = Text(
            zh=f"{label} 不能导入（{_said(refusal, 'zh-hans')}）",
            en=f"{label} cannot be taken over ({_said(refusal, 'en')})",
        )
        self.problems.append(Problem(place, refusal.code, message))

    def done(self) -> TakenOver:
        """What became of all lines."""
        return TakenOver(
            self._new,
            self._again,
            self._without,
            tuple(self._conflicts),
            tuple(self._untold),
            tuple(self.problems),
        )


def _is_untold(outcome: Outcome, earlier: Sequence[object]) -> bool:
    return outcome is Outcome.WARN and not earlier


def _said(refusal: MoneyRefusal, language: str) -> str:
    with translation.override(language):
        return str(refusal)
