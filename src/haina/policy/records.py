"""What a policy pack says, as frozen records; each knows the place in the files where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from haina.rules.text import Place, Text

from .breakdowns import Breakdown
from .kinds import Expression


@dataclass(frozen=True, slots=True)
class OldName:
    """What a department was called until a day (inclusive)."""

    title: Text
    until: date
    source: str | None
    note: Text | None
    place: Place


@dataclass(frozen=True, slots=True)
class Department:
    """A public body that decides, attests or pays."""

    id: str
    title: Text
    history: tuple[OldName, ...]
    note: Text | None
    place: Place

    def title_on(self, on: date) -> Text:
        """What the department was called on a day."""
        for old in sorted(self.history, key=lambda each: each.until):
            if on <= old.until:
                return old.title
        return self.title


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was found: a law, a notice, a report; `addresses` are the pages that have it."""

    id: str
    kind: str
    title: Text
    number: str | None
    published: date | None
    addresses: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Currency:
    """The money of the pack: its ISO 4217 code and what it is called."""

    code: str
    label: Text
    place: Place


@dataclass(frozen=True, slots=True)
class PolicySource:
    """The document that the pack puts into rules."""

    title: Text
    number: str | None
    address: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Role:
    """Who takes part without being a department: an applicant, an employer, a committee."""

    id: str
    title: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Collection:
    """Elements gathered under a title: a life event (``arriving``) or an audience (``graduates``)."""

    id: str
    title: Text
    description: Text | None
    rights: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class NamedThing:
    """An id with a title, such as a type of evidence that pack.yaml names."""

    id: str
    title: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Budget:
    """The money that programmes draw on, and the department that holds it."""

    id: str
    title: Text
    department: str
    place: Place


@dataclass(frozen=True, slots=True)
class Clause:
    """One atomic clause of the policy, of one of the four kinds, in the words of the pack."""

    id: str
    article: str
    kind: str
    modality: str
    paragraph: int | None
    sentences: tuple[int, ...]
    title: Text
    summary: Text
    departments: tuple[str, ...]
    who: tuple[str, ...]
    difference: Text | None
    note: Text | None
    place: Place

    @property
    def in_trial(self) -> bool:
        """Whether the clause only explores or pilots, so that it is in force only through a dated switch."""
        return self.modality in ("explore", "pilot")


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to a right, and who does it."""

    actor: str
    action: str
    text: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Grants:
    """What a right gives: its kind and name, the document that proves it, how long, where to apply."""

    type: str
    title: Text
    document: str | None
    term: Expression | None
    apply_to: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class InForce:
    """When a right can be claimed: from and to a day (inclusive), and only while its switch is on."""

    valid_from: date | None
    valid_to: date | None
    switch: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of what is paid: its share of the amount (a number), and when it is paid, in words."""

    share: Expression
    when: Text
    rule: str
    place: Place


@dataclass(frozen=True, slots=True)
class Clawback:
    """When money is taken back, and which share of it (all where none is given)."""

    id: str
    title: Text
    when: Expression
    share: Expression | None
    rule: str
    place: Place

    @property
    def share_rule(self) -> str | None:
        """The formula for the share that is taken back."""
        return None if self.share is None else f"{self.rule}_share"


