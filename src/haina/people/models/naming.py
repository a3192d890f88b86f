"""What people and organisations are called and where they work, from when to when."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from haina.people.models.acting import Organisation, Person

_IN_ORDER = Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from"))


class PersonName(models.Model):
    """A further name of a person beside the present one: former, or in another script or spelling."""

    class Use(models.TextChoices):
        """What the name is."""

        FORMER = "former", _("former name")
        SPELLING = "spelling", _("other spelling or script")
        ALIAS = "alias", _("also known as")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="further_names")
    text = models.CharField(_("name"), max_length=200)
    use = models.CharField(_("use"), max_length=20, choices=Use.choices, default=Use.SPELLING)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("further name")
        verbose_name_plural = _("further names")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "text"), name="name_of_a_person_once"),
            models.CheckConstraint(condition=_IN_ORDER, name="person_name_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.text


class OrganisationName(models.Model):
    """A former name of an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="former_names")
    text = models.CharField(_("name"), max_length=200)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("former name of an organisation")
        verbose_name_plural = _("former names of organisations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=_IN_ORDER, name="organisation_name_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return self.text


class Contact(models.Model):
    """Something by which a person is reached or known elsewhere; several people may share an address."""

    class Kind(models.TextChoices):
        """What it is."""

        EMAIL = "email", _("e-mail address")
        PHONE = "phone", _("telephone")
        ORCID = "orcid", "ORCID"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=254)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "kind", "value"), name="contact_of_a_person_once")
        ]

    def __str__(self) -> str:
        return self.value


class Employment(models.Model):
    """A time for which a person works for an organisation."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="employments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="employments")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        constraints: ClassVar = [
            models.CheckConstraint(condition=_IN_ORDER, name="employment_ends_after_it_begins"),
            ExclusionConstraint(
                name="employed_once_at_a_time_by_one",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "valid_from",
                            "valid_to",
                            models.Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"
