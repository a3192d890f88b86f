"""People at work on `haina serve`: officers, supervisors and applicants with sessions, reading and deciding.

They send what a browser sends and take the next step from what the page says: the key and the sequence of a
form come from the form, the address of an answer from the case's page.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode
from uuid import UUID

from _cases_commands import Rate

_CSRF = "a" * 32
_INPUT = re.compile(r"<input[^>]*>")
_NAME, _VALUE = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')
_ANSWER = re.compile(r'href="([^"]*/stages/[a-z0-9_-]+/(?:accept|approve)/)"')


class Failed(RuntimeError):
    """A page did not answer as it should."""


@dataclass
class Timings:
    """How long each kind of request took, in milliseconds; shared by all users."""

    each: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)

    def rates(self, seconds: float) -> dict[str, Rate]:
        """The requests by kind."""
        return {name: Rate(len(took), seconds, tuple(sorted(took))) for name, took in self.each.items()}


@dataclass
class Browser:
    """One connection of one signed-in account."""

    port: int
    host: str
    session: str
    timings: Timings
    connection: http.client.HTTPConnection | None = None

    def get(self, kind: str, path: str) -> str:
        """Ask for a page, following one redirection within its time; its text."""
        began = time.perf_counter()
        status, place, text = self._ask("GET", path)
        if status in (301, 302) and place:
            status, place, text = self._ask("GET", place)
        self._note(kind, began, status, path, text, good=200)
        return text

    def post(self, kind: str, path: str, fields: Sequence[tuple[str, str]]) -> None:
        """Send a form; it is carried out when the answer leads on."""
        body = urlencode([("csrfmiddlewaretoken", _CSRF), *fields])
        began = time.perf_counter()
        status, _place, text = self._ask("POST", path, body)
        self._note(kind, began, status, path, text, good=302)

    def _note(self, kind: str, began: float, status: int, path: str, text: str, *, good: int) -> None:
        if status != good:
            self.timings.failed.append(f"{kind}: {status} {path}")
            raise Failed(f"{status} {path}: {text[:300]}")
        self.timings.each[kind].append((time.perf_counter() - began) * 1000)

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        headers = {"Host": self.host, "Cookie": f"sessionid={self.session}; csrftoken={_CSRF}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                return answer.status, answer.headers.get("Location") or "", answer.read().decode()
            except TimeoutError:
                self.connection.close()
                self.connection = None
                self.timings.failed.append(f"no answer within a minute: {method} {path}")
                raise Failed(path) from None
            except ConnectionError:
                # The server closes a connection that has been idle for a while, as a browser's.
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise
        raise AssertionError


def hidden(text: str, *names: str) -> list[tuple[str, str]]:
    """The values that a page's inputs of these names have."""
    found = []
    for match in _INPUT.findall(text):
        name, value = _NAME.search(match), _VALUE.search(match)
        if name is not None and value is not None and name[1] in names:
            found.append((name[1], value[1]))
    return found


@dataclass
class Work:
    """What there is to do and to look at, read from the database beforehand; taken from by all users."""

    #: Sessions by account, for whoever acts.
    sessions: Mapping[UUID, str]
    #: Officers with their department and cases that are open there.
    officers: Sequence[tuple[UUID, Sequence[UUID], Sequence[str]]]
    #: Any officer of each department, for decisions.
    officer_of: Mapping[str, UUID]
    supervisors: Sequence[UUID]
    #: Cases with the account that filed them.
    filed: Sequence[tuple[UUID, UUID]]
    #: Cases to decide, with the department that is to begin; and drafts to hand in, with their filer.
    to_decide: list[tuple[UUID, str]]
    to_submit: list[tuple[UUID, UUID]]
    names_zh: Sequence[str]
    names_latin: Sequence[str]
    numbers: Sequence[str]
    #: The departments that go on with a case when it has been accepted.
    then: Mapping[UUID, Sequence[str]]
    #: How the address of each kind of page is made.
    addresses: Mapping[str, str]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, from_: list[tuple[UUID, object]]) -> tuple[UUID, object] | None:
        """One of a list, that nobody else gets."""
        with self.lock:
            return from_.pop() if from_ else None


