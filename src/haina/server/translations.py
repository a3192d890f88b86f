"""Compiled translations: .mo files beside the .po files, made when they are missing or older."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]


def compile_translations(root: Path = PACKAGE) -> list[Path]:
    """Compile every catalogue under `root` that is newer than its compiled form; return those written.

    Raises babel's PoFileError, with the line, for a catalogue that cannot be read.
    """
    written = []
    for source in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            _compile(source, compiled)
            written.append(compiled)
    return written


def _compile(source: Path, compiled: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    # Under another name first: several processes may compile at once, and one may read meanwhile.
    descriptor, fresh = tempfile.mkstemp(dir=compiled.parent, prefix=f".{compiled.name}.")
    with os.fdopen(descriptor, "wb") as output:
        write_mo(output, catalogue)
    Path(fresh).chmod(0o644)
    Path(fresh).replace(compiled)


if __name__ == "__main__":
    for path in compile_translations():
        print(path.relative_to(PACKAGE))  # noqa: T201 - what `make messages` shows
