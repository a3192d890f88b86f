"""Every kind of page: who sees it, where it is, and what has to be done on it to see it in that state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from django.utils.timezone import localdate

from haina.policy import Policy

from .site import Site
from .visitor import Visitor

AGENT = "wang.min@example.org"
RESEARCHER = "chen.yu@example.org"
PROGRAMMER = "li.na@example.org"
TRAVELLER = "shen.yiran@example.org"
RETURNEE = "he.qing@example.org"
SETTLER = "elena.petrova@example.org"
#: Somebody whose award is still open.
OPEN = "song.xin@example.org"
AGENTS = (AGENT, RESEARCHER, PROGRAMMER, TRAVELLER, RETURNEE, SETTLER, OPEN)
WINDOW = "zhao.window@example.org"
WORK = "qian.work@example.org"
BORDER = "zhou.border@example.org"
SUPERVISOR = "feng.supervisor@example.org"
PERSON = "kari.nordahl@example.org"
EXPERT = "tang.expert@example.org"
AUDITOR = "han.auditor@example.org"
MAKER = "mei.policy@example.org"
#: Somebody to whom an award was paid.
TRAINED = "lin.mei@example.org"
SCIENCE = "xu.science@example.org"
FINANCE, BANK = "du.finance@example.org", "luo.bank@example.org"

#: What a person files, and what an organisation does.
TRAINING = "knowledge_update_training_procedure"
PERSONS, FIRMS = "pr_market_procedure", "foreigner_work_permit"

#: A team that has agreed on shares for two of its three members.
SPLIT = {
    "team_plan_proposed": "yes",
    "team_plan_accepted": "yes",
    "award_team_size": "3",
    "members_in_plan": "2",
    "team_shares_total": "1",
}
#: A talent plan whose money was arranged in March 2017.
FILING = {"is_talent_plan": "yes", "plan_money_date": "2017-03-02"}


@dataclass(frozen=True)
class Place:
    """A page: a name for the report, its address below the language, and how to get it into its state.

    `{Name}` in an address stands for the case about the person of that name.
    """

    name: str
    address: str
    account: str = ""
    then: Callable[[Visitor], None] | None = None
    status: int = 200

    def show(self, visitor: Visitor) -> None:
        """Go there."""
        response = visitor.go(self._address(visitor.site))
        assert response.status == self.status, (response.status, visitor.page.url)
        if self.then is not None:
            self.then(visitor)

    def _address(self, site: Site) -> str:
        if "{" not in self.address:
            return self.address
        person, rest = self.address.removeprefix("{").split("}", 1)
        return f"cases/{site.cases[person]}/{rest}"


def _send_empty(visitor: Visitor) -> None:
    visitor.page.locator("main form[method=post] button").first.click()
    visitor.page.locator(".error-summary").wait_for()


def _start(scope: str) -> Callable[[Visitor], None]:
    def start(visitor: Visitor) -> None:
        visitor.page.locator(f'main input[value="{scope}"]').check()
        visitor.press("Start")

    return start


def _go_to(*pages: str) -> Callable[[Visitor], None]:
    """Start an inquiry and go to one of its pages."""

    def go(visitor: Visitor) -> None:
        _start("event:coming_to_work")(visitor)
        visitor.page.get_by_label(visitor.word_of("nationality", "foreign"), exact=True).check()
        visitor.press("Continue")
        for page in pages:
            visitor.press(page)

    return go


def _question(fact: str, *, empty: bool = False) -> Callable[[Visitor], None]:
    def ask(visitor: Visitor) -> None:
        _start("event:staying_for_good")(visitor)
        inquiry = visitor.page.url.split("/question/")[0]
        visitor.page.goto(f"{inquiry}/question/{fact}/")
        if empty:
            visitor.press("Continue")
            visitor.page.locator(".error-summary").wait_for()

    return ask


def _look_up(number: str) -> Callable[[Visitor], None]:
    def look(visitor: Visitor) -> None:
        visitor.write(visitor.say("Number of the permit, or the text of its QR code"), number)
        visitor.press("Check")
        visitor.page.locator("[role=status], .error-summary").first.wait_for()

    return look


def _first_of_the_table(visitor: Visitor) -> None:
    visitor.page.locator("main table tbody a").first.click()


def _first_of_the_list(visitor: Visitor) -> None:
    visitor.page.locator("main section li a").first.click()


def _claim_a_loss(visitor: Visitor) -> None:
    _first_of_the_table(visitor)
    visitor.page.locator("main a[href$='/claim/']").click()


def _exit(visitor: Visitor) -> None:
    visitor.page.locator("main a", has_text="ALC-").first.click()
    visitor.page.locator("main a[href*='/office/exits/']").first.click()


def _book(visitor: Visitor) -> None:
    _first_of_the_table(visitor)
    visitor.press("Book an instrument")


def _book_nothing(visitor: Visitor) -> None:
    _book(visitor)
    _send_empty(visitor)


def _report(visitor: Visitor) -> None:
    _first_of_the_table(visitor)
    visitor.press("Report on the award")
    _send_empty(visitor)


def _describe_a_project(visitor: Visitor) -> None:
    """Begin an application for money, and go to where one says what the project is."""
    visitor.page.locator("main form[method=post] button").first.click()
    visitor.page.wait_for_url("**/cases/*-*/**")
    case = visitor.page.url.split("/cases/")[1].split("/")[0]
    visitor.go(f"money/projects/{case}/")


def _describe_nothing(visitor: Visitor) -> None:
    _describe_a_project(visitor)
    _send_empty(visitor)


def _terms(visitor: Visitor) -> None:
    visitor.press("Terms of the award")


def _opened(visitor: Visitor) -> None:
    """Open all that is folded, so that it is looked at too."""
    visitor.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


def _asked(**typed: str) -> Callable[[Visitor], None]:
    """Fill in facts of a check, by their names, and ask."""

    def ask(visitor: Visitor) -> None:
        fill_sheet(visitor, typed)
        visitor.page.locator("main form .actions button[value=check]").click()
        visitor.page.locator("#result, .error-summary").first.wait_for()
        _opened(visitor)

    return ask


def fill_sheet(visitor: Visitor, facts: Mapping[str, str]) -> None:
    """Fill in the form of several facts: what is typed or chosen, by the name of the fact."""
    for fact, value in facts.items():
        inputs = visitor.page.locator(f'main form [name="{fact}.value"]')
        if inputs.first.get_attribute("type") == "radio":
            inputs.and_(visitor.page.locator(f'[value="{value}"]')).check()
        else:
            inputs.fill(value)


def public_places(policy: Policy) -> list[Place]:
    """What anybody may see."""
    article, event = next(iter(policy.articles)), policy.life_events[0].id
    unset = next(name for name, each in policy.standards.items() if not each.values)
    long = max(policy.standards, key=lambda name: len(policy.standards[name].values))
    return [
        Place("home", ""),
        Place("life event", f"events/{event}/"),
        Place("audience", f"for/{policy.audiences[0].id}/"),
        Place("how answers are made", "about/"),
        Place("privacy", "privacy/"),
        Place("for developers", "developers/"),
        Place("components", "design/"),
        Place("search", "search/"),
        Place("search with results", "search/?q=A06.1"),
        Place("search without results", "search/?q=qqq"),
        Place("rights", "rights/"),
        Place("right with a procedure", "rights/unified_work_permit/"),
        Place("right with history", "rights/pr_market/"),
        Place("right with a points table", "rights/standard_points/"),
        Place("right before it began", "rights/unified_work_permit/?on=2014-01-01"),
        Place("right on no day", "rights/unified_work_permit/?on=2014-02-30"),
        Place("programme, all opened", "rights/rent_subsidy/", then=_opened),
        Place("programmes", "programmes/"),
        Place("agreements", "agreements/"),
        Place("agreement, all opened", "agreements/result_pricing/", then=_opened),
        Place("agreement checked", "agreements/team_split/?on=2018-01-01", then=_asked(**SPLIT)),
        Place("duty, all opened", "duties/reappoint_returned_leader/", then=_opened),
        Place("duty that is late", "duties/file_talent_plans/?on=2018-01-01", then=_asked(**FILING)),
        Place("check with mistakes", "agreements/team_split/", then=_asked(award_team_size="many")),
        Place("articles", "articles/"),
        Place("article", f"articles/{article}/"),
        Place("clause", f"clauses/{policy.rights['pr_market'].clause}/"),
        Place("clause that pays, all opened", "clauses/A19.3/", then=_opened),
        Place("standards", "standards/"),
        Place("standard with values", f"standards/{long}/"),
        Place("standard that nobody set", f"standards/{unset}/"),
        Place("departments", "departments/"),
        Place("department", "departments/exit_entry/"),
        Place("inquiry", "inquiry/"),
        Place("question with choices", "inquiry/", then=_question("nationality")),
        Place("question left empty", "inquiry/", then=_question("nationality", empty=True)),
        Place("question for a date", "inquiry/", then=_question("birth_date")),
        Place("question for money", "inquiry/", then=_question("annual_salary")),
        Place("question for a history", "inquiry/", then=_question("residence_permits")),
        Place("history left empty", "inquiry/", then=_question("residence_permits", empty=True)),
        Place("answers", "inquiry/", then=_go_to("Your answers")),
        Place("saved", "inquiry/", then=_go_to("Save and return later")),
        Place("result", "inquiry/", then=_go_to("See the result now")),
        Place("sign in", "account/login/"),
        Place("sign in left empty", "account/login/", then=_send_empty),
        Place("sign up, closed", "account/signup/"),
        Place("password forgotten", "account/password/reset/"),
        Place("check a permit", "verify/"),
        Place("check nothing", "verify/", then=_send_empty),
        Place("check an unknown number", "verify/", then=_look_up("FWP-0000")),
        Place("check a forged code", "verify/a.b.c/"),
        Place("where the money goes", "public/money/"),
        Place("awards", "public/money/awards/"),
        Place("programme in figures", "public/money/programmes/rent_subsidy/"),
        Place("programme in figures by age", "public/money/programmes/knowledge_update_training/"),
        Place("payments", "public/money/payments/?year=0000"),
        Place("on public notice", "public/money/notices/"),
        Place("give a tip", "public/money/tips/"),
        Place("tip left empty", "public/money/tips/", then=_send_empty),
        Place("published rankings", "review/rankings/"),
        Place("no such page", "nowhere/", status=404),
    ]


def private_places() -> list[Place]:
    """What one sees after signing in."""
    return [
        Place("my cases", "cases/", AGENT),
        Place("notices", "cases/notices/", AGENT),
        Place("begin", "cases/start/foreigner_work_permit/", AGENT),
        Place("begin without a name", "cases/start/foreigner_work_permit/", AGENT, _begin_without_a_name),
        Place("begin without a mandate", "cases/start/foreigner_work_permit/", PERSON),
        Place("apply", "cases/apply/?by=event", AGENT),
        Place("apply, found", "cases/apply/?q=permit&all=1", AGENT),
        Place("apply apart", f"cases/start/?procedure={PERSONS}&procedure={FIRMS}", AGENT, status=422),
        Place("receipt of one", "{Ana Beltrán}receipt/", RESEARCHER),
        Place("draft", "{Rajiv Menon}", AGENT),
        Place("section of the form", "{Rajiv Menon}fill/worker/", AGENT),
        Place("section with mistakes", "{Rajiv Menon}fill/post/", AGENT, _write_nonsense),
        Place("documents", "{Rajiv Menon}documents/", AGENT),
        Place("documents without a file", "{Rajiv Menon}documents/", AGENT, _send_empty),
        Place("look it over", "{Rajiv Menon}check/", AGENT),
        Place("handed in too early", "{Rajiv Menon}check/", AGENT, _hand_in_too_early),
        Place("throw away", "{Rajiv Menon}withdraw/", AGENT),
        Place("case to be corrected", "{Greta Lindqvist}", AGENT),
        Place("correction", "{Greta Lindqvist}fill/worker/", AGENT),
        Place("corrected documents", "{Greta Lindqvist}documents/", AGENT),
        Place("corrected, to look over", "{Greta Lindqvist}check/", AGENT),
        Place("withdraw", "{Ana Beltrán}withdraw/", RESEARCHER),
        Place("case that was granted", "{Kari Nordahl}", AGENT),
        Place("one's own case", "{Kari Nordahl}", PERSON),
        Place("case that was refused", "{Luc Marchand}", PROGRAMMER),
        Place("worklist", "worklist/", WINDOW),
        Place("worklist, nothing found", "worklist/?words=FWP-1", WINDOW),
        Place("case of the window", "{Ana Beltrán}", WINDOW),
        Place("accept", "{Ana Beltrán}stages/pre_check/accept/", WINDOW),
        Place("decline", "{Ana Beltrán}stages/pre_check/decline/", WINDOW),
        Place("decline without a reason", "{Ana Beltrán}stages/pre_check/decline/", WINDOW, _send_empty),
        Place("ask for a correction", "{Ana Beltrán}stages/pre_check/send-back/", WINDOW),
        Place("ask for nothing", "{Ana Beltrán}stages/pre_check/send-back/", WINDOW, _send_empty),
        Place("case under review", "{Aiko Hayashi}", BORDER),
        Place("approve", "{Aiko Hayashi}stages/residence_review/approve/", BORDER),
        Place("refuse", "{Aiko Hayashi}stages/residence_review/refuse/", BORDER),
        Place("record a fact", "{Aiko Hayashi}stages/residence_review/verify/nationality/", BORDER),
        Place(
            "record nothing", "{Aiko Hayashi}stages/residence_review/verify/nationality/", BORDER, _send_empty
        ),
        Place("work decided, residence not", "{Aiko Hayashi}", WORK),
        Place("worklist of the supervisor", "worklist/", SUPERVISOR),
        Place("case of the supervisor", "{Kari Nordahl}", SUPERVISOR),
        Place("more time", "{Aiko Hayashi}act/extend/", SUPERVISOR),
        Place("revoke", "{Kari Nordahl}act/revoke/", SUPERVISOR),
        Place("ask for more time", "{Shen Yiran}act/ask_extension/", BORDER),
        Place("officers who wait for more time", "worklist/extensions/", SUPERVISOR),
        Place("no more time, without a word", "{Elena Petrova}act/deny_extension/", SUPERVISOR, _send_empty),
        Place("versions", "worklist/versions/", SUPERVISOR),
        Place("public notice", "{He Qing}notice/", PERSON),
        Place("objections of a case", "{He Qing}", WORK),
        Place("answer an objection", "{He Qing}stages/publication/objections/1/", WORK, _send_empty),
        Place("case with a promise", "{Elena Petrova}", BORDER),
        Place("check a promise", "{Elena Petrova}promises/home_papers/", BORDER, _send_empty),
        Place("who acts in a case", "{Greta Lindqvist}agent/", AGENT),
        Place("worklist, filters opened", "worklist/?scope=team&within=30", WINDOW, _opened),
        Place("answered lately", "worklist/answered/", WINDOW),
        Place("keys", "worklist/keys/", WORK),
        Place("dialog of the keys", "worklist/?scope=team", WORK, _ask_for_the_keys),
        Place("case, all opened", "{Aiko Hayashi}", BORDER, _opened),
        Place("hand over", "{Aiko Hayashi}stages/residence_review/hand-over/", BORDER),
        Place("stop the clock", "{Aiko Hayashi}stages/residence_review/pause/", BORDER),
        Place("stop it without a word", "{Aiko Hayashi}stages/residence_review/pause/", BORDER, _send_empty),
        Place("move to a version", "{Aiko Hayashi}version/", SUPERVISOR),
        Place("supervision", "worklist/supervision/", SUPERVISOR),
        Place("wordings", "worklist/wordings/", SUPERVISOR),
        Place("wording in no language", "worklist/wordings/", SUPERVISOR, _send_empty),
        Place("appeal", "{Luc Marchand}appeal/", PROGRAMMER),
        Place("appeal without a ground", "{Luc Marchand}appeal/", PROGRAMMER, _send_empty),
        Place("hand in later", "{Ana Beltrán}later/", RESEARCHER),
        Place("my dates", "me/dates/", AGENT),
        Place("my dates with an address", "me/dates/", TRAVELLER, _make_an_address),
        Place("dates of an officer", "me/dates/", WINDOW),
        Place("how you are told", "me/channels/", AGENT),
        Place("how an officer is told", "me/channels/", WINDOW),
        Place("own system refused", "me/channels/", TRAVELLER, _name_a_private_address),
        Place("choose a time", "{Shen Yiran}appointment/", TRAVELLER),
        Place("case for which one comes", "{Shen Yiran}", TRAVELLER),
        Place("appointments of a department", "appointments/", BORDER),
        Place("mandates", "me/mandates/", AGENT),
        Place("mandates, offered with mistakes", "me/mandates/", PERSON, _offer_nothing),
        Place("mandates, one offered", "me/mandates/", PERSON, _offer_to_nobody),
        Place("the same for another person", "{Ana Beltrán}again/", RESEARCHER),
        Place("the same for nobody", "{Ana Beltrán}again/", RESEARCHER, _begin_without_a_name),
        Place("who looked at my data", "me/looks/", PERSON),
        Place("who is who", "office/identities/?words=kari", WINDOW),
        Place("one identity", "office/identities/?words=kari", WINDOW, _open_the_first_found),
        Place("who one is taken to be", "me/identity/", PERSON, _opened),
        Place("objections to looks", "looks/objections/", SUPERVISOR),
        Place("tips", "office/money/tips/", SUPERVISOR),
        Place("public money", "office/money/", WORK),
        Place("plan", f"office/money/plans/youth-{localdate().year}/", WORK),
        Place("plan left empty", "office/money/plans/new/", WORK, then=_send_empty),
        Place("call", "office/money/calls/youth-call/", WORK),
        Place("open a call", f"office/money/plans/youth-{localdate().year}/call/", WORK),
        Place("awards to pay", "office/money/awards/?wait=payment", WORK),
        Place("award", "office/money/awards/?wait=payment", WORK, then=_first_of_the_table),
        Place("pay day", "office/money/pay/", WORK),
        Place("terms of an award", "{Song Xin}", WORK, then=_terms),
        Place("own awards", "money/awards/", TRAINED),
        Place("own award", "money/awards/", TRAINED, then=_first_of_the_table),
        Place("report on an award", "money/awards/", TRAINED, then=_report),
        Place("project left empty", f"cases/start/{TRAINING}/", TRAINED, _describe_nothing),
        Place("vouchers", "vouchers/", AGENT),
        Place("voucher", "vouchers/", AGENT, then=_first_of_the_table),
        Place("book an instrument", "vouchers/", AGENT, then=_book),
        Place("book nothing", "vouchers/", AGENT, then=_book_nothing),
        Place("instruments of a member", "vouchers/", RESEARCHER, then=_first_of_the_list),
        Place("vouchers of the department", "office/vouchers/", SCIENCE),
        Place("guarantees", "guarantees/", AGENT),
        Place("guarantee of a borrower", "guarantees/", AGENT, then=_first_of_the_table),
        Place("guarantees of the department", "office/guarantees/", FINANCE),
        Place("guarantee", "office/guarantees/", FINANCE, then=_first_of_the_table),
        Place("claim a loss", "guarantees/", BANK, then=_claim_a_loss),
        Place("exit of a stake", "worklist/", SCIENCE, then=_exit),
        Place("books", "office/audit/", AUDITOR),
        Place("entries", "office/audit/entries/", AUDITOR),
        Place("entry and what it rests on", "office/audit/entries/?event=pay", AUDITOR, _first_of_the_table),
        Place("statement of an account", "office/audit/?kind=paid", AUDITOR, _first_of_the_table),
        Place("who opened my files", "me/files/", TRAINED),
        Place("drafts of the policy", "office/policy/", MAKER),
        Place("draft of the policy", "office/policy/", MAKER, _first_of_the_table),
        Place("new draft left empty", "office/policy/new/", MAKER, _send_empty),
        Place("whole pack left empty", "office/policy/new/pack/", MAKER, _send_empty),
        Place("result of a draft", "office/policy/", MAKER, _try_the_draft),
        Place("applications to judge", "review/", EXPERT),
        Place("application to judge", "review/", EXPERT, _first_of_the_table),
        Place("rounds of review", "office/review/", WORK),
        Place("round of review", "office/review/", WORK, _first_of_the_table),
        Place("new round", "office/review/new/basic_research_review/", WORK),
        Place("new round of nothing", "office/review/new/basic_research_review/", WORK, _send_empty),
        Place("experts", "office/review/experts/", WORK),
        Place("books of a unit", "units/", AGENT),
        Place("divide an income", "units/", AGENT, _begin_a_division),
        Place("divide nothing", "units/", AGENT, _divide_nothing),
        Place("what units awarded me", "me/awards/", PERSON),
        Place("books of the units", "office/books/", WORK),
        Place("not allowed", "worklist/", AGENT, status=403),
        Place("security", "account/2fa/", AGENT),
        Place("second factor", "account/2fa/totp/activate/", AGENT, _confirm_password),
        Place("new recovery codes", "account/2fa/recovery-codes/generate/", WINDOW, _confirm_password),
        Place("change the password", "account/password/change/", AGENT),
        Place("e-mail addresses", "account/email/", AGENT),
        Place("sign out", "account/logout/", AGENT),
    ]


def _begin_a_division(visitor: Visitor) -> None:
    visitor.page.locator("main section").first.get_by_role("link").nth(1).click()
    visitor.page.locator("main form").wait_for()


def _divide_nothing(visitor: Visitor) -> None:
    _begin_a_division(visitor)
    _send_empty(visitor)


def _try_the_draft(visitor: Visitor) -> None:
    """Have the demo's draft tried by the worker, and wait until its figures are there."""
    _first_of_the_table(visitor)
    visitor.page.locator("#consents").wait_for()
    if visitor.find("Try it over a city").is_visible():
        visitor.press("Try it over a city")
    visitor.press("Result over the whole city")
    visitor.page.locator("main h1").wait_for()
    visitor.wait_for("The report as one HTML file", patience=180.0)


