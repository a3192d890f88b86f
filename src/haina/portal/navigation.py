"""What the header and the footer show: links by role, the account, and the other language."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import timezone
from django.utils.translation import gettext

from haina.people.actors import actor_of
from haina.people.models import Account
from haina.policy import Right
from haina.portal.words import TAGS, Language, language
from haina.review.permissions import is_reviewer


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the navigation; `current` is the value of aria-current, empty elsewhere."""

    title: str
    href: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The same page in the other language: address, language tag, and that language's own name."""

    address: str
    tag: str
    name: str


@dataclass(frozen=True, slots=True)
class Site:
    """Header and footer of one page for one visitor."""

    name: str
    language_tag: str
    items: tuple[Link, ...]
    account: tuple[Link, ...]
    footer: tuple[Link, ...]
    policy_line: str


def site(request: HttpRequest | None) -> Site:
    """Return the links this visitor may use; a part of the house that is not built leaves no link."""
    path = request.path if request else ""
    return Site(
        name=gettext("Haina"),
        language_tag=TAGS[language()],
        items=_links(path, _main_names(request)),
        account=_links(path, _account_names(request)),
        footer=_links(path, _footer_names()),
        policy_line=gettext(
            "Answers follow from the published policy and from what you tell us. "
            "The Chinese text of the policy governs; the decision is the department's."
        ),
    )


def other_language(request: HttpRequest | None) -> OtherLanguage:
    """Return the present page's address in the other language, with its query."""
    other: Language = "en" if language() == "zh" else "zh"
    path = request.get_full_path() if request and request.method == "GET" else "/"
    address = translate_url(path, TAGS[other].lower())
    return OtherLanguage(address, TAGS[other], "中文" if other == "zh" else "English")


def _links(path: str, names: list[tuple[str, str]]) -> tuple[Link, ...]:
    """Turn (title, address name) into links, marking the present page and section."""
    links = []
    for title, name in names:
        try:
            href = reverse(name)
        except NoReverseMatch:  # a part that this installation does not have
            continue
        links.append(Link(title, href, _current(path, href)))
    return tuple(links)


def _current(path: str, href: str) -> str:
    """Return the value of aria-current for a link, seen from a page: it itself, its section, or neither."""
    if path == href:
        return "page"
    return "true" if path.startswith(href) else ""


def _main_names(request: HttpRequest | None) -> list[tuple[str, str]]:
    """Return the main links; a signed-in person's own work comes first."""
    public = [
        (gettext("What can I get?"), "portal:inquiry"),
        (gettext("Browse"), "portal:browse"),
        (gettext("Calculators"), "portal:calculators"),
        (gettext("Search"), "portal:search"),
    ]
    check = (gettext("Check a permit"), "cases:verify")
    if _account(request) is None:
        return [*public, check]
    if _is_staff(request):
        return [(gettext("Worklist"), "cases:worklist"), *public, check]
    if _audits(request):
        return [(gettext("Books"), "audit:books"), *public, check]
    if _makes_policy(request):
        return [(gettext("Drafts"), "drafts:drafts"), *public, check]
    own = [(gettext("My cases"), "cases:mine")]
    if _is_reviewer(request):
        own.append((gettext("Applications to judge"), "review:tasks"))
    return [*own, *public, check]


def own_work(request: HttpRequest) -> str:
    """Return where a signed-in visitor's own work is; the first page for everybody else."""
    if _account(request) is None:
        return reverse("portal:home")
    if _audits(request):
        return reverse("audit:books")
    if _makes_policy(request):
        return reverse("drafts:drafts")
    return reverse("cases:worklist" if _is_staff(request) else "cases:mine")


def _is_staff(request: HttpRequest | None) -> bool:
    """Say whether the visitor holds an office today."""
    account = _account(request)
    return account is not None and actor_of(account, timezone.localdate()).is_staff


def _audits(request: HttpRequest | None) -> bool:
    """Say whether the visitor is an auditor today, and nothing else in office."""
    account = _account(request)
    if account is None:
        return False
    actor = actor_of(account, timezone.localdate())
    return bool(actor.audits) and not actor.is_staff


def _makes_policy(request: HttpRequest | None) -> bool:
    """Say whether the visitor makes policy today, and works on no cases."""
    account = _account(request)
    if account is None:
        return False
    actor = actor_of(account, timezone.localdate())
    return bool(actor.makes_policy) and not actor.is_staff


def _is_reviewer(request: HttpRequest | None) -> bool:
    """Say whether the visitor is appointed to judge applications."""
    account = _account(request)
    return account is not None and is_reviewer(actor_of(account, timezone.localdate()))


def _account(request: HttpRequest | None) -> Account | None:
    """Return the account that is signed in."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Account) else None


def _account_names(request: HttpRequest | None) -> list[tuple[str, str]]:
    """Return sign in, or the account and sign out."""
    if _account(request) is None:
        return [(gettext("Sign in"), "account_login")]
    return [
        (gettext("My dates"), "cases:dates"),
        (gettext("Security"), "mfa_index"),
        (gettext("Sign out"), "account_logout"),
    ]


def _footer_names() -> list[tuple[str, str]]:
    """Return the links of the footer."""
    return [
        (gettext("Rights"), "portal:rights"),
        (gettext("Programmes that pay"), "portal:programmes"),
        (gettext("Where the money goes"), "public_money:overview"),
        (gettext("Agreements"), "portal:agreements"),
        (gettext("Duties"), "portal:duties"),
        (gettext("Articles"), "portal:articles"),
        (gettext("Map of the policy"), "portal:map"),
        (gettext("Standards"), "portal:standards"),
        (gettext("Departments"), "portal:departments"),
        (gettext("How answers are made"), "portal:about"),
        (gettext("Version of the policy"), "portal:version"),
        (gettext("Privacy"), "portal:privacy"),
        (gettext("For developers"), "portal:developers"),
    ]


def api_links(name: str, keys: tuple[str, ...]) -> tuple[Link, ...]:
    """Return the addresses of a list, or of one thing, in the machine's forms; a list has CSV as well."""
    names = [("JSON", f"api-1:{name}"), ("CSV", f"api-1:{name}_csv")]
    links = []
    for title, address in names:
        try:
            links.append(Link(title, reverse(address, args=keys)))
        except NoReverseMatch:  # one thing alone is no table
            continue
    return tuple(links)


def apply_address(right: Right) -> str:
    """Return where an application for a right begins; nothing where this house has no procedure for it."""
    if not right.procedure:
        return ""
    try:
        return reverse("cases:start", args=[right.procedure])
    except NoReverseMatch:
        return ""
