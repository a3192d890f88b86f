"""`{% load cases %}`: stored pairs of texts, and names from a case's own procedure."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.template import Context
from django.utils.translation import gettext_lazy

from haina.cases.desks.memory import memory_of
from haina.cases.facts import Assurance
from haina.cases.names import in_active_language, source_in_words
from haina.cases.pages.shortcuts import KEYS
from haina.cases.policies import current_policy
from haina.policy.procedures import Procedure
from haina.rules.text import Text

register = template.Library()

_ASSURANCE = {
    Assurance.STATED: gettext_lazy("stated only"),
    Assurance.EVIDENCED: gettext_lazy("shown by a document"),
    Assurance.VERIFIED: gettext_lazy("verified"),
}


@register.simple_tag
def pair(texts: Mapping[str, str]) -> str:
    """Show a stored {zh, en} pair in the reader's language."""
    return in_active_language(Text(texts["zh"], texts["en"]))


@register.filter
def source_words(source: str) -> str:
    """Show where a fact was looked up."""
    return source_in_words(current_policy(), source)


@register.simple_tag
def assured(check: Mapping[str, object], fact: str) -> str:
    """Show how sure a fact was when the rules were asked; nothing where that was not written down."""
    kept = check.get("assurance")
    found = kept.get(fact) if isinstance(kept, Mapping) else None
    return str(_ASSURANCE[Assurance(found)]) if found else ""


@register.simple_tag
def verifies(procedure: Procedure, stage: str, fact: str) -> bool:
    """Whether a stage looks a fact up in its department's records."""
    return fact in procedure.stage(stage).verifies


@register.inclusion_tag("cases/parts/desk_keys.html", takes_context=True)
def desk_keys(context: Context) -> dict[str, object]:
    """What an officer's page adds for the keyboard; single keys do nothing where they are turned off."""
    memory = context.get("memory") or memory_of(context["request"].user.pk)
    return {"groups": KEYS, "shortcuts": memory.shortcuts}


@register.simple_tag
def document_title(procedure: Procedure, kind: str) -> str:
    """Show what kind of document a file is."""
    return in_active_language(procedure.document(kind).title)
