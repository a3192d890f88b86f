"""Numbers on identity documents: normal form, check digit, what they stand for, and how old and new relate.

A *lifelong* number is given to one person once and never changes; two of the same kind that are valid and
differ are two people. A *document* number changes whenever the document is renewed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.cn import ric, uscc


class Kind(StrEnum):
    """What a number is on."""

    RESIDENT = "resident"
    PERMANENT_RESIDENT = "permanent_resident"
    PERMANENT_RESIDENT_OLD = "permanent_resident_old"
    PASSPORT = "passport"
    #: Of people of Hong Kong and Macao: H or M and eight digits, in older cards two more for the issue.
    HOME_RETURN = "home_return"
    #: Of people of Taiwan: eight digits, in older ones two more for the issue.
    TAIWAN_PERMIT = "taiwan_permit"
    CREDIT_CODE = "credit_code"
    ORCID = "orcid"


#: Kinds of which a person has one for life (an organisation likewise), so that two differing ones are two.
LIFELONG = frozenset({Kind.RESIDENT, Kind.PERMANENT_RESIDENT, Kind.CREDIT_CODE, Kind.ORCID})


@dataclass(frozen=True, slots=True)
class Number:
    """A number in its normal form."""

    kind: Kind
    text: str
    #: ISO 3166-1 alpha-3 of who issues it; empty for what is not a state's.
    country: str = ""

    @property
    def is_lifelong(self) -> bool:
        """Whether its holder has this one and no other of its kind for life."""
        return self.kind in LIFELONG

    @property
    def key(self) -> str:
        """One text for the number among all kinds and countries."""
        return f"{self.kind.value}:{self.country}:{self.text}"


class NumberWrong(ValueError):
    """The text cannot be a number of that kind: its shape, date or check digit is wrong."""


_SEPARATORS = re.compile(r"[\s\-‐-―./·]+")
_PASSPORT_SHAPES = {
    "CHN": r"(?:[DEGPS][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[DPS]E[0-9]{7}|1[45][0-9]{7})",
    "HKG": r"[HK][A-Z]?[0-9]{8}",
    "USA": r"(?:[A-Z][0-9]{8}|[0-9]{9})",
    "GBR": r"[0-9]{9}",
    "DEU": r"[CFGHJKLMNPRTVWXYZ0-9]{9}",
    "FRA": r"[0-9]{2}[A-Z]{2}[0-9]{5}",
    "JPN": r"[A-Z]{2}[0-9]{7}",
    "KOR": r"(?:[A-Z][0-9]{8}|[A-Z][0-9]{3}[A-Z][0-9]{4})",
    "SGP": r"[A-Z][0-9]{7}[A-Z]",
    "CAN": r"(?:[A-Z]{2}[0-9]{6}|[A-Z][0-9]{6}[A-Z]{2})",
    "AUS": r"[A-Z]{1,2}[0-9]{7}",
    "IND": r"[A-Z][0-9]{7}",
    "RUS": r"[0-9]{9}",
    "ITA": r"[A-Z]{2}[0-9]{7}",
    "ESP": r"[A-Z]{3}[0-9]{6}",
}
_ANY_PASSPORT = r"[A-Z0-9]{5,15}"


def compact(text: str) -> str:
    """The text in capital half-width letters without separators."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def resident_number(text: str) -> Number:
    """Read a resident identity number of 18 digits, or of 15 as they were given until 1999 (GB 11643-1999).

    The one of 15 becomes the one of 18 that its holder has now. Raises NumberWrong.
    """
    number = compact(text)
    if re.fullmatch(r"[1-8][0-9]{14}", number):
        stem = number[:6] + "19" + number[6:]
        number = stem + ric.calc_check_digit(stem + "0")
    if not re.fullmatch(r"[1-8][0-9]{16}[0-9X]", number):
        raise NumberWrong(text)
    _check_date_and_digit(number)
    return Number(Kind.RESIDENT, number, "CHN")


def permanent_resident_number(text: str) -> Number:
    """Read the number of a foreigner's permanent resident card: 18 digits since 2023-12-01, 15 signs before.

    The new one begins with 9 and has the check digit of resident identity numbers; it stays for life. The old
    one is three letters of nationality and twelve digits. Raises NumberWrong.
    """
    number = compact(text)
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return Number(Kind.PERMANENT_RESIDENT_OLD, number, "CHN")
    if not re.fullmatch(r"9[0-9]{16}[0-9X]", number):
        raise NumberWrong(text)
    _check_date_and_digit(number)
    return Number(Kind.PERMANENT_RESIDENT, number, "CHN")


