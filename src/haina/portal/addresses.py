"""Where the things of a policy have their pages."""

from __future__ import annotations

from django.urls import reverse

from haina.policy import Policy
from haina.policy.element_records import Element

_PAGES = {
    "rights": "portal:right",
    "programmes": "portal:right",
    "agreements": "portal:agreement",
    "duties": "portal:duty",
}


def element_address(element: Element) -> str:
    """Return the page of a right, a programme, an agreement or a duty."""
    return reverse(_PAGES[element.section], args=[element.id])


def address_of(policy: Policy, id: str) -> str:
    """Return the page that shows what an id of the policy names; nothing where none does.

    A formula has the page of the element that it is a part of, a definition that of its clause.
    """
    if id in policy.elements:
        return element_address(policy.elements[id])
    if id in policy.calculators:
        return reverse("portal:calculator", args=[id])
    if id in policy.standards:
        return reverse("portal:standard", args=[id])
    owner = id.rpartition("_")[0]
    if owner in policy.elements:
        return element_address(policy.elements[owner])
    source = policy.program.rules.get(id)
    return reverse("portal:clause", args=[source.clause]) if source is not None and source.clause else ""
