"""`{% load haina %}`: texts and dates in the reader's language, the navigation, and the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context

from haina.portal import drawing, navigation, words
from haina.rules import Text

register = template.Library()


@register.filter
def text(value: Text | str | None) -> str:
    """Show a Text of the policy in the language of the reader."""
    return words.in_words(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """Show a calendar day."""
    return words.day_words(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Show a day with hour and minute."""
    return words.time_words(value)


@register.filter
def number(value: Decimal | int | None) -> str:
    """Show a number."""
    return words.number_words(value)


@register.simple_tag
def span(first: date | None, last: date | None) -> str:
    """Show a span of days, both included."""
    return words.span_words(first, last)


@register.simple_tag(takes_context=True, name="navigation")
def navigation_tag(context: Context) -> navigation.Site:
    """Return what header and footer show to this visitor on this page."""
    return navigation.site(context.get("request"))


@register.simple_tag(takes_context=True)
def other_language(context: Context) -> navigation.OtherLanguage:
    """Return where the same page stands in the other language."""
    return navigation.other_language(context.get("request"))


@register.simple_tag
def timeline(steps: Sequence[tuple[date, Any]], on: date) -> drawing.TimelineDrawing:
    """Return a timeline ready for <c-timeline :drawing="…" />."""
    return drawing.draw_timeline([(start, str(kind)) for start, kind in steps], on)
