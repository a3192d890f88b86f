"""Jobs of the exchange: deferred in the transaction that causes them, done afterwards, perhaps twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from haina.exchange.models import RegisterRequest

SEND_REQUEST = "exchange.send_request"
MAKE_ROOTS = "exchange.make_roots"


def send_request(request: RegisterRequest) -> None:
    """Defer putting the question to its register."""
    app.configure_task(SEND_REQUEST).defer(request_id=str(request.pk))


def tell(request: RegisterRequest, kind: str) -> None:
    """Defer telling whoever asked what became of the question."""
    app.configure_task(request.then).defer(request_id=str(request.pk), kind=kind)
