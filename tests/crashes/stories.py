"""What people do: the life of one application, from draft to permit, refusal, withdrawal or appeal."""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .clients import Browser, NoAnswer
from .ledger import Sent

PROCEDURE = "foreigner_work_permit"
DOCUMENTS = ("passport", "contract", "no_criminal_record", "health")
_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
#: An application that the rules say yes to.
FORM = {
    "nationality": "foreign",
    "citizenship": "Norway",
    "birth_date": "1990-05-01",
    "passport_number": "N1234567",
    "passport_expiry": "2034-05-01",
    "no_crime_record_home": "yes",
    "fit_for_work": "yes",
    "job_title": "Optics engineer",
    "job_contract": "yes",
    "contract_from": "2026-12-01",
    "contract_end": "2029-11-30",
    "annual_salary": "380000",
    "highest_degree": "master",
    "experience_years": "6",
    "high_end_ground": "none",
}
#: How often one looks anew at a case that has moved on meanwhile.
_LOOKS = 12
#: The share of forms that are sent twice at once.
_TWICE = 0.08


class Broken(Exception):
    """A command was answered as no command should be; the ledger has it."""


@dataclass
class Story:
    """One application and the people who deal with it; `browser` gives somebody's, for this thread."""

    city: Mapping[str, Any]
    chance: random.Random
    browser: Callable[[Mapping[str, str]], Browser]
    goes_on: Callable[[], bool] = lambda: True
    case: str = ""

    def tell(self) -> None:
        """Live through it; ends where it is when the run is over."""
        try:
            self._tell()
        except Broken as error:
            self.browser(self.city["agents"][0]).ledger.strange.append(str(error))
        except NoAnswer:
            return  # the run is over, or the command stands in the ledger without an answer

    def _tell(self) -> None:
        agent = self.browser(self.chance.choice(self.city["agents"]))
        self._file(agent)
        if self._by_chance(0.08):
            return self._do(agent, "withdraw", "withdraw/")
        window = self._officer("single_window")
        if self._by_chance(0.3):
            self._do(window, "claim", "stages/pre_check/claim/", page="")
        if self._by_chance(0.2):
            self._return_and_correct(agent, window)
        if self._by_chance(0.06):
            return self._no(window, "decline", "pre_check", "incomplete")
        self._do(window, "accept", "stages/pre_check/accept/", note="")
        return self._review(agent)

    def _file(self, agent: Browser) -> None:
        fields = {
            "organisation": agent.account["organisation"],
            "person": "new",
            "name": f"Trial Person {self.chance.randrange(10**6)}",
            "chinese_name": "",
        }
        begun = agent.send("start_draft", f"/en/cases/start/{PROCEDURE}/", fields)
        if begun.outcome != "done":
            raise Broken(begun.words)
        self.case = begun.case
        for section, names in self.city["sections"].items():
            values = {name: FORM[name] for name in names if name in FORM}
            self._do(agent, "save_draft", f"fill/{section}/", **values)
        for kind in DOCUMENTS:
            self._attach(agent, kind)
        self._do(agent, "submit", "check/", declared="on")

    def _attach(self, agent: Browser, kind: str) -> None:
        unique = f"<</K /{kind}{self.chance.randrange(10**9)}>>".encode()
        self._do(agent, "attach_document", "documents/", file=_PDF.replace(b"<<>>", unique, 1), kind=kind)

    def _return_and_correct(self, agent: Browser, window: Browser) -> None:
        wrong = {"item": "field:job_title", "remark:field:job_title": "Please say it in full.", "note": "?"}
        self._do(
            window, "return_for_correction", "stages/pre_check/send-back/", reasons="incomplete", **wrong
        )
        section = next(id for id, names in self.city["sections"].items() if "job_title" in names)
        self._do(agent, "save_draft", f"fill/{section}/", job_title="Senior optics engineer")
        self._do(agent, "resubmit", "check/", declared="on", note="Done.")

    def _review(self, agent: Browser) -> None:
        work, border = self._officer("hrss_bureau"), self._officer("exit_entry")
        if self._by_chance(0.25):
            self._do(
                border, "pause", "stages/residence_review/pause/", ground="degree_check", note="We wait."
            )
            self._do(border, "resume", "stages/residence_review/resume/", page="")
        if self._by_chance(0.2):
            self._do(work, "add_note", "note/", page="", text="Seen.")
        if self._by_chance(0.2):
            self._no(work, "refuse", "employment_review", "conditions_not_met")
            return self._appeal(agent)
        both = [(work, "employment_review"), (border, "residence_review")]
        self.chance.shuffle(both)
        for officer, stage in both:
            self._do(officer, "approve", f"stages/{stage}/approve/", note="As the file shows.")
        return None

    def _appeal(self, agent: Browser) -> None:
        if self._by_chance(0.5):
            self._do(agent, "appeal", "appeal/", text="The degree was not looked at.")

    def _no(self, officer: Browser, verb: str, stage: str, reason: str) -> None:
        self._do(officer, verb, f"stages/{stage}/{verb}/", reasons=reason, note="As the file shows.")

    def _do(
        self,
        browser: Browser,
        verb: str,
        place: str,
        *,
        page: str | None = None,
        file: bytes | None = None,
        **fields: str,
    ) -> None:
        """Look at the page and send its form; look again where something has happened meanwhile."""
        address = f"/en/cases/{self.case}/{place}"
        for _ in range(_LOOKS):
            if not self.goes_on():
                raise NoAnswer(address)
            looked = browser.read(address if page is None else f"/en/cases/{self.case}/{page}")
            sent = self._send(browser, verb, address, {**fields, "seen": str(looked.seen)}, file)
            if sent.outcome == "done":
                return
            if sent.status != 409:
                break
        raise Broken(f"{verb} {address}: {sent.status} {sent.words}")

    def _send(
        self, browser: Browser, verb: str, address: str, fields: dict[str, str], file: bytes | None
    ) -> Sent:
        """Send a form, now and then twice at the same instant with one key, as impatient people do."""
        if not self._by_chance(_TWICE):
            return browser.send(verb, address, fields, case=self.case, file=file)
        first = Sent(secrets.token_urlsafe(12), verb, browser.account["id"], self.case)
        other = Browser(browser.port, browser.account, browser.ledger, browser.csrf)
        second = threading.Thread(target=other.repeat, args=(replace(first), address, fields, file))
        second.start()
        browser.repeat(first, address, fields, file)
        second.join()
        other.close()
        return first

    def _officer(self, department: str) -> Browser:
        return self.browser(self.chance.choice(self.city["officers"][department]))

    def _by_chance(self, share: float) -> bool:
        return self.chance.random() < share
