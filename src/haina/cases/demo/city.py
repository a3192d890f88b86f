"""Makes the demo city of the pack in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import yaml

from haina.cases.demo.people import DemoAccount, populate
from haina.cases.demo.places import make_places
from haina.cases.demo.story import Telling
from haina.cases.demo_chapters import make_chapters
from haina.cases.policies import current_policy
from haina.exchange.demo_registers import demo_file


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo consists of."""

    accounts: tuple[DemoAccount, ...]
    #: Cases by the names that the demo's file gives them.
    cases: Mapping[str, UUID]


def make_demo(now: datetime) -> Demo:
    """Make what of the demo city is not there yet; raises FileNotFoundError where the pack has no demo."""
    data: Mapping[str, Any] = yaml.safe_load(demo_file(current_policy().id).read_text(encoding="utf-8"))
    people = populate(data)
    make_places(people, data.get("places", ()), now)
    make_chapters(people, data, now)
    cases = {
        case["id"]: Telling(people, case.get("procedure", data["procedure"]), case, now).tell()
        for case in data["cases"]
    }
    return Demo(people.table, cases)
