"""The shared cache counts exactly, however many count at once; rate limits rest on it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_eight_who_count_at_once_lose_no_count() -> None:
    cache.set("count", 0, timeout=3600)

    def count(_: int) -> list[int]:
        try:
            return [cache.incr("count") for _ in range(25)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        counts = [number for numbers in threads.map(count, range(8)) for number in numbers]
    assert sorted(counts) == list(range(1, 201))
    assert cache.get("count") == 200


def lifetime(key: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM haina_cache WHERE cache_key = %s", [cache.make_key(key)])
        row = cursor.fetchone()
    assert row is not None
    return row[0]


@pytest.mark.django_db
def test_counting_does_not_change_how_long_a_window_lasts() -> None:
    cache.add("window", 1, timeout=86_400)
    before = lifetime("window")
    assert cache.incr("window", 4) == 5
    assert lifetime("window") == before


@pytest.mark.django_db
def test_what_is_not_there_is_not_counted() -> None:
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nothing")
    cache.add("over", 1, timeout=-1)
    with pytest.raises(ValueError, match="not found"):
        cache.incr("over")
