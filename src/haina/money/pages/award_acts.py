"""What is done on the page of an award: milestones, payment, reports, evaluation, taking back, ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, behind_login, sent_key, visit_of
from haina.cases.policies import policy_of
from haina.money.agreements import terms_in_words
from haina.money.milestone_files import files_shown
from haina.money.models import Award, Clawback, Instalment
from haina.money.pages.awards import award_of
from haina.money.pages.door import Act, at_once, carry_out
from haina.money.pages.forms import ClawbackForm, EvaluationForm, KeyForm, MaybeWordsForm, WordsForm
from haina.money.permissions import MoneyVerb, require_award
from haina.money.shown import yuan
from haina.money.verbs.agree import agree
from haina.money.verbs.claw_back import claw_back, record_return, still_with
from haina.money.verbs.end_award import end_award
from haina.money.verbs.milestones import accept_milestone, claim_milestone, return_milestone
from haina.money.verbs.pay import pay_instalment
from haina.money.verbs.report import evaluate, report
from haina.money.verbs.set_aside import set_aside_later


@behind_login
@require_http_methods(["GET", "POST"])
def act_on_instalment(request: HttpRequest, award_id: UUID, number: int, act: str) -> HttpResponseBase:
    """Report a milestone, accept it, return it, or pay the instalment."""
    visit = visit_of(request)
    found = award_of(visit, award_id)
    instalment = found.instalments.filter(number=number).first()
    if instalment is None or act not in _ON_INSTALMENT:
        raise Http404(act)
    verb, words, do = _ON_INSTALMENT[act]
    require_award(visit.actor, verb, found)
    back = reverse("money:award", args=[award_id])
    title, button, done = (str(each) for each in words())
    lead = f"{in_active_language(instalment.milestone)} · {yuan(instalment.fen)}"
    if act == "pay":
        form: KeyForm = KeyForm(request.POST or None)
        # A form of one button is valid as soon as it is sent.
        form.is_bound = request.method == "POST"
    else:
        form = (MaybeWordsForm if act == "accept" else WordsForm)(request.POST or None)
    more = {
        "eyebrow": found.number,
        "said": instalment.claim_words,
        "award": found,
        "instalment": instalment,
        "files": files_shown(visit.actor, found).get(number, ()),
        "attaching": act == "claim" and instalment.state == Instalment.State.PLANNED,
    }
    shown = Act(title, lead, button, done, back, more)
    return carry_out(request, form, shown, lambda data: do(visit, award_id, number, data))


def _pay(visit: Visit, award_id: UUID, number: int, data: dict[str, Any]) -> object:
    return pay_instalment(visit.actor, visit.now, award_id, number)


def _milestone(verb: Callable[..., object]) -> Callable[[Visit, UUID, int, dict[str, Any]], object]:
    def do(visit: Visit, award_id: UUID, number: int, data: dict[str, Any]) -> object:
        return verb(visit.actor, visit.now, award_id, number, words=data["words"])

    return do


_Words = Callable[[], tuple[str, str, str]]
_ON_INSTALMENT: Mapping[str, tuple[MoneyVerb, _Words, Callable[..., object]]] = {
    "claim": (
        MoneyVerb.CLAIM_MILESTONE,
        lambda: (
            gettext("Report the milestone"),
            gettext("Send it"),
            gettext("Sent. The department answers here."),
        ),
        _milestone(claim_milestone),
    ),
    "accept": (
        MoneyVerb.ACCEPT_MILESTONE,
        lambda: (
            gettext("Accept the milestone"),
            gettext("Accept"),
            gettext("Accepted. A colleague pays it."),
        ),
        _milestone(accept_milestone),
    ),
    "return": (
        MoneyVerb.RETURN_MILESTONE,
        lambda: (
            gettext("Give the milestone back"),
            gettext("Give it back"),
            gettext("Given back with your words."),
        ),
        _milestone(return_milestone),
    ),
    "pay": (
        MoneyVerb.PAY,
        lambda: (gettext("Pay the instalment"), gettext("Pay"), gettext("Paid.")),
        _pay,
    ),
}


@behind_login
@require_http_methods(["GET", "POST"])
def act_on_award(request: HttpRequest, award_id: UUID, act: str) -> HttpResponseBase:
    """Report on an award, evaluate it, take it back, end it, or set its money aside."""
    visit = visit_of(request)
    found = award_of(visit, award_id)
    doing = _ON_AWARD.get(act)
    if doing is None:
        raise Http404(act)
    return doing(request, visit, found)


def _report(request: HttpRequest, visit: Visit, found: Award) -> HttpResponse:
    require_award(visit.actor, MoneyVerb.REPORT, found)
    back = reverse("money:award", args=[found.pk])
    act = Act(gettext("Report on the award"), found.number, gettext("Send it"), gettext("On record."), back)

    def do(data: dict[str, Any]) -> None:
        report(visit.actor, visit.now, found.pk, words=data["words"], key=sent_key(request))

    return carry_out(request, WordsForm(request.POST or None), act, do)


def _evaluate(request: HttpRequest, visit: Visit, found: Award) -> HttpResponse:
    require_award(visit.actor, MoneyVerb.EVALUATE, found)
    back = reverse("money:award", args=[found.pk])
    act = Act(
        gettext("Evaluate what came of it"),
        found.number,
        gettext("Put it on record"),
        gettext("On record."),
        back,
    )

    def do(data: dict[str, Any]) -> None:
        key = sent_key(request)
        evaluate(visit.actor, visit.now, found.pk, outcome=data["outcome"], words=data["words"], key=key)

    return carry_out(request, EvaluationForm(request.POST or None), act, do)


def _claw_back(request: HttpRequest, visit: Visit, found: Award) -> HttpResponse:
    require_award(visit.actor, MoneyVerb.CLAW_BACK, found)
    right = policy_of(found.case.policy_version_id).rights[found.programme]
    form = ClawbackForm(
        request.POST or None, rules=[(each.id, in_active_language(each.title)) for each in right.clawback]
    )
    lead = gettext("%(left)s was paid and has not been asked back. Nothing more of the award is paid then.")
    act = Act(
        gettext("Take money back"),
        lead % {"left": yuan(still_with(found))},
        gettext("Decide it"),
        gettext("Decided. Whoever received it is told here."),
        reverse("money:award", args=[found.pk]),
    )

    def do(data: dict[str, Any]) -> None:
        claw_back(
            visit.actor,
            visit.now,
            found.pk,
            data["amount"],
            rule=data["rule"],
            words=data["words"],
            key=sent_key(request),
        )

    return carry_out(request, form, act, do)


def _end(request: HttpRequest, visit: Visit, found: Award) -> HttpResponse:
    require_award(visit.actor, MoneyVerb.END_AWARD, found)
    form = KeyForm(request.POST or None)
    form.is_bound = request.method == "POST"
    act = Act(
        gettext("End the award"),
        gettext("What was paid stays paid; what was set aside goes back."),
        gettext("End it"),
        gettext("The award has ended."),
        reverse("money:award", args=[found.pk]),
    )
    return carry_out(request, form, act, lambda data: end_award(visit.actor, visit.now, found.pk))


def _agree(request: HttpRequest, visit: Visit, found: Award) -> HttpResponse:
    require_award(visit.actor, MoneyVerb.AGREE, found)
    form = KeyForm(request.POST or None)
    form.is_bound = request.method == "POST"
    act = Act(
        gettext("Agree to the terms"),
        gettext(
            "The department pays each instalment when its milestone has been accepted; you report on each."
        ),
        gettext("I agree"),
        gettext("Agreed. You can report milestones now."),
        reverse("money:award", args=[found.pk]),
        {"eyebrow": found.number, "agreed_to": terms_in_words(found)},
    )
    return carry_out(request, form, act, lambda data: agree(visit.actor, visit.now, found.pk))


def _set_aside(request: HttpRequest, visit: Visit, found: Award) -> HttpResponse:
    require_award(visit.actor, MoneyVerb.SET_ASIDE, found)
    back = reverse("money:award", args=[found.pk])
    if request.method != "POST":
        raise Http404
    done = gettext("The money is set aside.")
    return at_once(request, done, back, lambda: set_aside_later(visit.actor, visit.now, found.pk))


_ON_AWARD: Mapping[str, Callable[[HttpRequest, Visit, Award], HttpResponse]] = {
    "report": _report,
    "evaluate": _evaluate,
    "claw-back": _claw_back,
    "end": _end,
    "agree": _agree,
    "set-aside": _set_aside,
}


@behind_login
@require_http_methods(["POST"])
def returned(request: HttpRequest, clawback_id: int) -> HttpResponse:
    """Record that money which was taken back has come."""
    visit = visit_of(request)
    taken = Clawback.objects.filter(pk=clawback_id).first()
    if taken is None:
        raise Http404(str(clawback_id))
    found = award_of(visit, taken.award_id)
    back = reverse("money:award", args=[found.pk])
    done = gettext("The money has come back.")
    return at_once(request, done, back, lambda: record_return(visit.actor, visit.now, clawback_id))
