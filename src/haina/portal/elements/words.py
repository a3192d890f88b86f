"""The words for what packs say in keys: how a price is found, what is set off, how a duty stands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

#: How the price or the other side of an agreement is found.
WAYS = {
    "negotiation": gettext_lazy("by negotiation between the parties"),
    "listing": gettext_lazy("by listing on a market"),
    "auction": gettext_lazy("by auction"),
    "application": gettext_lazy("by application and selection"),
    "matching": gettext_lazy("by matching offers and needs"),
    "appointment": gettext_lazy("by appointment"),
}

#: What an agreement sets off.
TRIGGERS = {
    "split": gettext_lazy("Split"),
    "tax": gettext_lazy("Tax"),
    "registration": gettext_lazy("Registration"),
    "payment": gettext_lazy("Payment"),
    "filing": gettext_lazy("Filing"),
    "right": gettext_lazy("Right"),
    "duty": gettext_lazy("Duty"),
}

#: How a duty stands: the tone of its tag, its words, and what that means.
STATES = {
    "not_in_force": (
        "not_in_force",
        gettext_lazy("Not in force"),
        gettext_lazy("Nobody owes this on that day: it begins later, has ended, or is not switched on."),
    ),
    "not_owed": (
        "plain",
        gettext_lazy("Not owed"),
        gettext_lazy("What would make it owed does not hold."),
    ),
    "unknown": (
        "unknown",
        gettext_lazy("Cannot tell yet"),
        gettext_lazy("What is missing is named below; nothing is guessed."),
    ),
    "fulfilled": ("good", gettext_lazy("Fulfilled"), gettext_lazy("It was done in time.")),
    "fulfilled_late": (
        "unsure",
        gettext_lazy("Fulfilled, but late"),
        gettext_lazy("It was done after its last day."),
    ),
    "due": (
        "later",
        gettext_lazy("Owed, not late"),
        gettext_lazy("It has not been done, and its last day is not over, or nobody has set one."),
    ),
    "late": ("bad", gettext_lazy("Late"), gettext_lazy("It has not been done, and its last day is over.")),
}

#: Whether an agreement stands, by its status.
VALIDITY = {
    "yes": ("good", gettext_lazy("Valid"), gettext_lazy("Every condition and every term holds.")),
    "no": (
        "bad",
        gettext_lazy("Not valid"),
        gettext_lazy("At least one condition or term does not hold; it is marked below."),
    ),
    "unknown": (
        "unknown",
        gettext_lazy("Cannot tell yet"),
        gettext_lazy("What is missing is named below; nothing is guessed."),
    ),
    "not_in_force": (
        "not_in_force",
        gettext_lazy("Not in force"),
        gettext_lazy("The policy does not have this agreement on that day."),
    ),
}

#: Whether money is taken back, by the status of that rule.
TAKEN_BACK = {
    "yes": ("bad", gettext_lazy("Taken back")),
    "no": ("plain", gettext_lazy("Not taken back")),
}

#: What the values of an element are called, by the ends of their names.
PARTS = {
    "amount": gettext_lazy("Amount"),
    "term": gettext_lazy("For how long"),
    "price": gettext_lazy("Price or value"),
    "due": gettext_lazy("Last day"),
    "due_within": gettext_lazy("Period"),
    "every": gettext_lazy("Period"),
    "fulfilled": gettext_lazy("Fulfilled"),
}
