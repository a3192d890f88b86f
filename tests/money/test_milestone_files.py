"""Feature: papers that show a milestone go with its report, and who accepts and pays it opens them."""

from __future__ import annotations

import io
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from haina.cases import files
from haina.cases.refusals import FileRefused, Forbidden
from haina.money import offers
from haina.money.models import Award, MilestoneFile, MilestoneLook
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.milestone_files import (
    attach_milestone_file,
    read_milestone_file,
    remove_milestone_file,
)
from haina.money.verbs.milestones import claim_milestone, return_milestone
from haina.rules.text import Text

from ..cases.conftest import PDF
from .grants import Town, refused


@pytest.fixture
def award(town: Town, monkeypatch: pytest.MonkeyPatch) -> Award:
    """An award that is paid when its one milestone has been accepted."""
    end = Text("结题", "At the end")
    monkeypatch.setattr(
        offers.Offer, "parts", lambda offer, fen: (offers.Part(Fraction(1), fen, end, by_grant=False),)
    )
    town.funded(9000)
    return town.awarded(yuan=5000)


def attached(town: Town, award: Award, who: str = "Kari", content: bytes = PDF) -> MilestoneFile:
    """Have a file attached to the milestone."""
    return attach_milestone_file(town.city.actor(who), town.now, award.pk, 1, "list.pdf", io.BytesIO(content))


def test_papers_are_attached_before_the_report_and_stay_as_reported(town: Town, award: Award) -> None:
    kari, file = town.city.actor("Kari"), attached(town, award)
    assert attached(town, award) == file, "the same content once"
    assert files.path_of(file.sha256).read_bytes() == PDF
    other = attached(town, award, content=PDF.replace(b"<<>>", b"<</K /2>>"))
    remove_milestone_file(kari, town.now, other)
    for who in ("hr", "Mei", "agent"):
        refused(Forbidden, "", attached, town, award, who)
    refused(FileRefused, "wrong_type", attached, town, award, "Kari", b"MZ no paper")
    refused(FileRefused, "empty", attached, town, award, "Kari", b"")
    claim_milestone(kari, town.now, award.pk, 1, words="The list is attached.")
    kept = "milestone_files_are_kept"
    refused(MoneyRefusal, kept, attached, town, award, "Kari", PDF + b"\n%%EOF\n")
    refused(MoneyRefusal, kept, remove_milestone_file, kari, town.now, file)
    for change in ({"name": "x.pdf"}, {"removed_at": town.now}):
        with pytest.raises(DatabaseError), transaction.atomic():
            MilestoneFile.objects.filter(pk=file.pk).update(**change)
    return_milestone(town.city.actor("hr"), town.now, award.pk, 1, words="A page is missing.")
    remove_milestone_file(kari, town.now, file)


def test_who_accepts_and_pays_opens_them_and_every_look_is_kept(town: Town, award: Award) -> None:
    file = attached(town, award)
    refused(Forbidden, "", read_milestone_file, town.city.actor("hr"), town.now, file)
    claim_milestone(town.city.actor("Kari"), town.now, award.pk, 1, words="The list is attached.")
    file = MilestoneFile.objects.get(pk=file.pk)
    for who in ("Kari", "hr"):
        assert read_milestone_file(town.city.actor(who), town.now, file).path.read_bytes() == PDF
    for who in ("Mei", "agent", "window", "border"):
        refused(Forbidden, "", read_milestone_file, town.city.actor(who), town.now, file)
    looks = MilestoneLook.objects.order_by("pk")
    assert list(looks.values_list("role", flat=True)) == ["beneficiary", "runner"]
    with pytest.raises(DatabaseError), transaction.atomic():
        looks.update(role="keeper")


def test_the_pages_take_show_and_send_them(town: Town, award: Award, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: town.now)
    kari, officer, stranger = (town.browser(who) for who in ("Kari", "hr", "Mei"))
    at = f"/en/money/awards/{award.pk}/"
    paper = SimpleUploadedFile("list.pdf", PDF, "application/pdf")
    assert kari.post(f"{at}1/files/", {"file": paper}).status_code == 302
    file = MilestoneFile.objects.get()
    link = f"/en/money/files/{file.pk}/"
    assert link in kari.get(f"{at}1/claim/").content.decode()
    assert link not in officer.get(at).content.decode(), "not before it is reported"
    assert officer.get(link).status_code == 403
    assert kari.post(f"{at}1/claim/", {"words": "Done, see the list.", "key": "m1"}).status_code == 302
    assert link in officer.get(at).content.decode()
    sent = officer.get(link)
    assert b"".join(sent) == PDF and sent["Content-Disposition"].startswith("attachment")
    page = officer.get(f"{at}1/accept/").content.decode()
    assert link in page and "the department that runs the award" in page
    assert kari.post(f"{link}remove/").status_code == 302 and not file.removed_at
    assert stranger.get(link).status_code == stranger.post(f"{at}1/files/").status_code == 404
    assert officer.post(f"{at}1/files/").status_code == 403
