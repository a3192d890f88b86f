"""Drafts of a whole pack: the pack in force to be taken along, one to be sent, and one brought up to date."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from haina.cases.archive import archive_of
from haina.cases.pages.door import Visit, visit_of
from haina.cases.policies import current_policy, policy_of
from haina.cases.refusals import Refusal
from haina.drafts import verbs
from haina.drafts.models import Draft
from haina.drafts.pages.door import find_draft, for_policy_makers
from haina.drafts.pages.forms import TextsForm
from haina.drafts.permissions import DraftVerb, require
from haina.drafts.proposals import Proposal, proposal_of
from haina.drafts.uploads import MOST_SENT, Conflict, carried_over, gone_back, pack_in
from haina.policy import Policy, PolicyError
from haina.portal.words import language, list_words
from haina.rules.text import Problem, Text

#: Problems of a pack that a page lists; a pack with more is mended with ``haina policy check``.
MOST_PROBLEMS = 40
_MEGABYTE = 1_000_000


class PackForm(TextsForm):
    """What the draft is called, why it is made, and the pack itself."""

    pack = forms.FileField(
        label=gettext_lazy("The pack as a ZIP file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    goes_back = forms.BooleanField(
        label=gettext_lazy("I mean to take back what was published"), required=False
    )

    def clean_pack(self) -> Any:
        """Refuse a file that is too large to be a pack before it is opened."""
        sent = self.cleaned_data["pack"]
        if sent.size > MOST_SENT:
            raise forms.ValidationError(
                gettext("The file is larger than %(most)s MB. No pack is; look what was packed.")
                % {"most": MOST_SENT // _MEGABYTE}
            )
        return sent


@require_safe
@for_policy_makers
def in_force(request: HttpRequest) -> HttpResponse:
    """Give the pack in force as a ZIP, to be changed and sent as a draft."""
    policy = current_policy()
    response = HttpResponse(archive_of(policy.version), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="policy-{policy.version[:12]}.zip"'
    return response


@for_policy_makers
@require_http_methods(["GET", "POST"])
def new_pack(request: HttpRequest) -> HttpResponse:
    """Send a whole pack as a draft."""
    return _send(request, None)


@for_policy_makers
@require_http_methods(["GET", "POST"])
def edit_pack(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Send another pack, or other texts, for a draft of one's own."""
    found = find_draft(draft_id)
    require(visit_of(request).actor, DraftVerb.CHANGE, found)
    if found.state != Draft.State.OPEN:
        messages.info(request, gettext("The draft is published or discarded; it does not change any more."))
        return redirect("drafts:draft", draft_id=draft_id)
    if found.pack_id is None:
        return redirect("drafts:edit", draft_id=draft_id)
    return _send(request, found)


def _send(request: HttpRequest, found: Draft | None) -> HttpResponse:
    policy = current_policy()
    form = _empty(found)
    problems: tuple[Problem, ...] = ()
    back: tuple[str, ...] = ()
    if request.method == "POST":
        form = PackForm(request.POST, request.FILES, label_suffix="", use_required_attribute=False)
        form.fields["pack"].required = found is None
        try:
            saved, back = _save(request, form, found, policy)
        except PolicyError as error:
            saved, problems = None, error.problems
            words = gettext("The pack cannot be used. What is wrong in it is listed on this page.")
            form.add_error("pack", words)
        except Refusal as error:
            saved = None
            form.add_error(None, str(error))
        if saved is not None:
            messages.success(request, gettext("Saved. Nothing is in force yet."))
            return redirect("drafts:draft", draft_id=saved.pk)
    context = {
        "form": form,
        "draft": found,
        "policy": policy,
        "has_consents": found is not None and found.consents.filter(withdrawn_at__isnull=True).exists(),
        "problems": [_shown(each) for each in problems[:MOST_PROBLEMS]],
        "more": max(0, len(problems) - MOST_PROBLEMS),
        "back": back,
    }
    return render(request, "drafts/send.html", context, status=422 if form.errors else 200)


def _empty(found: Draft | None) -> PackForm:
    texts: dict[str, Any] = {}
    if found is not None:
        texts = {name: getattr(found, name) for name in TextsForm.base_fields}
    form = PackForm(initial=texts, label_suffix="", use_required_attribute=False)
    form.fields["pack"].required = found is None
    return form


def _save(
    request: HttpRequest, form: PackForm, found: Draft | None, policy: Policy
) -> tuple[Draft | None, tuple[str, ...]]:
    """Keep what was sent; None where the form says what is wrong, with the files that go back.

    Raises PolicyError for the pack and Refusal for the rest.
    """
    if not form.is_valid():
        return None, ()
    sent, said = form.cleaned_data["pack"], form.cleaned_data
    if sent:
        files = pack_in(sent.file, sent.name)
    else:
        assert found is not None  # noqa: S101 - a new draft needs a file; told to the type checker
        files = dict(proposal_of(found).files)
    back = gone_back(files, policy)
    if back and not said["goes_back"]:
        form.add_error(
            "goes_back",
            gettext(
                "The pack is older than what was published since: it would take back the files below. Bring "
                "your changes over the pack in force and send that, or say that you mean it."
            ),
        )
        return None, back
    proposal = Proposal(
        Text(said["title_zh"], said["title_en"]),
        Text(said["reason_zh"], said["reason_en"]),
        (),
        request.POST.get("base", ""),
        files,
    )
    return _keep(visit_of(request), proposal, found, request.POST.get("content", "")), back


def _keep(visit: Visit, proposal: Proposal, found: Draft | None, seen: str) -> Draft:
    if found is None:
        return verbs.write(visit.actor, visit.now, proposal)
    return verbs.change(visit.actor, visit.now, found.pk, proposal, seen=seen)


def _shown(problem: Problem) -> dict[str, Any]:
    return {"place": problem.place, "message": problem.message, "todo": problem.suggestion}


@for_policy_makers
@require_POST
def carry(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Bring what a whole pack changes over the version that is in force now; files on both sides are told."""
    found = find_draft(draft_id)
    visit, policy = visit_of(request), current_policy()
    require(visit.actor, DraftVerb.CHANGE, found)
    said = proposal_of(found)
    try:
        files = carried_over(policy_of(found.base_id).files, said.files, policy.files)
        proposal = Proposal(said.title, said.reason, (), policy.version, files)
        _keep(visit, proposal, found, request.POST.get("content", ""))
    except Conflict as error:
        words = gettext(
            "These files were changed on both sides: %(files)s. Take the pack in force, bring your changes "
            "into these files, and send it."
        )
        messages.error(request, words % {"files": list_words(error.paths)})
    except PolicyError as error:
        words = gettext("Brought over the version in force, the pack cannot be read: %(problem)s")
        messages.error(request, words % {"problem": _line(error.problems[0])})
    except Refusal as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, gettext("Your changes stand over the version in force. Look at them again below.")
        )
    return redirect("drafts:draft", draft_id=draft_id)


def _line(problem: Problem) -> str:
    return problem.in_(language())
