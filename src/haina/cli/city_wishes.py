"""What somebody wishes of ``haina city run`` and ``haina city compare``, read and checked."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path

from haina.city.runs.beginning import MOST_DAYS, Ahead
from haina.city.runs.comparing import Variant
from haina.city.runs.directory import asked_day
from haina.city.runs.sweeping import variants_of
from haina.policy import Policy
from haina.policy.kept import load_kept
from haina.policy.with_values import with_values
from haina.rules.periods import Duration, shift_within
from haina.rules.problems import nearest

from .language import Speaker

#: More variants than this are a slip of the pen: each is a run of the whole city.
MOST_VARIANTS = 400
#: Nobody knows a law for longer.
MOST_YEARS = 100
_LENGTH = re.compile(r"(\d{1,3})([ymd])", re.ASCII)
_UNITS = {"y": "years", "m": "months", "d": "days"}


def not_elements(names: tuple[str, ...] | list[str], policy: Policy, speaker: Speaker) -> str:
    """Which of the named rights and programmes do not exist, in words; empty where all do."""
    unknown = [each for each in names if each not in policy.rights]
    if not unknown:
        return ""
    listed = ", ".join(unknown)
    hint = nearest(unknown[0], policy.rights)
    near = "" if hint is None else speaker.say("。", ". ") + speaker(hint)
    return speaker.say(f"没有这些权利或项目：{listed}", f"there is no right or programme {listed}") + near


def wrong_wish(arguments: argparse.Namespace, speaker: Speaker) -> str:
    """What is wrong about a wish to compare; empty where nothing is."""
    sweeps = arguments.sweep or ()
    wishes = [*(arguments.set or ()), *sweeps]
    for each in wishes:
        name, equals, value = each.partition("=")
        if not (name and equals and value.strip(" ,")):
            return speaker.say(f"应写作“标准=数值”：{each}", f"write STANDARD=VALUE, not {each}")
    named = [each.partition("=")[0] for each in arguments.set or ()]
    if len(set(named)) != len(named):
        return speaker.say(
            "--set 每个标准只写一次", "--set takes each standard once; try several with --sweep"
        )
    if sweeps and (arguments.set or arguments.to_day or arguments.with_pack):
        return speaker.say("--sweep 单独使用", "--sweep stands alone")
    if len({each.partition("=")[0] for each in sweeps}) != len(sweeps) or len(sweeps) > 2:
        return speaker.say("--sweep 至多两个不同的标准", "--sweep takes at most two standards, each once")
    if not (wishes or arguments.to_day or arguments.with_pack):
        return speaker.say(
            "请说明与什么比较：--set、--sweep、--to 或 --with",
            "say what to compare with: --set, --sweep, --to or --with",
        )
    count = 1
    for _, values in _swept(arguments).items():
        count *= len(values)
    if count > MOST_VARIANTS:
        return speaker.say(
            f"{count} 种组合太多，至多 {MOST_VARIANTS} 种",
            f"{count} combinations are too many: at most {MOST_VARIANTS}",
        )
    return ""


def wrong_horizon(arguments: argparse.Namespace, on: date, speaker: Speaker) -> str:
    """What is wrong about a wish to look ahead; empty where nothing is."""
    if arguments.ahead and arguments.until:
        return speaker.say("--ahead 和 --until 只写一个", "write --ahead or --until, not both")
    if arguments.ahead and not _LENGTH.fullmatch(arguments.ahead):
        return speaker.say(
            f"--ahead 应如 5y、18m 或 90d，不是 {arguments.ahead}",
            f"--ahead is written 5y, 18m or 90d, not {arguments.ahead}",
        )
    if getattr(arguments, "to_day", None) and (arguments.ahead or arguments.until):
        return speaker.say(
            "--to 只看一个日子，--ahead 和 --until 看一串日子：只用其一",
            "--to looks at one later day, --ahead and --until at all until then: use one of them",
        )
    ahead = ahead_of(arguments, on)
    if ahead is not None:
        asked_day(ahead.until)
    if ahead is not None and ahead.until <= on:
        return speaker.say(f"{ahead.until} 不在 {on} 之后", f"{ahead.until} is not after {on}")
    if ahead is not None and ahead.until.year > on.year + MOST_YEARS:
        return speaker.say(f"至多看 {MOST_YEARS} 年", f"at most {MOST_YEARS} years are looked ahead")
    if ahead is not None and ahead.count(on) > MOST_DAYS:
        return speaker.say(
            f"一次至多看 {MOST_DAYS} 个日子，请用较长的 --every",
            f"at most {MOST_DAYS} days are looked at: use a longer --every",
        )
    return ""


def ahead_of(arguments: argparse.Namespace, on: date) -> Ahead | None:
    """How far to look ahead; nothing where nobody asked for it."""
    if arguments.until:
        return Ahead(arguments.until, arguments.every, arguments.exactly)
    if not arguments.ahead:
        return None
    match = _LENGTH.fullmatch(arguments.ahead)
    if match is None:
        raise ValueError(arguments.ahead)
    length = Duration(**{_UNITS[match[2]]: int(match[1])})
    return Ahead(shift_within(on, length), arguments.every, arguments.exactly)


def variants(arguments: argparse.Namespace, policy: Policy, on: date) -> tuple[Variant, ...]:
    """The variants that are wished for; the first is the policy as it is."""
    if arguments.sweep:
        return variants_of(policy, on, _swept(arguments))
    first = Variant("A", policy, on)
    other = load_kept(Path(arguments.with_pack)) if arguments.with_pack else policy
    later = asked_day(arguments.to_day or on)
    values = dict(each.split("=", 1) for each in arguments.set or ())
    return first, Variant("B", with_values(other, values, later), later, tuple(arguments.set or ()))


def _swept(arguments: argparse.Namespace) -> dict[str, list[str]]:
    """Each standard that is tried, and its values, each once."""
    found = {}
    for each in arguments.sweep or ():
        name, _, values = each.partition("=")
        found[name] = list(dict.fromkeys(value.strip() for value in values.split(",") if value.strip()))
    return found