def _check_date_and_digit(number: str) -> None:
    # Not the place of birth: those that python-stdnum knows are not all that there were.
    if number[-1] != ric.calc_check_digit(number):
        raise NumberWrong(number)
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as wrong:
        raise NumberWrong(number) from wrong


def passport_number(text: str, country: str) -> Number:
    """Read a passport number by the shape that its country prints; any 5 to 15 signs where none is known.

    `country` is ISO 3166-1 alpha-3. Raises NumberWrong.
    """
    number = compact(text)
    if not re.fullmatch(_PASSPORT_SHAPES.get(country, _ANY_PASSPORT), number):
        raise NumberWrong(text)
    return Number(Kind.PASSPORT, number, country)


def home_return_number(text: str) -> Number:
    """Read the number of a travel permit of Hong Kong and Macao people; the issue's two digits are left out.

    Raises NumberWrong.
    """
    number = compact(text)
    if not re.fullmatch(r"[HM][0-9]{8}(?:[0-9]{2})?", number):
        raise NumberWrong(text)
    return Number(Kind.HOME_RETURN, number[:9], "CHN")


def taiwan_permit_number(text: str) -> Number:
    """Read the number of a travel permit of Taiwan people; the issue's two digits are left out.

    Raises NumberWrong.
    """
    number = compact(text)
    if not re.fullmatch(r"[0-9]{8}(?:[0-9]{2})?", number):
        raise NumberWrong(text)
    return Number(Kind.TAIWAN_PERMIT, number[:8], "CHN")


def credit_code(text: str) -> Number:
    """Read a unified social credit code (GB 32100-2015). Raises NumberWrong."""
    number = compact(text)
    if not uscc.is_valid(number):
        raise NumberWrong(text)
    return Number(Kind.CREDIT_CODE, number, "CHN")


def orcid(text: str) -> Number:
    """Read an ORCID iD, also from its address; the check character is ISO 7064 11-2. Raises NumberWrong."""
    number = compact(text.strip().rsplit("/", 1)[-1])
    if not re.fullmatch(r"[0-9]{15}[0-9X]", number):
        raise NumberWrong(text)
    total = 0
    for digit in number[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if number[-1] != ("X" if check == 10 else str(check)):
        raise NumberWrong(text)
    return Number(Kind.ORCID, number)


def born_on(number: Number) -> date | None:
    """The birth date that a lifelong number of a person holds; None for other numbers."""
    if number.kind not in (Kind.RESIDENT, Kind.PERMANENT_RESIDENT):
        return None
    return date(int(number.text[6:10]), int(number.text[10:12]), int(number.text[12:14]))


def is_male(number: Number) -> bool | None:
    """The sex that a resident identity number holds (17th digit odd: a man); None for others."""
    return int(number.text[16]) % 2 == 1 if number.kind is Kind.RESIDENT else None


def lasting(number: Number) -> str:
    """What of a lifelong number never changes.

    Of a credit code these are the nine signs of the body itself (GB 32100-2015, 4.4); what stands before them
    names the office and place of registration, which another office may give anew.
    """
    return number.text[8:17] if number.kind is Kind.CREDIT_CODE else number.text


def differ_for_life(one: Number, other: Number) -> bool:
    """Whether the two can only be of two different holders."""
    same_kind = one.is_lifelong and one.kind is other.kind and one.country == other.country
    return same_kind and lasting(one) != lasting(other)


def can_be_upgrade(old: Number, new: Number) -> bool:
    """Whether `new` can be what `old` was replaced by: a renewed document, or a card of the newer kind.

    The permanent resident card of 15 signs is upgraded to the one of 18: both hold the birth date, at places
    8–13 of the old one (year without century, month, day) and 7–14 of the new one.
    """
    if (old.kind, new.kind) == (Kind.PERMANENT_RESIDENT_OLD, Kind.PERMANENT_RESIDENT):
        return old.text[7:13] == new.text[8:14]
    return old.kind is new.kind and old.country == new.country and not differ_for_life(old, new)
