"""What is said of a case about its money: what would be given, what stands in the way, where it went."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_noop

from haina.cases.consequences import Caution, Weight
from haina.cases.perform import Matter
from haina.money.arrivals import call_for, closed
from haina.money.commitments import plans_for
from haina.money.models import Award, CallApplication
from haina.money.offers import Offer, offers_of, payable
from haina.money.permissions import programmes_of
from haina.money.projects import may_overlap, outline_of
from haina.money.ranked import ranked
from haina.money.shown import money_text, yuan
from haina.people.permissions import State
from haina.policy.guarding import Outcome
from haina.rules.text import Text

#: States in which nothing has been decided yet.
_OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED, State.IN_REVIEW})


def cautions(matter: Matter, *, inside: bool) -> tuple[Caution, ...]:
    """What is to be said about the money of a case; `inside`: to an officer."""
    if matter.row.appeal_of_id is not None:
        return ()
    state = matter.state.state
    if state in (State.APPROVED, State.ISSUED, State.REVOKED, State.EXPIRED):
        return tuple(_granted(matter))
    if state is State.REFUSED or state in _OPEN:
        found = list(_arrival(matter)) if state is State.DRAFT else []
        found += _project(matter, inside=inside)
        for offer in offers_of(matter):
            found += _offered(offer, inside=inside)
        return tuple(found)
    return ()


def both(words: str | Promise, **names: object) -> Text:
    """A sentence in both languages; `names` fill its gaps, a Text by its language."""
    said = {}
    for short, code in (("zh", "zh-hans"), ("en", "en")):
        filled = {key: each.in_(short) if isinstance(each, Text) else each for key, each in names.items()}
        with translation.override(code):
            told = translation.gettext(words) if isinstance(words, str) else str(words)
            said[short] = told % filled if filled else told
    return Text(said["zh"], said["en"])


def _granted(matter: Matter) -> Iterator[Caution]:
    for award in Award.objects.filter(case=matter.row).order_by("programme"):
        amount = money_text(award.fen, matter.policy.head.currency.label)
        link = reverse("money:award", args=[award.pk])
        yield Caution(
            Weight.NOTE,
            both(gettext_noop("An award of %(amount)s was made."), amount=amount),
            link,
            both(gettext_noop("What is paid when")),
        )


def _arrival(matter: Matter) -> Iterator[Caution]:
    """Whether an application would still arrive in time."""
    chosen = CallApplication.objects.select_related("call").filter(case=matter.row).first()
    call = chosen.call if chosen is not None else call_for(programmes_of(matter.row), matter.now)
    if call is None:
        return
    if call.is_open(matter.now):
        words = gettext_noop("This goes to the call “%(call)s”. The time at which it arrives here counts.")
        yield Caution(Weight.NOTE, both(words, call=call.title))
    else:
        yield Caution(Weight.STOP, both(closed(call, matter.now).message))


def _project(matter: Matter, *, inside: bool) -> Iterator[Caution]:
    """To who fills it in: that the project can be told; to an officer: where it is compared with others."""
    state, programmes = matter.state.state, programmes_of(matter.row)
    if state is State.REFUSED or (not inside and state not in (State.DRAFT, State.RETURNED)):
        return
    outline = outline_of(matter.row.pk)
    if inside and outline is not None:
        words = gettext_noop("The project is “%(title)s”. Other projects that say the same stand beside it.")
        link = reverse("money:terms", args=[matter.row.pk, programmes[0]])
        more = both(gettext_noop("Compare the projects"))
        yield Caution(Weight.NOTE, both(words, title=outline.title), link, more)
    elif not inside and may_overlap(matter.policy, programmes):
        link = reverse("money:project", args=[matter.row.pk])
        if outline is None:
            words = gettext_noop("If this is for a project, say what it is and what it costs.")
            yield Caution(Weight.NOTE, both(words), link, both(gettext_noop("Describe the project")))
        else:
            words = gettext_noop("The project is “%(title)s”.")
            more = both(gettext_noop("Change its description"))
            yield Caution(Weight.NOTE, both(words, title=outline.title), link, more)


def _offered(offer: Offer, *, inside: bool) -> Iterator[Caution]:
    decided = offer.matter.state.state is State.REFUSED
    if offer.judgement.outcome is not Outcome.ALLOWED:
        stop = offer.judgement.outcome is Outcome.STOP
        weight = Weight.STOP if stop and inside else Weight.WARNING
        for reason in offer.judgement.reasons:
            text = reason
            if decided:
                text = _joined(reason, both(gettext_noop("You can appeal against the refusal.")))
            elif stop and not inside:
                text = _joined(both(gettext_noop("As it stands this could not be granted.")), reason)
            yield Caution(weight, text)
    if not inside or decided:
        return
    yield from _review(offer)
    yield from _amount(offer)


def _review(offer: Offer) -> Iterator[Caution]:
    """Where the review of the call has put the application."""
    found = ranked(offer.call, offer.matter.row.pk)
    if found is None:
        return
    link = reverse("review:round", args=[found.round.pk])
    more = both(gettext_noop("The round of review"))
    place = found.place
    if not found.round.closed:
        words = both(gettext_noop("The review of this call has not been closed: grants go by its ranking."))
        yield Caution(Weight.STOP, words, link, more)
    elif place is None or place.place is None:
        yield Caution(Weight.WARNING, both(gettext_noop("It has no place in the ranking.")), link, more)
    elif place.chosen:
        words = both(gettext_noop("Place %(place)s in the ranking: among those chosen."), place=place.place)
        yield Caution(Weight.NOTE, words, link, more)
    else:
        words = both(
            gettext_noop("Place %(place)s in the ranking: not among those chosen."), place=place.place
        )
        yield Caution(Weight.WARNING, words, link, more)


def _amount(offer: Offer) -> Iterator[Caution]:
    matter, label = offer.matter, offer.matter.policy.head.currency.label
    link = reverse("money:terms", args=[matter.row.pk, offer.right.id])
    lay_down = both(gettext_noop("Terms of the award"))
    if offer.due is None:
        yield Caution(Weight.STOP, _unknown(offer), link, lay_down)
        return
    fen = payable(offer)
    if fen == 0:
        yield Caution(Weight.NOTE, both(gettext_noop("By its formula a grant would pay nothing.")))
        return
    words = gettext_noop("A grant would give %(amount)s.")
    yield Caution(Weight.NOTE, both(words, amount=money_text(fen, label)), link, lay_down)
    if offer.call is not None:
        left = offer.call.account.available
        if left < fen:
            words = gettext_noop("The call has %(left)s left, which is not enough.")
            yield Caution(Weight.STOP, both(words, left=yuan(left)))
    elif not any(
        plan.account.available >= fen
        for plan in plans_for(offer.right.budget or "", offer.right.id, matter.on)
    ):
        words = gettext_noop("No filed plan of this year has this much money: the award would wait for it.")
        yield Caution(Weight.WARNING, both(words))


def _unknown(offer: Offer) -> Text:
    low, high = offer.bounds
    if low is not None and high is not None:
        words = gettext_noop(
            "The amount cannot be told; it lies between %(low)s and %(high)s. It has to be laid down first."
        )
        return both(words, low=yuan(low), high=yuan(high))
    if high is not None:
        words = gettext_noop(
            "The amount cannot be told; it is %(high)s at most. It has to be laid down first."
        )
        return both(words, high=yuan(high))
    return both(
        gettext_noop("The amount cannot be told; it has to be laid down, with its ground, before a grant.")
    )


def _joined(one: Text, other: Text) -> Text:
    return Text(f"{one.zh.rstrip('。')}。{other.zh}", f"{one.en.rstrip('.')}. {other.en}")
