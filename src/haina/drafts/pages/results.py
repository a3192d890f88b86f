"""The result of a trial: figures, report and tables; and a draft as files to be taken along."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from haina.cases.pages.door import visit_of
from haina.cases.policies import policy_of
from haina.drafts.differing import pack_differences
from haina.drafts.figures import Figures, figures_of
from haina.drafts.models import Draft, Publication, Trial
from haina.drafts.packs import draft_files, pack_policy, whole_files
from haina.drafts.pages.door import find_draft, find_result, for_policy_makers
from haina.drafts.shown import draft_view
from haina.drafts.trying import named_by_both, report_of, result_of
from haina.money.public.charts import Bar, bars
from haina.portal.words import in_words, language, number_words

#: Tables by the name under which they can be had: the run that has them.
TABLES: Mapping[str, str] = {
    "changes": "compared",
    "answers": "compared",
    "near": "run",
    "missing": "run",
}
_TITLES: Mapping[str, Any] = {
    "changes": gettext_lazy("Who goes from which answer to which"),
    "answers": gettext_lazy("All answers and money, before and after"),
    "near": gettext_lazy("Who just misses it under the draft"),
    "missing": gettext_lazy("Which facts are missing"),
}
ENDINGS: Mapping[str, str] = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
#: Bars of one picture.
DRAWN = 12


@require_safe
@for_policy_makers
def result(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """Show the figures of a trial; while it runs, how far it is."""
    trial = find_result(trial_id)
    context = {
        "trial": trial,
        "draft": trial.draft,
        "view": draft_view(visit_of(request).actor, trial.draft),
        "percent": 100 * trial.done // trial.total if trial.total else 0,
        "failure": trial.failure_zh if language() == "zh" else trial.failure_en,
        "is_current": trial.content == trial.draft.content,
        "currency": policy_of(trial.draft.base_id).head.currency.label,
        "tables": [(name, str(words)) for name, words in _TITLES.items()],
    }
    if trial.state == Trial.State.DONE and _is_there(trial):
        policy = policy_of(trial.draft.base_id)
        if trial.draft.pack_id is not None:
            policy = named_by_both(policy, pack_policy(trial.draft.pack_id))
        figures = figures_of(trial, policy)
        context |= {"figures": figures, "picture": _picture(figures)}
    return render(request, "drafts/result.html", context)


def _is_there(trial: Trial) -> bool:
    """Whether the files of a result are still kept."""
    return all((result_of(trial) / each / "run.json").is_file() for each in set(TABLES.values()))


def _picture(figures: Figures) -> str:
    """Bars of who gains and who loses, beside the table."""
    found: list[Bar] = []
    for each in figures.effects[:DRAWN]:
        for words, value in ((gettext("gain"), each.gain), (gettext("lose"), each.lose)):
            if value:
                found.append(Bar(f"{in_words(each.title)}: {words}", value, number_words(value)))
    return bars(found)


@require_safe
@for_policy_makers
def report(request: HttpRequest, trial_id: UUID) -> FileResponse:
    """Give the whole report as one HTML file, in the language of the reader."""
    trial = _done(trial_id)
    return FileResponse(
        report_of(trial, language()).open("rb"),
        as_attachment=True,
        filename=f"draft-{trial.pk.hex[:8]}.html",
        content_type="text/html; charset=utf-8",
    )


@require_safe
@for_policy_makers
def table(request: HttpRequest, trial_id: UUID, table: str, ending: str) -> HttpResponseBase:
    """Give a table of the result as CSV or Parquet."""
    trial = _done(trial_id)
    if table not in TABLES or ending not in ENDINGS:
        raise Http404(f"{table}.{ending}")
    path: Path = result_of(trial) / TABLES[table] / f"{table}.{ending}"
    name = f"draft-{trial.pk.hex[:8]}-{table}.{ending}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=ENDINGS[ending])


def _done(trial_id: UUID) -> Trial:
    trial = find_result(trial_id)
    if trial.state != Trial.State.DONE or not _is_there(trial):
        raise Http404("the trial has no result")
    return trial


@require_safe
@for_policy_makers
def pack(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Give the pack with the draft as a ZIP, to be checked, tested or compared on the command line."""
    draft = find_draft(draft_id)
    stream = io.BytesIO()
    files = whole_files(draft, timezone.localdate(draft.changed_at))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name].encode())
    response = HttpResponse(stream.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="draft-{draft.pk.hex[:8]}.zip"'
    return response


@require_safe
@for_policy_makers
def amendment(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Give the file that the draft adds to the pack; of a published one, exactly what is in force."""
    draft = find_draft(draft_id)
    if draft.pack_id is not None:
        raise Http404("a whole pack is no decision of its own")
    ((path, text),) = _files(draft).items()
    response = HttpResponse(text.encode(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{path.rpartition("/")[2]}"'
    return response


@require_safe
@for_policy_makers
def differences(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Give all lines in which the files of a whole pack differ from those of the policy in force."""
    draft = find_draft(draft_id)
    if draft.pack_id is None:
        raise Http404("values are changed, not files")
    text = pack_differences(draft.base_id, draft.pack_id).text
    response = HttpResponse(text.encode(), content_type="text/x-diff; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="draft-{draft.pk.hex[:8]}.diff"'
    return response


def _files(draft: Draft) -> Mapping[str, str]:
    published = Publication.objects.filter(draft=draft).first()
    if published is not None:
        found: Mapping[str, str] = published.files
        return found
    return draft_files(draft, timezone.localdate(draft.changed_at))
