"""Feature: one application for several rights: one form, one upload, one sending; each decided alone."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import pytest

from haina.cases import verbs
from haina.cases.joint import verbs as together
from haina.cases.joint.acting import JointReceipt
from haina.cases.joint.models import JointApplication, JointPart
from haina.cases.joint.queries import JointView, joint_view
from haina.cases.joint.union import unite
from haina.cases.joint.verbs.submit_together import Sending, SomeRefused
from haina.cases.models import Case, CaseDocument, CaseEvent
from haina.cases.policies import current_policy
from haina.cases.refusals import (
    CaseNotFound,
    FileRefused,
    Forbidden,
    FormIncomplete,
    KeyUsed,
    Refusal,
    Stale,
)
from haina.cases.state import Item
from haina.cases.store import load_state
from haina.people.models import Mandate

from .conftest import PDF, Application, City
from .test_every_procedure import typed_value

#: Filed by a person; both ask for the nationality and for proof of who one is.
MARKET, FAMILY = "pr_market_procedure", "pr_family_procedure"


@dataclass
class Joint:
    """A joint application, and the people of the city acting on it."""

    city: City
    id: UUID
    who: str = "Kari"

    @property
    def view(self) -> JointView:
        """As its filer sees it now."""
        return joint_view(self.city.actor(self.who), self.id, self.city.now)

    @property
    def seen(self) -> Mapping[UUID, int]:
        """What its filer has just looked at."""
        return {part.row.pk: part.row.sequence for part in self.view.parts}

    @property
    def states(self) -> list[str]:
        """Where each part stands."""
        return [part.row.state for part in self.view.parts]

    def case(self, place: int) -> Application:
        """One of the cases."""
        row = self.view.parts[place].row
        return Application(self.city, row.pk, None)  # type: ignore[arg-type]

    def does(self, verb, *words: object, **more: object) -> JointReceipt:
        """Have the filer do something on the newest view."""
        more = {"key": self.city.key(), "seen": self.seen, **more}
        return verb(self.city.actor(self.who), self.city.now, self.id, *words, **more)

    def attach(self, kind: str, content: bytes = PDF, **more: object) -> JointReceipt:
        """Attach a file to all that need it."""
        return self.does(together.attach_together, kind, f"{kind}.pdf", io.BytesIO(content), **more)

    def filled(self) -> Joint:
        """Fill in all and attach what is needed."""
        facts = current_policy().facts
        fields = {name: each.field for name, each in self.view.form.fields.items()}
        values = {name: typed_value(field, facts.get(field.name)) for name, field in fields.items()}
        self.does(together.save_together, values)
        for each in self.view.form.documents:
            if each.kind.required:
                self.attach(each.kind.id, PDF.replace(b"<<>>", b"<</K /" + each.kind.id.encode() + b">>", 1))
        return self

    def send(self, *places: int, **more: object) -> JointReceipt:
        """Send the parts at these places, or all."""
        parts = self.view.parts
        ids = [parts[place].row.pk for place in places or range(len(parts))]
        sending = Sending(ids, more.pop("declared", ids))  # type: ignore[arg-type]
        return self.does(together.submit_together, sending, **more)


def begun(city: City, *procedures: str, who: str = "Kari", **more: object) -> Joint:
    """A joint application that has just been begun."""
    more = {"person_id": city.persons["Kari"].pk, "key": city.key(), **more}
    receipt = together.start_together(city.actor(who), city.now, procedures or (MARKET, FAMILY), **more)
    return Joint(city, receipt.joint_id, who)


@pytest.fixture
def joint(city: City) -> Joint:
    """Kari has begun two applications on one form."""
    return begun(city)


# --- the form ------------------------------------------------------------------------------------


def test_a_fact_is_asked_once_and_goes_to_every_application_that_uses_it(joint: Joint) -> None:
    form, parts = joint.view.form, joint.view.drafts
    assert len(form.fields["nationality"].uses) == 2
    assert set(form.fields) == {name for part in parts for name in part.procedure.fields}
    joint.does(together.save_together, {"nationality": "foreign"})
    assert [part.row.draft for part in joint.view.parts] == [{"nationality": "foreign"}] * 2
    assert joint.view.values == {"nationality": "foreign"}


def test_sections_keep_the_order_that_every_single_form_has() -> None:
    policy = current_policy()
    procedures = list(policy.procedures.values())
    for first, second in zip(procedures, procedures[40:], strict=False):
        order = [each.id for each in unite([first, second], tuple(policy.groups)).sections]
        for procedure in (first, second):
            own = [section.id for section in procedure.sections]
            assert [id for id in order if id in own] == [id for id in own if id in order]


def test_what_one_field_cannot_have_is_kept_nowhere(joint: Joint) -> None:
    with pytest.raises(FormIncomplete) as refused:
        joint.does(together.save_together, {"nationality": "Martian", "no_crime_record_home": "yes"})
    assert [problem.name for problem in refused.value.problems] == ["nationality"]
    assert [part.row.draft for part in joint.view.parts] == [{}, {}]


def test_a_file_is_uploaded_once_stored_once_and_attached_to_each(joint: Joint) -> None:
    joint.attach("identity_document")
    files = CaseDocument.objects.filter(case__joint_part__application_id=joint.id)
    assert len(files) == 2
    assert len({file.sha256 for file in files}) == 1
    [shared] = joint.view.files("identity_document")
    assert set(shared.documents) == {0, 1}
    joint.does(together.remove_together, "identity_document", shared.sha256)
    assert joint.view.files("identity_document") == ()


def test_a_file_that_is_refused_is_attached_nowhere_and_the_others_stay(joint: Joint) -> None:
    joint.attach("identity_document")
    with pytest.raises(FileRefused):
        joint.attach("identity_document", b"not a document at all")
    assert len(joint.view.files("identity_document")) == 1


# --- sending -------------------------------------------------------------------------------------


def test_all_are_sent_in_one_go_and_each_is_decided_alone(city: City, joint: Joint) -> None:
    """Given a full form, when it is sent, then every case is filed, and one refusal leaves the other be."""
    joint.filled().send()
    assert joint.states == ["submitted", "submitted"]
    assert {part.row.filed_at for part in joint.view.parts} == {city.now}
    assert {part.state.form["nationality"] for part in joint.view.parts} == {"foreign"}
    stage = joint.view.parts[0].state.open_stages[0]
    city.officer("desk", stage.department)
    reasons = [r.id for r in joint.view.parts[0].procedure.reasons if "decline" in r.outcomes][:1]
    joint.case(0).does("desk", verbs.decline, stage.id, reasons=reasons, note="Not here.")
    assert joint.states == ["declined", "submitted"]


def test_a_double_click_sends_once(city: City, joint: Joint) -> None:
    joint.filled()
    more = {"key": city.key(), "seen": joint.seen}
    first, second = joint.send(**more), joint.send(**more)
    assert (first.replayed, second.replayed) == (False, True)
    assert [part.sequence for part in first.parts] == [part.sequence for part in second.parts]
    assert CaseEvent.objects.filter(kind="submitted").count() == 2


def test_beginning_twice_with_one_form_begins_once(city: City) -> None:
    key = city.key()
    first, again = begun(city, key=key), begun(city, key=key)
    assert first.id == again.id
    assert (JointApplication.objects.count(), Case.objects.count()) == (1, 2)
    with pytest.raises(KeyUsed):
        begun(city, key=key, who="Luc", person_id=city.persons["Luc"].pk)


def test_where_one_lacks_something_nothing_is_sent_and_every_place_is_named(joint: Joint) -> None:
    joint.filled()
    only = next(each for each in joint.view.form.documents if len(each.uses) == 1 and each.kind.required)
    lacking = only.uses[0].part
    [file] = joint.view.files(only.kind.id)
    joint.does(together.remove_together, only.kind.id, file.sha256)
    with pytest.raises(SomeRefused) as refused:
        joint.send()
    [(case_id, why)] = refused.value.refusals.items()
    assert case_id == joint.view.parts[lacking].row.pk
    assert why.facts["documents"] == [only.kind.id]
    assert joint.states == ["draft", "draft"]
    joint.send(1 - lacking)
    assert joint.states[lacking] == "draft"
    assert joint.states[1 - lacking] == "submitted"


def test_each_declaration_is_confirmed_for_its_own_application(joint: Joint) -> None:
    joint.filled()
    first = joint.view.parts[0].row.pk
    with pytest.raises(SomeRefused) as refused:
        joint.send(declared=[first])
    assert [why.code for why in refused.value.refusals.values()] == ["not_declared"]
    assert joint.states == ["draft", "draft"]


def test_who_looked_at_an_older_form_is_told_what_has_happened(joint: Joint) -> None:
    joint.filled()
    seen = joint.seen
    joint.case(0).does("Kari", verbs.withdraw)
    with pytest.raises(Stale):
        joint.does(together.save_together, {"nationality": "foreign"}, seen=seen)
    with pytest.raises(Stale):
        joint.send(seen=seen)
    with pytest.raises(KeyUsed):
        joint.does(together.save_together, {}, seen={**seen, joint.id: 1})
    assert joint.states == ["discarded", "draft"]


# --- afterwards ----------------------------------------------------------------------------------


def test_correcting_one_does_not_disturb_the_others(city: City, joint: Joint) -> None:
    """Given two filed cases, when one is returned and corrected, then the other stays as it was filed."""
    joint.filled().send()
    part = joint.view.parts[0]
    stage = part.state.open_stages[0]
    city.officer("desk", stage.department)
    before = load_state(joint.view.parts[1].row.pk)
    joint.case(0).does(
        "desk", verbs.return_for_correction, stage.id, items=[Item("field", "nationality", "Which one?")]
    )
    assert joint.states == ["returned", "submitted"]
    assert joint.view.drafts == ()
    joint.case(0).does("Kari", verbs.save_draft, {"nationality": "china_macao"})
    joint.case(0).does("Kari", verbs.resubmit, declared=True)
    assert load_state(joint.view.parts[1].row.pk) == before


def test_one_or_all_are_withdrawn(joint: Joint) -> None:
    joint.filled().send()
    ids = [part.row.pk for part in joint.view.parts]
    joint.does(together.withdraw_together, chosen=ids[:1])
    assert joint.states == ["withdrawn", "submitted"]
    joint.does(together.withdraw_together, chosen=ids[1:])
    assert joint.states == ["withdrawn", "withdrawn"]


def test_a_draft_goes_on_alone_but_what_was_sent_together_stays_on_record(joint: Joint) -> None:
    joint.filled().send(0)
    sent, draft = (part.row.pk for part in joint.view.parts)
    with pytest.raises(Refusal):
        together.take_out(joint.city.actor("Kari"), joint.city.now, joint.id, sent)
    together.take_out(joint.city.actor("Kari"), joint.city.now, joint.id, draft)
    assert list(JointPart.objects.values_list("case_id", flat=True)) == [sent]
    assert Case.objects.get(pk=draft).draft


# --- who may -------------------------------------------------------------------------------------


def test_nobody_else_sees_a_joint_application_or_acts_on_it(city: City, joint: Joint) -> None:
    for stranger in ("agent", "window", "head"):
        with pytest.raises(CaseNotFound):
            joint_view(city.actor(stranger), joint.id, city.now)
        with pytest.raises(CaseNotFound):
            together.save_together(
                city.actor(stranger), city.now, joint.id, {}, key=city.key(), seen=joint.seen
            )


def test_nobody_begins_for_others_without_a_mandate_for_each_of_them(city: City) -> None:
    with pytest.raises(Forbidden):
        begun(city, who="agent")
    Mandate.objects.update(scope=["foreigner_work_permit"])
    firms = [p.id for p in current_policy().procedures.values() if p.filed_by == "organisation"][:2]
    with pytest.raises(Forbidden):
        begun(city, *firms, who="agent", organisation_id=city.employers["Beidou"].pk)
    assert not JointApplication.objects.exists()
    assert not Case.objects.exists()


def test_what_a_person_files_and_what_a_firm_files_do_not_go_together(city: City) -> None:
    with pytest.raises(Refusal) as refused:
        begun(city, MARKET, "foreigner_work_permit")
    assert refused.value.code == "mixed"
    with pytest.raises(Refusal) as refused:
        begun(city, MARKET)
    assert refused.value.code == "how_many"


def test_a_firm_names_the_person_only_where_the_right_is_a_persons(city: City) -> None:
    firms = [p for p in current_policy().procedures.values() if p.filed_by == "organisation"]
    rights = current_policy().rights
    about = next(p.id for p in firms if rights[p.rights[0]].subject == "person")
    alone = next(p.id for p in firms if rights[p.rights[0]].subject == "organisation")
    joint = begun(city, about, alone, who="agent", organisation_id=city.employers["Beidou"].pk)
    assert [part.row.person_id for part in joint.view.parts] == [city.persons["Kari"].pk, None]
