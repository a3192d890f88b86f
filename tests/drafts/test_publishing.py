"""Feature: a draft becomes the policy in force when two people consent, and never by one."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from haina.cases.models import PolicyVersion
from haina.cases.policies import current_policy, forget_policies, look, policy_of
from haina.drafts import verbs
from haina.drafts.models import Consent, Draft, DraftEvent, Publication
from haina.drafts.permissions import MayNot
from haina.drafts.proposals import TypedValue, ValueRefused
from haina.drafts.tasks import index
from haina.policy import Policy, load
from haina.portal.models import SearchIndex
from haina.server.working import working_app

from .conftest import FROM, LATER, NOW, Office, proposal, refused


def in_force() -> Policy:
    """The policy as a request that comes now has it."""
    look(at_once=True)
    return current_policy()


def test_two_people_publish_a_version_that_says_who_decided(office: Office, policy: Policy) -> None:
    """Given a draft to which its author and another consent, when published, then its values are dated."""
    draft = office.write()
    office.consent(draft, "ada", "bo")
    office.publish(draft)
    now = in_force()
    assert now.version != policy.version
    values = now.standards["pass_years"].values
    assert [(each.value, each.valid_from) for each in values[-2:]] == [(3, date(2022, 1, 1)), (4, FROM)]
    assert now.sources[values[-1].source].title.en == "Fewer passes"
    # The version is its files, kept whole; the one before is there for the cases that run under it.
    assert policy_of(now.version).version == now.version
    assert policy_of(policy.version).standards["pass_years"].values[-1].value == 3


def test_the_public_page_of_the_standard_names_the_decision(office: Office) -> None:
    """Given a published draft, when anybody opens the standard, then its day and the decision stand there."""
    draft = office.write()
    office.consent(draft, "ada", "bo")
    office.publish(draft)
    page = Client().get("/en/standards/pass_years/").content.decode()
    assert "1 January 2090" in page
    assert "Fewer passes" in page


def test_the_author_is_never_the_second(office: Office) -> None:
    """Given somebody else's consent, when the author consents, then it is refused, by the database too."""
    draft = office.write()
    office.consent(draft, "bo")
    with refused("draft_author_is_not_the_second"):
        office.consent(draft, "ada")
    ada = office.accounts["ada"]
    for place in (1, 2):
        with pytest.raises(DatabaseError), transaction.atomic():
            Consent.objects.create(
                draft=draft,
                account=ada,
                author=ada,
                place=place,
                content=draft.content,
                reason="me",
                given_at=NOW,
            )


def test_one_person_is_not_two(office: Office) -> None:
    """Given a consent, when the same person consents again or publishes alone, then both are refused."""
    draft = office.write()
    office.consent(draft, "bo")
    with refused("draft_consented_by_two_people"):
        office.consent(draft, "bo")
    with refused("publication_has_two_consents"):
        office.publish(draft)
    consent = Consent.objects.get(draft=draft)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.create(
            draft=draft,
            content=draft.content,
            first=consent,
            second=consent,
            files={},
            version_id=draft.base_id,
            published_by=consent.account,
            published_at=NOW,
        )


def test_a_change_voids_the_consents(office: Office) -> None:
    """Given two consents, when the author changes the draft, then both are void and it is not published."""
    draft = office.write()
    office.consent(draft, "ada", "bo")
    changed = proposal(TypedValue("pass_years", "5", FROM))
    with pytest.raises(MayNot):
        verbs.change(office.actor("bo"), NOW, draft.pk, changed, seen=draft.content)
    verbs.change(office.actor("ada"), NOW, draft.pk, changed, seen=draft.content)
    with refused("publication_has_two_consents"):
        office.publish(draft)
    with refused("draft_changed_meanwhile"):
        verbs.consent(office.actor("cy"), NOW, draft.pk, reason="yes", seen=draft.content)
    kinds = list(DraftEvent.objects.filter(draft=draft).values_list("kind", flat=True))
    assert kinds == ["written", "consented", "consented", "changed", "voided"]


def test_a_consent_is_withdrawn_until_it_is_too_late(office: Office) -> None:
    """Given two consents, when one is withdrawn, then somebody takes its place; later, too late."""
    draft = office.write()
    office.consent(draft, "bo", "cy")
    verbs.withdraw(office.actor("bo"), NOW, draft.pk)
    with refused("draft_no_consent"):
        verbs.withdraw(office.actor("bo"), NOW, draft.pk)
    office.consent(draft, "bo")
    office.publish(draft)
    with refused("draft_is_open"):
        verbs.withdraw(office.actor("cy"), NOW, draft.pk)


