"""Feature: officers replace papers on a page, and people see on another who opened their files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from haina.cases import verbs
from haina.cases.models import CaseDocument, IssuedDocument


@pytest.fixture
def officer_page(draft, client: Client) -> Callable[[str], Client]:
    """A browser in which an officer has logged in with the second factor set up."""

    def logged_in(name: str) -> Client:
        TOTP.activate(draft.city.account(name), generate_totp_secret())
        client.force_login(draft.city.account(name))
        return client

    return logged_in


def _lines(document: IssuedDocument, **changed: str) -> dict[str, str]:
    lines = {
        f"line_{place}_{short}": row["value"][short]
        for place, row in enumerate(document.rows)
        for short in ("zh", "en")
    }
    return {**lines, **changed}


def test_an_officer_corrects_a_line_on_the_page(draft, officer_page) -> None:
    """Given a misspelt name, then the page shows every line and the new document has the right one."""
    draft.issued()
    document = IssuedDocument.objects.get(case_id=draft.id)
    page = officer_page("border")
    address = reverse("cases:reissue", args=[draft.id])
    form = page.get(address).context["form"]
    assert form["line_0_en"].value() == document.rows[0]["value"]["en"]
    sent = {
        "key": form["key"].value(),
        "seen": form["seen"].value(),
        "ground": "corrected",
        "note": "The name was misspelt.",
        **_lines(document, line_0_en="KARI N.", line_0_zh="KARI N."),
    }
    assert page.post(address, sent).status_code == 302
    new = IssuedDocument.objects.get(case_id=draft.id, replaced_at__isnull=True)
    assert new.rows[0]["value"] == {"zh": "KARI N.", "en": "KARI N."}
    # The same form sent twice replaces once.
    page.post(address, sent)
    assert IssuedDocument.objects.filter(case_id=draft.id).count() == 2


def test_a_correction_that_changes_nothing_is_refused_on_the_page(draft, officer_page) -> None:
    draft.issued()
    document = IssuedDocument.objects.get(case_id=draft.id)
    address = reverse("cases:reissue", args=[draft.id])
    sent = {"seen": str(draft.row.sequence), "ground": "corrected", "note": "?", **_lines(document)}
    assert officer_page("border").post(address, {"key": "reissue-1", **sent}).status_code == 422
    assert IssuedDocument.objects.filter(case_id=draft.id).count() == 1


def test_a_person_sees_which_department_opened_which_file_and_no_officers_name(draft, client) -> None:
    draft.submitted()
    document = CaseDocument.objects.filter(case_id=draft.id, kind="passport").get()
    verbs.read_document(draft.city.actor("window"), draft.city.now, document.pk)
    verbs.read_document(draft.city.actor("agent"), draft.city.now, document.pk)
    client.force_login(draft.city.account("Kari"))
    page = client.get(reverse("cases:file_looks"))
    by_agent, by_window = page.context["looks"]
    assert (by_agent.who, by_agent.department) == ("agent", None)
    assert by_window.department is not None
    assert by_window.who == ""
    assert (by_window.file, by_window.at) == ("passport.pdf", draft.city.now)
    assert draft.row.reference in page.content.decode()


def test_nobody_sees_looks_at_other_peoples_files(draft, client: Client) -> None:
    draft.submitted()
    document = CaseDocument.objects.filter(case_id=draft.id, kind="passport").get()
    verbs.read_document(draft.city.actor("window"), draft.city.now, document.pk)
    for name in ("agent", "rival", "window"):
        client.force_login(draft.city.account(name))
        answer = client.get(reverse("cases:file_looks"))
        assert answer.status_code != 200 or answer.context["looks"] == []
    assert client.get(reverse("cases:file_looks"), {"before": "x"}).status_code in {302, 404}
