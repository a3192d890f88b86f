"""Publish a version of the policy: keep its files, and build the search index over it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.db.models.expressions import Combinable

from haina.cases.policies import store_version
from haina.policy import Policy
from haina.portal.bigrams import as_words, normalised, without_han
from haina.portal.entries import Entry, entries_of
from haina.portal.models import SearchEntry, SearchIndex

#: To be changed when entries or their words are made differently, so that indexes are built anew.
INDEX_FORM = "3"


def publish_policy(policy: Policy, now: datetime, *, rebuild: bool = False) -> bool:
    """Make this version the published one and its index the one in use; say whether anything had to be done.

    Readers see the old index or the new one, never a half of each.
    """
    with transaction.atomic():
        store_version(policy, now)
        index = SearchIndex.objects.select_for_update().first()
        if index and index.version == policy.version and index.form == INDEX_FORM and not rebuild:
            return False
        SearchIndex.objects.all().delete()
        SearchEntry.objects.all().delete()
        SearchEntry.objects.bulk_create(
            _stored(entry, order) for order, entry in enumerate(entries_of(policy))
        )
        SearchIndex.objects.create(version=policy.version, form=INDEX_FORM, built_at=now)
    return True


def _stored(entry: Entry, order: int) -> SearchEntry:
    """Return an entry with its words; those of the title and the key weigh more."""
    return SearchEntry(
        kind=entry.kind,
        key=entry.key,
        order=order,
        title_zh=entry.title.zh,
        title_en=entry.title.en,
        body_zh=entry.body.zh,
        body_en=entry.body.en,
        words=_vector(f"{entry.title.zh} {entry.title.en}", "A")
        + _vector(f"{entry.body.zh} {entry.body.en} {entry.key.replace('_', ' ')} {entry.marks}", "C"),
    )


def _vector(text: str, weight: str) -> Combinable:
    """Return the words of a text: Chinese as pairs, the rest both as written and by their English stem."""
    latin = without_han(normalised(text))
    return (
        SearchVector(Value(as_words(text)), config="simple", weight=weight)
        + SearchVector(Value(latin), config="english", weight=weight)
        + SearchVector(Value(latin), config="simple", weight=weight)
    )