def _ask_for_the_keys(visitor: Visitor) -> None:
    visitor.page.keyboard.press("?")
    visitor.page.locator("dialog[open]").wait_for()


def _open_the_first_found(visitor: Visitor) -> None:
    visitor.page.locator("main section ul a").first.click()
    visitor.page.locator("#decided").wait_for()


def _make_an_address(visitor: Visitor) -> None:
    if visitor.find("Make a private address").is_visible():
        visitor.press("Make a private address")
    visitor.page.locator(".link-box").wait_for()


def _name_a_private_address(visitor: Visitor) -> None:
    visitor.write(visitor.say("Address of the system"), "https://10.0.0.1/")
    visitor.press("Use this address")
    visitor.page.locator("[aria-invalid=true]").wait_for()


def _begin_without_a_name(visitor: Visitor) -> None:
    visitor.pick(visitor.say("Somebody new"))
    _send_empty(visitor)


def _write_nonsense(visitor: Visitor) -> None:
    for field in visitor.page.locator("main form input:not([type=radio]):not([type=hidden])").all():
        field.fill("2031-02-03" if field.get_attribute("type") == "date" else "much")
    visitor.press("Save and go on")
    visitor.page.locator(".error-summary").wait_for()


def _hand_in_too_early(visitor: Visitor) -> None:
    visitor.page.locator("main input[type=checkbox]").check()
    _send_empty(visitor)


def _offer_nothing(visitor: Visitor) -> None:
    visitor.press("Offer the mandate")
    visitor.page.locator(".error-summary").wait_for()


def _offer_to_nobody(visitor: Visitor) -> None:
    """Offer a mandate to an address that nobody has."""
    to = visitor.say("Who may act: e-mail address, or credit code of an organisation")
    visitor.write(to, f"{uuid4().hex}@example.org")
    visitor.write(visitor.say("Last day"), f"{localdate().year + 1}-05-01")
    visitor.press("Offer the mandate")
    visitor.reads("The offer waits for them. It holds once they have taken it on.")


def _confirm_password(visitor: Visitor) -> None:
    """The library asks for the password again before it changes anything about security."""
    password = visitor.page.locator("main input[type=password]")
    if password.count():
        password.fill(visitor.site.password(visitor.account))
        visitor.page.locator("main form button").first.click()
