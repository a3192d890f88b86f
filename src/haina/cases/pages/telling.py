"""Who is told what while an application runs, in words, before it is filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from haina.cases.audience import Told

#: What a notice tells of, by the event of the procedure that it stands under.
EVENTS: Mapping[str, Promise] = {
    "submitted": gettext_lazy("that it has arrived"),
    "accepted": gettext_lazy("that it is accepted"),
    "declined": gettext_lazy("that it is not accepted, and why"),
    "returned": gettext_lazy("what has to be corrected"),
    "answer_overdue": gettext_lazy("that the time for the correction is over"),
    "resubmitted": gettext_lazy("that the correction has arrived"),
    "extended": gettext_lazy("that it takes longer, and why"),
    "paused": gettext_lazy("that the clock stands still, and why"),
    "resumed": gettext_lazy("that the clock goes on"),
    "recounted": gettext_lazy("that the last day has changed"),
    "approved": gettext_lazy("that it is granted"),
    "refused": gettext_lazy("that it is refused, and why"),
    "issued": gettext_lazy("that the document is there"),
    "withdrawn": gettext_lazy("that it was withdrawn"),
    "revoked": gettext_lazy("that the document was revoked, and why"),
    "escalated": gettext_lazy("that a last day was missed"),
    "published": gettext_lazy("that it is on public notice"),
    "objection_made": gettext_lazy("that somebody has objected, not who"),
    "objection_answered": gettext_lazy("how an objection was answered"),
    "handed_in_later": gettext_lazy("that a promised document has arrived"),
    "promise_overdue": gettext_lazy("that a promised document is overdue"),
    "deemed_approved": gettext_lazy("that it counts as granted because nobody answered in time"),
    "deemed_refused": gettext_lazy("that it counts as refused because nobody answered in time"),
    "appealed": gettext_lazy("that there is an appeal"),
    "appeal_upheld": gettext_lazy("that the appeal was upheld"),
    "appeal_rejected": gettext_lazy("that the appeal was rejected"),
    "expiring": gettext_lazy("that the document is about to expire"),
    "expired": gettext_lazy("that the document has expired"),
    "reissued": gettext_lazy("that the document has been made anew"),
    "letter_issued": gettext_lazy("that there is a letter with the reasons"),
    "appointment_missed": gettext_lazy("that nobody came to an appointment, and what follows"),
    "moved": gettext_lazy("that another version of the policy applies"),
    "extension_asked": gettext_lazy("that a department asks for more time, and why"),
    "entrusted": gettext_lazy("that an agent goes on with it for the applicant"),
    "agent_dismissed": gettext_lazy("that an agent acts in it no more"),
}

RECIPIENTS: Mapping[str, Promise] = {
    "applicant": gettext_lazy("Whose application it is, and by a mandate whoever files it for them, is told"),
    "person": gettext_lazy("The person concerned is told"),
    "departments": gettext_lazy("The departments that work on it are told"),
    "supervisor": gettext_lazy("The supervisors are told"),
}


def told_in_words(told: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return who is told, and of what, in the order in which it may happen."""
    lines = []
    for recipient, words in RECIPIENTS.items():
        happened = [str(EVENTS[each]) for each in told.get(recipient, ()) if each in EVENTS]
        if happened:
            lines.append((str(words), gettext("; ").join(happened)))
    return lines


def parties_told(told: Iterable[Told]) -> list[tuple[str, list[str]]]:
    """Return the parties by name, each with what will be told to them; nothing where the list is empty."""
    return [(each.who, [str(EVENTS[on]) for on in each.on if on in EVENTS]) for each in told]
