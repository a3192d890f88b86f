"""Who may do what to a tip: role × verb. The register itself is everybody's to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from django.db.models import Q

from haina.money.public.models import Tip
from haina.people.actors import Actor


class TipRole(StrEnum):
    """What someone is towards a tip."""

    #: Whoever reads the register, signed in or not.
    ANYBODY = "anybody"
    #: A supervisor of the department that keeps the programme's budget.
    HEAD = "head"


class TipVerb(StrEnum):
    """What can be done to a tip."""

    GIVE = "give"
    READ = "read"
    TAKE_UP = "take_up"
    CLOSE = "close"


TIP_TABLE: Mapping[TipRole, frozenset[TipVerb]] = {
    TipRole.ANYBODY: frozenset({TipVerb.GIVE}),
    TipRole.HEAD: frozenset({TipVerb.READ, TipVerb.TAKE_UP, TipVerb.CLOSE}),
}


class MayNotSeeTips(PermissionError):
    """The actor supervises no department that has tips, or not this one."""


def visible(actor: Actor) -> Q:
    """The condition on stored tips under which the actor may read them; never tips about one's own award."""
    own = Q(award__isnull=False) & Q(award__person_id=actor.person_id) if actor.person_id else _NONE
    units = [each.organisation_id for each in actor.standings if each.is_inside]
    own |= Q(award__organisation_id__in=[unit for unit in units if unit is not None])
    if "" in actor.supervises:
        return ~own
    return Q(department__in=sorted(actor.supervises)) & ~own


def require_head(actor: Actor) -> None:
    """Let supervisors pass. Raises MayNotSeeTips for everybody else."""
    if not actor.supervises:
        raise MayNotSeeTips("tips are for supervisors")


def require_tip(actor: Actor, tip: Tip, verb: TipVerb) -> None:
    """Let pass who may do `verb` to the tip. Raises MayNotSeeTips for everybody else."""
    seen = Tip.objects.filter(visible(actor), pk=tip.pk).exists() if actor.supervises else False
    role = TipRole.HEAD if seen else TipRole.ANYBODY
    if verb not in TIP_TABLE[role]:
        raise MayNotSeeTips(f"{actor.name or 'a visitor'} may not {verb.value} tip {tip.pk}")


def section() -> Iterator[str]:
    """The table as it stands in docs/permissions.md."""
    yield "\n## Tips about public money\n\n"
    yield "Anybody may give a tip, without saying who they are. Head is a supervisor of the department that\n"
    yield "keeps the programme's budget; nobody sees a tip about an award of their own.\n\n"
    yield "| verb | " + " | ".join(role.value for role in TipRole) + " |\n"
    yield "|---|" + ":-:|" * len(TipRole) + "\n"
    for verb in TipVerb:
        cells = ("●" if verb in TIP_TABLE[role] else "" for role in TipRole)
        yield f"| {verb.value.replace('_', ' ')} | " + " | ".join(cells) + " |\n"


#: A condition that no row meets.
_NONE = Q(pk__in=[])
