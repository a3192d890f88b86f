"""Django's cache in PostgreSQL, with counting that stays exact when many processes count at once."""

from __future__ import annotations

import base64
import pickle

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction


class SharedCache(DatabaseCache):
    """The database cache whose `incr` locks the row and keeps its lifetime; rate limits depend on both."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add `delta` to the number under `key` and return the sum; ValueError when the key is not there."""
        database = router.db_for_write(self.cache_model_class)
        stored = self.make_and_validate_key(key, version=version)
        table = connections[database].ops.quote_name(self.cache_model_class._meta.db_table)
        with transaction.atomic(using=database), connections[database].cursor() as cursor:
            # The table's name comes from the settings; a name cannot be a parameter.
            cursor.execute(f"SELECT 1 FROM {table} WHERE cache_key = %s FOR UPDATE", [stored])  # noqa: S608
            value = self.get(key, version=version)
            if value is None:
                raise ValueError(f"Key {key!r} not found")
            total = int(value) + delta
            encoded = base64.b64encode(pickle.dumps(total, self.pickle_protocol)).decode("ascii")
            cursor.execute(f"UPDATE {table} SET value = %s WHERE cache_key = %s", [encoded, stored])  # noqa: S608
        return total
