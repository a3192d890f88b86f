"""Feature: an officer decides several cases at once; each by itself, and what could not be done is named."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from haina.cases import verbs
from haina.cases.refusals import KeyUsed
from haina.cases.store import load_state
from haina.cases.together import Entry, TogetherAct, act_together

from .conftest import PROCEDURE, Application, City

STAGE = "pre_check"


@pytest.fixture
def three(draft: Application, start) -> list[Application]:
    return [draft.submitted(), start(person="Luc").submitted(), start(person="Luc").submitted()]


def entries(cases: list[Application], **more: object) -> list[Entry]:
    return [Entry(case.id, case.row.sequence, **more) for case in cases]  # type: ignore[arg-type]


def go(city: City, who: str, act: TogetherAct, wanted: list[Entry], key: str = "a go") -> list[bool]:
    found = act_together(city.actor(who), city.now, STAGE, act, wanted, key=key)
    return [outcome.done for outcome in found]


def test_what_cannot_be_done_does_not_hold_up_the_rest(three) -> None:
    """Given one of three withdrawn meanwhile, then two are accepted and the third says why not."""
    wanted = entries(three)
    three[1].does("window2", verbs.claim, STAGE)
    three[1].does("agent", verbs.withdraw)
    outcomes = list(
        act_together(
            three[0].city.actor("window"), three[0].city.now, STAGE, TogetherAct.ACCEPT, wanted, key="k"
        )
    )
    assert [outcome.done for outcome in outcomes] == [True, False, True]
    assert outcomes[1].why
    assert [case.row.state for case in three] == ["in_review", "withdrawn", "in_review"]


def test_sending_it_twice_does_it_once(three) -> None:
    city, wanted = three[0].city, entries(three)
    assert go(city, "window", TogetherAct.ACCEPT, wanted[:2]) == [True, True]
    sequence = three[0].row.sequence
    assert go(city, "window", TogetherAct.ACCEPT, wanted) == [True, True, True]
    assert three[0].row.sequence == sequence
    assert three[2].row.state == "in_review"


def test_each_has_the_reasons_that_were_meant_for_it(three) -> None:
    city = three[0].city
    wanted = [
        Entry(three[0].id, three[0].row.sequence, ("not_competent",), "Somewhere else."),
        Entry(three[1].id, three[1].row.sequence, ("not_competent",), "Of another city."),
        Entry(three[2].id, three[2].row.sequence),
    ]
    assert go(city, "window", TogetherAct.DECLINE, wanted) == [True, True, False]
    assert [load_state(case.id).note for case in three] == ["Somewhere else.", "Of another city.", ""]


def test_another_department_does_nothing(three) -> None:
    assert go(three[0].city, "hr", TogetherAct.ACCEPT, entries(three)) == [False] * 3
    with pytest.raises(KeyUsed):
        go(three[0].city, "window", TogetherAct.ACCEPT, entries(three), key="k" * 60)


def test_the_pages_show_each_case_and_then_what_became_of_it(three) -> None:
    city = three[0].city
    TOTP.activate(city.account("window"), generate_totp_secret())
    client = Client()
    client.force_login(city.account("window"))
    chosen = {"procedure": PROCEDURE, "stage": STAGE, "act": "decline"}
    wanted = [str(case.id) for case in three[:2]]
    page = client.get("/en/worklist/together/", {**chosen, "case": wanted})
    assert all(case.row.reference in page.content.decode() for case in three[:2])
    seen = {f"seen:{case.id}": str(case.row.sequence) for case in three[:2]}
    sent = {**chosen, **seen, "case": wanted, "key": "form"}
    bare = client.post("/en/worklist/together/", sent)
    assert bare.status_code == 422
    assert "has no reason yet" in bare.content.decode()
    done = client.post("/en/worklist/together/", {**sent, "reasons": ["not_competent"]})
    assert done.status_code == 200
    assert [case.row.state for case in three] == ["declined", "declined", "submitted"]
    again = client.post("/en/worklist/together/", {**sent, "reasons": ["not_competent"]}).content.decode()
    assert again.count("had been done already") == 2


def test_a_case_is_handed_over_by_its_page(three) -> None:
    case, city = three[0], three[0].city
    TOTP.activate(city.account("window"), generate_totp_secret())
    client = Client()
    client.force_login(city.account("window"))
    address = f"/en/cases/{case.id}/stages/{STAGE}/hand-over/"
    assert "window2" in client.get(address).content.decode()
    colleague = str(city.account("window2").pk)
    sent = {"officer": colleague, "note": "On leave.", "key": "over", "seen": str(case.row.sequence)}
    assert client.post(address, sent).status_code == 302
    assert str(load_state(case.id).stages[STAGE].officer_id) == colleague
    assert "This had been done already" in client.post(address, sent, follow=True).content.decode()
