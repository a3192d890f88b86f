"""When a form reached the server: at the first line of ours that ran, whatever it had to wait for afterwards.

Where what stands behind the server was down, the page that says so carries a signed note of the time. Sent
with the same form again, it lets that time count, for a day; it is worth nothing with another form, or once
what the form was drawn from has changed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

#: The field in which the note comes back.
FIELD = "arrived"
_SALT = "haina.cases.arrival"
#: How long a note counts.
LASTS = timedelta(days=1)


def note_arrival(request: HttpRequest) -> None:
    """Keep the time at which a request came in; the first thing that is done with it."""
    request.arrived_at = timezone.now()  # type: ignore[attr-defined]  # read by arrived_at


def arrived_at(request: HttpRequest) -> datetime:
    """When the form of a request reached the server first."""
    came: datetime = getattr(request, "arrived_at", None) or timezone.now()
    noted = _noted(request)
    return came if noted is None or noted > came else noted


def signed_note(request: HttpRequest) -> str:
    """The note for the page that asks to send the form again."""
    return signing.dumps([*_form_of(request), arrived_at(request).isoformat()], salt=_SALT)


def _form_of(request: HttpRequest) -> list[str]:
    """What makes a sent form this one: its address, its key, and what it was drawn from."""
    return [request.path, request.POST.get("key", ""), request.POST.get("seen", "")]


def _noted(request: HttpRequest) -> datetime | None:
    """The time that a note of ours says about this form; None without one that counts."""
    text = request.POST.get(FIELD, "") if request.method == "POST" else ""
    if not text:
        return None
    try:
        *form, at = signing.loads(text, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return datetime.fromisoformat(at) if form == _form_of(request) else None
