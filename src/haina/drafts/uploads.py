"""A whole pack that somebody proposes: read from a ZIP file, checked, and brought over a newer version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from haina.drafts.models import Publication
from haina.policy import Policy, PolicyError, load_files
from haina.policy.amendments import FOLDER
from haina.policy.layout import belongs
from haina.policy.policy import version_of
from haina.policy.procedure_simulation import check_simulation
from haina.policy.trial import check_personas
from haina.policy.zipped import read_zip
from haina.rules.text import Place, Problem, Text

#: Bytes of a ZIP file; the largest pack so far has a tenth of them.
MOST_SENT = 10_000_000


def pack_in(stream: IO[bytes], name: str) -> dict[str, str]:
    """The files in a ZIP file that was sent. Raises PolicyError with every defect of the archive."""
    return read_zip(stream, name)


def check_pack(files: Mapping[str, str], base: Policy) -> Policy:
    """Read a whole pack as ``haina policy check`` does. Raises PolicyError with every defect.

    It has to be another version of the policy that is in force, and not that of another city.
    """
    if version_of(files) == base.version:
        raise PolicyError([_same()])
    policy = load_files(files)
    if policy.id != base.id:
        raise PolicyError([_another(policy, base)])
    problems = [*check_personas(policy), *check_simulation(policy), *_check_city(policy)]
    if problems:
        raise PolicyError(problems)
    return policy


def _check_city(policy: Policy) -> tuple[Problem, ...]:
    if not any(name.startswith("city/") for name in policy.files):
        return ()
    # Imported here: only packs with a city need the engine of columns.
    from haina.city import city_data

    try:
        city_data(policy)
    except PolicyError as error:
        return error.problems
    return ()


def _same() -> Problem:
    return Problem(
        Place("pack.yaml", 1),
        "pack_in_force",
        Text(zh="这就是现行政策，没有任何改动", en="this is the policy in force; nothing is changed"),
        Text(zh="请先修改文件再打包", en="Change the files before you pack them."),
    )


def _another(policy: Policy, base: Policy) -> Problem:
    return Problem(
        policy.head.place,
        "another_pack",
        Text(
            zh=f"这是另一个政策包 {policy.id}，现行的是 {base.id}",
            en=f"this is another pack, {policy.id}; the one in force is {base.id}",
        ),
        Text(zh=f"请在 pack.yaml 中写 id: {base.id}", en=f"Write id: {base.id} in pack.yaml."),
    )


def gone_back(files: Mapping[str, str], base: Policy) -> tuple[str, ...]:
    """Files in which a pack is as it was before something was published that is in force: it was made of an
    older version, or it takes back what was decided. Decisions count that it lacks, and published packs.
    """
    found = {path for path, text in base.files.items() if belongs(path, FOLDER) and files.get(path) != text}
    whole = Publication.objects.filter(draft__pack__isnull=False).select_related("draft__base", "version")
    for each in whole.iterator(chunk_size=1):
        old, new = each.draft.base.files, each.version.files
        found.update(
            path
            for path in {*old, *new}
            if old.get(path) != new.get(path) == base.files.get(path) and files.get(path) == old.get(path)
        )
    return tuple(sorted(found))


class Conflict(ValueError):
    """Files that both a draft and a newer version have changed; `paths` names them."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


def carried_over(
    old: Mapping[str, str], draft: Mapping[str, str], new: Mapping[str, str]
) -> Mapping[str, str]:
    """The newer version with what a draft changed of the old one, file by file.

    Raises Conflict where a file was changed on both sides, and not to the same text.
    """
    ours = {path for path in {*old, *draft} if old.get(path) != draft.get(path)}
    theirs = {path for path in {*old, *new} if old.get(path) != new.get(path)}
    conflicts = tuple(sorted(path for path in ours & theirs if draft.get(path) != new.get(path)))
    if conflicts:
        raise Conflict(conflicts)
    kept = {path: text for path, text in new.items() if path not in ours}
    return {**kept, **{path: draft[path] for path in ours if path in draft}}
