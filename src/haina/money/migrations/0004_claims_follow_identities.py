"""Claims count for the identity that stands for whom the award named, and go with it when that changes."""

import django.db.models.deletion
from django.db import migrations, models

# Whoever takes places shares the lock that a change of identities takes alone: none is taken for somebody who is
# becoming one with another at that moment.
FORWARD = """
ALTER TABLE money_claim DISABLE TRIGGER USER;
UPDATE money_claim SET given_to = beneficiary;
ALTER TABLE money_claim ENABLE TRIGGER USER;

CREATE FUNCTION money_claim_counts() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.given_to := coalesce(NEW.given_to, NEW.beneficiary);
    IF EXISTS (
        SELECT FROM people_identity identity
            WHERE identity.id = NEW.given_to AND identity.survivor_id <> NEW.beneficiary
    ) THEN
        RAISE EXCEPTION 'another identity stands for %', NEW.given_to
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_counts_for_the_survivor';
    END IF;
    RETURN NEW;
END
$body$;

-- Its name lets it come before claim_fits, which looks at the places of the beneficiary.
CREATE TRIGGER claim_counts BEFORE INSERT OR UPDATE OF beneficiary ON money_claim
    FOR EACH ROW EXECUTE FUNCTION money_claim_counts();
DROP TRIGGER claim_fits ON money_claim;
CREATE TRIGGER claim_fits BEFORE INSERT OR UPDATE OF beneficiary ON money_claim
    FOR EACH ROW EXECUTE FUNCTION money_claim_fits();

CREATE OR REPLACE FUNCTION money_claim_ends_once() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.state = 'active' AND NEW.state = 'released'
        AND to_jsonb(OLD) - 'state' - 'released_at' = to_jsonb(NEW) - 'state' - 'released_at' THEN
        RETURN NEW;
    END IF;
    IF OLD.state = 'active' AND NEW.state = 'active' AND OLD.beneficiary <> NEW.beneficiary
        AND to_jsonb(OLD) - 'beneficiary' - 'conflict' = to_jsonb(NEW) - 'beneficiary' - 'conflict'
        AND NEW.beneficiary = (SELECT survivor_id FROM people_identity WHERE id = NEW.given_to) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'claim % is released once, goes with whom it was given to, and changes in nothing else', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_is_kept';
END
$body$;

-- Where an award names two who are one, the place of one of them is enough, and the other's stays behind.
CREATE FUNCTION money_claims_follow() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM money_claim claim JOIN people_identity identity ON identity.id = claim.given_to
            WHERE claim.given_to = NEW.id AND claim.state = 'active'
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

CREATE CONSTRAINT TRIGGER claims_follow AFTER UPDATE ON people_identity DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.survivor_id IS DISTINCT FROM NEW.survivor_id)
    EXECUTE FUNCTION money_claims_follow();
CREATE TRIGGER moves_are_kept BEFORE UPDATE OR DELETE ON money_claimmove
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();

-- Said is what was asked; whom it counts for, and what it meets, is found and may be another later.
CREATE OR REPLACE FUNCTION money_take_claims(asked_award uuid, asked_ground bigint, asked_at timestamptz, asked jsonb)
RETURNS boolean LANGUAGE plpgsql AS $body$
DECLARE
    said bytea;
    kept bytea;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('people_identityedge'));
    PERFORM pg_advisory_xact_lock(7241, (hashtextextended(asked_award::text, 1) & 1023)::integer);
    SELECT sha256(convert_to(jsonb_agg(
        one - 'beneficiary' - 'conflict'
            || jsonb_build_object('given_to', coalesce(one->'given_to', one->'beneficiary')) ORDER BY place
    )::text, 'UTF8')) INTO said FROM jsonb_array_elements(asked) WITH ORDINALITY AS each (one, place);
    SELECT content INTO kept FROM money_claim WHERE award = asked_award LIMIT 1;
    IF FOUND THEN
        IF kept <> said THEN
            RAISE EXCEPTION 'key % was used for another award', asked_award
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'key_means_one_award';
        END IF;
        RETURN true;
    END IF;
    PERFORM pg_advisory_xact_lock(7242, number) FROM (
        SELECT DISTINCT money_claim_lock(rule, beneficiary, compared) AS number
            FROM jsonb_to_recordset(asked) AS one (rule varchar, beneficiary uuid, compared varchar)
            ORDER BY number
    ) locks;
    INSERT INTO money_claim (award, label, programme, rule, kind, sort, beneficiary, given_to, purpose, compared,
        first, last, period, bars, fen, entitled, effort, stage, stage_rank, state, conflict, ground_id, claimed_at,
        content)
        SELECT asked_award, label, programme, rule, kind, sort, beneficiary, coalesce(given_to, beneficiary),
            purpose, compared, first, last, daterange(since, until, '[]'), bars, fen, entitled, effort, stage,
            stage_rank, 'active', conflict, asked_ground, asked_at, said
        FROM jsonb_to_recordset(asked) AS one (
            label varchar, programme varchar, rule varchar, kind varchar, sort varchar, beneficiary uuid,
            given_to uuid, purpose varchar, compared varchar, first date, last date, since date, until date,
            bars varchar, fen bigint, entitled bigint, effort smallint, stage varchar, stage_rank smallint,
            conflict boolean
        );
    RETURN false;
END
$body$;
"""


class Migration(migrations.Migration):
    """Whom an award named beside whom it counts for; what moved when identities were joined or parted."""

    dependencies = [
        ("money", "0003_guard"),
        ("people", "0006_assured_documents"),
    ]

    operations = [
        migrations.AddField("claim", "given_to", models.UUIDField(null=True)),
        migrations.CreateModel(
            name="ClaimMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.UUIDField()),
                ("target", models.UUIDField()),
                ("conflict", models.BooleanField()),
                ("reason", models.JSONField(blank=True, default=dict)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="money.claim"
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
                "verbose_name": "move of a claim",
                "verbose_name_plural": "moves of claims",
            },
        ),
        # Going back, what counts for whom stays as it is; nothing else of it is left.
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.AlterField("claim", "given_to", models.UUIDField()),
        migrations.AddIndex(
            "claim",
            models.Index(
                fields=["given_to"], name="money_claim_given", condition=models.Q(("state", "active"))
            ),
        ),
        migrations.AddConstraint(
            "claimmove",
            models.UniqueConstraint(fields=("event", "claim"), name="claim_moves_once_an_event"),
        ),
    ]
