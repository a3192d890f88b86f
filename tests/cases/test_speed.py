"""Feature: what a click costs does not grow with the case's history or with the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from haina.cases import verbs, worklists
from haina.cases.queries import case_view
from haina.cases.worklists import Scope, Wanted

from .conftest import Application

#: Transaction, lock, history, events, row, stages, parties and who is told, notices, jobs.
MOST_OF_A_DECISION = 16
MOST_OF_A_PAGE = 24


def statements(act: Callable[[], object]) -> list[str]:
    """What is sent to the database while something is done."""
    with CaptureQueriesContext(connection) as sent:
        act()
    return [each["sql"] for each in sent.captured_queries]


def accepted(application: Application) -> list[str]:
    """What accepting the file sends."""
    actor, seen, key = application.city.actor("window"), application.row.sequence, application.city.key()
    now, case_id = application.city.now, application.id
    return statements(lambda: verbs.accept(actor, now, case_id, "pre_check", key=key, seen=seen))


def noted(application: Application, times: int) -> Application:
    """The case with so many notes more."""
    for _ in range(times):
        application.does("window", verbs.add_note, "Seen the originals.")
    return application


def test_a_decision_sends_as_few_statements_on_a_long_case_as_on_a_short_one(draft, start) -> None:
    short = accepted(draft.submitted())
    long = accepted(noted(start().submitted(), 30))
    assert len(short) == len(long) <= MOST_OF_A_DECISION
    assert sum("FROM cases_caseevent" in each for each in long) == 1, "the history is read once"


def test_a_case_is_read_with_as_few_questions_when_its_history_is_long(draft) -> None:
    city = draft.submitted().city
    officer = city.actor("window")
    before = statements(lambda: case_view(officer, draft.id, city.now))
    noted(draft, 30)
    assert len(statements(lambda: case_view(officer, draft.id, city.now))) == len(before)


@pytest.mark.parametrize("words", ["", "Kari", "北极星"])
def test_a_list_with_its_counts_is_as_few_questions_when_it_is_long(draft, start, words: str) -> None:
    city = draft.submitted().city
    officer = city.actor("window")

    def asked() -> list[str]:
        wanted = Wanted(scope=Scope.ALL, words=words).looked_up()
        return statements(
            lambda: (
                worklists.worklist(officer, city.now, wanted),
                worklists.counts_by_scope(officer, city.now, wanted),
            )
        )

    before = asked()
    for _ in range(3):
        start().submitted()
    assert len(asked()) == len(before)
    assert not any("people_person" in each and "to_tsvector" in each for each in before), "looked up once"


def test_pages_of_officers_and_applicants_are_few_questions(draft) -> None:
    draft.submitted()
    for who, address in (("agent", f"/en/cases/{draft.id}/"), ("agent", "/en/cases/")):
        browser = Client()
        browser.force_login(draft.city.account(who))
        browser.get(address)
        sent = statements(lambda browser=browser, address=address: browser.get(address))
        assert len(sent) <= MOST_OF_A_PAGE, "\n".join(sent)
        assert len({each for each in sent if each.startswith("SELECT")}) >= len(sent) - 4, "nothing twice"
