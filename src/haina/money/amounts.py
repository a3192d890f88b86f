"""Amounts of money in the reader's language: exact, and short as people say them."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from babel.numbers import format_compact_decimal, format_decimal
from django.utils.translation import get_language, gettext

from haina.cases.names import in_active_language
from haina.cases.policies import current_policy

_LOCALES = {"zh": "zh_Hans", "en": "en_GB"}
#: The units for which the language has a word, in yuan: ten thousand, a million, and so on.
_UNITS = {"zh": (10**4, 10**8, 10**12), "en": (10**6, 10**9, 10**12)}


def _language() -> str:
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def _in_currency(number: str, currency: str) -> str:
    """The number with the name of its currency as the pack calls it, or its code."""
    own = current_policy().head.currency
    if currency not in ("", own.code):
        return f"{number} {currency}"
    name = in_active_language(own.label)
    return f"{number}{name}" if _language() == "zh" else f"{number} {name}"


def exact_words(fen: int | None, currency: str = "") -> str:
    """An amount to the fen, such as '1,200,000.00 yuan' or '1,200,000.00元'; nothing for none."""
    if fen is None:
        return ""
    number = format_decimal(Decimal(fen) / 100, "#,##0.00", locale=_LOCALES[_language()])
    return _in_currency(number, currency)


def short_words(fen: int | None, currency: str = "") -> str:
    """An amount as people say it, such as '1.2 million yuan' or '120万元'; 'about' where it is rounded."""
    if fen is None:
        return ""
    language, yuan = _language(), Decimal(fen) / 100
    unit = max((each for each in _UNITS[language] if each <= abs(yuan)), default=0)
    if not unit:
        pattern = "#,##0" if fen % 100 == 0 else "#,##0.00"
        return _in_currency(format_decimal(yuan, pattern, locale=_LOCALES[language]), currency)
    # Chinese has no longer form than 万 and 亿; English would have "m" and "bn".
    form: Literal["short", "long"] = "short" if language == "zh" else "long"
    number = format_compact_decimal(yuan, format_type=form, locale=_LOCALES[language], fraction_digits=2)
    words = _in_currency(number, currency)
    return words if fen % unit == 0 else gettext("about %(amount)s") % {"amount": words}
