"""What everybody may read: the rankings that were published, as pages, CSV and JSON."""

from __future__ import annotations

import csv
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haina.cases.pages.door import visit_of
from haina.review.models import Round
from haina.review.ranking import Place, places
from haina.review.shown import place_lines, round_terms
from haina.review.words import title_of

#: What a spreadsheet would take as the beginning of a formula.
_FORMULAS = frozenset("=+-@\t\r")
_COLUMNS = ("number", "place", "score", "chosen", "tilts", "moved", "reasons_zh", "reasons_en")


def _published(round_id: UUID) -> Round:
    round = Round.objects.select_related("ranking").filter(pk=round_id, published_at__isnull=False).first()
    if round is None:
        raise Http404(str(round_id))
    return round


@require_safe
def rankings(request: HttpRequest) -> HttpResponse:
    """List the published rankings, the latest first."""
    found = Round.objects.filter(published_at__isnull=False).order_by("-published_at")
    return render(request, "review/rankings.html", {"lines": [(each, title_of(each)) for each in found]})


@require_safe
def ranking(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Show a published ranking: by what it was made, every place with its reasons, one's own marked."""
    round = _published(round_id)
    context = {
        "round": round,
        "terms": round_terms(round),
        "places": place_lines(round, visit_of(request).actor, inside=False),
    }
    return render(request, "review/ranking.html", context)


@require_safe
def ranking_json(request: HttpRequest, round_id: UUID) -> JsonResponse:
    """The ranking for programs; applications stand under their numbers, with no names."""
    round = _published(round_id)
    answer = {
        "round": str(round.pk),
        "title": round.title,
        "scheme": round.scheme,
        "policy": round.policy_version_id,
        "weights": round.weights,
        "tilts": round.tilts,
        "ground": round.ground,
        "places_to_give": round.places,
        "closed_at": round.closed_at,
        "published_at": round.published_at,
        "hash": round.ranking.hash,
        "previous_hash": round.ranking.previous_hash,
        "places": [_row(each) for each in places(round.pk)],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@require_safe
def ranking_csv(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The ranking as a table."""
    round = _published(round_id)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ranking-{round.pk}.csv"'
    writer = csv.DictWriter(response, _COLUMNS)
    writer.writeheader()
    for each in places(round.pk):
        row = _row(each)
        reasons = row.pop("reasons")
        row["tilts"] = " ".join(each.tilts)
        row["reasons_zh"] = " ".join(reason["zh"] for reason in reasons)  # type: ignore[attr-defined]  # a list
        row["reasons_en"] = " ".join(reason["en"] for reason in reasons)  # type: ignore[attr-defined]  # a list
        writer.writerow({name: _plain(row[name]) for name in _COLUMNS})
    return response


def _plain(value: object) -> object:
    """A cell that a spreadsheet takes as text, and never as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in _FORMULAS else value


def _row(place: Place) -> dict[str, object]:
    return {
        "number": place.number,
        "place": place.place,
        "score": None if place.score is None else str(place.score),
        "chosen": place.chosen,
        "tilts": list(place.tilts),
        "moved": place.moved,
        "reasons": [{"zh": reason.zh, "en": reason.en} for reason in place.reasons],
    }
