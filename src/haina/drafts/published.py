"""What was published here, as it is laid over the pack on the disk."""

from __future__ import annotations

from collections.abc import Mapping

from haina.drafts.models import Publication


class Published:
    """The publications in the database."""

    def newest(self) -> int:
        """The number of the last one; 0 where there is none."""
        return Publication.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def files(self) -> Mapping[str, str]:
        """The files of all of them by their paths."""
        found: dict[str, str] = {}
        for files in Publication.objects.order_by("pk").values_list("files", flat=True):
            found.update(files)
        return found


PUBLISHED = Published()
