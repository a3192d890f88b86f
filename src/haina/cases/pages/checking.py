"""The public check of an issued document, by its QR code or its number; no login, nothing stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_ratelimit.core import is_ratelimited

from haina.cases.credentials import CredentialInvalid, SigningKey, key_set, read
from haina.cases.links import VERIFY_PATH
from haina.cases.models import IssuedDocument
from haina.cases.pages.forms import CheckForm
from haina.cases.queries import issued_document, issuing_event
from haina.cases.roots import prove
from haina.cases.seals import Seals, published
from haina.cases.verdicts import said_of
from haina.rules.text import Text

#: Guessing numbers must not pay: so many looks by number a minute from one place.
LOOKS_A_MINUTE = "20/m"

Verdict = Literal["valid", "revoked", "replaced", "expired", "not_yet", "forged", "unknown"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the check found; `document` only where it was issued here."""

    verdict: Verdict
    document: IssuedDocument | None = None
    #: Whether the signature was checked (a token), or only the register looked up (a number).
    signed: bool = False

    @property
    def words(self) -> Text:
        """The verdict, in the words of the command line."""
        return said_of(self.verdict, None if self.document is None else self.document.kind)

    @property
    def mark(self) -> str:
        """The colour in which it is said."""
        if self.verdict != "valid":
            return "later" if self.verdict == "not_yet" else "bad"
        return "good" if self.document is not None and self.document.kind.grants else "plain"


def check_token(token: str, on: date) -> Finding:
    """Check a signed credential: the signature first, then the register."""
    key = SigningKey.load_or_create(settings.HAINA_SIGNING_KEY)
    try:
        claims = read(token, key_set([key])["keys"])
    except CredentialInvalid:
        return Finding("forged")
    document = issued_document(str(claims.get("n", "")))
    if document is None or document.credential != token:
        return Finding("forged")
    return Finding(_standing(document, on), document, signed=True)


def check_number(number: str, on: date) -> Finding:
    """Look up a number in the register."""
    document = issued_document(number)
    return Finding("unknown") if document is None else Finding(_standing(document, on), document)


def _standing(document: IssuedDocument, on: date) -> Verdict:
    if document.revoked_at is not None:
        return "revoked"
    if document.replaced_at is not None:
        return "replaced"
    if document.valid_to is not None and on > document.valid_to:
        return "expired"
    return "not_yet" if on < document.valid_from else "valid"


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a number or the text of a QR code, and say what it is worth."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "cases/verify.html", {"form": form}, status=422 if form.errors else 200)
    typed = form.cleaned_data["number"].strip()
    token = typed.rsplit(VERIFY_PATH, 1)[-1].rstrip("/")
    if token.count(".") == 2:
        return HttpResponseRedirect(reverse("cases:verify_token", args=[token]))
    if is_ratelimited(request, group="verify", key="ip", rate=LOOKS_A_MINUTE, increment=True):
        return render(request, "cases/verify.html", {"form": form, "too_many": True}, status=429)
    finding = check_number(typed.upper(), timezone.localdate())
    return render(request, "cases/verify.html", {"form": form, "finding": finding, "typed": typed})


@never_cache
@require_safe
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the credential in a QR code is worth today."""
    finding = check_token(token, timezone.localdate())
    event = None if finding.document is None else issuing_event(finding.document)
    has_root = event is not None and prove(event.case_id, event.sequence) is not None
    return render(
        request, "cases/verify.html", {"form": CheckForm(), "finding": finding, "anchored": has_root}
    )


@require_safe
def verify_short(request: HttpRequest, token: str) -> HttpResponse:
    """Send the address printed into a QR code on to the page in the reader's language."""
    return HttpResponseRedirect(reverse("cases:verify_token", args=[token]))


@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """Publish the keys with which credentials and seals can be checked without us (JSON Web Key Set)."""
    key = SigningKey.load_or_create(settings.HAINA_SIGNING_KEY)
    authority = Seals(settings.HAINA_SEALS).authority(timezone.now())
    return JsonResponse({"keys": [*key_set([key])["keys"], published(authority.certificate)]})
