"""Texts, dates and numbers in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext

from haina.rules import Text

Language = Literal["zh", "en"]

#: The tag for the html element, and the locale for numbers and dates, of each language.
TAGS: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}
LOCALES: dict[Language, str] = {"zh": "zh_Hans", "en": "en_GB"}


def language() -> Language:
    """Return the language of the present request, 'zh' or 'en'."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def in_words(text: Text | str | None) -> str:
    """Return a text of the policy in the language of the reader; nothing for none."""
    if text is None:
        return ""
    return text if isinstance(text, str) else text.in_(language())


def day_words(day: date | datetime | None) -> str:
    """Return a calendar day as '26 September 2016' or '2016年9月26日'."""
    if day is None:
        return ""
    return _day_words(day, language())


@lru_cache(maxsize=4096)
def _day_words(day: date | datetime, lang: Language) -> str:
    """Format a day; pages full of dates would spend most of their time on it."""
    return format_date(day, "y年M月d日" if lang == "zh" else "d MMMM y", locale=LOCALES[lang])


def time_words(moment: datetime | None) -> str:
    """Return a moment, already in the zone in which it shall be shown, with hour and minute."""
    if moment is None:
        return ""
    pattern = "y年M月d日 HH:mm" if language() == "zh" else "d MMMM y, HH:mm"
    return format_datetime(moment, pattern, locale=LOCALES[language()])


def number_words(number: Decimal | int | None) -> str:
    """Return a number with the separators of the language and no empty decimals."""
    if number is None:
        return ""
    return format_decimal(number, locale=LOCALES[language()], decimal_quantization=False)


def span_words(first: date | None, last: date | None) -> str:
    """Return 'from … to …' for a span of days, both included, open where there is no day."""
    if first and last:
        return gettext("%(first)s to %(last)s") % {"first": day_words(first), "last": day_words(last)}
    if first:
        return gettext("from %(first)s") % {"first": day_words(first)}
    if last:
        return gettext("until %(last)s") % {"last": day_words(last)}
    return gettext("at all times")


def list_words(items: Iterable[str]) -> str:
    """Join words to a list with the comma of the language."""
    return ("、" if language() == "zh" else ", ").join(items)
