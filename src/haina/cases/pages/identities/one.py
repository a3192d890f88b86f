"""One identity as its officers see it, and what can be decided of it alone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from haina.cases.pages.door import Visit, visit_of
from haina.cases.pages.identities.entering import at_the_office, may, opened
from haina.people.identities import joined_with, record_of, record_of_organisation, resolve
from haina.people.identity_permissions import IdentityVerb
from haina.people.linking.words import verdict
from haina.people.models import Identity, IdentityDocument, Person
from haina.people.portraits import Portrait, decisions_about, doubts_about, is_running, others_joined
from haina.people.searching import Found, lines_of
from haina.people.verbs.renew_document import DocumentRefused, confirm_document
from haina.rules.text import Text

#: How many who may be the same are shown.
_LIKE = 10


@at_the_office
@require_safe
def one(request: HttpRequest, identity_id: UUID) -> HttpResponse:
    """Show one identity: papers, names, employers, with whom it is one, and what was decided."""
    visit = visit_of(request)
    portrait = opened(visit, identity_id)
    together = list(joined_with(identity_id))
    verbs = may(visit, identity_id)
    doubts = doubts_about(together)
    context = {
        "portrait": portrait,
        "papers": papers_of(portrait, visit),
        "others": others_joined(identity_id),
        "decisions": decisions_about(together),
        "doubts": [(row, found, verdict(row.bits)) for row, found in doubts],
        "like": _like(portrait, frozenset([*together, *(found.identity.pk for _, found in doubts)])),
        "may": {each.value for each in verbs},
        "actor": visit.actor,
    }
    return render(request, "cases/identities/one.html", context)


def papers_of(portrait: Portrait, visit: Visit) -> list[dict[str, object]]:
    """The papers as they are shown: whether each is valid today, and what it replaced."""
    return [
        {
            "paper": paper,
            "runs": is_running(paper, visit.on) and not hasattr(paper, "replaced_by"),
            "replaced": hasattr(paper, "replaced_by"),
            "stated": paper.assurance == IdentityDocument.Assurance.STATED,
        }
        for paper in portrait.documents
    ]


def _like(portrait: Portrait, together: frozenset[UUID]) -> list[tuple[Found, Text]]:
    """Who else of the register may be the same today, the likeliest first."""
    if portrait.organisation is not None:
        record, kind = record_of_organisation(portrait.organisation), Identity.Kind.ORGANISATION
    else:
        record, kind = record_of(person_of(portrait)), Identity.Kind.PERSON
    found = resolve(record, kind)
    near = [each for each in found if each.identity_id not in together][:_LIKE]
    lines = {each.identity.pk: each for each in lines_of([each.identity_id for each in near])}
    return [(lines[each.identity_id], verdict(each.weighed.bits)) for each in near]


@at_the_office
@require_POST
def confirm(request: HttpRequest, identity_id: UUID, document_id: int) -> HttpResponse:
    """Note that one has seen a paper of which its holder had only told."""
    visit = visit_of(request)
    opened(visit, identity_id)
    paper = IdentityDocument.objects.filter(pk=document_id, person_id=identity_id).first()
    if paper is None:
        raise Http404("document")
    try:
        confirm_document(visit.actor, paper)
    except DocumentRefused:
        words = gettext(
            "This number is proven to be somebody else’s. Search for it and compare the two"
            " before you decide."
        )
        messages.error(request, words)
    else:
        messages.success(request, gettext("You have noted that you saw the paper."))
    return redirect("identities:one", identity_id)


def person_of(portrait: Portrait) -> Person:
    """The person of an identity; an organisation is not taken apart. Raises Http404."""
    if portrait.person is None:
        raise Http404("an organisation")
    return portrait.person


def may_do(visit: Visit, verb: IdentityVerb, *ids: UUID) -> bool:
    """Whether the visitor may do something to identities."""
    return verb in may(visit, *ids)