def test_what_was_published_and_every_step_is_kept(office: Office) -> None:
    """Given a publication, when a row of it or of the record is changed or deleted, then it is refused."""
    draft = office.write()
    office.consent(draft, "ada", "bo")
    office.publish(draft)
    for rows in (Publication.objects.all(), DraftEvent.objects.all(), Draft.objects.filter(pk=draft.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    for changed in (
        lambda: Publication.objects.update(files={}),
        lambda: DraftEvent.objects.update(words="no"),
        lambda: Draft.objects.update(title_en="Another"),
        lambda: Consent.objects.update(withdrawn_at=NOW),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            changed()


def test_a_draft_over_an_older_version_is_looked_at_again(office: Office) -> None:
    """Given two drafts, when one is published, then the other is saved anew before it can be."""
    first, second = office.write(), office.write(TypedValue("grant_cap", "1200.50", FROM))
    office.consent(second, "ada", "bo")
    office.consent(first, "ada", "bo")
    office.publish(first)
    with refused("draft_is_stale"):
        office.publish(second)
    in_force()
    anew = proposal(TypedValue("grant_cap", "1200.50", FROM))
    verbs.change(office.actor("ada"), NOW, second.pk, anew, seen=second.content)
    office.consent(second, "bo", "cy")
    office.publish(second)
    assert [str(each.value) for each in in_force().standards["grant_cap"].values] == ["1200.50"]
    assert in_force().standards["pass_years"].values[-1].value == 4


def test_the_published_file_can_go_into_the_pack(office: Office, harbour_pack: Path, tmp_path: Path) -> None:
    """Given a publication, when its file is put into the pack's folder, then the version is the same."""
    draft = office.write()
    office.consent(draft, "ada", "bo")
    office.publish(draft)
    published = in_force().version
    ((path, text),) = Publication.objects.get().files.items()
    (harbour_pack / "amendments").mkdir()
    added = harbour_pack / path
    added.write_text(text, encoding="utf-8")
    try:
        assert load(harbour_pack).version == published
        forget_policies()
        assert in_force().version == published
    finally:
        added.unlink()
        added.parent.rmdir()


def test_values_that_cannot_be_are_told_by_their_field(office: Office) -> None:
    """Given wrong names, types, bounds and days, when a draft is written, then each field is told."""
    wrong = {
        ("pass_yeers", "4", FROM): "standard",
        ("pass_years", "four", FROM): "value",
        ("pass_years", "-1", FROM): "value",
        ("grant_share", "1.5", FROM): "value",
        ("grant_cap", "0.001", FROM): "value",
        ("night_market_open", "7", FROM): "value",
        ("pass_years", "4", date(2025, 1, 1)): "valid_from",
    }
    for typed, field in wrong.items():
        with pytest.raises(ValueRefused) as told:
            office.write(TypedValue(*typed))
        assert list(told.value.problems) == [field], typed
    with pytest.raises(MayNot):
        office.write(by="dee")
    assert not Draft.objects.exists()
    assert not PolicyVersion.objects.filter(pk=current_policy().version).exists()


def test_a_decision_takes_nothing_back(office: Office) -> None:
    """Given a published value from a day, when another is proposed from before, then it is refused."""
    draft = office.write(TypedValue("pass_years", "4", LATER))
    office.consent(draft, "ada", "bo")
    office.publish(draft)
    in_force()
    with pytest.raises(ValueRefused) as told:
        office.write()
    assert "1 January 2091" in told.value.problems["valid_from"]


def test_search_jobs_and_the_next_start_go_by_what_was_published(office: Office) -> None:
    """Given a publication by another process, then the search index, a job and a new start go by it."""
    draft = office.write()
    office.consent(draft, "ada", "bo")
    office.publish(draft)
    published = Publication.objects.get().version_id
    working_app().tasks["portal.forget_inquiries"].func(timestamp=0)
    assert current_policy().version == published
    for again in (index, lambda: call_command("load_policy", stdout=StringIO())):
        forget_policies()
        again()
        assert SearchIndex.objects.get().version == published


def test_a_request_sees_what_another_process_published(office: Office) -> None:
    """Given a publication by another process, when anybody asks for the version, then it is the new one."""
    draft = office.write()
    office.consent(draft, "ada", "bo")
    office.publish(draft)
    published = Publication.objects.get().version_id
    assert published in Client().get("/en/version/").content.decode()
    assert Client().get(reverse("api-1:policy")).json()["version"] == published
