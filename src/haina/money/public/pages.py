"""The public pages of the money: lists, one programme in figures, and what is on public notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from haina.cases.models import Case
from haina.cases.names import in_active_language
from haina.cases.policies import current_policy
from haina.money.amounts import exact_words
from haina.money.public.charts import Bar, bars
from haina.money.public.display import LEADS, TITLES, cells, headings
from haina.money.public.figures import NOT_STATED, TraitFigures, figures_of, money_of
from haina.money.public.register import LISTS, Asked, award_rows, shown_awards
from haina.money.public.sums import Money
from haina.policy import Policy

#: Rows on one page.
PAGE = 50


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show every programme that pays with its money, and the way to the lists."""
    policy = current_policy()
    sums = money_of(policy)
    lines = [(programme, sums[programme.id]) for programme in policy.programmes.values()]
    context = {
        "lines": sorted(lines, key=lambda line: (-line[1].committed, -line[1].budget)),
        "lists": [(name, title, LEADS[name]) for name, title in TITLES.items()],
        "currency": policy.head.currency.code,
    }
    return render(request, "public_money/overview.html", context)


@require_safe
def listed(request: HttpRequest, name: str) -> HttpResponse:
    """Show one list of the register."""
    if name not in LISTS:
        raise Http404("no such list")
    policy, asked = current_policy(), asked_of(request)
    found: Any = award_rows(asked) if name == "awards" else list(LISTS[name](asked))
    page: Page[Any] = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = shown_awards(page.object_list) if name == "awards" else page.object_list
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "name": name,
        "title": TITLES[name],
        "lead": LEADS[name],
        "lists": TITLES.items(),
        "asked": asked,
        "programme": policy.programmes.get(asked.programme),
        "programmes": policy.programmes.values(),
        "headings": headings(name),
        "rows": [cells(name, row, policy) for row in rows],
        "page": page,
        "query": f"{query.urlencode()}&" if query else "",
    }
    return render(request, "public_money/list.html", context)


def asked_of(request: HttpRequest) -> Asked:
    """Which rows an address asks for; what it says wrongly bounds nothing."""
    year = request.GET.get("year", "")
    known = year.isascii() and year.isdecimal() and len(year) == 4 and not year.startswith("0")
    programme = request.GET.get("programme", "")
    return Asked(programme if programme in current_policy().programmes else "", int(year) if known else None)


@dataclass(frozen=True, slots=True)
class TraitShown:
    """The figures by one trait, as picture and as table."""

    figures: TraitFigures
    picture: SafeString
    #: Name, awards, committed and paid; texts, of which a number that is kept back is said to be.
    rows: list[tuple[str, str, str, str]]

    @property
    def is_unstated(self) -> bool:
        """Whether it is not known of any award, so that there is nothing to draw."""
        return all(cell.awards == 0 or cell.name == NOT_STATED for cell in self.figures.cells)


@require_safe
def programme(request: HttpRequest, key: str) -> HttpResponse:
    """Show one programme in figures."""
    policy = current_policy()
    if key not in policy.programmes:
        raise Http404("no such programme")
    figures = figures_of(policy, key, timezone.localdate())
    context = {
        "programme": policy.programmes[key],
        "figures": figures,
        "picture": _money_picture(figures.money, figures.currency),
        "traits": [_shown(each, figures.currency) for each in figures.traits],
    }
    return render(request, "public_money/programme.html", context)


def _money_picture(money: Money, currency: str) -> SafeString:
    amounts = (
        (gettext("Budget"), money.budget),
        (gettext("Committed"), money.committed),
        (gettext("Paid"), money.paid),
    )
    return bars([Bar(name, fen // 100, exact_words(fen, currency)) for name, fen in amounts])


def _shown(figures: TraitFigures, currency: str) -> TraitShown:
    kept = gettext("kept back")
    drawn, rows = [], []
    for cell in figures.cells:
        name = in_active_language(figures.names[cell.name])
        if cell.awards == 0:
            continue
        words = kept if cell.awards is None else str(cell.awards)
        drawn.append(Bar(name, cell.awards, words))
        amounts = [kept if fen is None else exact_words(fen, currency) for fen in (cell.committed, cell.paid)]
        rows.append((name, words, amounts[0], amounts[1]))
    return TraitShown(figures, bars(drawn), rows)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List what is on public notice now, and say how to object."""
    today = timezone.localdate()
    on_notice = Case.objects.filter(published_until__gte=today).select_related("person", "organisation")
    rows = on_notice.order_by("published_until", "pk")
    shown = list(_on_notice(current_policy(), rows.iterator(chunk_size=200)))
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    return render(request, "public_money/notices.html", {"page": page, "lists": TITLES.items()})


def _on_notice(policy: Policy, rows: Iterator[Case]) -> Iterator[tuple[Case, str]]:
    """Those of the cases that are about money, each with what it is about."""
    for row in rows:
        procedure = policy.procedures.get(row.procedure)
        if procedure is not None and any(id in policy.programmes for id in procedure.rights):
            yield row, in_active_language(procedure.title)
