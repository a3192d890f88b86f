"""Awards and their claims go over to the new person where one entry held two, and back again."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
-- Whose award it is changes by a move that is on record, and in no other way.
CREATE OR REPLACE FUNCTION money_award_goes_on() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF to_jsonb(OLD) - 'state' - 'ended_on' - 'account_id' - 'plan_id' - 'person_id' IS DISTINCT FROM
            to_jsonb(NEW) - 'state' - 'ended_on' - 'account_id' - 'plan_id' - 'person_id'
        OR (OLD.account_id IS NOT NULL AND (OLD.account_id, OLD.plan_id) IS DISTINCT FROM (NEW.account_id, NEW.plan_id))
        OR (OLD.person_id IS DISTINCT FROM NEW.person_id AND NOT EXISTS (
            SELECT FROM (
                SELECT origin, target FROM money_awardmove WHERE award_id = NEW.id ORDER BY id DESC LIMIT 1
            ) latest WHERE (origin, target) = (OLD.person_id, NEW.person_id)))
    THEN
        RAISE EXCEPTION 'what award % gives was granted', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'award_stays_itself';
    END IF;
    IF OLD.state <> NEW.state AND NOT (CASE OLD.state
        WHEN 'waiting' THEN NEW.state IN ('committed', 'ended', 'taken_back')
        WHEN 'committed' THEN NEW.state IN ('running', 'fulfilled', 'ended', 'taken_back')
        WHEN 'running' THEN NEW.state IN ('fulfilled', 'ended', 'taken_back')
        WHEN 'fulfilled' THEN NEW.state = 'taken_back'
        WHEN 'ended' THEN NEW.state = 'taken_back'
        ELSE false END) THEN
        RAISE EXCEPTION 'award % is %', OLD.number, OLD.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'award_goes_forward';
    END IF;
    RETURN NEW;
END
$body$;

CREATE OR REPLACE FUNCTION money_claim_counts() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.given_to := coalesce(NEW.given_to, NEW.beneficiary);
    IF EXISTS (
        SELECT FROM people_identity identity
            WHERE identity.id = coalesce(NEW.parted_to, NEW.given_to)
                AND identity.survivor_id <> NEW.beneficiary
    ) THEN
        RAISE EXCEPTION 'another identity stands for %', coalesce(NEW.parted_to, NEW.given_to)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_counts_for_the_survivor';
    END IF;
    RETURN NEW;
END
$body$;

-- Whose it turned out to be changes by a split between the two, or by taking that split back.
CREATE OR REPLACE FUNCTION money_claim_ends_once() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    giver uuid := coalesce(OLD.parted_to, OLD.given_to);
    taker uuid := coalesce(NEW.parted_to, NEW.given_to);
BEGIN
    IF OLD.state = 'active' AND NEW.state = 'released'
        AND to_jsonb(OLD) - 'state' - 'released_at' = to_jsonb(NEW) - 'state' - 'released_at' THEN
        RETURN NEW;
    END IF;
    IF OLD.state = 'active' AND NEW.state = 'active'
        AND (OLD.beneficiary, giver) <> (NEW.beneficiary, taker)
        AND to_jsonb(OLD) - 'beneficiary' - 'parted_to' - 'conflict'
            = to_jsonb(NEW) - 'beneficiary' - 'parted_to' - 'conflict'
        AND NEW.beneficiary = (SELECT survivor_id FROM people_identity WHERE id = taker)
        AND (giver = taker OR EXISTS (
            SELECT FROM people_identityevent
                WHERE kind = 'split' AND (one_id, other_id) IN ((giver, taker), (taker, giver))
        )) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'claim % is released once, goes with whom it was given to, and changes in nothing else', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_is_kept';
END
$body$;

CREATE OR REPLACE FUNCTION money_claims_follow() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM money_claim claim JOIN people_identity identity
                ON identity.id = coalesce(claim.parted_to, claim.given_to)
            WHERE (claim.given_to = NEW.id OR claim.parted_to = NEW.id) AND claim.state = 'active'
                AND claim.beneficiary <> identity.survivor_id
                AND NOT EXISTS (
                    SELECT FROM money_claim other
                        WHERE other.award = claim.award AND other.rule = claim.rule
                            AND other.beneficiary = identity.survivor_id
                )
    ) THEN
        RAISE EXCEPTION 'claims of % stay with an identity that no longer stands for it', NEW.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'claims_follow_identities';
    END IF;
    RETURN NULL;
END
$body$;

CREATE TRIGGER moves_of_awards_are_kept BEFORE UPDATE OR DELETE ON money_awardmove
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
"""


class Migration(migrations.Migration):
    """What went over in a split, and to whom."""

    dependencies = [
        ("money", "0009_entries_of_a_day"),
        ("people", "0006_assured_documents"),
    ]

    operations = [
        migrations.AddField("claim", "parted_to", models.UUIDField(blank=True, null=True)),
        migrations.AddIndex(
            "claim",
            models.Index(
                fields=["parted_to"],
                name="money_claim_parted",
                condition=models.Q(("parted_to__isnull", False), ("state", "active")),
            ),
        ),
        migrations.CreateModel(
            name="AwardMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.UUIDField()),
                ("target", models.UUIDField()),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="money.award"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.identityevent",
                    ),
                ),
            ],
            options={
                "verbose_name": "move of an award",
                "verbose_name_plural": "moves of awards",
                "constraints": (
                    models.UniqueConstraint(fields=("event", "award"), name="award_moves_once_an_event"),
                ),
            },
        ),
        # Going back, what went over stays where it is; nothing else of it is left.
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
