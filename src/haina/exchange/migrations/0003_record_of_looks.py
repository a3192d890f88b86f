"""The record of looks: each entry hashed, covered by daily roots; stated numbers are asked with their bearer."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from haina.exchange.roots import hash_of
from haina.exchange.trees import NO_HASH

FORWARD = """
CREATE OR REPLACE FUNCTION exchange_answer_within_question() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    asked varchar[];
    whose jsonb;
BEGIN
    SELECT names, bearer INTO asked, whose FROM exchange_registerrequest WHERE id = NEW.request_id;
    IF EXISTS (SELECT FROM jsonb_object_keys(NEW.payload -> 'values') AS answered WHERE answered <> ALL (asked)) THEN
        RAISE EXCEPTION 'the answer to % holds a field that was not asked', NEW.request_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF whose <> '{}' AND NEW.payload -> 'values' <> '{}' AND NEW.payload -> 'matched' IS DISTINCT FROM 'true' THEN
        RAISE EXCEPTION 'the answer to % is about somebody else', NEW.request_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION exchange_refuse_uncovering() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.root_id IS NULL AND NEW.root_id IS NOT NULL
        AND (NEW.id, NEW.request_id, NEW.sequence, NEW.hash, NEW."on")
            IS NOT DISTINCT FROM (OLD.id, OLD.request_id, OLD.sequence, OLD.hash, OLD."on") THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an entry of % is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$body$;

CREATE TRIGGER look_entry_is_kept BEFORE UPDATE ON exchange_lookentry
    FOR EACH ROW EXECUTE FUNCTION exchange_refuse_uncovering();
CREATE TRIGGER look_entry_stays BEFORE DELETE ON exchange_lookentry
    FOR EACH ROW EXECUTE FUNCTION exchange_refuse_change();
CREATE TRIGGER look_entries_are_kept BEFORE TRUNCATE ON exchange_lookentry
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_refuse_change();
CREATE TRIGGER look_root_is_kept BEFORE UPDATE OR DELETE ON exchange_lookroot
    FOR EACH ROW EXECUTE FUNCTION exchange_refuse_change();
CREATE TRIGGER look_roots_are_kept BEFORE TRUNCATE ON exchange_lookroot
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_refuse_change();
"""

BACKWARD = """
DROP TRIGGER look_roots_are_kept ON exchange_lookroot;
DROP TRIGGER look_root_is_kept ON exchange_lookroot;
DROP TRIGGER look_entries_are_kept ON exchange_lookentry;
DROP TRIGGER look_entry_stays ON exchange_lookentry;
DROP TRIGGER look_entry_is_kept ON exchange_lookentry;
DROP FUNCTION exchange_refuse_uncovering();
CREATE OR REPLACE FUNCTION exchange_answer_within_question() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    asked varchar[];
BEGIN
    SELECT names INTO asked FROM exchange_registerrequest WHERE id = NEW.request_id;
    IF EXISTS (SELECT FROM jsonb_object_keys(NEW.payload -> 'values') AS answered WHERE answered <> ALL (asked)) THEN
        RAISE EXCEPTION 'the answer to % holds a field that was not asked', NEW.request_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;
"""


def enter_what_is_there(apps: Any, editor: Any) -> None:
    """Enter the questions and events that were written before there was a record."""
    requests, entries = (apps.get_model("exchange", name) for name in ("RegisterRequest", "LookEntry"))
    for request in requests.objects.iterator(chunk_size=500):
        previous = NO_HASH
        for row in (request, *request.events.order_by("sequence")):
            number, at = getattr(row, "sequence", 0), getattr(row, "at", request.asked_at)
            previous = hash_of(row, previous)
            entries.objects.create(request=request, sequence=number, hash=previous, on=timezone.localdate(at))


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_kept_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="LookRoot",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("tree", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField()),
                ("previous", models.CharField(max_length=64)),
                ("root", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "root of a day’s looks",
                "verbose_name_plural": "roots of looks",
            },
        ),
        migrations.AddField(
            model_name="registerrequest",
            name="bearer",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="LookEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("on", models.DateField()),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="exchange.registerrequest",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="exchange.lookroot",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry in the record of looks",
                "verbose_name_plural": "entries in the record of looks",
                "indexes": [
                    models.Index(
                        condition=models.Q(("root__isnull", True)),
                        fields=["on"],
                        name="look_entries_uncovered",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("request", "sequence"), name="look_entries_in_a_row")
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        # Last: the entries wait for the end of the transaction to have their references checked.
        migrations.RunPython(enter_what_is_there, migrations.RunPython.noop),
    ]
