"""The forms of the books: what the rules ask, and what an act needs beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, gettext_lazy

from haina.cases.names import in_active_language
from haina.cases.pages.door import new_key
from haina.cases.pages.forms import TypedField, field_widget
from haina.money.books.acting import person_named
from haina.money.books.refusals import refuse
from haina.money.books.rules import fen_of
from haina.people.models import Person
from haina.policy import Policy
from haina.policy.procedures import FormField
from haina.rules.text import Text

#: A share as people write it; no exponents, which could stand for a number of any size.
_SHARE = re.compile(r"[0-9]{1,9}/[0-9]{1,9}|[0-9]{1,9}(?:\.[0-9]{1,9})?%?", re.ASCII)
#: What stands before the name of a fact in a form.
_FACT = "fact."


class BookForm(forms.Form):
    """One act in a book; `facts` are asked in the words of the pack, a history with one period."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        fields: Mapping[str, forms.Field],
        policy: Policy,
        facts: Iterable[str] = (),
    ) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False, initial={"key": new_key()})
        self.fields.update(fields)
        self.asked = tuple(facts)
        for name in self.asked:
            self.fields[_FACT + name] = _fact(policy, name)

    def facts(self) -> dict[str, object]:
        """The facts that were given, as typed; one that was left empty is not known."""
        given = ((name, self.fields[_FACT + name], _FACT + name) for name in self.asked)
        typed = {
            name: field.widget.value_from_datadict(self.data, self.files, sent) for name, field, sent in given
        }
        return {name: value for name, value in typed.items() if value is not None and value != ""}

    def act_key(self) -> UUID:
        """The key of the form; one that is no key of ours is a refusal."""
        try:
            return UUID(str(self.cleaned_data.get("key")))
        except ValueError as error:
            words = gettext("The form was not sent as it was drawn. Open it again.")
            raise refuse("no_key", words) from error


def _fact(policy: Policy, name: str) -> TypedField:
    fact = policy.facts[name]
    asked = fact.question or fact.label
    drawn = FormField(name, True, fact.type, asked, fact.help, False, None, None, None, (), False, fact.place)
    said = "" if fact.unit is None else in_active_language(fact.unit).strip("()（）")
    unit = f" ({said})" if said else ""
    return TypedField(
        label=in_active_language(asked) + unit,
        help_text="" if fact.help is None else in_active_language(fact.help),
        required=False,
        widget=field_widget(drawn),
    )


def words(label: Any, *, help_text: Any = "", most: int = 200, required: bool = True) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=label, help_text=help_text, max_length=most, required=required)


def lines(label: Any, help_text: Any, *, required: bool = True) -> forms.CharField:
    """Several lines of text."""
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, help_text=help_text, max_length=4000, required=required, widget=widget
    )


def amount(label: Any, *, required: bool = True) -> forms.CharField:
    """An amount in yuan."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=24, required=required, widget=widget)


def day(label: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def choice(label: Any, choices: Iterable[tuple[str, str]], *, required: bool = True) -> forms.ChoiceField:
    """One of several."""
    return forms.ChoiceField(label=label, choices=list(choices), required=required)


def document() -> forms.CharField:
    """The number of a decision or receipt."""
    return words(gettext_lazy("Number of the document"), most=120)


def person() -> forms.CharField:
    """Somebody by e-mail address or number of a document."""
    return words(
        gettext_lazy("Who"), help_text=gettext_lazy("E-mail address, or number of an identity document.")
    )


def fen(text: str) -> int:
    """What was typed as an amount of yuan, in fen; raises MoneyRefusal for what is none."""
    return fen_of(text.strip().replace(",", "").replace("，", ""))


def shares_in(text: str) -> dict[Person, Fraction]:
    """The people and shares of lines such as `ada@example.org 1/3` or `… 40%`; raises MoneyRefusal."""
    found: dict[Person, Fraction] = {}
    for line in filter(None, (each.strip() for each in text.splitlines())):
        who, _, share = line.rpartition(" ")
        named = person_named(who)
        if named in found:
            raise refuse("person_has_one_part", gettext("Nobody is named twice."))
        found[named] = share_in(share)
    return found


def share_in(text: str) -> Fraction:
    """A share such as `1/3`, `0.4` or `40%`; raises MoneyRefusal."""
    said = text.strip().replace("％", "%")
    try:
        if _SHARE.fullmatch(said) is None:
            raise ValueError(said)
        share = Fraction(said.removesuffix("%")) / (100 if said.endswith("%") else 1)
    except (ValueError, ZeroDivisionError) as error:
        message = gettext("“%(text)s” is not a share. Write 1/3, 0.4 or 40%%.") % {"text": said[:40]}
        raise refuse("no_share", message) from error
    return share


def titled(titles: Iterable[tuple[str, Text]]) -> list[tuple[str, str]]:
    """Choices in the reader's language."""
    return [(id, in_active_language(title)) for id, title in titles]
