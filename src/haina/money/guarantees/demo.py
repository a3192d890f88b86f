"""The demo's guarantees: what happens to them, and what an officer finds about the exit of a stake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from haina.cases.models import Case
from haina.money.guarantees import verbs
from haina.money.guarantees.models import Exit, ExitPaper, Guarantee, Loss
from haina.people.actors import Actor

if TYPE_CHECKING:
    from haina.cases.demo.story import Telling

_FEN = 100


@dataclass(frozen=True, slots=True)
class _Scene:
    """One step of a guarantee's story."""

    telling: Telling
    step: Mapping[str, Any]
    guarantee: Guarantee
    actor: Actor
    at: datetime

    @property
    def on(self) -> date:
        """The day of the step."""
        return localdate(self.at)

    @property
    def key(self) -> str:
        """What makes the step happen once."""
        return f"demo:{self.telling.case['id']}:{self.step['act']}"

    @property
    def loss(self) -> Loss:
        """The loss that was claimed first."""
        return self.guarantee.losses.order_by("claimed_at")[0]


def guarantee(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    """Enter the loan, claim, pay or recover, as the step says."""
    at = telling.at(step, number)
    found = Guarantee.objects.filter(award__in=Case.objects.get(pk=telling.id).awards.values("pk")).first()
    if found is None:
        raise LookupError(f"the case of step {number} has brought no guarantee")
    _ACTS[step["act"]](_Scene(telling, step, found, telling.who(step), at))


def _begin(scene: _Scene) -> None:
    if scene.guarantee.state != Guarantee.State.GRANTED:
        return
    lender = scene.telling.people.employers[scene.step["lender"]].credit_code
    last = scene.on.replace(year=scene.on.year + 1, day=1)
    fen, share = scene.step["yuan"] * _FEN, Decimal(str(scene.step["share"]))
    loan = verbs.Loan(lender, scene.step["contract"], fen, scene.on, last, share, scene.step["document"])
    verbs.begin(scene.actor, scene.at, scene.guarantee.pk, loan)


def _claim(scene: _Scene) -> None:
    loss = verbs.NewLoss(scene.step["yuan"] * _FEN, scene.on, scene.step["papers"])
    verbs.claim_loss(scene.actor, scene.at, scene.guarantee.pk, loss, key=scene.key)


def _pay(scene: _Scene) -> None:
    verbs.pay_loss(scene.actor, scene.at, scene.loss.pk)


def _recover(scene: _Scene) -> None:
    fen = scene.step["yuan"] * _FEN
    verbs.record_recovery(scene.actor, scene.at, scene.loss.pk, fen, key=scene.key)


_ACTS: Mapping[str, Callable[[_Scene], None]] = {
    "begin": _begin,
    "claim": _claim,
    "pay": _pay,
    "recover": _recover,
}


def look_into_exit(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    """Enter the buyer of a stake and the papers of the price, once."""
    if Exit.objects.filter(case_id=telling.id).exists():
        return
    at, actor = telling.at(step, number), telling.who(step)
    buyer = telling.people.employers[step["sold_to"]].credit_code
    verbs.enter_exit(actor, at, telling.id, number=buyer)
    for one in step["papers"]:
        day = date.fromisoformat(str(one["day"]))
        kind = ExitPaper.Kind(one["kind"])
        amount = one["yuan"] * _FEN
        paper = verbs.NewPaper(kind, one["number"], day, amount, one.get("currency", "CNY"))
        verbs.add_exit_paper(actor, at, telling.id, paper)
