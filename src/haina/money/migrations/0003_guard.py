"""Places of awards in groups: exclusion constraints, and what they cannot say, as a trigger."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
from django.db import migrations, models

# Whoever claims a place first locks it by group, beneficiary and purpose, in the order of the locks' numbers:
# two awards over the same places wait for each other and never in a circle, and each sees what the other left.
# The locks are 1,024 of each sort, so that a transaction over many awards does not use up the server's.
FORWARD = """
CREATE FUNCTION money_claim_lock(asked_rule varchar, asked_beneficiary uuid, asked_compared varchar)
RETURNS integer LANGUAGE sql IMMUTABLE AS $body$
    SELECT (hashtextextended(concat_ws('|', asked_rule, asked_beneficiary, asked_compared), 0) & 1023)::integer
$body$;

CREATE FUNCTION money_claim_fits() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    busiest bigint;
BEGIN
    IF NEW.state <> 'active' THEN
        RAISE EXCEPTION 'a claim begins active'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_is_kept';
    END IF;
    PERFORM pg_advisory_xact_lock(7242, money_claim_lock(NEW.rule, NEW.beneficiary, NEW.compared));
    IF NEW.conflict THEN
        RETURN NEW;
    END IF;
    -- What was taken over in conflict is outside of the constraints, and bars what comes new all the same.
    IF NEW.bars <> '' AND EXISTS (
        SELECT FROM money_claim other
            WHERE other.beneficiary = NEW.beneficiary AND other.rule = NEW.rule AND other.compared = NEW.compared
                AND other.state = 'active' AND other.conflict AND other.period && NEW.period
                AND (NEW.bars = 'all' OR other.programme <> NEW.programme)
    ) THEN
        RAISE EXCEPTION 'award % meets one that was taken over', NEW.award
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'claim_bars_all';
    END IF;
    IF NEW.stage_rank IS NOT NULL AND EXISTS (
        SELECT FROM money_claim other
            WHERE other.beneficiary = NEW.beneficiary AND other.rule = NEW.rule AND other.compared = NEW.compared
                AND other.state = 'active'
                AND (other.stage_rank = NEW.stage_rank
                    OR (other.first <= NEW.first) <> (other.stage_rank < NEW.stage_rank))
    ) THEN
        RAISE EXCEPTION 'award % takes a stage out of its turn', NEW.award
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'claim_keeps_the_stages';
    END IF;
    IF NEW.kind = 'effort' AND NEW.effort > 0 THEN
        SELECT max(together) INTO busiest FROM (
            SELECT (
                SELECT coalesce(sum(other.effort), 0) FROM money_claim other
                    WHERE other.beneficiary = NEW.beneficiary AND other.rule = NEW.rule
                        AND other.compared = NEW.compared AND other.state = 'active' AND other.period @> days.day
            ) AS together
            FROM (
                SELECT lower(NEW.period) AS day
                UNION
                SELECT lower(other.period) FROM money_claim other
                    WHERE other.beneficiary = NEW.beneficiary AND other.rule = NEW.rule
                        AND other.compared = NEW.compared AND other.state = 'active'
                        AND NEW.period @> lower(other.period)
            ) days
        ) sums;
        IF busiest + NEW.effort > 1000 THEN
            RAISE EXCEPTION 'award % brings the working time to % thousandths', NEW.award,
                busiest + NEW.effort
                USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_keeps_to_the_whole_time';
        END IF;
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION money_claim_ends_once() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.state = 'active' AND NEW.state = 'released'
        AND to_jsonb(OLD) - 'state' - 'released_at' = to_jsonb(NEW) - 'state' - 'released_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'claim % is released once and changes in nothing else', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_is_kept';
END
$body$;

CREATE TRIGGER claim_fits BEFORE INSERT ON money_claim FOR EACH ROW EXECUTE FUNCTION money_claim_fits();
CREATE TRIGGER claim_ends_once BEFORE UPDATE ON money_claim
    FOR EACH ROW EXECUTE FUNCTION money_claim_ends_once();
CREATE TRIGGER claim_is_kept BEFORE DELETE ON money_claim
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();

