"""Makes the demo city of the pack in use."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from haina.cases.demo.people import DemoAccount, populate
from haina.cases.demo.story import Telling
from haina.cases.policies import current_policy
from haina.policy import default_directory

#: Names the file of the demo city, where it is not demo/<pack id>.yaml beside the packs' folder.
FILE_VARIABLE = "HAINA_DEMO"


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo consists of."""

    accounts: tuple[DemoAccount, ...]
    #: Cases by the names that the demo's file gives them.
    cases: Mapping[str, UUID]


def demo_file() -> Path:
    """The file that describes the demo city of the pack in use."""
    named = os.environ.get(FILE_VARIABLE)
    if named:
        return Path(named)
    return default_directory().resolve().parents[1] / "demo" / f"{current_policy().id}.yaml"


def make_demo(now: datetime) -> Demo:
    """Make what of the demo city is not there yet; raises FileNotFoundError where the pack has no demo."""
    data: Mapping[str, Any] = yaml.safe_load(demo_file().read_text(encoding="utf-8"))
    people = populate(data)
    cases = {
        case["id"]: Telling(people, case.get("procedure", data["procedure"]), case, now).tell()
        for case in data["cases"]
    }
    return Demo(people.table, cases)