class User:
    """Somebody who works for a while: one thing after another, with a pause after each request."""

    def __init__(
        self, number: int, role: str, work: Work, open_: Callable[[UUID], Browser], pause: float
    ) -> None:
        self.draw = random.Random(f"user:{number}")
        self.number, self.role, self.work, self._open, self.pause = number, role, work, open_, pause
        self._browsers: dict[UUID, Browser] = {}

    def work_until(self, end: float) -> None:
        """Do one thing after another until the time is over."""
        acts = {"officer": self._officer, "supervisor": self._supervisor, "applicant": self._applicant}
        self._rest()
        while time.perf_counter() < end:
            try:
                acts[self.role]()
            except Failed:
                continue  # counted by the browser, and told in the table

    def _browser(self, account: UUID) -> Browser:
        if account not in self._browsers:
            self._browsers[account] = self._open(account)
        return self._browsers[account]

    def _rest(self) -> None:
        """Read and think: the time between two clicks is part of the load, and nothing is waited for."""
        if self.pause:
            time.sleep(min(self.draw.expovariate(1 / self.pause), 8 * self.pause))

    # --- what people do ------------------------------------------------------------------------------
    def _officer(self) -> None:
        account, cases, deep = self.work.officers[self.number % len(self.work.officers)]
        browser, list_ = self._browser(account), self.work.addresses["worklist"]
        look = self.draw.random()
        if look < 0.12:
            browser.get("worklist, own", f"{list_}?scope=own")
        elif look < 0.30:
            browser.get("worklist, team", f"{list_}?scope=team")
        elif look < 0.40:
            browser.get("worklist, filtered", f"{list_}?scope=team&within=7&claimed=nobody")
        elif look < 0.48 and deep:
            browser.get("worklist, deep page", f"{list_}?scope=team&after={self.draw.choice(deep)}")
        elif look < 0.60:
            self._search(browser)
        elif look < 0.78 and cases:
            browser.get("case, officer", self.work.addresses["case"].format(self.draw.choice(cases)))
        else:
            self._decide()
        self._rest()

    def _supervisor(self) -> None:
        browser = self._browser(self.draw.choice(self.work.supervisors))
        list_ = self.work.addresses["worklist"]
        look = self.draw.random()
        if look < 0.3:
            browser.get("worklist, all", f"{list_}?scope=all")
        elif look < 0.6:
            browser.get("worklist, all, late", f"{list_}?scope=all&within=-1")
        else:
            self._search(browser)
        self._rest()

    def _search(self, browser: Browser) -> None:
        kinds = {
            "Chinese name": self.work.names_zh,
            "Latin name": self.work.names_latin,
            "number": self.work.numbers,
        }
        kind = self.draw.choice(list(kinds))
        words = quote(self.draw.choice(kinds[kind]))
        browser.get(f"search, {kind}", f"{self.work.addresses['worklist']}?scope=all&words={words}")

    def _decide(self) -> None:
        """Open a case that has come in, answer it, and have the next departments do the same."""
        taken = self.work.take(self.work.to_decide)  # type: ignore[arg-type]  # pairs of the same kind
        if taken is None:
            return
        case_id, department = taken
        address = self.work.addresses["case"].format(case_id)
        browser = self._browser(self.work.officer_of[str(department)])
        page = browser.get("case, officer", address)
        self._rest()
        if self.draw.random() < 0.2:
            self._send_back(browser, address, page)
            return
        answer = _ANSWER.search(page)
        if answer is None:
            return
        form = browser.get("form of an answer", answer[1])
        self._rest()
        verb = answer[1].rstrip("/").rsplit("/", 1)[1]
        browser.post(verb, answer[1], [*hidden(form, "key", "seen"), ("note", "同意")])
        if verb == "accept":
            self._next_departments(case_id)

    def _next_departments(self, case_id: UUID) -> None:
        with self.work.lock:
            self.work.to_decide += [(case_id, department) for department in self.work.then.get(case_id, ())]

    def _send_back(self, browser: Browser, address: str, page: str) -> None:
        link = re.search(r'href="([^"]*/send-back/)"', page)
        if link is None:
            return
        form = browser.get("form of a return", link[1])
        self._rest()
        items = hidden(form, "item")[:1]
        browser.post("return", link[1], [*hidden(form, "key", "seen"), *items, ("note", "请更正")])

    def _applicant(self) -> None:
        case_id, account = self.draw.choice(self.work.filed)
        browser = self._browser(account)
        look = self.draw.random()
        if look < 0.3:
            browser.get("my cases", self.work.addresses["mine"])
        elif look < 0.75:
            browser.get("case, applicant", self.work.addresses["case"].format(case_id))
        else:
            self._submit()
        self._rest()

    def _submit(self) -> None:
        taken = self.work.take(self.work.to_submit)  # type: ignore[arg-type]  # pairs of the same kind
        if taken is None:
            return
        case_id, account = taken
        browser = self._browser(account)  # type: ignore[arg-type]  # an account
        address = self.work.addresses["check"].format(case_id)
        form = browser.get("check before handing in", address)
        self._rest()
        promises = hidden(form, "promised", "committed")
        browser.post("submit", address, [*hidden(form, "key", "seen"), *promises, ("declared", "on")])


def at_work(users: Sequence[User], seconds: float) -> float:
    """Let all users work at once; the seconds that it took."""
    began = time.perf_counter()
    threads = [threading.Thread(target=user.work_until, args=(began + seconds,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began
