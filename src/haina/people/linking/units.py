"""Names of organisations: what is left of them without the legal form and what stands in brackets."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from haina.people.linking import sounds
from haina.people.linking.names import Form, Name, plain

_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_IDEOGRAPHS = re.compile(r"[㐀-䶿一-鿿豈-﫿]+")
#: Legal forms at the end of a Chinese name, the longest first.
_FORMS = (
    "集团股份有限公司",
    "集团有限责任公司",
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限合伙",
    "有限公司",
    "股份公司",
    "合伙企业",
    "集团公司",
    "公司",
)
#: Words that say no more than the legal form, in the languages in which firms write themselves.
_FORM_WORDS = frozenset(
    {
        *(
            "co",
            "company",
            "corp",
            "corporation",
            "inc",
            "incorporated",
            "limited",
            "ltd",
            "llc",
            "llp",
            "plc",
        ),
        *("gmbh", "ag", "kg", "sa", "sarl", "sas", "bv", "nv", "ab", "oy", "spa", "srl", "pte", "pty", "kk"),
        *("the", "and", "of", "group", "holding", "holdings"),
    }
)


@lru_cache(maxsize=65_536)
def read_unit_name(text: str) -> Name:
    """Read the name of an organisation in characters or letters; it has no surname and one reading."""
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", text))
    characters = "".join(_IDEOGRAPHS.findall(bare))
    if len(characters) > 1:
        characters = _without_form(characters)
        form = Form((), tuple(sounds.mandarin(each) for each in characters))
        return Name(text, characters, (form,), ())
    words = plain(bare).split()
    telling = tuple(each for each in words if each not in _FORM_WORDS) or tuple(words)
    return Name(text, "", (Form((), telling),) if telling else (), ())


def _without_form(characters: str) -> str:
    for form in _FORMS:
        if characters.endswith(form) and len(characters) > len(form) + 1:
            return characters.removesuffix(form)
    return characters
