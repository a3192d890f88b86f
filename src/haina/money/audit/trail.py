"""From an entry of the ledger back to what it rests on: decision, rules, documents, chain of the case."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from haina.cases import files
from haina.cases.chain import Break, verify_case
from haina.cases.evolve import fold
from haina.cases.models import Case, CaseEvent
from haina.cases.policies import policy_of
from haina.cases.queries import HistoryLine, history_in_words
from haina.cases.roots import Proof, prove
from haina.cases.state import Document
from haina.cases.store import history_of
from haina.money.audit.models import EntryLeaf
from haina.money.audit.roots import hash_of
from haina.money.models import Account, Entry, Ground, Hold, Leg
from haina.policy.procedures import Procedure
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """A file that was in the case when it was decided, and whether the store still has it as it was filed."""

    document: Document
    title: Text
    as_filed: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided in a case, as it stood at that event."""

    row: Case
    procedure: Procedure
    sequence: int
    #: The event of the decision, and everything before it.
    line: HistoryLine
    before: tuple[HistoryLine, ...]
    #: The version of the policy under which it was taken.
    version: str
    #: What the rules said then, as it was kept with the event: rights, leaves, facts and how sure they were.
    check: Mapping[str, object]
    documents: tuple[FiledDocument, ...]
    #: Where the record of the case is not what was written; empty where it is.
    breaks: tuple[Break, ...]
    #: That the event stands in the root of its day; None while that day is not closed.
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class EntryTrail:
    """One entry with its legs, and the decision behind it."""

    entry: Entry
    legs: tuple[Leg, ...]
    hold: Hold | None
    #: The entry that took this one back.
    taken_back_by: Entry | None
    #: Whether what it says still gives the fingerprint that was stored with it.
    as_written: bool
    #: Its leaf in the root of its day, None while that is not closed; and whether it still gives the hash.
    leaf: EntryLeaf | None
    leaf_stands: bool
    #: None where the ground is an act of the budget with a number, not a case.
    decision: Decision | None

    @property
    def concerned(self) -> frozenset[UUID]:
        """The persons and organisations to whom the money came or from whom it went."""
        ids = {id for leg in self.legs for id in (leg.account.person_id, leg.account.organisation_id)}
        row = self.decision.row if self.decision is not None else None
        ids |= {row.person_id, row.organisation_id} if row is not None else set()
        return frozenset(id for id in ids if id is not None)


def trail_of(entry_id: int) -> EntryTrail | None:
    """Everything behind an entry; None where there is no such entry."""
    entry = Entry.objects.select_related("ground", "reverses").filter(pk=entry_id).first()
    if entry is None:
        return None
    legs = tuple(entry.legs.select_related("account__person", "account__organisation").order_by("position"))
    hold = Hold.objects.filter(entry=entry).select_related("ground").first()
    leaf = EntryLeaf.objects.filter(entry=entry).select_related("root").first()
    return EntryTrail(
        entry=entry,
        legs=legs,
        hold=hold,
        taken_back_by=Entry.objects.filter(reverses=entry).first(),
        as_written=_content(entry, legs, hold) == bytes(entry.content),
        leaf=leaf,
        leaf_stands=leaf is not None and leaf.hash == hash_of(entry, legs),
        decision=decision_of(entry.ground),
    )


def _content(entry: Entry, legs: tuple[Leg, ...], hold: Hold | None) -> bytes:
    """The fingerprint that the database gives an entry when it is written."""
    accounts = "{" + ",".join(str(leg.account_id) for leg in legs) + "}"
    amounts = "{" + ",".join(str(leg.amount) for leg in legs) + "}"
    day = entry.happened_on.isoformat()
    said = [entry.event, entry.ground_id, day, accounts, amounts, entry.reverses_id, hold and hold.pk]
    return hashlib.sha256("|".join(str(each) for each in said if each is not None).encode()).digest()


def decision_of(ground: Ground) -> Decision | None:
    """The decision that a ground names; None where it names a document, or the case is not there."""
    if ground.case_id is None or ground.sequence is None:
        return None
    row = Case.objects.select_related("person", "organisation").filter(pk=ground.case_id).first()
    happened = history_of(ground.case_id, up_to=ground.sequence)
    if row is None or not happened or happened[-1].sequence != ground.sequence:
        return None
    decided = CaseEvent.objects.filter(case_id=ground.case_id, sequence=ground.sequence)
    version = decided.values_list("policy_version", flat=True).get()
    policy = policy_of(version)
    procedure = policy.procedures[row.procedure]
    state = fold(happened)
    lines = history_in_words(happened, policy, procedure, inside=True)
    return Decision(
        row=row,
        procedure=procedure,
        sequence=ground.sequence,
        line=lines[-1],
        before=tuple(lines[:-1]),
        version=version,
        check=state.check,
        documents=tuple(_filed(document, procedure) for document in state.documents.values()),
        breaks=tuple(verify_case(row.pk)),
        proof=prove(row.pk, ground.sequence),
    )


def _filed(document: Document, procedure: Procedure) -> FiledDocument:
    kinds = {kind.id: kind.title for kind in procedure.documents}
    return FiledDocument(document, kinds.get(document.kind, Text.both(document.kind)), _as_filed(document))


def _as_filed(document: Document) -> bool:
    path = files.path_of(document.sha256)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == document.sha256


def concerned_by(account: Account) -> frozenset[UUID]:
    """The person or organisation whose account it is."""
    return frozenset(id for id in (account.person_id, account.organisation_id) if id is not None)