@dataclass(frozen=True, slots=True)
class RunsAs:
    """How a programme goes on after it was granted, where it does so as something that the platform runs."""

    #: voucher, guarantee or compensation.
    kind: str
    #: The share of a fee that a voucher pays, or of a loss that a guarantee bears.
    share: Expression | None
    #: The last day of what is granted.
    last_day: Expression | None
    #: The loss that is compensated.
    loss: Expression | None
    #: Where the loss is that of a stake: when it was bought and sold, for how much.
    bought_on: Expression | None
    sold_on: Expression | None
    paid_in: Expression | None
    proceeds: Expression | None
    #: What the reader of the decision is shown beside it, such as the months that a stake was held.
    shown: tuple[str, ...]
    place: Place
    #: The programme, whose id begins the names of the compiled figures.
    programme: str = ""

    @property
    def figures(self) -> Mapping[str, Expression]:
        """The figures that are written, by name."""
        written = {
            "share": self.share,
            "last_day": self.last_day,
            "loss": self.loss,
            "bought_on": self.bought_on,
            "sold_on": self.sold_on,
            "paid_in": self.paid_in,
            "proceeds": self.proceeds,
        }
        return {name: each for name, each in written.items() if each is not None}

    @property
    def is_of_a_stake(self) -> bool:
        """Whether the loss is that of a stake, whose exit is looked into before it is compensated."""
        return self.proceeds is not None

    @property
    def rules(self) -> Mapping[str, str]:
        """The names of the compiled figures, by the names of those that are written."""
        return {name: f"{self.programme}_runs_{name}" for name in self.figures}


@dataclass(frozen=True, slots=True)
class Right:
    """A right that can be claimed, or a programme that pays; `when` is its rule.

    What stands after `place` belongs to programmes: what is eligible, how it is paid out, from which budget,
    with what it cannot be combined, and when it is taken back.
    """

    id: str
    clause: str
    title: Text
    subject: str
    through: str | None
    when: Expression
    grants: Grants
    amount: Expression | None
    procedure: str | None
    in_force: InForce
    steps: tuple[Step, ...]
    steps_basis: str | None
    days: str | None
    note: Text | None
    programme: bool
    place: Place
    eligible: tuple[Text, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    budget: str | None = None
    not_with: tuple[str, ...] = ()
    clawback: tuple[Clawback, ...] = ()
    #: Why nothing is applied for, where it has no procedure.
    no_procedure: Text | None = None
    runs_as: RunsAs | None = None

    @property
    def paid_in_instalments(self) -> bool:
        """Whether what is granted is paid out; a voucher is redeemed instead, a guarantee pays for losses."""
        return self.runs_as is None or self.runs_as.kind not in ("voucher", "guarantee")

    @property
    def section(self) -> str:
        """The list of an article file that it stands in."""
        return "programmes" if self.programme else "rights"

    @property
    def term_rule(self) -> str | None:
        """The name of the formula that says how long what is granted lasts."""
        return None if self.grants.term is None else f"{self.id}_term"

    @property
    def amount_rule(self) -> str | None:
        """The name of the formula that says how much is paid."""
        return None if self.amount is None else f"{self.id}_amount"


@dataclass(frozen=True, slots=True)
class Definition:
    """A named expression that rules share."""

    id: str
    title: Text
    rule: Expression
    clause: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its clauses, and what carries them out, as ids in order; `rights` with the programmes."""

    id: str
    title: Text
    heading: Text | None
    clauses: tuple[str, ...]
    rights: tuple[str, ...]
    agreements: tuple[str, ...]
    duties: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The official working-day calendar of one year: holidays by day, and weekend days that are worked."""

    year: int
    notice: str
    holidays: Mapping[date, Text]
    workdays: frozenset[date]
    place: Place


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years for which working days are officially known."""

    years: Mapping[int, CalendarYear]


@dataclass(frozen=True, slots=True)
class Head:
    """What pack.yaml says about the pack as a whole."""

    id: str
    title: Text
    jurisdiction: Text
    currency: Currency
    languages: tuple[str, ...]
    published: date
    source: PolicySource
    default_on: date | None
    roles: tuple[Role, ...]
    life_events: tuple[Collection, ...]
    audiences: tuple[Collection, ...]
    evidence_types: tuple[NamedThing, ...]
    budgets: tuple[Budget, ...]
    place: Place
    #: How many days before its end the holder of a document is told.
    expiry_notice_days: int = 30
    #: By what the public sees to whom money went.
    breakdowns: tuple[Breakdown, ...] = ()
    #: The version of a pack that was published elsewhere and that this one goes on from.
    follows: str | None = None
