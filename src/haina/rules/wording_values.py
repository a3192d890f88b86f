"""Values in words, in both languages: amounts, numbers with units, days, lengths of time, labels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from haina.rules import types
from haina.rules.periods import Days, Duration, Span, completed_months, shift_within
from haina.rules.spells import ABSENT, Spell, SpellHistory
from haina.rules.text import Text

YES_WORD, NO_WORD = Text("是", "yes"), Text("否", "no")
NOTHING = Text("无", "none")
NOT_GIVEN = Text("未填写", "not given")
#: Spells of a history that are named one by one; of a longer one only the last.
SPELLS_SHOWN = 3
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
#: How the unit of a share begins in English; in Chinese a percentage says these two by itself.
_SHARE_OF = "of "
_PLAIN_SHARES = ("（比例）", "（税率）")
#: Units that stand close to their number in English.
_CLOSE_UNITS = frozenset("%‰°")


def phrase(zh: str, en: str, **parts: Text) -> Text:
    """Fill a pair of sentences with texts in both languages, each by its name in braces."""
    return Text(
        zh.format(**{name: part.zh for name, part in parts.items()}),
        en.format(**{name: part.en for name, part in parts.items()}),
    )


def listed(parts: Iterable[Text], zh_last: str = "、", en_last: str = " and ") -> Text:
    """Join texts as a list; `zh_last` and `en_last` stand before the last one."""
    zh = [part.zh for part in parts]
    en = [part.en for part in parts]
    if len(zh) == 1:
        return Text(zh[0], en[0])
    return Text("、".join(zh[:-1]) + zh_last + zh[-1], ", ".join(en[:-1]) + en_last + en[-1])


def opening(text: Text) -> Text:
    """Give a text as the beginning of a line: in English with a capital."""
    return text if text.en[:1].isupper() else Text(text.zh, text.en[:1].upper() + text.en[1:])


def either_of(parts: Iterable[Text]) -> Text:
    """Join texts as alternatives."""
    return listed(tuple(parts), "或", " or ")


def number_text(value: Decimal | int, unit: Text | None = None) -> Text:
    """Give a number with thousands separators and its unit; a share *of* something as a percentage."""
    written = grouped(value)
    if unit is None:
        return Text.both(written)
    if unit.en.startswith(_SHARE_OF):
        share = percent_text(value)
        return Text(share.zh if unit.zh in _PLAIN_SHARES else share.zh + unit.zh, f"{share.en} {unit.en}")
    gap = "" if unit.en[:1] in _CLOSE_UNITS else " "
    return Text(written + unit.zh, f"{written}{gap}{unit.en}")


def percent_text(value: Decimal | int) -> Text:
    """Give a share of the whole, 1, as a percentage."""
    return Text.both(f"{grouped(Decimal(value) * 100)}%")


def grouped(value: Decimal | int) -> str:
    """Write a number with thousands separators, without empty decimals."""
    if isinstance(value, Decimal):
        value = value.normalize()
        if value == value.to_integral_value():
            value = int(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,f}"


def money_text(value: Decimal | int, code: str, label: Text, unit: Text | None = None) -> Text:
    """Give an amount: whole as it is, otherwise with two places; a fact's own unit replaces the currency."""
    exact = Decimal(value)
    written = grouped(exact) if exact == exact.to_integral_value() else f"{exact:,.2f}"
    if unit is not None:
        return Text(written + unit.zh, f"{written} {unit.en}")
    return Text(written + label.zh, f"{written} {code}")


def date_text(day: date) -> Text:
    """Give a day as people write it."""
    return Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


def duration_text(duration: Duration) -> Text:
    """Give a length of time in its own units."""
    units = (
        (duration.years, "年", "year"),
        (duration.months, "个月", "month"),
        (duration.days, "天", "day"),
    )
    given = [unit for unit in units if unit[0]] or [(0, "天", "day")]
    zh = "".join(f"{count:,}{name}" for count, name, _ in given)
    en = " ".join(f"{count:,} {name}" if count == 1 else f"{count:,} {name}s" for count, _, name in given)
    return Text(zh, en)


def measure_text(measure: Span | Days) -> Text:
    """Give a length as completed years, months and days; scattered days as days."""
    if isinstance(measure, Days):
        return duration_text(Duration(days=measure.count))
    months = completed_months(measure.start, measure.end)
    rest = (measure.end - shift_within(measure.start, Duration(months=months))).days
    return duration_text(Duration(months // 12, months % 12, max(rest, 0)))


def spell_text(spell: Spell) -> Text:
    """Give the time of a spell; one that goes on says so."""
    start = date_text(spell.start)
    if spell.last_day is None:
        return phrase("{start}起至今", "since {start}", start=start)
    return phrase("{start}至{end}", "{start} to {end}", start=start, end=date_text(spell.last_day))


def history_text(history: SpellHistory, on: date) -> Text:
    """Give the spells of a history that have begun."""
    begun = history.begun(on)
    if not begun:
        return NOTHING
    if len(begun) <= SPELLS_SHOWN:
        return listed([spell_text(spell) for spell in begun], "；", "; ")
    last = spell_text(begun[-1])
    count = Text.both(str(len(begun)))
    return phrase(
        "共{count}段，最近一段{last}", "{count} spells, the last one {last}", count=count, last=last
    )


def value_text(
    kind: types.Type,
    value: object,
    currency: tuple[str, Text],
    unit: Text | None = None,
    on: date = date.max,
) -> Text:
    """Give a value of any type in words; None is *not given*."""
    if value is None:
        return NOT_GIVEN
    if value is ABSENT:
        return NOTHING
    if isinstance(value, Text):
        return value
    if isinstance(kind, types.Enum):
        return kind.labels.get(str(value), Text.both(str(value)))
    if isinstance(value, bool):
        return YES_WORD if value else NO_WORD
    if isinstance(value, Decimal | int):
        return (
            money_text(value, *currency, unit) if isinstance(kind, types.Money) else number_text(value, unit)
        )
    return _other_text(kind, value, currency, on)


def _other_text(kind: types.Type, value: object, currency: tuple[str, Text], on: date) -> Text:
    """Give a value that is no number."""
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, Duration):
        return duration_text(value)
    if isinstance(value, Span | Days):
        return measure_text(value)
    if isinstance(value, SpellHistory):
        return history_text(value, on)
    if isinstance(value, tuple) and isinstance(kind, types.List):
        return listed([value_text(kind.of, each, currency) for each in value]) if value else NOTHING
    return Text.both(str(value))
