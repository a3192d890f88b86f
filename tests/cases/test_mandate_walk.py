"""Feature: every page of a case answers everybody as the table in docs/decisions/mandates.md says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from haina.cases import verbs
from haina.cases.models import CaseDocument
from haina.cases.state import Item
from haina.people.models import Mandate

from .conftest import Application, City
from .test_representation import filed_by_agency, mandate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "decisions" / "mandates.md"
#: Who asks, and what has become of the mandate.
ROWS: dict[str, tuple[str, dict[str, Callable[[], object]]]] = {
    "the agency, while the mandate holds": ("rival", {}),
    "the agency, with the power to read only": ("rival", {"powers": lambda: ["read"]}),
    "the agency, with the power to be told only": ("rival", {"powers": lambda: ["notices"]}),
    "the agency, with a mandate for something else": ("rival", {"scope": lambda: ["another"]}),
    "the agency, after it was ended": ("rival", {"ended_at": timezone.now}),
    "the agency, after its last day": (
        "rival",
        {"valid_to": lambda: timezone.localdate() - timedelta(days=1)},
    ),
    "the employer's own people": ("agent", {}),
    "the person concerned": ("Kari", {}),
    "somebody else": ("somebody", {}),
}
ANSWERS = {200: "yes", 404: "no", 403: "refused"}


def table() -> dict[str, dict[str, str]]:
    """The table of the page: answers by who asks and what is asked for."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("| asked by"))
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:] if line[:1] == "|"
    ]
    return {row[0]: dict(zip(rows[0][1:], row[1:], strict=True)) for row in rows[2:]}


@pytest.fixture
def case(city: City) -> Application:
    """An agency has filed for an employer, which has corrected it itself."""
    city.now = timezone.now()
    to, employer = city.employers["Nanshan"].credit_code, city.employers["Beidou"].pk
    mandate(city, "agent", to, "rival", organisation_id=employer)
    Mandate.objects.filter(holder__isnull=False).update(valid_from=timezone.localdate() - timedelta(days=9))
    made = filed_by_agency(city)
    made.does(
        "window", verbs.return_for_correction, "pre_check", items=[Item("document", "health", "Newer one.")]
    )
    made.attach("health", b"%PDF-1.7\n<<>>\n%%EOF\n", name="new.pdf")
    made.does("agent", verbs.resubmit, declared=True)
    return made


def test_every_page_answers_as_the_table_says(case: Application) -> None:
    files = CaseDocument.objects.filter(case=case.id)
    own, givers = files.exclude(name="new.pdf").first(), files.get(name="new.pdf")
    pages = {
        "the case": ("case", {}),
        "own file": ("document", {"document_id": own.pk}),
        "the giver's file": ("document", {"document_id": givers.pk}),
        "withdraw": ("withdraw", {}),
        "the same for another": ("again", {}),
        "who acts in it": ("agent", {}),
    }
    found: dict[str, dict[str, str]] = {}
    for row, (who, becomes) in ROWS.items():
        with transaction.atomic():
            changes = {name: value() for name, value in becomes.items()}
            if changes:
                Mandate.objects.filter(holder__isnull=False).update(**changes)
            found[row] = {title: asked(case, who, name, gaps) for title, (name, gaps) in pages.items()}
            transaction.set_rollback(True)
    assert found == table()


def asked(case: Application, who: str, name: str, gaps: dict[str, object]) -> str:
    """What a page answers somebody, in a word of the table."""
    client = Client()
    client.force_login(case.city.account(who))
    with translation.override("en"):
        response = client.get(reverse(f"cases:{name}", kwargs={"case_id": case.id, **gaps}))
    if response.streaming:
        b"".join(response)
    elif response.status_code == 403 and b"The mandate is over" in response.content:
        return "over"
    return ANSWERS[response.status_code]
