"""What was published here, as it is laid over the pack on the disk."""

from __future__ import annotations

from collections.abc import Sequence

from haina.cases.policies import Layer
from haina.drafts.models import Publication


class Published:
    """The publications in the database."""

    def newest(self) -> int:
        """The number of the last one; 0 where there is none."""
        return Publication.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def layers(self) -> Sequence[Layer]:
        """All of them, the first one first; of whole packs only the last has its files, which others end."""
        rows = list(Publication.objects.order_by("pk").select_related("draft"))
        last = max((row.pk for row in rows if row.draft.pack_id), default=0)
        return [_layer(row) for row in rows if row.pk >= last]


def _layer(row: Publication) -> Layer:
    if row.draft.pack_id:
        return Layer(row.version_id, row.version.files, is_whole=True)
    return Layer(row.version_id, row.files)


PUBLISHED = Published()