-- Takes all places of an award in one statement; a second time with the same award, it says so.
CREATE FUNCTION money_take_claims(asked_award uuid, asked_ground bigint, asked_at timestamptz, asked jsonb)
RETURNS boolean LANGUAGE plpgsql AS $body$
DECLARE
    said bytea := sha256(convert_to(asked::text, 'UTF8'));
    kept bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(7241, (hashtextextended(asked_award::text, 1) & 1023)::integer);
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
    INSERT INTO money_claim (award, label, programme, rule, kind, sort, beneficiary, purpose, compared, first,
        last, period, bars, fen, entitled, effort, stage, stage_rank, state, conflict, ground_id, claimed_at,
        content)
        SELECT asked_award, label, programme, rule, kind, sort, beneficiary, purpose, compared, first, last,
            daterange(since, until, '[]'), bars, fen, entitled, effort, stage, stage_rank, 'active', conflict,
            asked_ground, asked_at, said
        FROM jsonb_to_recordset(asked) AS one (
            label varchar, programme varchar, rule varchar, kind varchar, sort varchar, beneficiary uuid,
            purpose varchar, compared varchar, first date, last date, since date, until date, bars varchar,
            fen bigint, entitled bigint, effort smallint, stage varchar, stage_rank smallint, conflict boolean
        );
    RETURN false;
END
$body$;
"""

BACKWARD = """
DROP FUNCTION money_take_claims(uuid, bigint, timestamptz, jsonb);
DROP TRIGGER claim_is_kept ON money_claim;
DROP TRIGGER claim_ends_once ON money_claim;
DROP TRIGGER claim_fits ON money_claim;
DROP FUNCTION money_claim_ends_once();
DROP FUNCTION money_claim_fits();
DROP FUNCTION money_claim_lock(varchar, uuid, varchar);
"""


class Migration(migrations.Migration):
    """The table, its constraints, its triggers, and the one function that takes places."""

    dependencies = [
        ("money", "0002_ledger_keeps_its_promises"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("award", models.UUIDField()),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="award")),
                ("programme", models.CharField(max_length=80, verbose_name="programme")),
                ("rule", models.CharField(max_length=200, verbose_name="rule")),
                ("kind", models.CharField(max_length=20, verbose_name="kind of rule")),
                ("sort", models.CharField(max_length=20)),
                ("beneficiary", models.UUIDField()),
                ("purpose", models.CharField(blank=True, max_length=200, verbose_name="purpose")),
                ("compared", models.CharField(blank=True, max_length=200)),
                ("first", models.DateField(verbose_name="begins on")),
                ("last", models.DateField(blank=True, null=True, verbose_name="ends on")),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "bars",
                    models.CharField(
                        blank=True,
                        choices=[("", "none"), ("others", "those of other programmes"), ("all", "all")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("fen", models.BigIntegerField(default=0)),
                ("entitled", models.BigIntegerField(default=0)),
                ("effort", models.PositiveSmallIntegerField(default=0)),
                ("stage", models.CharField(blank=True, max_length=80)),
                ("stage_rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "active"), ("released", "released")],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("conflict", models.BooleanField(default=False)),
                ("claimed_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("content", models.BinaryField(max_length=32)),
                (
                    "ground",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="money.ground"
                    ),
                ),
            ],
            options={
                "verbose_name": "claim of an award",
                "verbose_name_plural": "claims of awards",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "active")),
                        fields=["beneficiary", "rule"],
                        name="money_claim_of",
                    ),
                    models.Index(
                        condition=models.Q(("conflict", True)),
                        fields=["claimed_at"],
                        name="money_claim_conflict",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("award", "rule", "beneficiary"), name="claim_of_an_award_once"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("bars", "others"), ("conflict", False), ("state", "active")),
                        expressions=[
                            ("beneficiary", "="),
                            ("rule", "="),
                            ("compared", "="),
                            ("programme", "<>"),
                            ("period", "&&"),
                        ],
                        name="claim_bars_others",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("bars", "all"), ("conflict", False), ("state", "active")),
                        expressions=[
                            ("beneficiary", "="),
                            ("rule", "="),
                            ("compared", "="),
                            ("period", "&&"),
                        ],
                        name="claim_bars_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effort__lte", 1000), ("entitled__gte", models.F("fen")), ("fen__gte", 0)
                        ),
                        name="claim_is_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last__isnull", True), ("last__gte", models.F("first")), _connector="OR"
                        ),
                        name="claim_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at__isnull", True), ("state", "active")),
                            models.Q(("released_at__isnull", False), ("state", "released")),
                            _connector="OR",
                        ),
                        name="claim_is_released_at_a_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
