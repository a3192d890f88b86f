"""`{% load haina %}`: texts and dates in the reader's language, the navigation, and the pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html

from haina.cases.policies import current_policy
from haina.policy import Clause, Right
from haina.policy.element_records import Element
from haina.portal import addresses, drawing, labels, navigation, procedures, words
from haina.rules import Text

register = template.Library()


@register.filter
def text(value: Text | str | None) -> str:
    """Show a Text of the policy in the language of the reader."""
    return words.in_words(value)


@register.filter(expects_localtime=True)
def day(value: date | datetime | None) -> str:
    """Show a calendar day."""
    return words.day_words(value)


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """Show a day with hour and minute."""
    return words.time_words(value)


@register.filter
def number(value: Decimal | int | None) -> str:
    """Show a number."""
    return words.number_words(value)


@register.filter
def address(element: Element) -> str:
    """Return the page of a right, a programme, an agreement or a duty."""
    return addresses.element_address(element)


@register.filter
def section(element: Element) -> str:
    """Show what an element is: a right, a programme, an agreement or a duty."""
    return str(labels.SECTIONS[element.section])


@register.simple_tag
def span(first: date | None, last: date | None) -> str:
    """Show a span of days, both included."""
    return words.span_words(first, last)


@register.simple_tag(takes_context=True, name="navigation")
def navigation_tag(context: Context) -> navigation.Site:
    """Return what header and footer show to this visitor on this page."""
    return navigation.site(context.get("request"))


@register.simple_tag(takes_context=True)
def other_language(context: Context) -> navigation.OtherLanguage:
    """Return where the same page stands in the other language."""
    return navigation.other_language(context.get("request"))


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """Return the numbers of the pages near this one and at both ends, with a sign where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.simple_tag
def timeline(steps: Sequence[tuple[date, Any]], on: date) -> drawing.TimelineDrawing:
    """Return a timeline ready for <c-timeline :drawing="…" />."""
    return drawing.draw_timeline([(start, str(kind)) for start, kind in steps], on)


@register.simple_tag
def procedure_picture(
    key: str, on: date, states: Mapping[str, str] | None = None
) -> procedures.ProcedureDrawing | None:
    """Return a procedure ready for <c-procedure :drawing="…" />; `states` marks stages as 'done' or 'now'."""
    return procedures.draw_procedure(current_policy(), key, on, states)


@register.simple_tag
def actor(key: str) -> str:
    """Show who acts: a department by its name, a role by its label."""
    return words.in_words(current_policy().name_of(key))


@register.simple_tag
def actor_link(key: str) -> str:
    """Show who acts; a department leads to its page."""
    policy = current_policy()
    name = words.in_words(policy.name_of(key))
    if key not in policy.departments:
        return name
    return format_html('<a href="{}">{}</a>', reverse("portal:department", args=[key]), name)


@register.simple_tag
def clause_modality(clause: Clause) -> str:
    """Show how strongly a clause binds."""
    return str(labels.MODALITIES[clause.modality])


@register.simple_tag
def formula_title(name: str) -> str:
    """Show what a rule or formula of the policy is called."""
    return words.in_words(current_policy().program.rules[name].label)


@register.simple_tag
def grade(letter: str) -> str:
    """Show how sure a source is."""
    return labels.grade_label(letter)


@register.inclusion_tag("portal/parts/clause_kind.html")
def clause_kind(clause: Clause) -> dict[str, str]:
    """Show the kind and the modality of a clause as tags."""
    return {
        "kind": str(labels.KINDS[clause.kind]),
        "modality": str(labels.MODALITIES[clause.modality]),
        "trial": "1" if clause.in_trial else "",
    }


@register.simple_tag
def api_links(name: str, *keys: str) -> tuple[navigation.Link, ...]:
    """Return where a list or a thing can be had as data."""
    return navigation.api_links(name, keys)


@register.simple_tag
def error_title(status: int) -> str:
    """Show the heading of an error page."""
    return labels.error_title(status)


@register.simple_tag
def error_words(status: int) -> str:
    """Show what happened and what to do."""
    return labels.error_words(status)


@register.simple_tag
def fact_label(name: str) -> str:
    """Show what a fact is called."""
    return words.in_words(current_policy().facts[name].label)


@register.simple_tag
def unset_reason(name: str) -> str:
    """Show why a standard has no value and who would set it."""
    return words.in_words(current_policy().standards[name].unset)


@register.simple_tag
def apply_link(right: Right) -> str:
    """Return where an application for a right begins; nothing where there is no procedure."""
    return navigation.apply_address(right)
