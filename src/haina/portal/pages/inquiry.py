"""'What can I get?': start, one question a page, the answers given, saving, deleting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from haina.cases.policies import current_policy
from haina.policy import Policy
from haina.portal.inquiry.fields import Form, form_of, problems_of, read_sent
from haina.portal.inquiry.progress import Progress, concerned, next_question, progress_of, usable_facts
from haina.portal.inquiry.scope import Scope, read_scope, scope_of
from haina.portal.models import Inquiry, digest_of
from haina.portal.pages.limits import ANSWERS, STARTS, limit
from haina.portal.reading import shown_fact
from haina.portal.verbs.start_inquiry import start_inquiry
from haina.rules import FactDeclaration, Facts


@dataclass(frozen=True, slots=True)
class Visit:
    """An inquiry as one request sees it."""

    token: str
    inquiry: Inquiry
    policy: Policy
    scope: Scope
    facts: Facts
    dropped: tuple[str, ...]
    on: date

    def address(self, name: str, *keys: str) -> str:
        """Return the address of a page of this inquiry."""
        return reverse(f"portal:inquiry_{name}", args=[self.token, *keys])

    @property
    def links(self) -> dict[str, str]:
        """Return the addresses of the inquiry's pages by name."""
        names = ("next", "answers", "save", "delete", "result", "apply")
        return {name: self.address(name) for name in names}

    @property
    def progress(self) -> Progress:
        """Return which rights are settled today."""
        return progress_of(self.policy, self.scope, self.facts, self.on)


def visit(token: str) -> Visit:
    """Find the inquiry of a link. Raises Http404 if there is none, or if its time is over."""
    now = timezone.now()
    inquiry = Inquiry.objects.filter(digest=digest_of(token), expires_at__gt=now).first()
    policy = current_policy()
    scope = scope_of(policy, inquiry.scope) if inquiry else None
    if inquiry is None or scope is None:
        raise Http404(gettext("These answers were deleted, or their time is over."))
    facts, dropped = usable_facts(policy, inquiry)
    return Visit(token, inquiry, policy, scope, facts, dropped, timezone.localdate(now))


def store(seen: Visit) -> None:
    """Store the inquiry and count its life anew."""
    seen.inquiry.keep(timezone.now())
    seen.inquiry.save()


def next_address(seen: Visit) -> str:
    """Return where one goes on: the next question, or the result when none matters any more."""
    question = next_question(seen.policy, seen.scope, seen.inquiry, seen.facts, seen.on)
    return seen.address("question", question.fact) if question else seen.address("result")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: HttpRequest) -> HttpResponse:
    """Let the visitor choose what to ask about, and start."""
    limit(request, "inquiry.start", STARTS)
    policy = current_policy()
    error = ""
    if request.method == "POST":
        scope = read_scope(policy, request.POST.get("scope", ""))
        if scope is not None:
            token = start_inquiry(policy, scope, timezone.now())
            return HttpResponseRedirect(next_address(visit(token)))
        error = gettext("Choose what you want to ask about.")
    context = {
        "policy": policy,
        "events": [each for each in policy.life_events if policy.rights_in(each)],
        "audiences": [each for each in policy.audiences if policy.rights_in(each)],
        "error": error,
    }
    return render(request, "portal/inquiry/start.html", context)


@never_cache
@require_safe
def go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Go on where one stopped."""
    return HttpResponseRedirect(next_address(visit(token)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str, fact: str) -> HttpResponse:
    """Ask one question; take the answer, 'I don't know', 'skip' or one more row."""
    limit(request, "inquiry.answer", ANSWERS)
    seen = visit(token)
    if fact not in seen.policy.facts:
        raise Http404(fact)
    asked = seen.policy.facts[fact]
    given = seen.inquiry.facts.get(fact)
    if request.method != "POST":
        return _show_question(request, seen, form_of(seen.policy, asked, None, given))
    action = request.POST.get("action", "save")
    if action == "unknown":
        seen.inquiry.leave_unknown(fact)
    elif action == "skip":
        seen.inquiry.skip(fact)
    else:
        form = _take_answer(request, seen, asked, action)
        if form is not None:
            return _show_question(request, seen, form)
    store(seen)
    if request.GET.get("to") == "answers":
        return HttpResponseRedirect(seen.address("answers"))
    return HttpResponseRedirect(next_address(visit(token)))


def _take_answer(request: HttpRequest, seen: Visit, asked: FactDeclaration, action: str) -> Form | None:
    """Take what was filled in; return the form to be shown again if a row or a better answer is wanted."""
    sent = read_sent(asked, request.POST)
    given = seen.inquiry.facts.get(asked.name)
    if action == "more":
        return form_of(seen.policy, asked, sent, given, extra_rows=1)
    if sent.value is None:
        form = form_of(seen.policy, asked, sent, given)
        return form.with_error(gettext("Answer the question, or choose “I don't know”."))
    problems = problems_of(seen.policy, asked, sent.value)
    if problems:
        return form_of(seen.policy, asked, sent, given, problems)
    seen.inquiry.give(asked.name, sent.value)
    return None


def _show_question(request: HttpRequest, seen: Visit, form: Form) -> HttpResponse:
    progress = seen.progress
    order = seen.inquiry.order
    before = order[: order.index(form.fact.name)] if form.fact.name in order else order
    group = seen.policy.groups.get(form.fact.group or "")
    context = {
        "seen": seen,
        "form": form,
        "progress": progress,
        "group": group.title if group else None,
        "back": seen.address("question", before[-1]) if before else reverse("portal:inquiry"),
        "concerned": concerned(seen.policy, progress.open, form.fact.name, seen.facts, seen.on),
        "to": "answers" if request.GET.get("to") == "answers" else "",
    }
    return render(request, "portal/inquiry/question.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def answers(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was answered, each with a way to change it, and what was skipped or is not known."""
    seen = visit(token)
    facts = seen.policy.facts
    context = {
        "seen": seen,
        "progress": seen.progress,
        "given": [
            {"fact": facts[name], "shown": shown_fact(seen.policy, name, seen.facts, seen.on)}
            for name in seen.inquiry.order
            if name in facts and name not in seen.dropped
        ],
        "unknown": [facts[name] for name in seen.inquiry.unknown if name in facts],
        "skipped": [facts[name] for name in seen.inquiry.skipped if name in facts],
        "dropped": [facts[name] for name in seen.dropped if name in facts],
    }
    return render(request, "portal/inquiry/answers.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the answers for thirty days and show the link under which they stand."""
    seen = visit(token)
    if request.method == "POST":
        seen.inquiry.saved = True
        store(seen)
        return HttpResponseRedirect(seen.address("save"))
    link = request.build_absolute_uri(seen.address("next"))
    return render(request, "portal/inquiry/saved.html", {"seen": seen, "link": link})


@never_cache
@require_POST
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Delete the answers at once."""
    visit(token).inquiry.delete()
    messages.success(request, gettext("Your answers were deleted. Nothing of them is left with us."))
    return HttpResponseRedirect(reverse("portal:inquiry"))
