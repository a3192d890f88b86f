"""Beginning an application, or several on one form: what is needed, for whom it is, and the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from haina.cases import verbs
from haina.cases.answers import answers_for
from haina.cases.before import Fee, fees_of, filled_by, needs_of
from haina.cases.choosing import names_a_person
from haina.cases.joint import verbs as together
from haina.cases.joint.union import unite
from haina.cases.joint.verbs.start_together import MOST_TOGETHER
from haina.cases.models import Case
from haina.cases.own import open_drafts
from haina.cases.pages.door import Visit, behind_login, new_key, sent_key, visit_of
from haina.cases.pages.forms import AnswersForm, PartiesForm
from haina.cases.pages.telling import told_in_words
from haina.cases.policies import current_policy
from haina.people.actors import Actor, Standing
from haina.people.models import Organisation, Person, Power
from haina.people.permissions import PERMISSIONS, State
from haina.people.verbs.register_person import NameUnusable, register_oneself, register_person
from haina.policy import Policy
from haina.policy.procedures import Procedure


@behind_login
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, procedure: str) -> HttpResponse:
    """Say what will be needed, and begin: for oneself, for a person, or for an organisation."""
    wanted = current_policy().procedures.get(procedure)
    if wanted is None:
        raise Http404(procedure)
    return _start(request, [wanted])


@behind_login
@require_http_methods(["GET", "POST"])
def start_several(request: HttpRequest) -> HttpResponse:
    """Say what several applications on one form need, and begin them."""
    known = current_policy().procedures
    sent = request.POST if request.method == "POST" else request.GET
    ids = list(dict.fromkeys(sent.getlist("procedure")))
    if not ids:
        messages.info(request, gettext("Tick what you want to apply for."))
        return redirect("cases:apply")
    if not set(ids) <= set(known):
        raise Http404("procedure")
    if len(ids) == 1:
        return redirect("cases:start", procedure=ids[0])
    wanted = [known[id] for id in ids]
    if len(ids) > MOST_TOGETHER or len({each.filed_by for each in wanted}) > 1:
        context = {"procedures": wanted, "most": MOST_TOGETHER, "too_many": len(ids) > MOST_TOGETHER}
        return render(request, "cases/apart.html", context, status=422)
    return _start(request, wanted)


def _start(request: HttpRequest, wanted: list[Procedure]) -> HttpResponse:
    visit, policy = visit_of(request), current_policy()
    joint = unite(wanted, tuple(policy.groups))
    answers = answers_for(request)
    filled = {} if answers is None else filled_by(policy, wanted, joint, answers.facts)
    needs = needs_of(policy, wanted, joint, visit.on, filled)
    data = request.POST if request.method == "POST" else None
    form = _parties(request, visit.actor, policy, wanted)
    choice = AnswersForm(data, count=needs.known, of=needs.fields) if filled else None
    drafts: list[Case] = []
    if data is not None and form.is_valid() and (choice is None or choice.is_valid()):
        drafts = [] if "another" in data else _drafts(visit.actor, policy, wanted, form.cleaned_data)
        use = filled if choice is not None and choice.cleaned_data["use"] == "yes" else {}
        begun = None if drafts else _begin(request, visit, wanted, form, use)
        if begun is not None:
            return begun
    context = {
        "procedures": wanted,
        "procedure": wanted[0],
        "form": form,
        "choice": choice,
        "answers": answers,
        "needs": needs,
        "may_file": "organisation" not in form.fields or bool(form.fields["organisation"].choices),  # type: ignore[attr-defined]
        "drafts": drafts,
        "open": [] if drafts else open_drafts(visit.actor, [each.id for each in wanted]),
        "fees": _fees(policy, wanted, visit.on),
        "told": told_in_words(needs.told),
        "rights": [policy.rights[id] for each in wanted for id in each.rights if id in policy.rights],
        "on": visit.on,
    }
    status = 422 if form.errors else 409 if drafts else 200
    return render(request, "cases/start.html", context, status=status)


def _fees(policy: Policy, wanted: list[Procedure], on: date) -> list[tuple[Procedure, tuple[Fee, ...]]]:
    """Return what each application costs; nothing where the policy names no fee for any."""
    fees = [(each, fees_of(policy, each, on)) for each in wanted]
    return fees if any(due for _, due in fees) else []


def _drafts(actor: Actor, policy: Policy, wanted: list[Procedure], chosen: dict[str, str]) -> list[Case]:
    """Return the drafts that there are already of the same procedures for the same parties."""
    organisation, person = chosen.get("organisation"), chosen.get("person")
    if person == PartiesForm.NEW or (person == PartiesForm.SELF and actor.person_id is None):
        return []
    about = str(actor.person_id) if person == PartiesForm.SELF else person
    found = open_drafts(actor, [each.id for each in wanted])
    same = [each for each in found if str(each.organisation_id or "") == (organisation or "")]
    named = {each.id for each in wanted if names_a_person(policy, each)}
    return [
        each for each in same if each.procedure not in named or str(each.person_id or "") == (about or "")
    ]


def _parties(request: HttpRequest, actor: Actor, policy: Policy, wanted: list[Procedure]) -> PartiesForm:
    data = request.POST if request.method == "POST" else None
    if wanted[0].filed_by == "person":
        own = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
        myself = gettext("Myself") if own is None else gettext("Myself: %(name)s") % {"name": own}
        others = [(str(each.pk), str(each)) for each in _entrusted(actor, wanted)]
        needed = PartiesForm.SELF if own is None else ""
        return PartiesForm(data, None, [(PartiesForm.SELF, myself), *others], names_needed_for=needed)
    organisations = _organisations(actor, wanted)
    language = request.LANGUAGE_CODE or "zh"
    choices = [(str(each.pk), each.name_in(language)) for each in organisations]
    if not any(names_a_person(policy, each) for each in wanted):
        return PartiesForm(data, choices, [])
    known = [(str(person.pk), str(person)) for person in _people_known(actor, organisations)]
    people = [*known, (PartiesForm.NEW, gettext("Somebody new"))]
    return PartiesForm(data, choices, people, names_needed_for=PartiesForm.NEW)


def _files(standing: Standing, wanted: list[Procedure]) -> bool:
    return standing.lets(Power.FILE) and all(standing.covers(one.id) for one in wanted)


def _entrusted(actor: Actor, wanted: list[Procedure]) -> list[Person]:
    """Return the persons for whom the actor has a mandate that covers all of it."""
    ids = [each.person_id for each in actor.standings if _files(each, wanted)]
    return list(Person.objects.filter(pk__in=[each for each in ids if each]).order_by("name"))


def _organisations(actor: Actor, wanted: list[Procedure]) -> list[Organisation]:
    ids = [each.organisation_id for each in actor.standings if _files(each, wanted)]
    return list(Organisation.objects.filter(pk__in=[each for each in ids if each]).order_by("name_zh"))


def _people_known(actor: Actor, organisations: list[Organisation]) -> list[Person]:
    """Return the people about whom the actor's side has filed for the organisations."""
    seen = Case.objects.filter(PERMISSIONS.visible(actor), organisation__in=organisations)
    cases = seen.exclude(state=State.DISCARDED)
    return list(Person.objects.filter(pk__in=cases.values("person")).order_by("name")[:50])


