"""The one table of who gets what at which address; `test_every_route` walks it, and none may be missing.

A line: method, name of the address, what fills its gaps, the case it is about, and the answer to each role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ROLES = (
    "visitor",
    "stranger",  # an account of somebody who has to do with nothing
    "concerned",  # the person whom the case is about
    "agent",  # of the employer that files
    "rival",  # agent of another employer
    "window",  # officers of the three departments
    "work",
    "border",
    "supervisor",
    "auditor",  # reads the books, and takes part in no case
    "newcomer",  # an officer who has not set up the second factor yet
)
LOGIN, SETUP = "login", "setup"
Answer = int | str


@dataclass(frozen=True)
class Line:
    """One address, asked in one way."""

    method: str
    name: str
    answers: Mapping[str, Answer]
    gaps: Mapping[str, str] = field(default_factory=dict)
    #: The case whose id stands in the address: draft, submitted, returned, reviewed or issued.
    case: str = ""
    body: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        gaps = " ".join(self.gaps.values())
        return " ".join(part for part in (self.method, self.name, gaps, self.case) if part)


def all_get(answer: Answer, **others: Answer) -> dict[str, Answer]:
    """The same for everybody, but for those named; who lacks the second factor sets it up first."""
    return {**dict.fromkeys(ROLES, answer), "newcomer": SETUP, **others}


def signed_in(answer: Answer, **others: Answer) -> dict[str, Answer]:
    """For who has signed in; visitors are asked to."""
    return all_get(answer, visitor=LOGIN, **others)


def only(roles: str, answer: Answer, otherwise: Answer = 404, **others: Answer) -> dict[str, Answer]:
    """For these roles, divided by blanks; `otherwise` is what everybody else who has signed in gets."""
    return signed_in(otherwise, **dict.fromkeys(roles.split(), answer), **others)


READERS = "concerned agent window work border supervisor"
STAFF = "window work border supervisor"
#: Who has a second factor.
SECURED = (*STAFF.split(), "auditor")

PUBLIC = [
    Line("GET", "choose_language", all_get(302)),
    Line("GET", "health", all_get(200)),
    Line("GET", "verify_short", all_get(302), {"token": "a.b.c"}),
    Line("GET", "case_short", all_get(302), case="issued"),
    Line("GET", "keys", all_get(200)),
    *(
        Line("GET", f"portal:{name}", all_get(200))
        for name in (
            "home",
            "about",
            "privacy",
            "developers",
            "design",
            "search",
            "rights",
            "articles",
            "standards",
            "departments",
            "calculators",
            "browse",
            "events",
            "audiences",
            "map",
            "differences",
            "systems",
            "version",
            "inquiry",
        )
    ),
    Line("GET", "portal:enter", all_get(302)),
    Line("GET", "portal:event", all_get(200), {"key": "coming_to_work"}),
    Line("GET", "portal:event", all_get(404), {"key": "none"}),
    Line("GET", "portal:audience", all_get(200), {"key": "employer"}),
    Line("GET", "portal:right", all_get(200), {"key": "pr_market"}),
    Line("GET", "portal:right", all_get(200), {"key": "rent_subsidy"}),
    Line("GET", "portal:procedure_bpmn", all_get(200), {"key": "pr_market_procedure"}),
    Line("GET", "portal:procedure_bpmn", all_get(404), {"key": "none"}),
    *(Line("GET", f"portal:{name}", all_get(200)) for name in ("programmes", "agreements", "duties")),
    *(
        Line(method, f"portal:{name}", all_get(200), {"key": key}, body={"action": "check"})
        for name, key in (("agreement", "team_split"), ("duty", "file_talent_plans"))
        for method in ("GET", "POST")
    ),
    Line("GET", "portal:agreement", all_get(404), {"key": "none"}),
    Line("GET", "portal:duty", all_get(404), {"key": "none"}),
    Line("GET", "portal:article", all_get(200), {"key": "4"}),
    Line("GET", "portal:clause", all_get(200), {"key": "A04.5"}),
    Line("GET", "portal:standard", all_get(200), {"key": "wp_time_precheck"}),
    Line("GET", "portal:department", all_get(200), {"key": "exit_entry"}),
    Line("GET", "portal:map_article", all_get(200), {"key": "4"}),
    Line("GET", "portal:map_article", all_get(404), {"key": "99"}),
    Line("GET", "portal:system", all_get(200), {"key": "residence_to_pr"}),
    Line("GET", "portal:system", all_get(404), {"key": "none"}),
    Line("GET", "portal:calculator", all_get(200), {"key": "b_permit_calculator"}),
    Line(
        "POST",
        "portal:calculator",
        all_get(200),
        {"key": "b_permit_calculator"},
        body={"action": "calculate"},
    ),
    Line("POST", "portal:inquiry", all_get(302), body={"scope": "right:pr_market"}),
    Line("GET", "roots_json", all_get(200)),
    Line("GET", "cases:roots", all_get(200)),
    Line("GET", "cases:proof", all_get(200)),
    Line("GET", "cases:proof_of", all_get(404), {"sequence": "999"}, "issued"),
    Line("GET", "proof_json", all_get(404), {"sequence": "999"}, "issued"),
    Line("GET", "paper_proof", all_get(404), {"token": "a.b.c"}),
    Line("GET", "calendar_feed", all_get(404), {"token": "0" * 96}),
    Line("GET", "status_list", all_get(200), {"number": "1"}),
    Line("GET", "status_list", all_get(404), {"number": "900000"}),
    Line("GET", "cases:statuses", all_get(200)),
    Line("GET", "cases:verify", all_get(200)),
    Line("POST", "cases:verify", all_get(200), body={"number": "FWP-0"}),
    Line("GET", "cases:verify_token", all_get(200), {"token": "a.b.c"}),
]

#: An inquiry belongs to who has its link; nobody has one that is not there.
INQUIRY = [
    *(
        Line("GET", f"portal:inquiry_{name}", all_get(answer), {"token": "{inquiry}"})
        for name, answer in (("next", 302), ("answers", 200), ("save", 200), ("result", 200), ("json", 200))
    ),
    *(
        Line("GET", f"portal:inquiry_{name}", all_get(404), {"token": "A" * 22})
        for name in ("next", "answers", "save", "result", "json")
    ),
    Line("GET", "portal:inquiry_delete", all_get(405), {"token": "{inquiry}"}),
    Line("POST", "portal:inquiry_delete", all_get(302), {"token": "{inquiry}"}),
    Line("POST", "portal:inquiry_delete", all_get(404), {"token": "A" * 22}),
    Line("GET", "portal:inquiry_apply", all_get(405), {"token": "{inquiry}"}),
    Line("POST", "portal:inquiry_apply", all_get(302), {"token": "{inquiry}"}),
    Line("POST", "portal:inquiry_apply", all_get(404), {"token": "A" * 22}),
    Line("GET", "portal:inquiry_question", all_get(200), {"token": "{inquiry}", "fact": "nationality"}),
    Line("GET", "portal:inquiry_question", all_get(404), {"token": "{inquiry}", "fact": "none"}),
]

MACHINES = [
    Line("GET", "api-1:openapi-json", all_get(200)),
    Line("GET", "api-1:api-root", all_get(404)),
    *(
        Line("GET", f"api-1:{name}", all_get(200))
        for name in (
            "rights",
            "rights_csv",
            "standards",
            "standards_csv",
            "facts",
            "facts_csv",
            "articles",
            "articles_csv",
            "departments",
            "departments_csv",
            "procedures",
            "programmes",
            "programmes_csv",
            "agreements",
            "agreements_csv",
            "duties",
            "duties_csv",
            "systems",
            "systems_csv",
            "clauses",
            "clauses_csv",
            "differences",
            "differences_csv",
            "life_events",
            "life_events_csv",
            "audiences",
            "audiences_csv",
            "budgets",
            "budgets_csv",
            "calculators",
            "calculators_csv",
            "policy",
            "versions",
        )
    ),
    Line("GET", "api-1:right", all_get(200), {"key": "pr_market"}),
    Line("GET", "api-1:standard", all_get(200), {"key": "wp_time_precheck"}),
    Line("GET", "api-1:article", all_get(200), {"key": "4"}),
    Line("GET", "api-1:clause", all_get(200), {"key": "A04.5"}),
    Line("GET", "api-1:procedure", all_get(200), {"key": "foreigner_work_permit"}),
    Line("GET", "api-1:check", all_get(405)),
    Line("GET", "api-1:programme", all_get(200), {"key": "startup_training_subsidy"}),
    Line("GET", "api-1:agreement", all_get(404), {"key": "none"}),
    Line("GET", "api-1:duty", all_get(404), {"key": "none"}),
    Line("GET", "api-1:system", all_get(200), {"key": "residence_to_pr"}),
    Line("GET", "api-1:calculator", all_get(200), {"key": "b_permit_calculator"}),
    Line("GET", "api-1:calculate", all_get(200), {"key": "b_permit_calculator"}),
    Line("GET", "api-1:version_zip", all_get(404), {"version": "0" * 64}),
]

ACCOUNT = [
    Line("GET", "account_login", all_get(302, visitor=200)),
    Line("GET", "account_signup", all_get(302, visitor=200)),
    Line("GET", "account_logout", all_get(200, visitor=302, newcomer=200)),
    Line("GET", "account_inactive", all_get(200)),
    Line("GET", "account_reauthenticate", signed_in(200, newcomer=200)),
    Line("GET", "account_email", signed_in(200)),
    Line("GET", "account_email_verification_sent", all_get(200)),
    Line("GET", "account_change_password", signed_in(200)),
    Line("GET", "account_set_password", signed_in(302)),
    Line("GET", "account_reset_password", all_get(200)),
    Line("GET", "account_reset_password_done", all_get(200)),
    Line("GET", "account_reset_password_from_key", all_get(200), {"uidb36": "0", "key": "0-0"}),
    Line("GET", "account_reset_password_from_key_done", all_get(200)),
    Line("GET", "account_confirm_login_code", signed_in(302)),
    Line("GET", "account_confirm_email", all_get(200), {"key": "none"}),
    Line("GET", "mfa_index", signed_in(200)),
    Line("GET", "mfa_authenticate", signed_in(302)),
    Line("GET", "mfa_reauthenticate", signed_in(302, **dict.fromkeys(SECURED, 200))),
    Line("GET", "mfa_activate_totp", signed_in(302, newcomer=302)),
    Line("GET", "mfa_deactivate_totp", signed_in(404, **dict.fromkeys(SECURED, 302))),
    Line("GET", "mfa_view_recovery_codes", signed_in(404, newcomer=404)),
    Line("GET", "mfa_generate_recovery_codes", signed_in(302)),
    Line("GET", "mfa_download_recovery_codes", signed_in(404)),
]

#: A filed case that only the window has had yet; the other departments know nothing of it.
AT_THE_WINDOW = "concerned agent window supervisor"


def refused(readers: str, *, but: str = "", answer: Answer = 200) -> dict[str, Answer]:
    """Who may read the case, except `but`, is told that they may not do this; for others it is not there."""
    forbidden: dict[str, Answer] = dict.fromkeys(readers.split(), 403)
    return signed_in(404, **{**forbidden, **dict.fromkeys(but.split(), answer)})


PROCEDURE = {"procedure": "foreigner_work_permit"}
SECTION = {"section": "worker"}
FILE = {"document_id": "{document}"}
PRE_CHECK, WORK, RESIDENCE = (
    {"stage": name} for name in ("pre_check", "employment_review", "residence_review")
)
#: A joint application of the employer that nobody has sent yet.
JOINT = {"joint_id": "{joint}"}
JOINT_PAGES = ("", "_documents", "_check", "_withdraw")
SEEN = {"seen": "{joint_seen}"}
FILING = [
    Line("GET", "cases:mine", signed_in(200)),
    Line("GET", "cases:file_looks", signed_in(200)),
    Line("GET", "cases:dates", signed_in(200)),
    Line("GET", "cases:dates_ics", signed_in(200)),
    Line("GET", "cases:feed", signed_in(405)),
    Line("POST", "cases:feed", signed_in(302), body={"act": "open"}),
    Line("GET", "cases:channels", signed_in(200)),
    Line("POST", "cases:channels", signed_in(302), body={"act": "choose"}),
    Line("POST", "cases:channels", signed_in(422), body={"act": "set", "address": "https://10.0.0.1/"}),
    Line(
        "POST",
        "cases:channels",
        only("agent", 422, otherwise=403),
        body={"act": "set", "organisation": "{employer}", "address": "http://a.example/"},
    ),
    Line("GET", "cases:notices", signed_in(200)),
    Line("GET", "cases:read_all", signed_in(405)),
    Line("POST", "cases:read_all", signed_in(302)),
    Line("GET", "cases:start", signed_in(200), PROCEDURE),
    Line("GET", "cases:start", signed_in(404), {"procedure": "none"}),
    Line(
        "POST",
        "cases:start",
        only("agent", 302, otherwise=422),
        PROCEDURE,
        body={"organisation": "{employer}", "person": "new", "name": "Ewa Kowalczyk"},
    ),
    Line("GET", "cases:case", only("agent", 200), case="draft"),
    Line("GET", "cases:case", only(AT_THE_WINDOW, 200), case="submitted"),
    Line("GET", "cases:case", only(READERS, 200), case="reviewed"),
    Line("GET", "cases:case", only(READERS, 200), case="issued"),
    Line("GET", "cases:fill", only("agent", 200), SECTION, "draft"),
    Line("GET", "cases:fill", only("agent", 404), {"section": "none"}, "draft"),
    Line("GET", "cases:fill", refused(AT_THE_WINDOW), SECTION, "submitted"),
    Line("POST", "cases:fill", only("agent", 302), SECTION, "draft", {"citizenship": "Poland"}),
    Line("POST", "cases:fill", refused(AT_THE_WINDOW), SECTION, "submitted", {"citizenship": "Poland"}),
    Line("GET", "cases:documents", only("agent", 200), case="draft"),
    Line("POST", "cases:documents", only("agent", 422), case="draft", body={"kind": "passport"}),
    Line("POST", "cases:documents", refused(READERS), case="issued", body={"kind": "passport"}),
    Line("GET", "cases:document", only("agent", 200), FILE, "draft"),
    Line("GET", "cases:document", only(AT_THE_WINDOW, 200), FILE, "submitted"),
    Line("GET", "cases:document", only(READERS, 200), FILE, "issued"),
    Line("GET", "cases:remove", signed_in(405), FILE, "draft"),
    Line("POST", "cases:remove", only("agent", 302), FILE, "draft"),
    Line("POST", "cases:remove", refused(READERS), FILE, "issued"),
    Line("GET", "cases:check", only("agent", 200), case="draft"),
    Line("POST", "cases:check", only("agent", 302), case="draft", body={"declared": "on"}),
    Line("POST", "cases:check", refused(AT_THE_WINDOW), case="submitted", body={"declared": "on"}),
    Line("GET", "cases:receipt", only("agent", 404), case="draft"),
    Line("GET", "cases:receipt", only(AT_THE_WINDOW, 200), case="submitted"),
    Line("GET", "cases:receipt", only(READERS, 200), case="issued"),
    Line("GET", "cases:apply", signed_in(200)),
    Line("GET", "cases:start_several", signed_in(302)),
    Line("POST", "cases:start_several", signed_in(404), body={"procedure": "none"}),
    *(Line("GET", f"cases:joint{name}", only("agent", 200), JOINT) for name in JOINT_PAGES),
    Line("GET", "cases:joint_receipt", only("agent", 404), JOINT),
    Line("GET", "cases:joint_fill", only("agent", 200), {**JOINT, "section": "{section}"}),
    Line("GET", "cases:joint_fill", only("agent", 404), {**JOINT, "section": "none"}),
    Line("POST", "cases:joint_fill", only("agent", 302), {**JOINT, "section": "{section}"}, body=SEEN),
    Line("POST", "cases:joint_documents", only("agent", 422), JOINT, body=SEEN),
    Line("GET", "cases:joint_remove", signed_in(405), JOINT),
    Line("POST", "cases:joint_remove", only("agent", 404), JOINT, body={**SEEN, "kind": "none"}),
    Line("POST", "cases:joint_check", only("agent", 422), JOINT, body=SEEN),
    Line("POST", "cases:joint_withdraw", only("agent", 422), JOINT, body=SEEN),
    Line("GET", "cases:joint_take_out", signed_in(405), JOINT, "draft"),
    Line("POST", "cases:joint_take_out", only("agent", 404), JOINT, "draft"),
    Line("GET", "cases:again", refused(AT_THE_WINDOW, but="agent"), case="submitted"),
    Line("POST", "cases:again", refused(AT_THE_WINDOW, but="agent", answer=422), case="submitted"),
    Line("GET", "cases:mandates", signed_in(200)),
    Line("POST", "cases:mandates", signed_in(422), body={"to": "nobody at all"}),
    Line("GET", "cases:answer_mandate", signed_in(405), {"mandate_id": "999999"}),
    Line("POST", "cases:answer_mandate", signed_in(403), {"mandate_id": "999999"}, body={"answer": "accept"}),
    Line("GET", "cases:end_mandate", signed_in(405), {"mandate_id": "999999"}),
    Line("POST", "cases:end_mandate", signed_in(403), {"mandate_id": "999999"}),
    Line("GET", "cases:later", refused(AT_THE_WINDOW, but="agent"), case="submitted"),
    Line(
        "POST",
        "cases:later",
        refused(AT_THE_WINDOW, but="agent", answer=422),
        case="submitted",
        body={"kind": "health"},
    ),
    Line("GET", "cases:appeal", refused(READERS), case="issued"),
    Line("POST", "cases:appeal", refused(READERS), case="issued", body={"text": "It was read wrongly."}),
    Line("GET", "cases:notice", signed_in(404), case="reviewed"),
    Line("POST", "cases:notice", signed_in(404), case="reviewed", body={"text": "It is not so."}),
    Line("GET", "cases:start", signed_in(200), {"procedure": "pr_market_procedure"}),
    Line("GET", "cases:withdraw", only("agent", 200), case="draft"),
    Line("GET", "cases:withdraw", refused(READERS, but="agent"), case="reviewed"),
    Line("POST", "cases:withdraw", refused(READERS, but="agent", answer=302), case="reviewed"),
    Line("POST", "cases:withdraw", refused(READERS), case="issued"),
    Line("GET", "cases:permit", only(READERS, 200), case="issued"),
    Line("GET", "cases:permit", only(READERS, 404), case="reviewed"),
    Line("GET", "cases:credential", only(READERS, 200), case="issued"),
]

TOGETHER = {"procedure": "foreigner_work_permit", "stage": "employment_review", "act": "approve"}
DECIDING = [
    Line("GET", "cases:worklist", only(STAFF, 200, otherwise=403)),
    Line("GET", "cases:worklist_csv", only(STAFF, 200, otherwise=403)),
    Line("GET", "cases:next", only(STAFF, 302, otherwise=403)),
    Line("GET", "cases:answered", only(STAFF, 200, otherwise=403)),
    Line("GET", "cases:keys", only(STAFF, 200, otherwise=403)),
    Line("POST", "cases:keys", only(STAFF, 302, otherwise=403), body={"shortcuts": "on"}),
    Line("GET", "cases:wordings", only("supervisor", 200, otherwise=403)),
    Line("POST", "cases:wordings", only("supervisor", 422, otherwise=403), body={"title": "x"}),
    Line("GET", "cases:wording", only("supervisor", 404, otherwise=403), {"wording_id": "999999"}),
    Line("GET", "cases:supervision", only("supervisor", 200, otherwise=403)),
    Line("GET", "cases:supervision_again", signed_in(405)),
    Line("POST", "cases:supervision_again", only("supervisor", 404, otherwise=403), body={"job": "x"}),
    Line("GET", "cases:together", only("window work border", 404, otherwise=403)),
    Line("POST", "cases:together", only("window work border", 302, otherwise=403), body=TOGETHER),
    Line("GET", "cases:appointments", only("window work border", 200, otherwise=403)),
    Line("POST", "cases:appointments", only("window work border", 422, otherwise=403), body={"act": "place"}),
    Line("GET", "cases:appointment", only(READERS, 404), case="reviewed"),
    Line("GET", "cases:cancel_appointment", signed_in(405), case="reviewed"),
    Line(
        "POST",
        "cases:cancel_appointment",
        refused(READERS, but="agent window work border", answer=422),
        case="reviewed",
    ),
    Line("GET", "cases:attendance", signed_in(405), case="reviewed"),
    Line(
        "POST",
        "cases:attendance",
        refused(READERS, but="window work border", answer=422),
        case="reviewed",
        body={"came": "no"},
    ),
    Line("GET", "cases:close", signed_in(405), case="reviewed"),
    Line("POST", "cases:close", only(READERS, 302), case="reviewed"),
    Line("GET", "cases:note", signed_in(405), case="reviewed"),
    Line(
        "POST",
        "cases:note",
        refused(READERS, but=STAFF, answer=302),
        case="reviewed",
        body={"text": "Called."},
    ),
    Line("GET", "cases:claim", signed_in(405), PRE_CHECK, "submitted"),
    Line("POST", "cases:claim", refused(AT_THE_WINDOW, but="window", answer=302), PRE_CHECK, "submitted"),
    Line("POST", "cases:claim", refused(READERS, but="work", answer=302), WORK, "reviewed"),
    Line("GET", "cases:release", signed_in(405), WORK, "reviewed"),
    Line("POST", "cases:release", refused(READERS, but="work supervisor", answer=302), WORK, "reviewed"),
    Line("GET", "cases:hand_over", refused(READERS, but="work supervisor"), WORK, "reviewed"),
    Line("POST", "cases:hand_over", refused(READERS, but="work supervisor", answer=422), WORK, "reviewed"),
    Line("GET", "cases:hand_over", refused(AT_THE_WINDOW, but="window supervisor"), PRE_CHECK, "submitted"),
    Line("GET", "cases:pause", refused(READERS, but="work"), WORK, "reviewed"),
    Line("POST", "cases:pause", refused(READERS, but="work", answer=422), WORK, "reviewed"),
    Line("GET", "cases:resume", signed_in(405), WORK, "reviewed"),
    Line("POST", "cases:resume", refused(READERS, but="work", answer=302), WORK, "reviewed"),
    Line(
        "GET",
        "cases:objection",
        refused(READERS, but="work", answer=404),
        {**WORK, "number": "1"},
        "reviewed",
    ),
    Line(
        "GET",
        "cases:promise",
        refused(READERS, but="window work border", answer=404),
        {"document": "none"},
        "reviewed",
    ),
    Line("GET", "cases:version", refused(READERS, but="supervisor"), case="reviewed"),
    Line("POST", "cases:version", refused(READERS, but="supervisor", answer=422), case="reviewed"),
    Line("GET", "cases:version_back", signed_in(405), case="reviewed"),
    Line("POST", "cases:version_back", refused(READERS, but="supervisor", answer=422), case="reviewed"),
    Line("GET", "cases:send_back", refused(AT_THE_WINDOW, but="window"), PRE_CHECK, "submitted"),
    Line(
        "POST",
        "cases:send_back",
        refused(AT_THE_WINDOW, but="window", answer=302),
        PRE_CHECK,
        "submitted",
        {"item": "field:citizenship", "remark:field:citizenship": "Look again."},
    ),
    Line(
        "GET",
        "cases:verify_fact",
        refused(READERS, but="border"),
        {**RESIDENCE, "fact": "nationality"},
        "reviewed",
    ),
    Line(
        "GET",
        "cases:verify_fact",
        refused(READERS, but="border", answer=404),
        {**RESIDENCE, "fact": "none"},
        "reviewed",
    ),
    Line(
        "POST",
        "cases:verify_fact",
        refused(READERS, but="border", answer=302),
        {**RESIDENCE, "fact": "nationality"},
        "reviewed",
        {"value": "foreign", "source": "Register, line 7"},
    ),
    Line(
        "GET",
        "cases:answer",
        refused(AT_THE_WINDOW, but="window"),
        {**PRE_CHECK, "act": "accept"},
        "submitted",
    ),
    Line("GET", "cases:answer", signed_in(404), {**PRE_CHECK, "act": "none"}, "submitted"),
    Line(
        "POST",
        "cases:answer",
        refused(AT_THE_WINDOW, but="window", answer=302),
        {**PRE_CHECK, "act": "accept"},
        "submitted",
    ),
    Line("GET", "cases:answer", refused(READERS, but="work"), {**WORK, "act": "approve"}, "reviewed"),
    Line(
        "POST",
        "cases:answer",
        refused(READERS, but="work", answer=302),
        {**WORK, "act": "approve"},
        "reviewed",
    ),
    Line("GET", "cases:answer", refused(READERS, but="border"), {**RESIDENCE, "act": "refuse"}, "reviewed"),
    Line(
        "POST",
        "cases:answer",
        refused(READERS, but="border", answer=302),
        {**RESIDENCE, "act": "refuse"},
        "reviewed",
        {"reasons": "security"},
    ),
    Line("GET", "cases:whole_case", refused(READERS, but=STAFF), {"act": "extend"}, "reviewed"),
    Line(
        "POST",
        "cases:whole_case",
        refused(READERS, but=STAFF, answer=302),
        {"act": "extend"},
        "reviewed",
        {"reasons": "complex"},
    ),
    Line("GET", "cases:whole_case", refused(READERS, but=STAFF), {"act": "revoke"}, "issued"),
    Line(
        "POST",
        "cases:whole_case",
        refused(READERS, but=STAFF, answer=302),
        {"act": "revoke"},
        "issued",
        {"reasons": "false_documents"},
    ),
    Line("GET", "cases:whole_case", signed_in(404), {"act": "none"}, "issued"),
    Line(
        "POST",
        "cases:whole_case",
        refused(READERS, but="window work border", answer=422),
        {"act": "ask_extension"},
        "reviewed",
        {"reasons": "complex"},
    ),
    Line(
        "POST",
        "cases:whole_case",
        refused(READERS, but="supervisor", answer=422),
        {"act": "deny_extension"},
        "reviewed",
        {"note": "There is no need."},
    ),
    Line("GET", "cases:agent", refused(READERS, but="agent concerned"), case="reviewed"),
    Line("POST", "cases:agent", refused(READERS, but="agent", answer=422), case="reviewed"),
    Line("GET", "cases:dismiss_agent", signed_in(405), case="reviewed"),
    Line("POST", "cases:dismiss_agent", refused(READERS, but="agent concerned", answer=422), case="reviewed"),
    *(
        Line("GET", f"cases:{name}", only("supervisor", 200, otherwise=403))
        for name in ("extensions", "versions")
    ),
    Line(
        "GET",
        "cases:move_all",
        only("supervisor", 200, otherwise=403),
        {"procedure": "foreigner_work_permit"},
    ),
    Line(
        "POST",
        "cases:move_all",
        only("supervisor", 422, otherwise=403),
        PROCEDURE,
        body={"do": "move"},
    ),
    Line("GET", "cases:reissue", refused(READERS, but=STAFF), case="issued"),
    Line("GET", "cases:reissue", refused(READERS), case="reviewed"),
    Line(
        "POST", "cases:reissue", refused(READERS, but=STAFF, answer=422), case="issued", body={"ground": "x"}
    ),
]

#: A question that the work department asks of the tax register about the person concerned, with consent only.
LOOK = {"request_id": "{look}"}
LOOKS = [
    *(Line("GET", f"cases:{name}", signed_in(200)) for name in ("looks", "looks_json", "looks_csv")),
    *(
        Line("GET", f"cases:look_{name}", signed_in(405), LOOK)
        for name in ("consent", "withdraw", "object", "answer")
    ),
    Line("POST", "cases:look_consent", refused("work supervisor", but="concerned", answer=302), LOOK),
    Line("POST", "cases:look_withdraw", refused("work supervisor", but="concerned", answer=422), LOOK),
    Line(
        "POST",
        "cases:look_object",
        refused("work supervisor", but="concerned", answer=302),
        LOOK,
        body={"text": "I never agreed."},
    ),
    Line("GET", "cases:objections", only("supervisor", 200, otherwise=403)),
    Line(
        "POST",
        "cases:look_answer",
        refused("work concerned", but="supervisor", answer=422),
        LOOK,
        body={"upheld": "yes", "text": "You are right."},
    ),
    Line("GET", "cases:ask_register", signed_in(405), {**WORK, "register": "education"}, "reviewed"),
    Line(
        "POST",
        "cases:ask_register",
        refused(READERS, but="work", answer=302),
        {**WORK, "register": "education"},
        "reviewed",
    ),
]

#: The entry appropriates money; what auditors get of payments is in tests/money/test_audit.py.
ENTRY = {"entry_id": "{entry}"}
AUDIT = [
    *(
        Line("GET", f"audit:{name}", only("auditor", answer, otherwise=403), gaps)
        for name, gaps, answer in (
            ("books", {}, 200),
            ("ledger_csv", {}, 200),
            ("ledger_beancount", {}, 200),
            ("entries", {}, 200),
            ("account", {"account_id": "{budget}"}, 200),
            ("account", {"account_id": "999999"}, 404),
            ("entry", ENTRY, 200),
            ("entry", {"entry_id": "999999"}, 404),
            ("document", {**ENTRY, "document_id": "00000000-0000-0000-0000-000000000000"}, 404),
        )
    ),
]


#: Nobody here makes policy; what policy makers get is in tests/drafts.
DRAFT, TRIAL = ({name: "00000000-0000-0000-0000-000000000000"} for name in ("draft_id", "trial_id"))
DRAFTS = [
    *(
        Line(method, f"drafts:{name}", signed_in(403), gaps)
        for name, methods, gaps in (
            ("drafts", "GET", {}),
            ("new", "GET POST", {}),
            ("draft", "GET", DRAFT),
            ("edit", "GET POST", DRAFT),
            ("act", "GET POST", {**DRAFT, "act": "publish"}),
            ("pack", "GET", DRAFT),
            ("amendment", "GET", DRAFT),
            ("differences", "GET", DRAFT),
            ("in_force", "GET", {}),
            ("new_pack", "GET POST", {}),
            ("edit_pack", "GET POST", DRAFT),
            ("carry", "GET POST", DRAFT),
            ("result", "GET", TRIAL),
            ("report", "GET", TRIAL),
            ("table", "GET", {**TRIAL, "table": "changes", "ending": "csv"}),
        )
        for method in methods.split()
    ),
]


def at_the_office(answer: Answer) -> dict[str, Answer]:
    """For officers and supervisors; everybody else is told that it is not for them."""
    return only(STAFF, answer, otherwise=403)


#: Who is who: Kari is joined with somebody, has appealed, and has told of a paper.
IDENTITY, JOIN = {"identity_id": "{identity}"}, {"event_id": "{decision}"}
PAPER = {"document_id": "{paper}"}
IDENTITIES = [
    *(Line("GET", f"identities:{name}", at_the_office(200)) for name in ("find", "pairs", "appeals")),
    *(Line("GET", f"identities:{name}", at_the_office(200), IDENTITY) for name in ("one", "merge", "split")),
    Line(
        "GET", "identities:one", at_the_office(404), {"identity_id": "00000000-0000-0000-0000-000000000001"}
    ),
    Line("POST", "identities:split", at_the_office(422), IDENTITY, body={"act": "look"}),
    Line("GET", "identities:undo", at_the_office(200), JOIN),
    Line("POST", "identities:undo", at_the_office(302), JOIN, body={"reason": "They are two."}),
    Line("GET", "identities:pair", at_the_office(200), {"pair_id": "{pair}"}),
    Line("POST", "identities:pair", at_the_office(422), {"pair_id": "{pair}"}, body={"verdict": "same"}),
    Line("GET", "identities:answer", at_the_office(200), {"appeal_id": "{appeal}"}),
    Line("GET", "identities:confirm_paper", at_the_office(405), {**IDENTITY, **PAPER}),
    Line("POST", "identities:confirm_paper", at_the_office(302), {**IDENTITY, **PAPER}),
    Line("GET", "identities:mine", signed_in(200)),
    Line("POST", "identities:mine", only("concerned", 422, otherwise=403), body={"kind": "passport"}),
    Line("GET", "identities:remove_paper", signed_in(405), PAPER),
    Line("POST", "identities:remove_paper", only("concerned", 302), PAPER),
    Line("GET", "identities:appeal", only("concerned", 200, otherwise=403), JOIN),
    Line("POST", "identities:appeal", only("concerned", 422, otherwise=403), JOIN),
]

#: Nobody here has a voucher; what holders, members and officers get is in tests/money/test_voucher_pages.py.
NO_ID = "00000000-0000-0000-0000-000000000000"
VOUCHERS = [
    Line("GET", "vouchers:mine", signed_in(200)),
    Line("GET", "vouchers:office", only("supervisor", 200, otherwise=403)),
    *(
        Line("GET", f"vouchers:{name}", signed_in(404), {"voucher_id": NO_ID})
        for name in ("voucher", "book", "issue")
    ),
    Line("GET", "vouchers:member", signed_in(404), {"member_id": "1"}),
    *(
        Line(method, f"vouchers:{name}", signed_in(answer), gaps, body={"why": "misused"})
        for name, gaps in (
            ("end", {"voucher_id": NO_ID}),
            ("use", {"use_id": NO_ID, "act": "cancel"}),
            ("claim", {"member_id": "1"}),
            ("end_membership", {"member_id": "1"}),
            ("withdraw_instrument", {"instrument_id": "1"}),
            ("pay", {"settlement_id": NO_ID}),
        )
        for method, answer in (("GET", 405), ("POST", 404))
    ),
]

#: Books of units: their own people keep them, officers answer for their department, people see what they got.
BOOKS = [
    Line("GET", "books:mine", signed_in(200)),
    Line("GET", "books:office", only("window work border supervisor", 200, 403)),
    Line("GET", "books:units", signed_in(200, agent=302, rival=302)),
    Line("GET", "books:unit", only("agent", 200), {"organisation_id": "{employer}"}),
    *(
        Line(
            "GET", "books:act", only("agent", 200), {"organisation_id": "{employer}", "deed": deed, "of": of}
        )
        for deed, of in (
            ("stake", "new"),
            ("divide", "transfer_income_book"),
            ("budget", "research_budget_book"),
        )
    ),
    Line(
        "POST",
        "books:act",
        only("agent", 422),
        {"organisation_id": "{employer}", "deed": "stake", "of": "new"},
    ),
    Line(
        "GET",
        "books:act",
        signed_in(404),
        {"organisation_id": "{employer}", "deed": "pay", "of": "none"},
    ),
]

NOBODY = "00000000-0000-4000-8000-000000000000"
#: Plans, calls and awards: `training` is a plan of the department of `work`, with the call `spring`.
MONEY = [
    Line("GET", "money:overview", only(STAFF, 200)),
    Line("GET", "money:awards", only(STAFF, 200)),
    Line("GET", "money:pay_all", only(STAFF, 200)),
    Line("GET", "money:appropriate", only(STAFF, 200)),
    Line("POST", "money:appropriate", only(STAFF, 422), body={"amount": "-1"}),
    Line("GET", "money:new_plan", only(STAFF, 200)),
    Line("POST", "money:new_plan", only(STAFF, 422), body={"code": "not a code"}),
    Line("GET", "money:plan", only("work supervisor", 200), {"code": "training"}),
    Line("GET", "money:plan", signed_in(404), {"code": "none"}),
    Line("GET", "money:new_call", only("work", 200, supervisor=403), {"code": "training"}),
    Line("GET", "money:act_on_plan", only("work", 200, supervisor=403), {"code": "training", "act": "fund"}),
    Line("GET", "money:act_on_plan", signed_in(404), {"code": "training", "act": "burn"}),
    Line("GET", "money:call", only("work supervisor", 200), {"code": "spring"}),
    Line("GET", "money:join", only("work", 200, supervisor=403), {"code": "spring"}),
    Line("GET", "money:close", signed_in(405), {"code": "spring"}),
    Line("POST", "money:close", only("work supervisor", 302), {"code": "spring"}),
    Line("GET", "money:fill", signed_in(405), {"code": "spring"}),
    Line("POST", "money:fill", only("work supervisor", 302), {"code": "spring"}),
    Line("GET", "money:mine", signed_in(200)),
    Line("GET", "money:award", signed_in(404), {"award_id": NOBODY}),
    Line("GET", "money:act_on_award", signed_in(404), {"award_id": NOBODY, "act": "end"}),
    Line("POST", "money:act_on_award", signed_in(404), {"award_id": NOBODY, "act": "set-aside"}),
    Line(
        "POST", "money:act_on_instalment", signed_in(404), {"award_id": NOBODY, "number": "1", "act": "pay"}
    ),
    Line("POST", "money:returned", signed_in(404), {"clawback_id": "1"}),
    Line("GET", "money:terms", signed_in(404), {"programme": "none"}, case="reviewed"),
    *(Line(method, "money:project", signed_in(404), case="reviewed") for method in ("GET", "POST")),
    Line("GET", "money:milestone_file", signed_in(404), {"file_id": NOBODY}),
    Line("POST", "money:remove_milestone_file", signed_in(404), {"file_id": NOBODY}),
    Line("POST", "money:attach_milestone_file", signed_in(404), {"award_id": NOBODY, "number": "1"}),
]

#: What everybody may see of the money, and tips, which go to supervisors.
PUBLIC_MONEY = [
    *(Line("GET", f"public_money:{name}", all_get(200)) for name in ("overview", "notices", "give_tip")),
    *(
        Line("GET", "public_money:list", all_get(200), {"name": name})
        for name in ("plans", "calls", "awards", "payments", "outcomes")
    ),
    Line("GET", "public_money:list", all_get(404), {"name": "none"}),
    Line("GET", "public_money:programme", all_get(200), {"key": "rent_subsidy"}),
    Line("GET", "public_money:programme", all_get(404), {"key": "none"}),
    Line("POST", "public_money:give_tip", all_get(422), body={"programme": "none"}),
    Line("GET", "public_money:tip", all_get(404), {"token": "none"}),
    Line("GET", "public_money:office_tips", only("supervisor", 200, otherwise=403)),
    Line("GET", "public_money:answer_tip", signed_in(405), {"tip_id": "1"}),
    Line("POST", "public_money:answer_tip", signed_in(404), {"tip_id": "1"}),
    *(
        Line("GET", f"api-1:money_{name}{form}", all_get(200))
        for name in ("plans", "calls", "awards", "payments", "outcomes", "programmes")
        for form in ("", "_csv")
    ),
    Line("GET", "api-1:money_roots", all_get(200)),
    Line("GET", "api-1:money_programme", all_get(200), {"key": "rent_subsidy"}),
    Line("GET", "api-1:money_programme", all_get(404), {"key": "none"}),
]

#: Nobody here has a task or a round; what reviewers and officers get is in tests/review/test_pages.py.
REVIEWS = [
    Line("GET", "review:tasks", signed_in(403)),
    *(
        Line(method, f"review:{name}", signed_in(404), {"task_id": "1"}, body={"words": "A friend."})
        for name in ("task", "check", "conflict")
        for method in ("GET", "POST")
    ),
    Line("GET", "review:paper", signed_in(404), {"task_id": "1", "document_id": NO_ID}),
    Line("GET", "review:rankings", all_get(200)),
    *(
        Line("GET", f"review:{name}", all_get(404), {"round_id": NO_ID})
        for name in ("ranking", "ranking_json", "ranking_csv")
    ),
    Line("GET", "review:rounds", only(STAFF, 200, otherwise=403)),
    Line("GET", "review:new", only(STAFF, 200, otherwise=403), {"scheme": "basic_research_review"}),
    Line("GET", "review:new", only(STAFF, 404, otherwise=403), {"scheme": "none"}),
    Line("POST", "review:new", only(STAFF, 422, otherwise=403), {"scheme": "basic_research_review"}),
    Line("GET", "review:experts", only(STAFF, 200, otherwise=403)),
    Line("POST", "review:experts", only(STAFF, 422, otherwise=403), body={"email": "x"}),
    *(
        Line(method, "review:round", only(STAFF, 404, otherwise=403), {"round_id": NO_ID})
        for method in ("GET", "POST")
    ),
]

#: Nobody here has a guarantee; see tests/money/test_guarantee_pages.py.
GUARANTEES = [
    Line("GET", "guarantees:mine", signed_in(200)),
    Line("GET", "guarantees:office", only("work supervisor", 200, otherwise=403)),
    *(
        Line("GET", f"guarantees:{name}", signed_in(404), {"guarantee_id": NO_ID})
        for name in ("guarantee", "begin", "claim")
    ),
    Line("GET", "guarantees:recover", signed_in(404), {"loss_id": NO_ID}),
    Line("GET", "guarantees:compensation", signed_in(404), {"number": "1"}),
    Line("GET", "guarantees:exit", signed_in(404), {"case_id": NO_ID}),
    Line("GET", "guarantees:overrule", signed_in(405), {"case_id": NO_ID, "finding": "none"}),
    Line(
        "POST",
        "guarantees:overrule",
        signed_in(404),
        {"case_id": NO_ID, "finding": "none"},
        body={"why": "known"},
    ),
    Line("GET", "guarantees:act", signed_in(405), {"guarantee_id": NO_ID, "act": "end"}),
    Line(
        "POST",
        "guarantees:act",
        signed_in(404),
        {"guarantee_id": NO_ID, "act": "end"},
        body={"why": "over"},
    ),
]

TABLE = [
    *PUBLIC,
    *INQUIRY,
    *MACHINES,
    *ACCOUNT,
    *FILING,
    *DECIDING,
    *LOOKS,
    *AUDIT,
    *PUBLIC_MONEY,
    *IDENTITIES,
    *VOUCHERS,
    *BOOKS,
    *MONEY,
    *REVIEWS,
    *GUARANTEES,
    *DRAFTS,
]
