"""Labels of the words that packs use for kinds, modalities and grades, and the words of error pages."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

KINDS = {
    "right": gettext_lazy("Right"),
    "money": gettext_lazy("Money"),
    "deal": gettext_lazy("Deal between parties"),
    "duty": gettext_lazy("Duty"),
}

SECTIONS = {
    "rights": gettext_lazy("Right"),
    "programmes": gettext_lazy("Programme that pays"),
    "agreements": gettext_lazy("Agreement"),
    "duties": gettext_lazy("Duty"),
}

MODALITIES = {
    "must": gettext_lazy("binding"),
    "may": gettext_lazy("may be claimed"),
    "encourage": gettext_lazy("encouraged"),
    "explore": gettext_lazy("being explored"),
    "pilot": gettext_lazy("on trial"),
}


SYSTEM_TYPES = {
    "mechanism": gettext_lazy("Mechanisms"),
    "register": gettext_lazy("Registers"),
    "market": gettext_lazy("Markets"),
    "procedure": gettext_lazy("Procedures"),
    "programme": gettext_lazy("Programmes"),
    "fund": gettext_lazy("Funds"),
    "permit_scheme": gettext_lazy("Permits and visas"),
    "institution": gettext_lazy("Institutions"),
    "facility": gettext_lazy("Facilities"),
    "platform": gettext_lazy("Platforms"),
    "list": gettext_lazy("Lists and catalogues"),
    "it_system": gettext_lazy("Computer systems"),
    "zone": gettext_lazy("Zones"),
    "rule": gettext_lazy("Detailed rules"),
    "plan": gettext_lazy("Plans"),
    "event": gettext_lazy("Events"),
    "network": gettext_lazy("Networks"),
    "database": gettext_lazy("Databases"),
    "voucher": gettext_lazy("Vouchers"),
    "portal": gettext_lazy("Portals"),
}


def system_type(type: str) -> str:
    """Return what a type of system is called; a type of the pack's own stands as it is."""
    return str(SYSTEM_TYPES.get(type, type.replace("_", " ").capitalize()))


def grade_label(grade: str) -> str:
    """Return what the grade of a source means."""
    return {
        "A": gettext("Grade A: read on a published page"),
        "B": gettext("Grade B: widely known, not read on a page"),
        "C": gettext("Grade C: uncertain, for illustration only"),
    }.get(grade, grade)


def error_title(status: int) -> str:
    """Return the heading of an error page."""
    return {
        400: gettext("This request cannot be understood"),
        403: gettext("This page is not open to you"),
        404: gettext("This page is not here"),
        429: gettext("Too many attempts"),
        503: gettext("We will be back in a moment"),
    }.get(status, gettext("Something went wrong on our side"))


def error_words(status: int) -> str:
    """Return what happened and what to do."""
    return {
        400: gettext("Go back, reload the page and try again."),
        403: gettext(
            "It belongs to others, or the form stood open for too long. Go back, reload the page and send it "
            "again, or sign in with the account that it belongs to."
        ),
        404: gettext("The address may be mistyped, or what stood here was deleted, as unsaved answers are."),
        429: gettext("Wait a little and try again. What you have entered so far is kept."),
        503: gettext("The service is restarting. Try again in a moment; nothing was lost."),
    }.get(status, gettext("It has been recorded. Try again in a little while; what you had saved is kept."))
