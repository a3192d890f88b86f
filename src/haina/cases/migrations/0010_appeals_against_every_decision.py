"""Appeals against every decision: what the database refuses once a case is decided, and what goes on."""

from django.db import migrations, models

#: The outcomes of a case.
OUTCOMES = "'approved', 'refused', 'declined', 'withdrawn', 'discarded'"
#: What can only happen to a case that nobody has decided yet, a second outcome included.
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
]
BEFORE_0010 = ", ".join(f"'{kind}'" for kind in [*ONLY_BEFORE, "clock_recounted"])
FROM_0010 = ", ".join([*(f"'{kind}'" for kind in ONLY_BEFORE), OUTCOMES])

#: Each event holds the hash of the one before it, so that whoever adds one has seen all earlier ones.
FORWARD = """
CREATE OR REPLACE FUNCTION cases_outcome_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT 1 FROM cases_caseevent settled WHERE settled.case_id = NEW.case_id
            AND settled.kind IN (OUTCOMES)
            -- A file that was not accepted goes on once an appeal against that has been upheld.
            AND NOT EXISTS (
                SELECT 1 FROM cases_caseevent upheld WHERE upheld.case_id = NEW.case_id
                    AND upheld.kind = 'appeal_upheld' AND upheld.payload ->> 'against' = 'declined'
                    AND upheld.sequence > settled.sequence
            )
    ) THEN
        RAISE EXCEPTION 'case % has been settled: % cannot happen to it any more', NEW.case_id, NEW.kind
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE OR REPLACE FUNCTION cases_another_officer() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT 1 FROM cases_case appeal JOIN cases_caseevent first ON first.case_id = appeal.appeal_of_id
            WHERE appeal.id = NEW.case_id AND first.account_id = NEW.account_id
            AND first.kind IN ('stage_approved', 'stage_refused', 'declined', 'revoked')
    ) THEN
        RAISE EXCEPTION 'an appeal is not decided by an officer who had a hand in the first decision'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;

DROP TRIGGER outcome_stands ON cases_caseevent;
CREATE TRIGGER outcome_stands BEFORE INSERT ON cases_caseevent
    FOR EACH ROW WHEN (NEW.kind IN (FROM_0010)) EXECUTE FUNCTION cases_outcome_stands();
"""

BACKWARD = """
DROP TRIGGER outcome_stands ON cases_caseevent;
CREATE TRIGGER outcome_stands BEFORE INSERT ON cases_caseevent
    FOR EACH ROW WHEN (NEW.kind IN (BEFORE_0010)) EXECUTE FUNCTION cases_outcome_stands();

CREATE OR REPLACE FUNCTION cases_another_officer() RETURNS trigger LANGUAGE plpgsql AS $body$
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

CREATE OR REPLACE FUNCTION cases_outcome_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT 1 FROM cases_caseevent WHERE case_id = NEW.case_id AND kind IN (OUTCOMES)
    ) THEN
        RAISE EXCEPTION 'case % has been settled: % cannot happen to it any more', NEW.case_id, NEW.kind
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;
"""


def filled(sql: str) -> str:
    """The statements with the kinds of events that they are about."""
    return (
        sql.replace("FROM_0010", FROM_0010).replace("BEFORE_0010", BEFORE_0010).replace("OUTCOMES", OUTCOMES)
    )


class Migration(migrations.Migration):
    """Triggers first, then the constraints that they take over or that change."""

    dependencies = [("cases", "0009_filed_under_a_mandate")]

    operations = [
        migrations.RunSQL(filled(FORWARD), filled(BACKWARD)),
        migrations.RemoveConstraint("caseevent", "case_is_settled_once"),
        migrations.RemoveConstraint("caseevent", "appeal_ends_once"),
        migrations.AddConstraint(
            "caseevent",
            models.UniqueConstraint(
                fields=["case"],
                name="decision_stands_once",
                condition=models.Q(kind__in=["appeal_rejected", "appeal_withdrawn"]),
            ),
        ),
        migrations.RemoveConstraint("case", "one_appeal_per_case"),
        migrations.AddConstraint(
            "case",
            models.UniqueConstraint(
                fields=["appeal_of"],
                name="one_appeal_per_decision",
                condition=models.Q(appeal_of__isnull=False) & ~models.Q(state="approved"),
            ),
        ),
    ]
