"""Beginning an application: what will be needed, for whom it is made, and the draft."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from haina.cases import verbs
from haina.cases.models import Case
from haina.cases.pages.door import Visit, behind_login, sent_key, visit_of
from haina.cases.pages.forms import PartiesForm
from haina.cases.policies import current_policy
from haina.cases.promising import promisable
from haina.cases.state import CaseState
from haina.people.actors import Actor
from haina.people.models import Organisation, Person
from haina.people.permissions import State
from haina.people.verbs.register_person import NameUnusable, register_oneself, register_person
from haina.policy import Policy
from haina.policy.procedures import Procedure


@behind_login
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, procedure: str) -> HttpResponse:
    """Say what will be needed, and begin: for oneself, for a person, or for an organisation."""
    policy = current_policy()
    wanted = policy.procedures.get(procedure)
    if wanted is None:
        raise Http404(procedure)
    visit = visit_of(request)
    data = request.POST if request.method == "POST" else None
    form = _parties(request, visit.actor, policy, wanted)
    if data is not None and form.is_valid():
        begun = _begin(request, visit, wanted, form)
        if begun is not None:
            return begun
    context = {
        "procedure": wanted,
        "form": form,
        "may_file": "organisation" not in form.fields or bool(form.fields["organisation"].choices),  # type: ignore[attr-defined]
        "documents": _documents(policy, wanted, visit.on),
        "rights": [policy.rights[id] for id in wanted.rights if id in policy.rights],
        "on": visit.on,
    }
    return render(request, "cases/start.html", context, status=422 if form.errors else 200)


def _documents(policy: Policy, procedure: Procedure, on: date) -> list[dict[str, object]]:
    """Return the documents that are needed, each with how it may be given otherwise."""
    ways = {way.kind.id: way for way in promisable(policy, procedure, CaseState(), {}, on)}
    return [{"kind": kind, "way": ways.get(kind.id)} for kind in procedure.documents]


def _parties(request: HttpRequest, actor: Actor, policy: Policy, procedure: Procedure) -> PartiesForm:
    data = request.POST if request.method == "POST" else None
    if procedure.filed_by == "person":
        own = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
        myself = gettext("Myself") if own is None else gettext("Myself: %(name)s") % {"name": own}
        others = [(str(each.pk), str(each)) for each in _entrusted(actor, procedure)]
        needed = PartiesForm.SELF if own is None else ""
        return PartiesForm(data, None, [(PartiesForm.SELF, myself), *others], names_needed_for=needed)
    organisations = _organisations(actor, procedure)
    language = request.LANGUAGE_CODE or "zh"
    choices = [(str(each.pk), each.name_in(language)) for each in organisations]
    if not _is_about_a_person(policy, procedure):
        return PartiesForm(data, choices, [])
    known = [(str(person.pk), str(person)) for person in _people_known(organisations)]
    people = [*known, (PartiesForm.NEW, gettext("Somebody new"))]
    return PartiesForm(data, choices, people, names_needed_for=PartiesForm.NEW)


def _is_about_a_person(policy: Policy, procedure: Procedure) -> bool:
    """Return whether an organisation's application names a person: where a right of it is a person's."""
    return any(policy.rights[id].subject == "person" for id in procedure.rights if id in policy.rights)


def _entrusted(actor: Actor, procedure: Procedure) -> list[Person]:
    """Return the persons for whom the actor has a mandate."""
    ids = [each.person_id for each in actor.standings if each.covers(procedure.id)]
    return list(Person.objects.filter(pk__in=[each for each in ids if each]).order_by("name"))


def _organisations(actor: Actor, procedure: Procedure) -> list[Organisation]:
    ids = [each.organisation_id for each in actor.standings if each.covers(procedure.id)]
    return list(Organisation.objects.filter(pk__in=[each for each in ids if each]).order_by("name_zh"))


def _people_known(organisations: list[Organisation]) -> list[Person]:
    cases = Case.objects.filter(organisation__in=organisations).exclude(state=State.DISCARDED)
    return list(Person.objects.filter(pk__in=cases.values("person")).order_by("name")[:50])


def _begin(
    request: HttpRequest, visit: Visit, procedure: Procedure, form: PartiesForm
) -> HttpResponseRedirect | None:
    """Begin the draft; None where a new person's name cannot be used, which the form then says."""
    chosen = form.cleaned_data
    try:
        with transaction.atomic():
            person_id = _person(visit.actor, chosen)
            organisation = chosen.get("organisation")
            receipt = verbs.start_draft(
                # Whoever has just been registered acts as that person from now on.
                visit_of(request).actor,
                visit.now,
                procedure.id,
                organisation_id=UUID(organisation) if organisation else None,
                person_id=person_id,
                key=sent_key(request),
            )
            if receipt.replayed:
                transaction.set_rollback(True)  # the person registered a second time is not kept
    except NameUnusable:
        form.add_error("name", gettext("This name has characters that no document can print."))
        return None
    first = procedure.sections[0].id if procedure.sections else None
    if first is None:
        return redirect("cases:documents", case_id=receipt.case_id)
    return redirect("cases:fill", case_id=receipt.case_id, section=first)


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
