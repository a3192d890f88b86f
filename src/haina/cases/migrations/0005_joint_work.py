"""Joint decisions, appeals, roots of days: columns, tables, and what the database refuses about them."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


#: What can only happen to a case that nobody has decided yet.
ONLY_BEFORE = [
    "draft_saved",
    "submitted",
    "resubmitted",
    "stage_opened",
    "total_started",
    "claimed",
    "handed_over",
    "released",
    "accepted",
    "returned_for_correction",
    "stage_approved",
    "stage_refused",
    "stage_ended",
    "deemed_approved",
    "deemed_refused",
    "paused",
    "resumed",
    "extended",
    "escalated",
    "answer_overdue",
    "published",
    "objection_made",
    "objection_answered",
    "publication_ended",
    "moved_to_version",
    "moved_back",
    "clock_recounted",
]

FORWARD = """
CREATE FUNCTION cases_outcome_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT 1 FROM cases_caseevent WHERE case_id = NEW.case_id
            AND kind IN ('approved', 'refused', 'declined', 'withdrawn', 'discarded')
    ) THEN
        RAISE EXCEPTION 'case % has been settled: % cannot happen to it any more', NEW.case_id, NEW.kind
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION cases_another_officer() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT 1 FROM cases_case appeal JOIN cases_caseevent first ON first.case_id = appeal.appeal_of_id
            WHERE appeal.id = NEW.case_id AND first.account_id = NEW.account_id
            AND first.kind IN ('stage_approved', 'stage_refused', 'declined')
    ) THEN
        RAISE EXCEPTION 'an appeal is not decided by an officer who had a hand in the first decision'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION cases_note_late_event() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    -- Whoever makes the day's root holds this lock alone and so waits for events that are being written.
    PERFORM pg_advisory_xact_lock_shared(7310401);
    IF EXISTS (SELECT 1 FROM cases_dayroot WHERE day >= NEW.on) THEN
        INSERT INTO cases_lateevent (case_id, sequence) VALUES (NEW.case_id, NEW.sequence);
    END IF;
    RETURN NULL;
END
$body$;

CREATE FUNCTION cases_root_follows() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    last_day date;
    last_root varchar;
BEGIN
    SELECT day, root INTO last_day, last_root FROM cases_dayroot ORDER BY day DESC LIMIT 1;
    IF (last_day IS NULL AND NEW.previous <> repeat('0', 64))
        OR (last_day IS NOT NULL AND (NEW.day <> last_day + 1 OR NEW.previous <> last_root)) THEN
        RAISE EXCEPTION 'the root of % does not follow the one of the day before', NEW.day
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE TRIGGER outcome_stands BEFORE INSERT ON cases_caseevent
    FOR EACH ROW WHEN (NEW.kind IN (ONLY_BEFORE)) EXECUTE FUNCTION cases_outcome_stands();
CREATE TRIGGER another_officer BEFORE INSERT ON cases_caseevent
    FOR EACH ROW WHEN (
        NEW.account_id IS NOT NULL AND NEW.kind IN ('claimed', 'stage_approved', 'stage_refused', 'declined')
    ) EXECUTE FUNCTION cases_another_officer();
CREATE TRIGGER late_event AFTER INSERT ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_note_late_event();
CREATE TRIGGER root_follows BEFORE INSERT ON cases_dayroot
    FOR EACH ROW EXECUTE FUNCTION cases_root_follows();
CREATE TRIGGER root_is_kept BEFORE UPDATE OR DELETE ON cases_dayroot
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER roots_are_kept BEFORE TRUNCATE ON cases_dayroot
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
""".replace("ONLY_BEFORE", ", ".join(f"'{kind}'" for kind in ONLY_BEFORE))

BACKWARD = """
DROP TRIGGER roots_are_kept ON cases_dayroot;
DROP TRIGGER root_is_kept ON cases_dayroot;
DROP TRIGGER root_follows ON cases_dayroot;
DROP TRIGGER late_event ON cases_caseevent;
DROP TRIGGER another_officer ON cases_caseevent;
DROP TRIGGER outcome_stands ON cases_caseevent;
DROP FUNCTION cases_root_follows();
DROP FUNCTION cases_note_late_event();
DROP FUNCTION cases_another_officer();
DROP FUNCTION cases_outcome_stands();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_worklists"),
        ("people", "0002_words_of_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DayRoot",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("tree", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField(help_text="number of events")),
                (
                    "previous",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
                ("root", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "root of a day",
                "verbose_name_plural": "roots of days",
            },
        ),
        migrations.CreateModel(
            name="LateEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "late event",
                "verbose_name_plural": "late events",
            },
        ),
        migrations.CreateModel(
            name="SweepFailure",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="failure",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("error", models.TextField()),
                ("times", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "case that the sweep cannot read",
                "verbose_name_plural": "cases that the sweep cannot read",
            },
        ),
        migrations.RemoveConstraint(
            model_name="caseevent",
            name="stage_is_answered_once",
        ),
        migrations.AddField(
            model_name="case",
            name="appeal_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="published_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="rests_on",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="casestage",
            name="deemed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="casestage",
            name="held",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("discarded", "discarded"),
                    ("submitted", "submitted"),
                    ("returned", "returned"),
                    ("in_review", "in_review"),
                    ("approved", "approved"),
                    ("issued", "issued"),
                    ("declined", "declined"),
                    ("refused", "refused"),
                    ("withdrawn", "withdrawn"),
                    ("revoked", "revoked"),
                    ("expired", "expired"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="casestage",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("accepted", "accepted"),
                    ("declined", "declined"),
                    ("approved", "approved"),
                    ("refused", "refused"),
                    ("published", "published"),
                    ("moot", "moot"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("rests_on__isnull", False)), fields=["rests_on"], name="case_rests_on"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("published_until__isnull", False)),
                fields=["published_until", "id"],
                name="case_on_notice",
            ),
        ),
        migrations.AddIndex(
            model_name="caseevent",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["on"], name="event_by_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("appeal_of__isnull", False)),
                fields=("appeal_of",),
                name="one_appeal_per_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("appeal_of", models.F("id")), _negated=True),
                name="case_is_not_its_own_appeal",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "accepted",
                            "declined",
                            "stage_approved",
                            "stage_refused",
                            "stage_ended",
                            "deemed_approved",
                            "deemed_refused",
                            "publication_ended",
                        ],
                    )
                ),
                fields=("case", "stage"),
                name="stage_is_answered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["appeal_upheld", "appeal_rejected", "appeal_withdrawn"])),
                fields=("case",),
                name="appeal_ends_once",
            ),
        ),
        migrations.AddField(
            model_name="lateevent",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="lateevent",
            name="covered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="late",
                to="cases.dayroot",
            ),
        ),
        migrations.AddConstraint(
            model_name="lateevent",
            constraint=models.UniqueConstraint(fields=("case", "sequence"), name="late_once"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
