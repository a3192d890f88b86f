"""`{% load looks %}`: looks in words of the active language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from haina.exchange import words
from haina.exchange.shown import shown

register = template.Library()

register.filter("status_words", words.status_words)
register.filter("status_mark", words.status_mark)
register.filter("trouble_words", words.trouble_words)


@register.filter
def said(texts: Mapping[str, str]) -> str:
    """Show a stored {zh, en} pair in the reader's language."""
    return texts["en" if (get_language() or "").startswith("en") else "zh"]


@register.filter
def answer_words(field: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Show what came back for a field; empty where nothing did."""
    value = values.get(field["name"])
    if value is None:
        return ""
    text = shown(field, value)
    return text.en if (get_language() or "").startswith("en") else text.zh
