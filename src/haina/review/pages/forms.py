"""The forms of reviews, made for the scheme that they are for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from haina.cases.names import in_active_language
from haina.cases.policies import current_policy
from haina.people.actors import Actor
from haina.policy import Policy
from haina.policy.reviewing import ReviewScheme, Tilt
from haina.review.assigned import Sheet
from haina.review.models import Round
from haina.review.schemes import scheme_of, standard_on
from haina.review.verbs.appoint_reviewer import roles_that_judge
from haina.review.verbs.open_round import NewRound
from haina.review.verbs.score import Mark
from haina.rules.text import Text

_LONGEST_WORDS = 2000
_HUNDRED = Decimal(100)


def offices_of(actor: Actor, policy: Policy) -> list[tuple[str, str]]:
    """The departments in which the actor may begin something, with their titles."""
    named = policy.departments if "" in actor.supervises else sorted(actor.departments | actor.supervises)
    return [
        (id, in_active_language(policy.departments[id].title)) for id in named if id in policy.departments
    ]


class _Plain(forms.Form):
    """A form without marks of the browser's own."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


def _words(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, max_length=_LONGEST_WORDS, widget=widget, required=required, help_text=help_text
    )


class RoundForm(_Plain):
    """A new round by a scheme: only what the pack leaves open is asked."""

    title_zh = forms.CharField(label=gettext_lazy("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=120)
    department = forms.ChoiceField(label=gettext_lazy("Department"))
    opens_at = _moment(gettext_lazy("Marks can be given from"))
    closes_at = _moment(gettext_lazy("Marks can be given until"))
    places = forms.IntegerField(
        label=gettext_lazy("Places to give"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("How many can be chosen. Leave it empty where the number does not matter."),
    )
    least_reviews = forms.IntegerField(
        label=gettext_lazy("Reviews that each application needs"), min_value=1, max_value=50
    )

    def __init__(self, *args: Any, actor: Actor, scheme: ReviewScheme, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = current_policy()
        self.scheme = scheme
        self.fields["department"].choices = offices_of(actor, policy)  # type: ignore[attr-defined]  # a choice field
        self.fields["least_reviews"].initial = scheme.reviews
        self.asked_tilts = [tilt for tilt in scheme.tilts if standard_on(policy, tilt.standard, on) is None]
        for criterion in scheme.criteria if scheme.weights is None else ():
            self.fields[f"weight_{criterion.id}"] = forms.DecimalField(
                label=gettext("Weight of “%(what)s” in per cent")
                % {"what": in_active_language(criterion.title)},
                min_value=0,
                max_value=100,
                decimal_places=2,
            )
        for tilt in self.asked_tilts:
            self.fields[f"tilt_{tilt.id}"] = self._tilt(tilt)
        if scheme.weights is None or self.asked_tilts:
            self.fields["ground"] = _words(
                gettext_lazy("Why these weights and this tilt"),
                help_text=gettext_lazy("The policy leaves them open; everybody can read the reason."),
            )

    @staticmethod
    def _tilt(tilt: Tilt) -> forms.DecimalField:
        what = {"what": in_active_language(tilt.title), "clause": tilt.clause}
        if tilt.reserves is not None:
            label = gettext("“%(what)s” (%(clause)s): per cent of the places") % what
            return forms.DecimalField(label=label, min_value=0, max_value=100, decimal_places=2)
        label = gettext("“%(what)s” (%(clause)s): marks that are added") % what
        return forms.DecimalField(label=label, min_value=0, max_value=100_000, decimal_places=2)

    def wanted(self) -> NewRound:
        """The round as it is asked for."""
        given = self.cleaned_data
        open_weights = self.scheme.weights is None
        return NewRound(
            scheme=self.scheme.id,
            department=given["department"],
            title=Text(zh=given["title_zh"], en=given["title_en"]),
            opens_at=given["opens_at"],
            closes_at=given["closes_at"],
            places=given["places"],
            weights={id: given[f"weight_{id}"] / _HUNDRED for id in self.scheme.by_criterion if open_weights},
            tilts={
                tilt.id: given[f"tilt_{tilt.id}"] / (_HUNDRED if tilt.reserves is not None else 1)
                for tilt in self.asked_tilts
            },
            ground=given.get("ground", ""),
            least_reviews=given["least_reviews"],
        )


class EntryForm(_Plain):
    """An application for a round; what its facts leave open the officer states, with the ground."""

    case = forms.ChoiceField(label=gettext_lazy("Application"))

    def __init__(self, *args: Any, round: Round, cases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme = scheme_of(round)
        self.fields["case"].choices = cases  # type: ignore[attr-defined]  # a choice field
        for tilt in self.scheme.tilts:
            self.fields[f"tilt_{tilt.id}"] = forms.ChoiceField(
                label=in_active_language(tilt.title),
                help_text=gettext_lazy("Counts where the facts of the application leave it open."),
                choices=[("", gettext("as its facts say")), ("yes", gettext("yes")), ("no", gettext("no"))],
                required=False,
            )
        self.fields["ground"] = _words(
            gettext_lazy("Why it belongs here"),
            required=False,
            help_text=gettext_lazy(
                "Needed where its facts do not say its class, or whether the tilt is for it."
            ),
        )

    @property
    def tilts(self) -> Mapping[str, bool]:
        """Which tilts the officer states."""
        given = {tilt.id: self.cleaned_data[f"tilt_{tilt.id}"] for tilt in self.scheme.tilts}
        return {id: said == "yes" for id, said in given.items() if said}


class ExpertForm(_Plain):
    """Somebody to be appointed as an expert."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the account"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    department = forms.ChoiceField(label=gettext_lazy("Department"))
    field = forms.CharField(label=gettext_lazy("Field"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = current_policy()
        roles = [(role, in_active_language(policy.name_of(role))) for role in roles_that_judge()]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]  # a choice field
        self.fields["department"].choices = offices_of(actor, policy)  # type: ignore[attr-defined]  # a choice field


class ExtendForm(_Plain):
    """A later end."""

    closes_at = _moment(gettext_lazy("Marks can be given until"))


class ConflictForm(_Plain):
    """Why one may not judge an application."""

    words = _words(gettext_lazy("What stands between you and this application?"))


class SheetForm(_Plain):
    """The marks of a task: for each criterion a mark and words, as far as one has come."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": sheet.seen}, **kwargs)
        self.scheme = sheet.scheme
        low, high = sheet.scheme.marks.lowest, sheet.scheme.marks.highest
        for criterion in sheet.scheme.criteria:
            known = sheet.scores.get(criterion.id)
            title = {"what": in_active_language(criterion.title)}
            self.fields[f"mark_{criterion.id}"] = forms.DecimalField(
                label=gettext("Mark for “%(what)s”") % title,
                help_text=gettext("%(asks)s From %(low)s to %(high)s.")
                % {"asks": in_active_language(criterion.asks), "low": low, "high": high},
                min_value=low,
                max_value=high,
                decimal_places=2,
                required=False,
                initial=None if known is None else f"{known.mark.normalize():f}",
            )
            self.fields[f"words_{criterion.id}"] = _words(
                gettext("Why, about “%(what)s”") % title, required=False
            )
            self.fields[f"words_{criterion.id}"].initial = "" if known is None else known.words

    def marks(self) -> Mapping[str, Mark]:
        """The marks that were written."""
        found = {}
        for criterion in self.scheme.criteria:
            mark = self.cleaned_data.get(f"mark_{criterion.id}")
            if mark is not None:
                found[criterion.id] = Mark(mark, self.cleaned_data.get(f"words_{criterion.id}", ""))
        return found

    def clean(self) -> dict[str, Any]:
        """Words without a mark are asked for their mark, so that nothing written is lost."""
        cleaned: dict[str, Any] = super().clean() or {}
        for id in self.scheme.by_criterion:
            lacking = cleaned.get(f"words_{id}") and cleaned.get(f"mark_{id}") is None
            if lacking and f"mark_{id}" not in self.errors:
                self.add_error(f"mark_{id}", gettext("Give a mark too."))
        return cleaned
