"""Files that show a milestone: attached before it is reported, opened by who accepts and pays it."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases import files
from haina.cases.refusals import Forbidden
from haina.cases.verbs.attach_document import taken_in
from haina.cases.verbs.read_document import Opened
from haina.money.milestone_files import is_shown, reading_role
from haina.money.models import Award, Instalment, MilestoneFile, MilestoneLook
from haina.money.permissions import MoneyVerb, require_award
from haina.money.refusals import WORDS, MoneyRefusal, refused_kindly
from haina.money.verbs.end_award import locked
from haina.people.actors import Actor
from haina.policy.procedures import DocumentKind
from haina.rules.text import Place, Text

#: Files of one milestone at most.
MOST_FILES = 10
#: What is taken as a file of a milestone.
WANTED = DocumentKind(
    id="milestone",
    title=Text("阶段成果材料", "Evidence of the milestone"),
    help=None,
    media_types=("application/pdf", "image/jpeg", "image/png"),
    max_bytes=10 * 1024 * 1024,
    max_files=MOST_FILES,
    required=False,
    when=None,
    evidences=(),
    place=Place("", 1),
)


def attach_milestone_file(
    actor: Actor, now: datetime, award_id: UUID, number: int, name: str, stream: BinaryIO
) -> MilestoneFile:
    """Take in a file that shows a milestone which is about to be reported; the same content once.

    Raises Forbidden, FileRefused for what is no sound file, MoneyRefusal where the milestone was reported.
    """
    with taken_in(WANTED, name, stream) as (received, document), refused_kindly(), transaction.atomic():
        award, instalment = _open(actor, award_id, number)
        if actor.account_id is None:
            raise Forbidden(MoneyVerb.CLAIM_MILESTONE.value, award.state)
        known = instalment.files.filter(removed_at__isnull=True)
        same = known.filter(sha256=document.sha256).first()
        if same is not None:
            return same
        if known.count() >= MOST_FILES:
            raise MoneyRefusal("enough_files", _("There are ten files already; put several papers into one."))
        # Kept before the commit: a row without its file would be worse than a file without a row.
        received.keep()
        return MilestoneFile.objects.create(
            instalment=instalment,
            name=document.name,
            media_type=document.media_type,
            size=document.size,
            sha256=document.sha256,
            attached_at=now,
            attached_by_id=actor.account_id,
        )


def remove_milestone_file(actor: Actor, now: datetime, file: MilestoneFile) -> None:
    """Take a file out before the milestone is reported."""
    with refused_kindly(), transaction.atomic():
        _open(actor, file.instalment.award_id, file.instalment.number)
        MilestoneFile.objects.filter(pk=file.pk, removed_at__isnull=True).update(removed_at=now)


def read_milestone_file(actor: Actor, now: datetime, file: MilestoneFile) -> Opened:
    """Where the bytes of a file are; the look is written down. Raises Forbidden."""
    award = file.instalment.award
    role = reading_role(actor, award)
    if role is None or actor.account_id is None or not is_shown(file.instalment, role):
        raise Forbidden(MoneyVerb.READ_FILE.value, award.state)
    MilestoneLook.objects.create(file=file, account_id=actor.account_id, role=role.value, at=now)
    return Opened(file.name, file.media_type, file.size, files.path_of(file.sha256))


def _open(actor: Actor, award_id: UUID, number: int) -> tuple[Award, Instalment]:
    """The award, locked, and its instalment, of which the actor may still change the files."""
    award = locked(award_id)
    require_award(actor, MoneyVerb.CLAIM_MILESTONE, award)
    instalment = award.instalments.get(number=number)
    if instalment.state != Instalment.State.PLANNED or award.is_over:
        raise MoneyRefusal("milestone_files_are_kept", WORDS["milestone_files_are_kept"])
    return award, instalment
