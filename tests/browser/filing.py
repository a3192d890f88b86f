"""The unified work permit as the people of a case handle it: filling in, attaching, deciding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from haina.cases.demo.specimen import specimen
from haina.policy import Policy
from haina.policy.procedures import FormField, Procedure
from haina.rules import Bool, Enum

from .visitor import Visitor

PROCEDURE = "foreigner_work_permit"
#: People about whom the tests file applications.
NEWCOMERS = ("Ingrid Solberg", "Björn Ó Súilleabháin", "Ewa Kowalczyk", "Mariana Duarte")
#: What people of the tests write to each other; it stands as it is on pages in either language.
OBJECTION = "为什么又查一次？ / Why was this asked once more?"
ANSWER = "已经核实，谢谢。 / We have looked into it, thank you."


def form_of(today: date) -> Mapping[str, str]:
    """A form to which the rules say yes, whatever the day of the test."""
    return {
        "nationality": "foreign",
        "citizenship": "Norway",
        "birth_date": f"{today.year - 36}-05-01",
        "passport_number": "N1234567",
        "passport_expiry": f"{today.year + 8}-05-01",
        "no_crime_record_home": "yes",
        "fit_for_work": "yes",
        "job_title": "Optics engineer",
        "job_contract": "yes",
        "contract_from": (today + timedelta(days=7)).isoformat(),
        "contract_end": f"{today.year + 3}-05-01",
        "annual_salary": "420000",
        "highest_degree": "master",
        "experience_years": "6",
        "high_end_ground": "none",
    }


@dataclass
class Papers:
    """Files to attach, made in a folder of the test."""

    folder: Path

    def pdf(self, name: str) -> Path:
        """A real PDF of one page."""
        path = self.folder / f"{name}.pdf"
        path.write_bytes(specimen(name))
        return path

    def mislabelled(self) -> Path:
        """A picture that calls itself a PDF."""
        path = self.folder / "scan.pdf"
        path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40 + b"IEND\xaeB`\x82")
        return path


def procedure_of(policy: Policy) -> Procedure:
    """The procedure of the unified work permit."""
    return policy.procedures[PROCEDURE]


def fill_field(visitor: Visitor, field: FormField, value: str) -> None:
    """Fill in one field as its label asks."""
    label = visitor.word(field.label)
    if isinstance(field.type, Bool):
        visitor.choose(label, visitor.say("Yes" if value == "yes" else "No"))
    elif isinstance(field.type, Enum):
        visitor.choose(
            label, visitor.word(next(each.label for each in field.type.values if each.name == value))
        )
    else:
        visitor.write(label, value)


def begin(visitor: Visitor, name: str, chinese_name: str = "") -> None:
    """Begin an application about somebody new, on the page that says what will be needed."""
    visitor.pick(visitor.say("Somebody new"))
    visitor.write(visitor.say("Name of the new person"), name)
    visitor.write(visitor.say("Chinese name"), chinese_name)
    visitor.press("Begin")


def fill_in(visitor: Visitor, policy: Policy, form: Mapping[str, str]) -> None:
    """Fill in every section, one after the other."""
    for section in procedure_of(policy).sections:
        assert visitor.heading == visitor.word(section.title)
        for field in section.fields:
            if field.name in form:
                fill_field(visitor, field, form[field.name])
        visitor.press("Save and go on")


def attach_all(visitor: Visitor, policy: Policy, papers: Papers) -> None:
    """Attach everything that is required."""
    for kind in procedure_of(policy).documents:
        if kind.required:
            visitor.attach(visitor.word(kind.title), papers.pdf(kind.id))
            visitor.reads("The file has been attached.")


def hand_in(visitor: Visitor, policy: Policy, button: str = "Hand in") -> None:
    """Look it over, declare that it is true, and hand in."""
    visitor.press("Go on")
    assert visitor.heading == visitor.say("Look it over")
    visitor.page.get_by_label(visitor.word(procedure_of(policy).declaration)).check()
    visitor.press(button)
    visitor.reads("Received. The time of arrival counts.")


def apply(visitor: Visitor, policy: Policy, name: str, papers: Papers, today: date) -> str:
    """File a whole application; return its reference number."""
    visitor.go(f"cases/start/{PROCEDURE}/")
    begin(visitor, name)
    fill_in(visitor, policy, form_of(today))
    attach_all(visitor, policy, papers)
    hand_in(visitor, policy)
    return visitor.heading


def open_case(visitor: Visitor, reference: str, folder: str = "worklist/") -> None:
    """Open a case from one's list."""
    visitor.go(folder)
    visitor.open(reference)
    assert visitor.heading == reference


def decide(visitor: Visitor, act: str, note: str = "") -> None:
    """Accept or approve the case on the present page."""
    visitor.press(act)
    if note:
        visitor.write(visitor.say("In your own words"), note)
    visitor.press(act)
