"""Runs a trial: makes the city where it is missing, and asks it of the policy in force and of the draft.

A trial that was stopped goes on where it was: the city and both runs are kept in parts, and written with the
same bytes whatever the interruptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from haina.cases.policies import policy_of
from haina.cases.refusals import Refusal
from haina.drafts.differing import IN_A_CITY, pack_differences
from haina.drafts.models import Draft, Trial
from haina.drafts.packs import draft_policy, pack_policy
from haina.drafts.refusals import refuse
from haina.policy import Policy
from haina.policy.history import standards_of
from haina.rules.text import ProblemsError, Text

#: Groups by which results are told, where the city has these columns.
GROUPS = ("age:10", "sex")
#: What the policy in force and the draft are called in the tables.
IN_FORCE, DRAFT = "A", "B"
#: A city is drawn and asked in at least so many parts, so that a trial shows how far it is.
_PARTS = 4


def has_city(policy: Policy) -> bool:
    """Whether the policy says what its city is like."""
    return any(name.startswith("city/") for name in policy.files)


def elements_resting_on(policy: Policy, standards: Iterable[str]) -> tuple[str, ...]:
    """The rights and programmes of persons and organisations that can change when these standards do."""
    changed = set(standards)
    return tuple(
        id
        for id, right in policy.rights.items()
        if right.subject in IN_A_CITY and changed.intersection(standards_of(policy, id))
    )


def question_of(draft: Draft, today: date) -> tuple[tuple[str, ...], date]:
    """What a city is asked about a draft, and on which day: the first on which all changes have begun.

    Raises Refusal where a whole pack gives facts another type, so that no city fits both.
    """
    policy = policy_of(draft.base_id)
    if draft.pack_id is None:
        values = list(draft.values.all())
        asked = elements_resting_on(policy, [each.standard for each in values])
        return asked, max((each.valid_from for each in values), default=today)
    found = pack_differences(draft.base_id, draft.pack_id)
    if found.retyped:
        raise refuse("draft_changes_types", facts=", ".join(found.retyped))
    return found.asked, found.day(pack_policy(draft.pack_id), policy, today)


def named_by_both(before: Policy, after: Policy) -> Policy:
    """The policy in force, which knows by their names what only the draft has, too."""
    return replace(
        before,
        rights={**after.rights, **before.rights},
        standards={**after.standards, **before.standards},
        facts={**after.facts, **before.facts},
    )


def result_of(trial: Trial) -> Path:
    """Where a trial's results are: ``compared`` and ``run``."""
    return Path(settings.HAINA_VAR) / "trials" / str(trial.pk)


def report_of(trial: Trial, language: str) -> Path:
    """Where the whole report of a trial is, in a language: ``zh`` or ``en``."""
    return result_of(trial) / f"report.{language}.html"


def city_of(trial: Trial) -> Path:
    """Where the city of a trial is: of this many people, seed, day and version of the pack."""
    name = f"{trial.people}-{trial.seed}-{trial.on.isoformat()}-{trial.draft.base_id[:12]}"
    return Path(settings.HAINA_VAR) / "cities" / name


def run_trial(trial_id: UUID) -> None:
    """Do what is left of a trial, and keep how it ended. What nobody foresaw fails it and is raised."""
    trial = Trial.objects.select_related("draft").get(pk=trial_id)
    if trial.state in (Trial.State.DONE, Trial.State.FAILED):
        return
    if trial.content != trial.draft.content:
        _fail(trial, Text(zh="草案在此期间已修改。", en="The draft was changed meanwhile."))
        return
    Trial.objects.filter(pk=trial.pk).update(state=Trial.State.RUNNING)
    try:
        _run(trial)
    except ProblemsError as error:
        _fail(trial, Text(error.problems[0].in_("zh"), error.problems[0].in_("en")))
    except Refusal as error:
        _fail(trial, Text(_said(error, "zh-hans"), _said(error, "en")))
    except Exception:
        _fail(
            trial,
            Text(zh="出现了意外错误，管理员可在日志中查到。", en="Something unforeseen; the log has it."),
        )
        raise
    else:
        Trial.objects.filter(pk=trial.pk).update(state=Trial.State.DONE, ended_at=timezone.now())


def _run(trial: Trial) -> None:
    # Imported here: only who asks a city needs the engine of columns.
    from haina.city import Plan, city_data, make_city
    from haina.city.parts import write_whole
    from haina.city.runs import Run, run_city
    from haina.city.runs.comparing import Comparison, Variant, compare_city
    from haina.city.runs.report import Report

    before = policy_of(trial.draft.base_id)
    after = draft_policy(trial.draft, timezone.localdate(trial.begun_at))
    city, out, only = city_of(trial), result_of(trial), tuple(trial.asked)
    size = max(1, -(-trial.people // _PARTS))
    plan = Plan(
        replace(city_data(before), on=trial.on), city, trial.people, trial.seed, part=size, block=size
    )
    tell = _teller(trial, 3)
    make_city(plan, before, progress=tell(0))
    columns = {each.name for each in plan.data.persons.columns if each.fact or each.kept}
    by = tuple(each for each in GROUPS if each.partition(":")[0] in columns)
    variants = (Variant(IN_FORCE, before, trial.on), Variant(DRAFT, after, trial.on))
    compare_city(Comparison(city, out / "compared", variants, by, only), tell(1))
    run_city(Run(city, out / "run", trial.on, by, only), after, tell(2))
    named = named_by_both(before, after)
    for language in ("zh", "en"):
        write_whole(report_of(trial, language), Report(out / "compared", named, language).text.encode())


def _teller(trial: Trial, steps: int) -> Callable[[int], Callable[[int, int], None]]:
    """Gives for each step what notes how far it is."""

    def of(step: int) -> Callable[[int, int], None]:
        def told(done: int, total: int) -> None:
            share = trial.people * done // max(1, total)
            so_far = step * trial.people + share
            Trial.objects.filter(pk=trial.pk).update(done=so_far, total=steps * trial.people)

        return told

    return of


def _said(error: Refusal, language: str) -> str:
    with override(language):
        return str(error)


def _fail(trial: Trial, why: Text) -> None:
    Trial.objects.filter(pk=trial.pk).update(
        state=Trial.State.FAILED, failure_zh=why.zh, failure_en=why.en, ended_at=timezone.now()
    )
