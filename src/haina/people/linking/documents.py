"""From the kind of a stored identity document to the number that it bears."""

from __future__ import annotations

from haina.people.linking import numbers
from haina.people.linking.numbers import Number, NumberWrong


def read_number(kind: str, country: str, text: str) -> Number | None:
    """The number of a document of a kind (of `IdentityDocument.Kind`); None where it has no known shape."""
    try:
        if kind == "passport":
            return numbers.passport_number(text, country)
        if country != "CHN":
            return None
        return _CHINESE[kind](text) if kind in _CHINESE else None
    except NumberWrong:
        return None


_CHINESE = {
    "identity_card": numbers.resident_number,
    "permanent_resident_card": numbers.permanent_resident_number,
    "home_return_permit": numbers.home_return_number,
    "taiwan_permit": numbers.taiwan_permit_number,
}
