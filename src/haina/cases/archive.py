"""The files of a published version as one ZIP file: the same bytes whenever and wherever it is made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from haina.cases.models import PolicyVersion
from haina.cases.policies import current_policy
from haina.policy.policy import version_of

#: The earliest moment that the format knows; the real ones would make each file different.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


class ChangedVersion(RuntimeError):
    """The stored files of a version are not those that it is named after."""


def archive_of(version: str) -> bytes | None:
    """Return the ZIP file of a version; None for one that was never published here.

    Raises ChangedVersion if the files that are stored are not the version's own.
    """
    files = _files_of(version)
    if files is None:
        return None
    if version_of(files) != version:
        raise ChangedVersion(version)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _files_of(version: str) -> Mapping[str, str] | None:
    """Return relative paths and texts."""
    current = current_policy()
    if version == current.version:
        return current.files
    stored = PolicyVersion.objects.filter(pk=version).first()
    return None if stored is None else stored.files
