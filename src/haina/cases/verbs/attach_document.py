"""Attach a file to an application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from haina.cases import files, filetypes
from haina.cases.commands import AttachDocument, Command
from haina.cases.files import Received
from haina.cases.perform import Order, Receipt, perform
from haina.cases.policies import policy_of
from haina.cases.queries import visible_case
from haina.cases.refusals import FileRefused, Refusal
from haina.cases.scanner import ScannerUnavailable, scanner
from haina.cases.state import Document
from haina.people.actors import Actor
from haina.people.permissions import Verb
from haina.policy.procedures import DocumentKind


def attach_document(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    kind: str,
    name: str,
    stream: BinaryIO,
    *,
    key: str,
    seen: int,
) -> Receipt:
    """Take in a file, look at what it is, and attach it; the bytes are kept only if all of it succeeds.

    Raises FileRefused for a file that is too large, empty, of another type than allowed or than its name
    says, or in which the scanner found something.
    """
    order = Order(actor, Verb.ATTACH_DOCUMENT, now, case_id, key, seen)
    return take_in(order, kind, name, stream, AttachDocument)


def take_in(
    order: Order, kind: str, name: str, stream: BinaryIO, command: Callable[[Document], Command]
) -> Receipt:
    """Take in a file for a command about it; the bytes are kept only if all of it succeeds."""
    wanted = _document_kind(order.actor, order.case_id, kind)
    try:
        with files.receive(stream, wanted.max_bytes) as received:
            document = _checked(received, wanted, filetypes.safe_name(name))
            return perform(order, lambda matter: command(document), change=lambda matter: _keep(received))
    except files.TooLarge:
        raise FileRefused(
            "too_large",
            _("The file is too large; at most %(size)s MB are allowed.")
            % {"size": wanted.max_bytes // (1024 * 1024)},
        ) from None


def _keep(received: Received) -> None:
    # Kept before the commit: an event without its file would be worse than a file without an event.
    received.keep()


def _document_kind(actor: Actor, case_id: UUID, kind: str) -> DocumentKind:
    row = visible_case(actor, case_id)
    procedure = policy_of(row.policy_version_id).procedures[row.procedure]
    for known in procedure.documents:
        if known.id == kind:
            return known
    raise Refusal("unknown_document", _("This application has no place for such a document."))


def _checked(received: Received, wanted: DocumentKind, name: str) -> Document:
    if received.size == 0:
        raise FileRefused("empty", _("The file is empty."))
    media_type = filetypes.media_type_of(received)
    if media_type is None or media_type not in wanted.media_types:
        raise FileRefused("wrong_type", _("The content is not of a type that is allowed here."))
    if not filetypes.name_agrees(name, media_type):
        raise FileRefused("name_differs", _("The file is not what its name says."))
    try:
        threat = scanner().threat_in(received.path)
    except ScannerUnavailable:
        raise FileRefused(
            "not_scanned", _("Files cannot be checked at the moment. Please try again later.")
        ) from None
    if threat is not None:
        raise FileRefused("malicious", _("The file contains something malicious."))
    return Document(uuid4(), wanted.id, name, media_type, received.size, received.sha256)
