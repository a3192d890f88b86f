"""Tell a no by a signed letter."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from haina.cases.decide_papers import TellByLetter
from haina.cases.issuing import Made, make_letter
from haina.cases.letters import outcome_of
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.refusals import Refusal
from haina.people.actors import Automaton, automation
from haina.people.permissions import Verb


def tell_by_letter(now: datetime, case_id: UUID) -> Receipt:
    """Make, sign and keep the letter of a refusal or of what was not accepted; twice does it once."""
    actor = automation(Automaton.ISSUING)
    order = Order(actor, Verb.ISSUE, now, case_id, f"letter:{case_id}", None)
    made: list[Made] = []

    def prepare(matter: Matter) -> TellByLetter:
        outcome = outcome_of(matter.state.state)
        if outcome is None or outcome == "approved":
            raise Refusal("nothing_to_tell", _("There is no refusal to tell of."))
        letter = make_letter(matter, outcome)
        made.append(letter)
        return TellByLetter(letter.paper.number, outcome, letter.pdf_sha256, letter.credential_sha256)

    def keep(matter: Matter) -> None:
        made[-1].keep(matter)

    return perform(order, prepare, change=keep)
