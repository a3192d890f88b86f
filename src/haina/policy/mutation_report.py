"""The result of a mutation test: counted, with the survivors, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from haina.rules.text import Text

from .equivalent import Equivalent
from .mutant_edits import KINDS
from .mutation import Fate, Verdict


@dataclass(frozen=True)
class Report:
    """What became of all mutants.

    `survivors` are those that neither a persona noticed nor the list of equivalent mutants names; `unknown`
    are entries of that list that are no mutant of the rules in question, `noticed` those that a persona does
    notice.
    """

    killed: int
    not_viable: int
    same: int
    survivors: tuple[Verdict, ...]
    equivalent: tuple[tuple[Verdict, Equivalent], ...]
    unknown: tuple[Equivalent, ...]
    noticed: tuple[tuple[Verdict, Equivalent], ...]
    tried: tuple[Verdict, ...]

    @property
    def mutants(self) -> int:
        """How many mutants could be told from the true rules at all."""
        return self.killed + len(self.survivors) + len(self.equivalent)

    @property
    def is_clean(self) -> bool:
        """Whether nothing survived but what is listed."""
        return not self.survivors

    def counts(self) -> dict[str, int]:
        """The numbers alone, as they stand in the JSON of the coverage too."""
        return {
            "mutants": self.mutants,
            "killed": self.killed,
            "equivalent": len(self.equivalent),
            "survivors": len(self.survivors),
            "not_viable": self.not_viable + self.same,
        }

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        return {
            **self.counts(),
            "survivors": [_survivor(each) for each in self.survivors],
            "listed": [{"id": each.mutant.id, "reason": _both(why.reason)} for each, why in self.equivalent],
            "unknown_ids": [each.id for each in self.unknown],
            "listed_but_noticed": [{"id": each.mutant.id, "by": each.by} for each, _ in self.noticed],
        }


def report_of(
    verdicts: Iterable[Verdict],
    listed: Mapping[str, Equivalent],
    rules: Iterable[str],
    all_rules: Iterable[str],
) -> Report:
    """Gather the verdicts on the mutants of some `rules`, of `all_rules` that the pack has."""
    found = list(verdicts)
    fates = {fate: [each for each in found if each.fate is fate] for fate in Fate}
    survived = fates[Fate.SURVIVED]
    tried, known = set(rules), set(all_rules)
    ids = {each.mutant.id for each in found}
    unknown = [
        entry
        for entry in listed.values()
        if entry.id not in ids and (rule_of(entry.id) in tried or rule_of(entry.id) not in known)
    ]
    return Report(
        killed=len(fates[Fate.KILLED]),
        not_viable=len(fates[Fate.NOT_VIABLE]),
        same=len(fates[Fate.SAME]),
        survivors=tuple(each for each in survived if each.mutant.id not in listed),
        equivalent=_listed(survived, listed),
        unknown=tuple(unknown),
        noticed=_listed(fates[Fate.KILLED], listed),
        tried=tuple(found),
    )


def _listed(
    verdicts: Iterable[Verdict], listed: Mapping[str, Equivalent]
) -> tuple[tuple[Verdict, Equivalent], ...]:
    return tuple((each, listed[each.mutant.id]) for each in verdicts if each.mutant.id in listed)


def rule_of(id: str) -> str:
    """The rule that the id of a mutant begins with."""
    return id.partition(":")[0]


def _survivor(verdict: Verdict) -> dict[str, Any]:
    mutant, near = verdict.mutant, verdict.closest
    return {
        "id": mutant.id,
        "rule": mutant.rule,
        "kind": mutant.kind,
        "title": _both(KINDS[mutant.kind]),
        "file": mutant.place.file,
        "line": mutant.place.line,
        "column": mutant.place.column,
        "before": mutant.before,
        "after": mutant.after,
        "closest": None
        if near is None
        else {"case": near.case, "on": near.on.isoformat(), "asks": near.rule, "how": _both(near.how)},
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
