"""What runs for a clause, in one line: what is granted or paid, who agrees, who owes it until when."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext, ngettext

from haina.policy import Policy, Right
from haina.policy.element_records import Agreement, Duty, Element
from haina.portal.elements.duties import due_words
from haina.portal.elements.phrases import figure_of, phrase_of
from haina.portal.elements.words import WAYS
from haina.portal.words import in_words, list_words


def line_of(policy: Policy, element: Element, on: date) -> str:
    """Return what an element does, in a line."""
    if isinstance(element, Duty):
        return _duty_line(policy, element, on)
    if isinstance(element, Agreement):
        return _agreement_line(policy, element)
    if isinstance(element, Right) and element.amount_rule:
        return _money_line(policy, element, on)
    return in_words(element.grants.title) if isinstance(element, Right) else ""


def _duty_line(policy: Policy, duty: Duty, on: date) -> str:
    owing = list_words(in_words(policy.name_of(id)) for id in duty.owed_by)
    said = {"owing": owing, "due": due_words(policy, duty, on)}
    return gettext("Owed by: %(owing)s. %(due)s.") % said


def _agreement_line(policy: Policy, agreement: Agreement) -> str:
    parties = list_words(in_words(each.title or policy.name_of(each.role)) for each in agreement.parties)
    count = len(agreement.terms)
    terms = ngettext("%(count)s term to be agreed", "%(count)s terms to be agreed", count) % {"count": count}
    said = {"parties": parties, "terms": terms, "way": WAYS[agreement.found_by]}
    return gettext("Between: %(parties)s; %(terms)s; found %(way)s.") % said


def _money_line(policy: Policy, right: Right, on: date) -> str:
    """Return how much is paid: the amount, its formula where that is short, otherwise what it is for."""
    rule = right.amount_rule or ""
    said = figure_of(policy, rule, on) or phrase_of(policy, rule, on).line
    return gettext("Pays: %(amount)s") % {"amount": said} if said else in_words(right.grants.title)
