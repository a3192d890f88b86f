"""`{% load running %}`: where officers go whose departments issue vouchers or give guarantees."""

from __future__ import annotations

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext

from haina.cases.pages.door import visit_of
from haina.cases.policies import current_policy
from haina.money.guarantees.queries import programmes_of as guaranteed_by
from haina.money.vouchers.queries import programmes_of as vouchers_by

register = template.Library()


@register.simple_tag(takes_context=True)
def office_links(context: Context) -> list[tuple[str, str]]:
    """Titles and addresses of the offices that are the reader's, none where the reader has none."""
    actor, policy = visit_of(context["request"]).actor, current_policy()
    offices = (
        (gettext("Vouchers of the department"), "vouchers:office", vouchers_by(actor, policy)),
        (gettext("Guarantees of the department"), "guarantees:office", guaranteed_by(actor, policy)),
    )
    return [(title, reverse(name)) for title, name, rights in offices if rights]
