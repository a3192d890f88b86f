"""Somebody at a browser: goes to pages, reads, presses and fills in what stands there, in one language."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from haina.cases.policies import current_policy
from haina.rules import Enum, Text
from haina.server import processes

from .site import Site

LANGUAGES = ("zh", "en")
#: `make soak` walks every journey and looks at every page in both languages; `make test` takes the languages
#: in turn, because a browser's minutes are most of all that there are.
WHOLE = os.environ.get("HAINA_PROPERTIES") == "soak"
TAGS = {"zh": "zh-hans", "en": "en"}
PHONE, DESK = 360, 1280
#: How long to wait for a page, in milliseconds; far more than it ever takes on an idle machine.
PATIENCE = 45_000
expect.set_options(timeout=PATIENCE)
_HEIGHT = 900
#: What Chromium says about a page that answers with 4xx; the tests look at the page itself.
_REFUSED_PAGE = "Failed to load resource: the server responded with a status of 4"

_SEND = """([path, fields]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = path;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    input.type = "hidden"; input.name = name; input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""


def say(language: str, message: str, **values: object) -> str:
    """The words of the pages for an English message, from the project's own translations."""
    with translation.override(TAGS[language]):
        words = gettext(message)
    return words % values if values else words


def in_turn(number: int) -> tuple[str, ...]:
    """Both languages where there is time, else one of them: another for the next number."""
    return LANGUAGES if WHOLE else (LANGUAGES[number % len(LANGUAGES)],)


@dataclass
class Visitor:
    """One person with a browser context of their own."""

    site: Site
    context: BrowserContext
    page: Page
    language: str
    account: str = ""
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def come(
        cls, site: Site, browser: Browser, language: str, account: str, width: int = DESK, **options: Any
    ) -> Visitor:
        """Open a fresh browser window; with `account`, one in which that account has signed in."""
        scripts = options.get("java_script_enabled", True)
        if account and account not in site.sessions and not scripts:
            cls.come(site, browser, language, account).context.close()
        context = browser.new_context(
            base_url=site.address,
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            viewport={"width": width, "height": _HEIGHT},
            storage_state=site.sessions.get(account),
            **options,
        )
        context.set_default_timeout(PATIENCE)
        visitor = cls(site, context, context.new_page(), language, account)
        visitor._listen()
        if account and account not in site.sessions:
            visitor.sign_in(account)
            site.sessions[account] = context.storage_state()
        return visitor

    # --- what may go wrong unseen ----------------------------------------------------------------

    def _listen(self) -> None:
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        self.context.on("response", self._look)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_REFUSED_PAGE):
            self.complaints.append(f"console: {message.text}")

    def _look(self, response: Response) -> None:
        kind, path = response.request.resource_type, urlsplit(response.url).path
        if not response.url.startswith((f"{self.site.address}/", "data:")):
            self.complaints.append(f"asked somebody else: {response.url}")
        elif response.status >= (500 if kind == "document" else 400):
            self.complaints.append(f"{response.status} for the {kind} at {path}")

    def leave(self) -> list[str]:
        """Close the window; return what the pages complained about."""
        self.context.close()
        return self.complaints

    # --- going about -----------------------------------------------------------------------------

    def say(self, message: str, **values: object) -> str:
        """The words of the pages for an English message."""
        return say(self.language, message, **values)

    def word(self, text: Text) -> str:
        """Words of the policy in the visitor's language."""
        return text.in_(self.language)

    def word_of(self, fact: str, value: str) -> str:
        """What a value of an enumerated fact of the policy is called."""
        kind = current_policy().facts[fact].type
        assert isinstance(kind, Enum)
        return self.word(next(each.label for each in kind.values if each.name == value))

    @property
    def prefix(self) -> str:
        """How addresses in the visitor's language begin."""
        return f"{TAGS[self.language]}/"

    def go(self, path: str = "") -> Response:
        """Go to an address below the language."""
        response = self.page.goto(f"/{self.prefix}{path}")
        assert response is not None
        return response

    def at(self, page: Page) -> Visitor:
        """The same person at another tab."""
        return replace(self, page=page)

    def post(self, path: str, fields: dict[str, str]) -> None:
        """Send a form once more, as a browser does after "back" or a reload."""
        self.page.evaluate(_SEND, [path, fields])
        self.page.wait_for_load_state()

    def press(self, message: str, about: str = "", **values: object) -> None:
        """Press the button, or follow the link, that is called so; `about`: more words of its name."""
        self.find(message, about, **values).click()

    def find(self, message: str, about: str = "", **values: object) -> Locator:
        """The button or link that is called so; `about`: what is said after it for who cannot see."""
        words = re.escape(self.say(message, **values))
        name = re.compile(rf"^\s*{words}[\s:：]*{re.escape(about)}\s*$")
        main = self.page.locator("body")
        return main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first

    def open(self, title: str) -> None:
        """Follow a link by words that are not of the interface."""
        self.page.get_by_role("link", name=title, exact=True).first.click()

    def unfold(self, message: str, inside: Locator | None = None) -> None:
        """Open what is folded."""
        where = inside or self.page.locator("main")
        where.locator("summary", has_text=self.say(message)).first.click()

    # --- filling in ------------------------------------------------------------------------------

    def write(self, label: str, value: str) -> None:
        """Fill in the field with that label."""
        named = self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
        named.and_(self.page.locator("input, textarea")).first.fill(value)

    def choose(self, group: str, choice: str) -> None:
        """Choose in the group, or in the list, with that label."""
        name = re.compile(rf"^\s*{re.escape(group)}")
        if self.page.get_by_role("combobox", name=name).count():
            self.page.get_by_role("combobox", name=name).select_option(label=choice)
        else:
            self.page.get_by_role("group", name=name).get_by_label(choice, exact=True).check()

    def pick(self, choice: str) -> None:
        """Choose on a page that asks one question."""
        self.page.get_by_label(choice, exact=True).check()

    def attach(self, document: str, file: Path) -> None:
        """Attach a file to the kind of document with that title."""
        self.page.get_by_label(self.say("File for: %(title)s", title=document)).set_input_files(file)
        self.press("Attach", about=document)

    # --- reading ---------------------------------------------------------------------------------

    @property
    def heading(self) -> str:
        """The page's heading."""
        return self.page.locator("h1").inner_text().strip()

    @property
    def text(self) -> str:
        """Everything that is read on the page, folded parts left out."""
        return self.page.locator("body").inner_text()

    def reads(self, message: str, **values: object) -> None:
        """The page says this, where one can see it."""
        self.sees(self.say(message, **values))

    def sees(self, words: str) -> None:
        """These words stand on the page, where one can see them."""
        expect(self.page.locator("main")).to_contain_text(words, use_inner_text=True)

    def wait_for(self, message: str, patience: float = 60.0) -> None:
        """Reload the page until a button or link of that name is there."""
        met = processes.wait_until(
            lambda: bool(self.page.reload()) and self.find(message).is_visible(), patience
        )
        assert met, self.text

    # --- who one is ------------------------------------------------------------------------------

    def sign_in(self, email: str) -> None:
        """Sign in with the password, and the code of the authenticator app where one is needed."""
        self.go("account/login/")
        self.identify(email)

    def identify(self, email: str) -> None:
        """Say on the present page who one is."""
        form = self.page.locator("main form")
        form.locator("input[type=email]").fill(email)
        form.locator("input[type=password]").fill(self.site.password(email))
        form.get_by_role("button").click()
        code = self.page.locator("main input[name=code]")
        expect(code.or_(self.page.locator(".who")).first).to_be_visible()
        if code.count():
            code.fill(self.site.code(email))
            self.page.locator("main form").first.get_by_role("button").first.click()
        expect(self.page.locator(".who")).to_be_visible()

    def sign_out(self) -> None:
        """Sign out."""
        self.press("Sign out")
        self.page.locator("main form").get_by_role("button").first.click()
