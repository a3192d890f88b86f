"""Mandates are offered and taken on, have powers, an end, and at most one at a time between the same two."""

from __future__ import annotations

from typing import Any

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.operations
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import RangeOperators
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

#: A mandate of a person had no end so far: it gets the longest that one may have.
_ENDS = """
UPDATE people_mandate SET valid_to = greatest(valid_from, current_date) + interval '3 years'
WHERE valid_to IS NULL AND person_id IS NOT NULL
"""
#: Of mandates between the same two that overlap, the widest stays and the others are ended.
_ONE_AT_A_TIME = """
UPDATE people_mandate AS one SET ended_at = now() WHERE EXISTS (
    SELECT FROM people_mandate AS other
    WHERE coalesce(other.organisation_id, other.person_id) = coalesce(one.organisation_id, one.person_id)
      AND other.account_id = one.account_id AND other.id <> one.id
      AND daterange(other.valid_from, other.valid_to, '[]') && daterange(one.valid_from, one.valid_to, '[]')
      AND (cardinality(other.scope) = 0, other.id) > (cardinality(one.scope) = 0, one.id)
)
"""
#: A check that needs two tables: nobody gives a mandate to the account of the same person.
_NOT_TO_ONESELF = """
CREATE FUNCTION people_mandate_not_to_oneself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM people_person WHERE id = NEW.person_id AND account_id = NEW.account_id) THEN
        RAISE EXCEPTION 'mandate_is_not_to_oneself' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mandate_is_not_to_oneself BEFORE INSERT OR UPDATE OF person_id, account_id ON people_mandate
FOR EACH ROW EXECUTE FUNCTION people_mandate_not_to_oneself();
"""
_UNDO_NOT_TO_ONESELF = """
DROP TRIGGER mandate_is_not_to_oneself ON people_mandate;
DROP FUNCTION people_mandate_not_to_oneself();
"""

_ACCOUNT = settings.AUTH_USER_MODEL
_KEEP = django.db.models.deletion.PROTECT
_DAYS = models.Func(
    "valid_from",
    "valid_to",
    models.Value("[]"),
    function="daterange",
    output_field=django.contrib.postgres.fields.DateRangeField(),
)
_POWERS = [
    ("file", "file: fill in, hand in, correct, withdraw"),
    ("read", "read what was filed under the mandate"),
    ("notices", "receive notices"),
    ("appoint", "give, take on and end mandates for the organisation"),
]


def _add(name: str, field: models.Field[Any, Any]) -> migrations.AddField:
    return migrations.AddField("mandate", name, field)


def _keep(constraint: models.BaseConstraint) -> migrations.AddConstraint:
    return migrations.AddConstraint("mandate", constraint)


class Migration(migrations.Migration):
    # Rows are changed and then checked: in one transaction PostgreSQL would still owe their foreign keys.
    atomic = False

    dependencies = [("people", "0002_words_of_names")]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.AlterField(
            "mandate",
            "account",
            models.ForeignKey(_ACCOUNT, blank=True, null=True, on_delete=_KEEP, related_name="mandates"),
        ),
        _add(
            "holder",
            models.ForeignKey(
                "people.organisation", blank=True, null=True, on_delete=_KEEP, related_name="mandates_held"
            ),
        ),
        _add(
            "powers",
            django.contrib.postgres.fields.ArrayField(
                models.CharField(choices=_POWERS, max_length=20),
                blank=True,
                default=list,
                help_text="What it lets do; empty lets do all.",
                size=None,
            ),
        ),
        _add("offered_to", models.CharField(blank=True, default="", max_length=254)),
        migrations.AlterField("mandate", "offered_to", models.CharField(blank=True, max_length=254)),
        _add("offered_at", models.DateTimeField(blank=True, null=True)),
        _add(
            "answered_by",
            models.ForeignKey(_ACCOUNT, blank=True, null=True, on_delete=_KEEP, related_name="+"),
        ),
        _add("answered_at", models.DateTimeField(blank=True, null=True)),
        _add("ended_at", models.DateTimeField(blank=True, null=True)),
        _add(
            "ended_by",
            models.ForeignKey(_ACCOUNT, blank=True, null=True, on_delete=_KEEP, related_name="+"),
        ),
        migrations.RunSQL(_ENDS, migrations.RunSQL.noop),
        migrations.RunSQL(_ONE_AT_A_TIME, migrations.RunSQL.noop),
        migrations.RunSQL(_NOT_TO_ONESELF, _UNDO_NOT_TO_ONESELF),
        _keep(
            models.CheckConstraint(
                condition=Q(account__isnull=True, holder__isnull=True, offered_to__gt="")
                | Q(account__isnull=False, holder__isnull=True)
                | Q(account__isnull=True, holder__isnull=False),
                name="mandate_has_one_holder",
            )
        ),
        _keep(
            models.CheckConstraint(
                condition=Q(holder__isnull=True)
                | Q(organisation__isnull=True)
                | ~Q(holder=F("organisation")),
                name="mandate_is_not_for_its_holder",
            )
        ),
        _keep(
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False) | Q(person__isnull=True, holder__isnull=True),
                name="mandate_of_a_person_or_to_an_agency_has_an_end",
            )
        ),
        _keep(
            models.CheckConstraint(
                condition=Q(powers__contained_by=["file", "read", "notices", "appoint"]),
                name="mandate_names_known_powers",
            )
        ),
        _keep(
            django.contrib.postgres.constraints.ExclusionConstraint(
                name="one_mandate_at_a_time_between_two",
                expressions=[
                    (Coalesce("organisation", "person"), RangeOperators.EQUAL),
                    (Coalesce("account", "holder"), RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True) & (Q(account__isnull=False) | Q(holder__isnull=False)),
            )
        ),
        _keep(
            django.contrib.postgres.constraints.ExclusionConstraint(
                name="one_offer_at_a_time_between_two",
                expressions=[
                    (Coalesce("organisation", "person"), RangeOperators.EQUAL),
                    ("offered_to", RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True, offered_to__gt=""),
            )
        ),
        migrations.AddIndex(
            "mandate",
            models.Index(
                fields=["offered_to"], name="mandate_offered", condition=Q(answered_at__isnull=True)
            ),
        ),
    ]
