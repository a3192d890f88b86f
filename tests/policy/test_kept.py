"""Feature: a pack that was read before is kept for the next run; whatever is amiss, it is read as always."""

from __future__ import annotations

import os
import pickle
import shutil
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from haina.policy import Policy, PolicyError, kept, load
from haina.policy.kept import load_kept

AUREL = Path(__file__).parents[1] / "packs" / "aurel"
ON = date(2022, 3, 1)
FACTS = {"resident": True, "yard_work": [{"from": "2018-01-01"}], "pay": 500}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's own in which packs are kept."""
    found = tmp_path / "cache"
    monkeypatch.setenv(kept.VARIABLE, str(found))
    return found


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes every time that a pack is read in full."""
    times: list[str] = []

    def reading(directory: Path) -> Policy:
        times.append("read")
        return load(directory)

    monkeypatch.setattr(kept, "load", reading)
    return times


def packs(folder: Path) -> list[Path]:
    """What is kept."""
    return sorted(folder.glob("*.pack"))


def test_the_second_run_answers_the_same_without_reading(folder: Path, unread: list[str]) -> None:
    first, second = load_kept(AUREL), load_kept(AUREL)
    assert unread == ["read"]
    assert first.version == second.version
    for each in fields(first):
        if each.name not in kept._NOT_KEPT:
            assert getattr(second, each.name) == getattr(first, each.name), each.name
    given = {name: value for name, value in FACTS.items() if name in first.facts}
    assert second.check(given, ON, of="all").to_json() == first.check(given, ON, of="all").to_json()
    assert [str(each.place) for each in second.rights.values()] == [
        str(each.place) for each in first.rights.values()
    ]


def test_what_is_not_kept_is_read_when_somebody_asks(folder: Path, unread: list[str]) -> None:
    load_kept(AUREL)
    policy = load_kept(AUREL)
    assert unread == ["read"]
    assert list(policy.calculators) == list(load(AUREL).calculators)
    assert len(policy.procedures) == len(load(AUREL).procedures)
    assert unread == ["read", "read"]


def test_a_changed_pack_is_another_pack(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(AUREL, copy)
    before = load_kept(copy)
    (copy / "standards.yaml").write_text((copy / "standards.yaml").read_text() + "\n# a remark\n")
    after = load_kept(copy)
    assert before.version != after.version
    assert len(packs(folder)) == 2


def test_a_broken_pack_is_refused_as_always(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(AUREL, copy)
    (copy / "facts.yaml").write_text("facts: [")
    with pytest.raises(PolicyError):
        load_kept(copy)
    assert packs(folder) == []


def test_what_is_kept_belongs_to_the_user_alone(folder: Path) -> None:
    load_kept(AUREL)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in packs(folder)] == [0o600]


def test_a_folder_that_others_can_reach_is_not_used(folder: Path, unread: list[str]) -> None:
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    load_kept(AUREL)
    load_kept(AUREL)
    assert unread == ["read", "read"]
    assert packs(folder) == []


class Exploit:
    """Something that runs a command when it is unpickled by a reader that trusts what it reads."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("how", ["exploit", "garbage", "empty", "cut", "shared", "link", "another"])
def test_what_somebody_else_put_there_is_not_believed(
    folder: Path, unread: list[str], tmp_path: Path, how: str
) -> None:
    """Given a file that is not what was kept, when the pack is asked for, then it is read as always."""
    good = load_kept(AUREL)
    (path,) = packs(folder)
    mark = tmp_path / "mark"
    content = path.read_bytes()
    wrong = {
        "exploit": pickle.dumps((Exploit(mark), {})),
        "garbage": b"\x00garbage",
        "empty": b"",
        "cut": content[: len(content) // 2],
        "another": pickle.dumps(("no", "pack", "at all")),
    }
    if how in wrong:
        path.write_bytes(wrong[how])
    elif how == "shared":
        path.chmod(0o644)
    else:
        other = tmp_path / "other"
        path.rename(other)
        path.symlink_to(other)
    policy = load_kept(AUREL)
    assert unread == ["read", "read"]
    assert policy.rights == good.rights
    assert not mark.exists()


def test_nothing_is_kept_where_nobody_wants_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, unread: list[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv(kept.VARIABLE, "")
    load_kept(AUREL)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.delenv(kept.VARIABLE)
    load_kept(AUREL)
    assert [path.name for path in tmp_path.iterdir()] == ["haina"]


def test_only_the_packs_used_last_are_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    copy = tmp_path / "copy"
    shutil.copytree(AUREL, copy)
    for number in range(4):
        (copy / "standards.yaml").write_text((copy / "standards.yaml").read_text() + f"# {number}\n")
        load_kept(copy)
    assert len(packs(folder)) == 2
