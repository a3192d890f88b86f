"""Browsers of signed-in people: they send a form with its key again until there is an answer."""

from __future__ import annotations

import http.client
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from .ledger import Ledger, Sent

#: Answers after which one tries again: too many requests, and a service that is recovering.
_AGAIN = {429, 502, 503, 504}
_SEEN = re.compile(r'name="seen"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="seen"')
#: What a page says while the service recovers, in both languages.
_NOTHING_LOST = ("nothing was lost", "没有丢失")
#: Seconds that a client waits for one answer, and goes on trying.
TIMEOUT, PATIENCE = 20.0, 120.0


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its status, where it leads, and its text. Status 0: nobody answered."""

    status: int
    location: str = ""
    text: str = ""

    @property
    def seen(self) -> int:
        """The sequence of the case that a page's forms were drawn from; -1 where it has none."""
        found = _SEEN.search(self.text)
        return int(found[1] or found[2]) if found else -1


class NoAnswer(Exception):
    """Nobody answered for as long as a client is patient."""


class Browser:
    """One signed-in person's browser; used by one thread at a time."""

    def __init__(self, port: int, account: Mapping[str, str], ledger: Ledger, csrf: str = "") -> None:
        self.port = port
        self.account = account
        self.ledger = ledger
        self.csrf = csrf or secrets.token_hex(16)
        self._connection: http.client.HTTPConnection | None = None

    def read(self, path: str) -> Page:
        """Get a page, trying again while the service recovers. Raises NoAnswer."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            page = self._ask("GET", path)
            if page.status and page.status not in _AGAIN:
                return page
            _hold_back(page)
        raise NoAnswer(path)

    def send(
        self, verb: str, path: str, fields: dict[str, str], *, case: str = "", file: bytes | None = None
    ) -> Sent:
        """Send a form with a new key until it is answered; what became of it is in the ledger, too."""
        sent = Sent(secrets.token_urlsafe(12), verb, self.account["id"], case)
        return self.repeat(sent, path, fields, file)

    def repeat(self, sent: Sent, path: str, fields: dict[str, str], file: bytes | None = None) -> Sent:
        """Send a form with a key of the caller's until it is answered."""
        form = {**fields, "key": sent.key, "csrfmiddlewaretoken": self.csrf}
        headers, body = _encoded(form, file)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            sent.tries += 1
            page = self._ask("POST", path, body, headers)
            if page.status and page.status not in _AGAIN:
                _judge(sent, page)
                break
            _hold_back(page)
        self.ledger.keep(sent)
        return sent

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Page:
        cookies = f"sessionid={self.account['session']}; csrftoken={self.csrf}"
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
            self._connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
            response = self._connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            self.close()
            self.ledger.met(0)
            return Page(0)
        if response.will_close:
            self.close()
        page = Page(response.status, response.getheader("Location", ""), text)
        self.ledger.met(page.status, _fault(method, path, page))
        return page


def _hold_back(page: Page) -> None:
    """Let some time pass between two tries, as a person does: longer after being told that it was too often.

    There is no condition to wait for instead: whether the service is well again only an answer says, and
    asking without a pause would be a load of its own on a service that recovers.
    """
    time.sleep(0.2 if page.status != 429 else 3)


def _judge(sent: Sent, page: Page) -> None:
    """Enter what an answer means for the command."""
    sent.status = page.status
    if page.status == 302 and "/account/" not in page.location:
        sent.outcome = "done"
        begun = re.search(r"/cases/([0-9a-f-]{36})/", urlsplit(page.location).path)
        sent.case = sent.case or (begun[1] if begun else "")
    elif page.status in (409, 422):
        sent.outcome = "refused"
        sent.words = " ".join(re.findall(r'class="(?:error|message)[^"]*"[^>]*>([^<]+)<', page.text))[:200]
    else:
        sent.outcome = "broken"
        sent.words = f"{page.status} {page.location} {' '.join(page.text.split())[:200]}"


def _fault(method: str, path: str, page: Page) -> str:
    """What is wrong with an answer; empty for one that people may meet."""
    where = f"{method} {path}: {page.status}"
    if page.status >= 500 and page.status != 503:
        return where
    if "Traceback" in page.text:
        return f"{where} with a traceback"
    if page.status == 503 and not all(words in page.text for words in _NOTHING_LOST):
        return f"{where} does not say in both languages that nothing was lost"
    return ""


def _encoded(form: dict[str, str], file: bytes | None) -> tuple[dict[str, str], bytes]:
    if file is None:
        return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form).encode()
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{form["kind"]}.pdf"\r\n'
    parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + file + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, b"".join(parts)
