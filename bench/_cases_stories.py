"""The life of one case of the load bench, taken through the same decisions, fold and chain as a real one.

Only storing is left out: a story ends with the rows as the product would have written them one by one.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from _cases_kits import Kit
from _cases_world import Firm, Human, World, draw_id
from haina.cases import commands, events
from haina.cases.commands import Act, Command
from haina.cases.deadlines import deadlines
from haina.cases.decide import decide
from haina.cases.evolve import evolve
from haina.cases.models import Case, CaseDocument, CaseEvent, CaseStage, IssuedDocument, Notice
from haina.cases.notices import ON
from haina.cases.policies import working_calendar
from haina.cases.state import CaseState, Document, Item, StageState
from haina.cases.store import Stamp, chained, projected, recorded
from haina.people.permissions import Role, State

ZONE = ZoneInfo("Asia/Shanghai")
_RUNNING = (State.SUBMITTED, State.IN_REVIEW)


class _Unfinished(Exception):
    """The next step would be after today."""


@dataclass
class Story:
    """One case, as far as it has come by `until`."""

    kit: Kit
    world: World
    version: str
    number: int
    begun: date
    until: datetime
    #: Where it stops today for somebody to go on with it: "drafted" or "filed"; empty: nowhere.
    stop: str = ""
    draw: random.Random = field(init=False)
    row: Case = field(init=False)
    state: CaseState = field(default_factory=CaseState)
    events: list[CaseEvent] = field(default_factory=list)
    stages: list[CaseStage] = field(default_factory=list)
    documents: dict[UUID, CaseDocument] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    issued: list[IssuedDocument] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw who it is about and give it its row."""
        self.draw = random.Random(f"case:{self.number}")
        procedure = self.kit.procedure
        self.human: Human = self.draw.choice(self.world.humans)
        by_firm = procedure.filed_by == "organisation"
        self.firm: Firm | None = self.draw.choice(self.world.firms) if by_firm else None
        begun = datetime.combine(self.begun, time(9, self.draw.randrange(60)), ZONE)
        self.at = min(begun, self.until) if not self.stop else self.until
        self.row = Case(
            id=draw_id(self.draw),
            reference=f"{procedure.reference}-{self.begun.year}-{self.number + 1:06d}",
            procedure=procedure.id,
            policy_version_id=self.version,
            organisation_id=self.firm.id if self.firm else None,
            person_id=self.human.id,
            draft={},
            started_at=self.at,
            changed_at=self.at,
        )

    def tell(self) -> Story:
        """Go through its steps until today, and work out the rows that follow from what happened."""
        try:
            self._fill_in()
            self._file()
            while self.state.state in _RUNNING:
                self._next_stage()
            self._issue()
        except _Unfinished:
            pass
        if self.state.state in (State.DRAFT, State.RETURNED):
            self.row.draft = dict(self.kit.form)
        else:
            self.row.draft = None
        happened = [recorded(self.events[-1])]
        self.stages = projected(self.row, self.state, happened, deadlines(self.state, working_calendar()))
        return self

    # --- the applicant -------------------------------------------------------------------------------
    def _fill_in(self) -> None:
        row = self.row
        self._file_side(
            "start_draft",
            commands.StartDraft(row.procedure, row.reference, row.organisation_id, row.person_id),
        )
        names = list(self.kit.form)
        parts = max(2, min(6, len(names) // 2 + 1)) + self.draw.randrange(3)
        for part in range(parts):
            some = tuple(names[part::parts]) or tuple(names[:1])
            if some:
                self._file_side("save_draft", commands.SaveDraft(some))
        for kind in self.kit.attached:
            self._attach(kind)
            if self.draw.random() < 0.15:
                self._take_off(kind)
                self._attach(kind)
        self._wait(0 if self.stop else self.draw.choice((0, 0, 1, 2)))
        if self.draw.random() < 0.02 and not self.stop:
            raise _Unfinished  # a draft that nobody came back to

    def _file(self) -> None:
        kit = self.kit
        if self.stop == "drafted":
            raise _Unfinished
        self._file_side(
            "submit",
            commands.Submit(
                {**kit.form},
                kit.needed,
                kit.terms_on(self.at.date()),
                True,
                kit.check,
                kit.promised,
                kit.committed,
            ),
        )
        if self.stop:
            raise _Unfinished
        if self.draw.random() < 0.015:
            self._wait(1)
            self._file_side("withdraw", commands.Withdraw("改期申请"))
            return
        self._wait(self.draw.randrange(2))
        self._hand_in_later()

    def _attach(self, kind: str) -> None:
        document = self._document(kind)
        self._file_side("attach_document", commands.AttachDocument(document))
        self._keep(document)

    def _hand_in_later(self) -> None:
        for kind in [each.document for each in self.state.owed]:
            document = self._document(kind)
            self._file_side("hand_in_later", commands.HandInLater(document))
            self._keep(document)

    def _document(self, kind: str) -> Document:
        content = f"{self.draw.getrandbits(256):064x}"
        return Document(draw_id(self.draw), kind, f"{kind}.pdf", "application/pdf", 48_211, content)

    def _keep(self, document: Document) -> None:
        self.documents[document.id] = CaseDocument(
            id=document.id,
            case_id=self.row.pk,
            kind=document.kind,
            name=document.name,
            media_type=document.media_type,
            size=document.size,
            sha256=document.sha256,
            attached_at=self.at,
            attached_by_id=self._filer,
        )

    def _take_off(self, kind: str) -> None:
        id = next(each.id for each in self.state.documents.values() if each.kind == kind)
        self._file_side("remove_document", commands.RemoveDocument(id))
        self.documents[id].removed_at = self.at

    # --- the departments -----------------------------------------------------------------------------
    def _next_stage(self) -> None:
        stage = self.draw.choice(self.state.open_stages)
        described = self.kit.procedure.stage(stage.id)
        if described.kind == "publication":
            self._end_notice(stage)
            return
        length = stage.term.length
        self._wait(self.draw.randrange(max(1, min(15, length))))
        if self.draw.random() < 0.01:
            self._run_late(stage)
            if not self.state.stages[stage.id].is_open:
                return
        officer = self.draw.choice(self.world.officers_of[stage.department])
        self._office(officer, stage, "claim", commands.Claim(stage.id))
        for fact in described.verifies:
            value = self.kit.form.get(fact)
            if value is not None:
                found = commands.VerifyFact(stage.id, fact, value, "register")
                self._office(officer, stage, "verify_fact", found)
        for _ in range(self.draw.randrange(2)):
            self._office(
                officer, stage, "add_note", commands.AddNote("已核对原件，信息一致。 Seen the originals.")
            )
        if described.may_return and self.state.corrections == 0 and self.draw.random() < 0.22:
            self._return(officer, stage)
        self._answer(officer, stage, described.kind)

    def _answer(self, officer: UUID, stage: StageState, kind: str) -> None:
        kit, terms = self.kit, self.kit.terms_on(self.at.date())
        no = self.draw.random() < 0.06
        if kind == "acceptance" and no:
            self._office(
                officer, stage, "decline", commands.Decline(stage.id, kit.reasons["decline"], "见理由")
            )
        elif kind == "acceptance":
            self._office(officer, stage, "accept", commands.Accept(stage.id, terms))
        elif no:
            refuse = commands.Refuse(stage.id, terms, kit.rule, kit.reasons["refuse"], "见理由", kit.check)
            self._office(officer, stage, "refuse", refuse)
        else:
            approve = commands.Approve(stage.id, terms, kit.rule, "材料属实，同意。", kit.check)
            self._office(officer, stage, "approve", approve)

    def _return(self, officer: UUID, stage: StageState) -> None:
        kit = self.kit
        name = next(iter(kit.form))
        items = (Item("field", name, "请核对"),)
        asked = commands.ReturnForCorrection(
            stage.id, items, kit.reasons["return"], "请更正", kit.terms.answer
        )
        self._office(officer, stage, "return_for_correction", asked)
        self._wait(self.draw.randrange(4))
        self._file_side("save_draft", commands.SaveDraft((name,)))
        again = commands.Resubmit({**kit.form}, kit.needed, True, "已更正", kit.check)
        self._file_side("resubmit", again)
        self._wait(self.draw.randrange(2))

    def _run_late(self, stage: StageState) -> None:
        due = deadlines(self.state, working_calendar()).due(stage.id)
        if due is not None:
            self._until_after(due)
            self._clock(
                commands.RunOut(
                    stage.id, due, self.kit.terms_on(self.at.date()), self.kit.rule, self.kit.check
                )
            )

    def _end_notice(self, stage: StageState) -> None:
        due = deadlines(self.state, working_calendar()).stages[stage.id].due
        if due is None:
            raise _Unfinished
        self._until_after(due)
        self._clock(
            commands.RunOut(stage.id, due, self.kit.terms_on(self.at.date()), self.kit.rule, self.kit.check)
        )

    def _issue(self) -> None:
        grant = self.kit.procedure.grant
        if self.state.state is not State.APPROVED or grant is None:
            return
        self._minutes(2)
        number, pdf = f"{self.row.reference}-1", f"{self.draw.getrandbits(256):064x}"
        credential = f"{self.draw.getrandbits(256):064x}"
        first, last = self.at.date(), self.at.date() + timedelta(days=1100)
        issue = commands.Issue(number, first, last, pdf, credential)
        self._do("issue", issue, None, Role.AUTOMATION, "issuing", "")
        self.issued.append(
            IssuedDocument(
                number=number,
                case_id=self.row.pk,
                document=grant.document,
                title={"zh": grant.title.zh, "en": grant.title.en},
                issuer={"zh": grant.issuer, "en": grant.issuer},
                rows=[
                    {
                        "label": {"zh": "持有人", "en": "Holder"},
                        "value": {"zh": self.human.name, "en": self.human.name},
                    }
                ],
                valid_from=first,
                valid_to=last,
                issued_at=self.at,
                pdf_sha256=pdf,
                credential=f"bench.{credential}",
                credential_sha256=credential,
                record="",
                status_index=self.number,
            )
        )

    # --- time ----------------------------------------------------------------------------------------
    def _wait(self, working_days: int) -> None:
        """Go on so many working days later, or some minutes later on the same day."""
        calendar, day = working_calendar(), self.at.date()
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= calendar.kind(day).is_working
        if day > self.at.date():
            self._set(datetime.combine(day, time(9 + self.draw.randrange(7), self.draw.randrange(60)), ZONE))

    def _until_after(self, due: date) -> None:
        self._set(max(self.at, datetime.combine(due + timedelta(days=1), time(0, 10), ZONE)))

    def _minutes(self, minutes: int) -> None:
        self._set(self.at + timedelta(minutes=minutes))

    def _set(self, at: datetime) -> None:
        if at > self.until:
            raise _Unfinished
        self.at = at

    # --- acting --------------------------------------------------------------------------------------
    @cached_property
    def _filer(self) -> UUID:
        return self.firm.agent if self.firm else self.human.account

    def _file_side(self, verb: str, command: Command) -> None:
        role = Role.AGENT if self.firm else Role.APPLICANT
        behalf = f"organisation:{self.firm.id}" if self.firm else ""
        self._do(verb, command, self._filer, role, "", behalf)

    def _office(self, officer: UUID, stage: StageState, verb: str, command: Command) -> None:
        self._do(verb, command, officer, Role.OFFICER, stage.department, "")

    def _clock(self, command: Command) -> None:
        self._do("escalate", command, None, Role.AUTOMATION, "clock", "")

    def _do(
        self, verb: str, command: Command, account: UUID | None, role: Role, department: str, behalf: str
    ) -> None:
        on = self.at.date()
        found = decide(self.kit.procedure, self.state, command, Act(self.at, on, role, account, department))
        key = f"bench:{self.number}:{len(self.events)}"
        rows = chained(self.row, found, Stamp(self.at, on, account, role, department, behalf, verb, key))
        for row in rows:
            one = recorded(row)
            self.state = evolve(self.state, one)
            self._tell(one.event, row)
        self.events += rows

    def _tell(self, event: events.Event, row: CaseEvent) -> None:
        """Notices as the procedure has them, with the placeholders that every case can fill."""
        on = ON.get(type(event))
        for notice in self.kit.procedure.notices:
            if notice.on != on:
                continue
            told = {self._filer} if "applicant" in notice.to else set()
            told |= {self.human.account} if "person" in notice.to else set()
            values = defaultdict(lambda: "–", reference=self.row.reference, person=self.human.name)
            pair = [
                {"zh": text.zh.format_map(values), "en": text.en.format_map(values)}
                for text in ((notice.subject, notice.body) if told else ())
            ]
            self.notices += [
                Notice(
                    case_id=self.row.pk,
                    sequence=row.sequence,
                    notice=notice.id,
                    account_id=account,
                    subject=pair[0],
                    body=pair[1],
                    created_at=self.at,
                    sent_at=self.at,
                    read_at=self.at if self.draw.random() < 0.8 else None,
                )
                for account in sorted(told)
            ]
