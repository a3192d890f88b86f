"""Attach a file to an application."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO
from uuid import UUID, uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from haina.cases import files, filetypes
from haina.cases.commands import AttachDocument, Command
from haina.cases.files import Received
from haina.cases.perform import Matter, Order, Receipt, perform
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


@dataclass(frozen=True, slots=True)
class Target:
    """An application to which a file goes, and as which kind of its documents."""

    order: Order
    kind: str


def attach_to_all(targets: Sequence[Target], name: str, stream: BinaryIO) -> list[Receipt]:
    """Take in a file once and attach it to each application; inside a transaction, so that it is all or none.

    The file has to be one that every application takes; raises FileRefused otherwise.
    """
    kinds = [_document_kind(each.order.actor, each.order.case_id, each.kind) for each in targets]
    with _received(stream, min(kind.max_bytes for kind in kinds)) as received:
        documents = [_document(received, kind, filetypes.safe_name(name)) for kind in kinds]
        _scan(received)
        receipts = [
            perform(each.order, partial(_attach, document))
            for each, document in zip(targets, documents, strict=True)
        ]
        if not all(receipt.replayed for receipt in receipts):
            _keep(received)
        return receipts


def _attach(document: Document, matter: Matter) -> Command:
    return AttachDocument(document)


def take_in(
    order: Order, kind: str, name: str, stream: BinaryIO, command: Callable[[Document], Command]
) -> Receipt:
    """Take in a file for a command about it; the bytes are kept only if all of it succeeds."""
    wanted = _document_kind(order.actor, order.case_id, kind)
    with taken_in(wanted, name, stream) as (received, document):
        return perform(order, lambda matter: command(document), change=lambda matter: _keep(received))


@contextmanager
def taken_in(wanted: DocumentKind, name: str, stream: BinaryIO) -> Iterator[tuple[Received, Document]]:
    """Take in a file and look at what it is; gone at the end of the block unless it was kept there.

    Raises FileRefused for a file that is not as wanted, or in which the scanner found something.
    """
    with _received(stream, wanted.max_bytes) as received:
        yield received, _checked(received, wanted, filetypes.safe_name(name))


@contextmanager
def _received(stream: BinaryIO, most: int) -> Iterator[Received]:
    """Take in a file of at most `most` bytes; raises FileRefused for a larger one."""
    try:
        with files.receive(stream, most) as received:
            yield received
    except files.TooLarge:
        raise FileRefused(
            "too_large",
            _("The file is too large; at most %(size)s MB are allowed.") % {"size": most // (1024 * 1024)},
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
    document = _document(received, wanted, name)
    _scan(received)
    return document


def _document(received: Received, wanted: DocumentKind, name: str) -> Document:
    if received.size == 0:
        raise _refused(
            "empty", _("The file is empty."), _("Open it to see what is in it, and choose it again.")
        )
    media_type = filetypes.media_type_of(received)
    if media_type is None or media_type not in wanted.media_types:
        raise _refused(
            "wrong_type",
            _("The content is not of a type that is allowed here."),
            _("Scan the paper, or save the file, as one of these, and attach that: %(types)s.")
            % {"types": _types(wanted.media_types)},
        )
    if not filetypes.name_agrees(name, media_type):
        raise _refused(
            "name_differs",
            _("The file is not what its name says."),
            _("By its content it is: %(type)s. Let its name end with %(ending)s, and choose it again.")
            % {"type": _types([media_type]), "ending": filetypes.ENDINGS[media_type][0]},
        )
    return Document(uuid4(), wanted.id, name, media_type, received.size, received.sha256)


def _scan(received: Received) -> None:
    try:
        threat = scanner().threat_in(received.path)
    except ScannerUnavailable:
        raise FileRefused(
            "not_scanned", _("Files cannot be checked at the moment. Please try again later.")
        ) from None
    if threat is not None:
        raise _refused(
            "malicious",
            _("The file contains something malicious."),
            _("It was not kept. Make it anew from the paper, on another machine if you can."),
        )


def _refused(code: str, why: str | Promise, what_to_do: str | Promise) -> FileRefused:
    return FileRefused(code, _("%(why)s %(what_to_do)s") % {"why": why, "what_to_do": what_to_do})


def _types(media_types: Iterable[str]) -> str:
    """Kinds of files as people call them."""
    return ", ".join(media_type.split("/")[1].upper() for media_type in media_types)
