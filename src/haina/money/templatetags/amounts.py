"""`{% load amounts %}`: fen in the reader's language."""

from __future__ import annotations

from django import template

from haina.money.amounts import exact_words, short_words
from haina.money.events import Event

register = template.Library()


@register.filter
def exact(fen: int | None, currency: str = "") -> str:
    """Show an amount to the fen."""
    return exact_words(fen, currency)


@register.filter
def short(fen: int | None, currency: str = "") -> str:
    """Show an amount as people say it."""
    return short_words(fen, currency)


@register.filter
def event_words(event: str) -> str:
    """Show the business event of an entry."""
    return str(Event(event).label) if event in Event.values else event
