"""Feature: another room joins in what happens to a case: all of it happens, or nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from haina.cases import consequences, verbs
from haina.cases.cautions import cautions_of
from haina.cases.consequences import Caution, Weight
from haina.cases.refusals import Refusal
from haina.cases.statements import stored_events
from haina.people.models import Account
from haina.policy import Policy
from haina.policy.procedures import Procedure
from haina.rules.text import Text

from .conftest import PROCEDURE, City


@dataclass
class Room:
    """A room that hears of grants, and may refuse one."""

    refuses: bool = False
    heard: list[str] = field(default_factory=list)
    kinds: frozenset[str] = frozenset({"approved"})

    def concerns(self, policy: Policy, procedure: Procedure) -> bool:
        return procedure.id == PROCEDURE

    def follows(self, matter, happened, order) -> None:  # type: ignore[no-untyped-def]
        self.heard.append(matter.row.reference)
        Account.objects.create(email=f"room-{len(self.heard)}@example.org", name="Room")
        if self.refuses:
            raise Refusal("paid_before", "The same has been paid before.")

    def cautions(self, matter, *, inside: bool) -> Sequence[Caution]:  # type: ignore[no-untyped-def]
        said = [Caution(Weight.NOTE, Text("可拨付", "can be paid"))]
        return [*said, Caution(Weight.STOP, Text("已资助", "paid before"))] if inside else said


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    room = Room()
    monkeypatch.setattr(consequences, "_REGISTERED", [room])
    return room


def test_what_follows_from_a_grant_is_done_with_it(city: City, room: Room) -> None:
    """Given a room that hears of grants, when all agree, then it is told once, and not of a mere filing."""
    application = city.begin().accepted()
    assert room.heard == []
    application.does("hr", verbs.approve, "employment_review")
    application.does("border", verbs.approve, "residence_review")
    assert room.heard == [application.row.reference]
    assert Account.objects.filter(name="Room").count() == 1


def test_a_refused_consequence_takes_the_grant_back(city: City, room: Room) -> None:
    """Given a room that refuses, when the last officer agrees, then the case is as it was before."""
    room.refuses = True
    application = city.begin().accepted()
    application.does("hr", verbs.approve, "employment_review")
    before = (application.row.state, application.row.head_hash, len(stored_events(application.id)))
    with pytest.raises(Refusal, match="paid before"):
        application.does("border", verbs.approve, "residence_review")
    assert (application.row.state, application.row.head_hash, len(stored_events(application.id))) == before
    assert not Account.objects.filter(name="Room").exists()
    application.does("border", verbs.refuse, "residence_review", reasons=["security"])
    assert application.row.state == "refused"


def test_cautions_are_said_heaviest_first_and_only_inside_where_they_belong(city: City, room: Room) -> None:
    application = city.begin()
    inside = cautions_of(application.row, city.now, inside=True)
    assert [each.weight for each in inside] == [Weight.STOP, Weight.NOTE]
    assert [each.text.en for each in cautions_of(application.row, city.now, inside=False)] == ["can be paid"]
    room.concerns = lambda policy, procedure: False  # type: ignore[method-assign]
    assert cautions_of(application.row, city.now, inside=True) == ()
