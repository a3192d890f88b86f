"""Why a draft is not changed, tried or published: words for every promise of the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal

WORDS: Mapping[str, str | Promise] = {
    "draft_is_open": _("The draft is published or discarded; it does not change any more."),
    "draft_changes_a_standard_once": _("The draft changes this standard already."),
    "draft_is_stale": _(
        "Another version of the policy has come into force since the draft was written. "
        "Its author looks at it again and saves it over that version."
    ),
    "draft_is_over_an_older_version": _(
        "Another version of the policy has come into force meanwhile. Look at it, bring your changes over "
        "it, and save again."
    ),
    "draft_is_values_or_pack": _("A draft changes values or is a whole pack, not both."),
    "draft_changes_types": _(
        "The draft gives %(facts)s another type, so that one city cannot answer both. "
        "Compare on the command line with a city for each."
    ),
    "publication_is_the_pack": _("What would be published is not the pack that was consented to."),
    "draft_says_nothing": _("The draft changes nothing."),
    "draft_cannot_be_read": _("With this draft the policy cannot be read: %(problem)s"),
    "draft_changed_meanwhile": _("The draft was changed since you looked at it. Read it again first."),
    "draft_changes_the_past": _("A value would begin on a day that is past. Change the day first."),
    "draft_changes_no_right": _(
        "No right or programme of persons or organisations rests on what the draft changes, "
        "so there is nothing to ask of a city."
    ),
    "draft_has_no_city": _("The policy says nothing about a city, so no draft can be tried over one."),
    "draft_consented_by_two_people": _("You have consented already. The second consent is another person’s."),
    "draft_consented_in_turn": _("Somebody else has just consented. Look at the draft again."),
    "draft_takes_two_consents": _("Two people have consented already."),
    "draft_author_is_not_the_second": _(
        "You wrote this draft, and somebody else has consented first. The second consent is another person’s."
    ),
    "draft_consent_has_a_reason": _("Say why you consent."),
    "draft_consent_is_to_what_stands": _(
        "The draft was changed since you looked at it. Read it again first."
    ),
    "draft_consent_stays_itself": _("The draft is published; a consent to it cannot be withdrawn any more."),
    "draft_no_consent": _("You have not consented to this draft."),
    "draft_change_voids_consents": _("A change of the draft voids the consents to it."),
    "publication_has_two_consents": _(
        "A draft is published when two people have consented to it as it stands."
    ),
    "draft_record_is_kept": _("What was published, and the record of it, is never changed."),
}


def refuse(code: str, **facts: object) -> Refusal:
    """The refusal of a promise that is seen before the database is asked."""
    return Refusal(code, str(WORDS[code]) % facts if facts else WORDS[code], **facts)


@contextmanager
def kindly() -> Iterator[None]:
    """Turn a broken promise of the database into a Refusal in the reader's language."""
    try:
        yield
    except DatabaseError as error:
        cause = error.__cause__
        name = (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""
        if name not in WORDS:
            raise
        raise refuse(name) from error
