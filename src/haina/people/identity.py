"""Checks of identifiers that have a check character of their own."""

import re

#: The 31 characters of a unified social credit code; I, O, S, V and Z are left out as easy to misread.
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_CREDIT_CODE = re.compile(f"[{CREDIT_CODE_ALPHABET}]{{18}}")
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def credit_code_check_character(first_seventeen: str) -> str:
    """Return the eighteenth character of a unified social credit code (GB 32100-2015, annex A).

    Raises ValueError if a character is not of the code's alphabet.
    """
    total = sum(
        CREDIT_CODE_ALPHABET.index(character) * weight
        for character, weight in zip(first_seventeen, _WEIGHTS, strict=True)
    )
    return CREDIT_CODE_ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    """Whether the text is a well-formed unified social credit code with the right check character."""
    return bool(_CREDIT_CODE.fullmatch(text)) and credit_code_check_character(text[:17]) == text[17]
