"""Applications come into a round by themselves when their call closes; what stays out, with the reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION review_entry_in_open_round() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM review_require_open(NEW.round_id);
    IF TG_OP = 'UPDATE' AND ((OLD.id, OLD.round_id, OLD.case_id, OLD.number, OLD.arrived_at, OLD.entered_by_id,
            OLD.entered_at)
        IS DISTINCT FROM (NEW.id, NEW.round_id, NEW.case_id, NEW.number, NEW.arrived_at, NEW.entered_by_id,
            NEW.entered_at)
        OR (OLD.taken_out_at IS NOT NULL AND OLD.taken_out_at IS DISTINCT FROM NEW.taken_out_at)) THEN
        RAISE EXCEPTION 'entry % stays what it is', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_stays_itself';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER stayed_out_is_kept BEFORE UPDATE OR DELETE ON review_stayedout
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change();
"""

BACKWARD = """
DROP TRIGGER stayed_out_is_kept ON review_stayedout;
CREATE OR REPLACE FUNCTION review_entry_in_open_round() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM review_require_open(NEW.round_id);
    IF TG_OP = 'UPDATE' AND ((OLD.id, OLD.round_id, OLD.case_id, OLD.number)
        IS DISTINCT FROM (NEW.id, NEW.round_id, NEW.case_id, NEW.number)
        OR (OLD.taken_out_at IS NOT NULL AND OLD.taken_out_at IS DISTINCT FROM NEW.taken_out_at)) THEN
        RAISE EXCEPTION 'entry % stays what it is', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_stays_itself';
    END IF;
    RETURN NEW;
END
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_extension_asked"),
        ("review", "0002_review_keeps_its_promises"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("entry", "arrived_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "entry",
            "entered_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="StayedOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("withdrawn", "it was withdrawn"),
                            ("settled", "it was decided before"),
                            ("other_class", "by its facts it is of another class"),
                            ("other_programme", "the scheme is not for what it asks"),
                            ("other_department", "the department has no step in it"),
                            ("other_round", "it is in another round"),
                        ],
                        max_length=20,
                    ),
                ),
                ("found_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stayed_out_of",
                        to="cases.case",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stayed_out",
                        to="review.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "application that stayed out of a round",
                "verbose_name_plural": "applications that stayed out of rounds",
                "constraints": [
                    models.UniqueConstraint(fields=("round", "case"), name="stayed_out_is_kept_once")
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
