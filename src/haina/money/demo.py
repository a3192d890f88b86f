"""The demo's public money: plans that were filed and funded, an open call, and steps of awards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.timezone import localdate

from haina.cases.models import Case
from haina.money.models import Award, Call, Plan
from haina.money.offers import award_id
from haina.money.overlap import Line
from haina.money.permissions import programmes_of
from haina.money.verbs.appropriate import appropriate
from haina.money.verbs.describe_project import describe_project
from haina.money.verbs.draw_up_plan import NewPlan, draw_up_plan
from haina.money.verbs.file_plan import file_plan
from haina.money.verbs.fund_plan import fund_plan
from haina.money.verbs.lay_down_terms import Terms, lay_down_terms
from haina.money.verbs.open_call import NewCall, open_call
from haina.money.verbs.pay import pay_instalment
from haina.people.actors import Actor
from haina.rules.text import Text

if TYPE_CHECKING:
    from haina.cases.demo.people import Population
    from haina.cases.demo.story import Telling

_FEN = 100


def make_money(people: Population, data: Mapping[str, Any], now: datetime) -> None:
    """Make the plans and calls of the demo's file that are not there yet."""
    for one in data.get("plans", ()):
        for at in _beginnings(now - timedelta(days=one["days_ago"]), now):
            if not Plan.objects.filter(code=_code(one["code"], at)).exists():
                _plan(people, one, at)
    for one in data.get("calls", ()):
        if not Call.objects.filter(code=one["code"]).exists():
            _call(people, one, now)


def _beginnings(first: datetime, now: datetime) -> list[datetime]:
    """When a plan is drawn up: on its day, and again on New Year's Day where that lies between."""
    local = timezone.localtime(now)
    new_year = local.replace(month=1, day=1, hour=0, minute=0, second=1, microsecond=0)
    return [first] if new_year <= first else [first, new_year]


def _code(stem: str, at: datetime) -> str:
    return f"{stem}-{localdate(at).year}"


def lay_down(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    """Lay down what an award is, as the officer of the step."""
    case, at = Case.objects.get(pk=telling.id), telling.at(step, number)
    terms = Terms(step["words"], fen=step["yuan"] * _FEN, purpose=step.get("purpose", ""))
    (programme,) = programmes_of(case)
    if not case.awards.exists():
        lay_down_terms(_actor(telling.people, step["who"], at), at, case, programme, terms, key=_key(telling))


def tell_project(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    """Say what the project of an application is and what it costs, as who files it."""
    case, at = Case.objects.get(pk=telling.id), telling.at(step, number)
    actor = _actor(telling.people, telling.case["agent"], at)
    lines = [Line(title, yuan * _FEN) for title, yuan in step["lines"].items()]
    key = f"demo:{telling.case['id']}:project"
    describe_project(actor, at, case, step["title"], step["text"], lines, key=key)


def pay(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    """Pay the first instalment of the case's award."""
    case, at = Case.objects.get(pk=telling.id), telling.at(step, number)
    (programme,) = programmes_of(case)
    award = Award.objects.get(pk=award_id(case.pk, programme))
    pay_instalment(_actor(telling.people, step["who"], at), at, award.pk, 1)


def _actor(people: Population, email: str, at: datetime) -> Actor:
    return people.actor(email, localdate(at))


def _key(telling: Telling) -> str:
    return f"demo:{telling.case['id']}:terms"


def _plan(people: Population, one: Mapping[str, Any], at: datetime) -> None:
    """A plan from its drawing up to its money; what its budget gives is for it alone."""
    runner, keeper = (_actor(people, one[who], at) for who in ("by", "kept_by"))
    year = localdate(at).year
    title = Text(one["title_zh"], one["title_en"])
    wanted = NewPlan(
        _code(one["code"], at),
        title,
        one["department"],
        one["budget"],
        year,
        tuple(one.get("programmes", ())),
    )
    plan = draw_up_plan(runner, at, wanted)
    if "filing" not in one:
        return
    file_plan(keeper, at, plan.pk, number=one["filing"].format(year=year), on=localdate(at))
    fen = one["yuan"] * _FEN
    appropriate(keeper, at, one["budget"], year, fen, document=one["appropriation"].format(year=year))
    fund_plan(keeper, at, plan.pk, fen, document=one["order"].format(year=year))


def _call(people: Population, one: Mapping[str, Any], now: datetime) -> None:
    """A call that has been open for some days and stays so for some more."""
    at = now - timedelta(days=one["open_since"])
    plan = Plan.objects.get(code=_code(one["plan"], at))
    wanted = NewCall(
        code=one["code"],
        plan=plan.pk,
        programme=one["programme"],
        title=Text(one["title_zh"], one["title_en"]),
        opens_at=at,
        closes_at=now + timedelta(days=one["open_for"]),
        fen=one["yuan"] * _FEN,
        quota=one.get("quota"),
        tilt=one.get("tilt", False),
        purpose=one.get("purpose", ""),
    )
    open_call(_actor(people, one["by"], at), at, wanted)
