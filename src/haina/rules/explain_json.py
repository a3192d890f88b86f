"""An explanation as plain JSON values, the same for the command line, the portal and the interface."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from haina.rules.text import Text

if TYPE_CHECKING:
    from haina.rules.changes import Change, ChangeSet
    from haina.rules.explain import Explanation, Leaf
    from haina.rules.explained import Figure, GivenFact, UsedStandard
    from haina.rules.missing import MissingSet

Json = dict[str, object]


def text_json(text: Text | None) -> Json | None:
    """Give a text in both languages."""
    return None if text is None else {"zh": text.zh, "en": text.en}


def date_json(day: date | None) -> str | None:
    """Give a day as ISO 8601."""
    return None if day is None else day.isoformat()


def to_json(explanation: Explanation, *, advice: bool = True) -> Json:
    """Give an explanation, without the whole tree; without `advice` not what would have to change either."""
    source = explanation.program.rules.get(explanation.rule)
    return {
        "id": explanation.rule,
        "clause": explanation.clause,
        "title": text_json(source.label if source is not None else None),
        "status": explanation.status.value,
        "since": date_json(explanation.since),
        "until": date_json(explanation.until),
        "from": date_json(explanation.from_),
        "because": [leaf_json(leaf) for leaf in explanation.because],
        "missing": [missing_json(each) for each in explanation.missing],
        "missing_facts": list(explanation.missing_facts),
        "unset_standards": [standard_json(each) for each in explanation.unset_standards],
        "to_change": [change_set_json(each) for each in explanation.to_change] if advice else [],
    }


def leaf_json(leaf: Leaf) -> Json:
    """Give one condition."""
    return {
        "text": text_json(leaf.text),
        "value": leaf.value.value,
        "clause": leaf.clause,
        "facts": [fact_json(each) for each in leaf.facts],
        "standards": [standard_json(each) for each in leaf.standards],
        "figures": [figure_json(each) for each in leaf.figures],
        "assumptions": [text_json(each) for each in leaf.assumptions],
        "turns": date_json(leaf.turns),
    }


def fact_json(fact: GivenFact) -> Json:
    """Give a fact that a condition reads."""
    return {
        "name": fact.name,
        "label": text_json(fact.label),
        "known": fact.known,
        "shown": text_json(fact.shown),
        "source": text_json(fact.source),
    }


def standard_json(standard: UsedStandard) -> Json:
    """Give a standard as of the date."""
    return {
        "name": standard.name,
        "label": text_json(standard.label),
        "set": standard.set,
        "shown": text_json(standard.shown),
        "valid_from": date_json(standard.valid_from),
        "valid_to": date_json(standard.valid_to),
        "source": standard.source,
        "grade": standard.grade,
    }


def figure_json(figure: Figure) -> Json:
    """Give a number that a condition works out."""
    return {"label": text_json(figure.label), "shown": text_json(figure.shown)}


def missing_json(missing: MissingSet) -> Json:
    """Give a set of missing facts that would settle the answer."""
    return {
        "facts": list(missing.facts),
        "leads_to": missing.leads_to.value,
        "conditions": [text_json(each) for each in missing.conditions],
    }


def change_set_json(changes: ChangeSet) -> Json:
    """Give a set of changes that would make the answer yes."""
    return {"changes": [change_json(each) for each in changes.changes], "from": date_json(changes.from_)}


def change_json(change: Change) -> Json:
    """Give one change."""
    return {
        "fact": change.fact,
        "label": text_json(change.label),
        "present": text_json(change.present),
        "needed": text_json(change.needed),
        "from": date_json(change.from_),
    }
