"""Feature: a published version never changes, and anybody can have exactly the one that answered."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from haina.cases.archive import ChangedVersion, archive_of
from haina.cases.models import PolicyVersion
from haina.cases.policies import current_policy, policy_of, store_version
from haina.policy import load

pytestmark = pytest.mark.django_db

AUREL = Path(__file__).parents[1] / "packs" / "aurel"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)


def test_the_files_of_an_answer_s_version_can_be_fetched_and_are_that_version(
    client: Client, tmp_path: Path
) -> None:
    """Given an answer with its version, when its ZIP is unpacked, then it loads as just that version."""
    version = client.get("/api/v1/policy").json()["version"]
    response = client.get(f"/api/v1/policy/versions/{version}.zip")
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        archive.extractall(tmp_path)
    assert load(tmp_path).version == version


def test_an_earlier_version_is_still_there_after_a_new_one(client: Client) -> None:
    """Given two published versions, when the list is read, then both stand there and both can be had."""
    old, new = load(AUREL), current_policy()
    store_version(old, NOW)
    store_version(new, LATER)
    listed = client.get("/api/v1/policy/versions").json()
    assert [(each["version"], each["current"]) for each in listed] == [
        (new.version, True),
        (old.version, False),
    ]
    assert client.get(f"/api/v1/policy/versions/{old.version}.zip").status_code == 200
    assert policy_of(old.version).version == old.version


def test_storing_a_version_again_changes_nothing(client: Client) -> None:
    aurel = load(AUREL)
    store_version(aurel, NOW)
    store_version(aurel, LATER)
    assert PolicyVersion.objects.get(pk=aurel.version).stored_at == NOW


def test_the_database_refuses_to_change_or_remove_a_published_version(client: Client) -> None:
    """Given a published version, when somebody writes over it, then the database itself refuses."""
    aurel = load(AUREL)
    store_version(aurel, NOW)
    stored = PolicyVersion.objects.filter(pk=aurel.version)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        stored.update(files={"pack.yaml": "id: other"})
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        stored.delete()
    assert stored.get().files == dict(aurel.files)


def test_files_that_are_not_their_version_are_never_handed_out() -> None:
    """Given a row that somebody slipped in under a name not its own, when it is asked for, then it stops."""
    PolicyVersion.objects.create(version="0" * 64, pack="other", files={"pack.yaml": "id: x"}, stored_at=NOW)
    with pytest.raises(ChangedVersion):
        archive_of("0" * 64)


def test_the_same_version_is_the_same_file_every_time() -> None:
    version = current_policy().version
    assert archive_of(version) == archive_of(version)


def test_a_version_that_was_never_published_is_not_found(client: Client) -> None:
    response = client.get(f"/api/v1/policy/versions/{'f' * 64}.zip", headers={"accept-language": "en"})
    assert response.status_code == 404
    assert "version fff" in response.json()["detail"]