def _begin(
    request: HttpRequest,
    visit: Visit,
    wanted: list[Procedure],
    form: PartiesForm,
    filled: Mapping[str, object],
) -> HttpResponseRedirect | None:
    """Begin the draft or drafts; None where a new person's name cannot be used, which the form then says."""
    chosen = form.cleaned_data
    try:
        with transaction.atomic():
            person_id = _person(visit.actor, chosen)
            organisation = chosen.get("organisation")
            now = visit
            if chosen.get("person") == PartiesForm.SELF:
                # Whoever has just been registered acts as that person from now on.
                now = Visit(replace(visit.actor, person_id=person_id), visit.now)
            parties = (UUID(organisation) if organisation else None, person_id)
            begin = _begin_one if len(wanted) == 1 else _begin_several
            address, replayed = begin(request, now, wanted, parties, filled)
            if replayed:
                transaction.set_rollback(True)  # the person registered a second time is not kept
    except NameUnusable:
        form.add_error("name", gettext("This name has characters that no document can print."))
        return None
    if filled and not replayed:
        _say_filled(request, len(filled))
    return HttpResponseRedirect(address)


#: For whom it is filed: organisation and person.
Parties = tuple[UUID | None, UUID | None]


def _begin_one(
    request: HttpRequest,
    visit: Visit,
    wanted: list[Procedure],
    parties: Parties,
    filled: Mapping[str, object],
) -> tuple[str, bool]:
    """Begin one draft; return where it is filled in, and whether it had been begun before."""
    [procedure] = wanted
    organisation_id, person_id = parties
    receipt = verbs.start_draft(
        visit.actor,
        visit.now,
        procedure.id,
        organisation_id=organisation_id,
        person_id=person_id,
        key=sent_key(request),
    )
    id = receipt.case_id
    if filled and not receipt.replayed:
        verbs.save_draft(visit.actor, visit.now, id, filled, key=new_key(), seen=receipt.sequence)
    if not procedure.sections:
        return reverse("cases:documents", args=[id]), receipt.replayed
    return reverse("cases:fill", args=[id, procedure.sections[0].id]), receipt.replayed


def _begin_several(
    request: HttpRequest,
    visit: Visit,
    wanted: list[Procedure],
    parties: Parties,
    filled: Mapping[str, object],
) -> tuple[str, bool]:
    """Begin several drafts on one form; return where it is filled in, and if it had been begun before."""
    organisation_id, person_id = parties
    begun = together.start_together(
        visit.actor,
        visit.now,
        [each.id for each in wanted],
        organisation_id=organisation_id,
        person_id=person_id,
        key=sent_key(request),
    )
    if filled and not begun.replayed:
        seen = {each.case_id: each.sequence for each in begun.parts}
        together.save_together(visit.actor, visit.now, begun.joint_id, filled, key=new_key(), seen=seen)
    sections = unite(wanted, tuple(current_policy().groups)).sections
    if not sections:
        return reverse("cases:joint_documents", args=[begun.joint_id]), begun.replayed
    return reverse("cases:joint_fill", args=[begun.joint_id, sections[0].id]), begun.replayed


def _say_filled(request: HttpRequest, count: int) -> None:
    words = ngettext(
        "%(count)s field has been filled in from your answers. Look it over: nothing has been sent.",
        "%(count)s fields have been filled in from your answers. Look them over: nothing has been sent.",
        count,
    )
    messages.success(request, words % {"count": count})


def _person(actor: Actor, chosen: dict[str, str]) -> UUID | None:
    """Return the person whom it is about, registered now if need be; None where it is about nobody."""
    person = chosen.get("person")
    if not person:
        return None
    if person == PartiesForm.SELF:
        return actor.person_id or register_oneself(actor, chosen["name"], chosen["chinese_name"]).pk
    if person == PartiesForm.NEW:
        return register_person(actor, chosen["name"], chosen["chinese_name"]).pk
    return UUID(person)
