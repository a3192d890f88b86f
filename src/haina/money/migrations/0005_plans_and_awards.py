"""Plans that are filed before they are funded, calls, awards, instalments, and what the database keeps of them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


# Money comes to an account of a plan only where the plan has been filed. The condition is asked of accounts whose
# balance rises, so that no other leg pays for it.
FORWARD = """
CREATE FUNCTION money_plan_is_filed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT FROM money_plan WHERE account_id = NEW.id AND filed_on IS NOT NULL) THEN
        RAISE EXCEPTION 'the plan of account % has not been filed', NEW.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_is_filed';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION money_plan_stays_itself() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF (OLD.id, OLD.code, OLD.department, OLD.budget, OLD.year, OLD.account_id, OLD.policy_version_id)
            IS DISTINCT FROM
        (NEW.id, NEW.code, NEW.department, NEW.budget, NEW.year, NEW.account_id, NEW.policy_version_id)
        OR (OLD.filed_on IS NOT NULL AND to_jsonb(OLD) IS DISTINCT FROM to_jsonb(NEW)) THEN
        RAISE EXCEPTION 'plan % is what it was filed as', OLD.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_stays_itself';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION money_call_stays_itself() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF to_jsonb(OLD) - 'closes_at' - 'ended_at' - 'round_id' IS DISTINCT FROM
            to_jsonb(NEW) - 'closes_at' - 'ended_at' - 'round_id'
        OR NEW.closes_at < OLD.closes_at
        OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
        OR (OLD.round_id IS NOT NULL AND NEW.round_id IS DISTINCT FROM OLD.round_id) THEN
        RAISE EXCEPTION 'call % only ends, or stays open for longer', OLD.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'call_stays_itself';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION money_arrival_counts() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.case_id <> NEW.case_id
        OR (OLD.arrived_at IS NOT NULL AND (OLD.arrived_at, OLD.call_id) IS DISTINCT FROM (NEW.arrived_at, NEW.call_id)))
    THEN
        RAISE EXCEPTION 'the arrival of case % is on record', OLD.case_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'arrival_is_kept';
    END IF;
    IF NEW.arrived_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.arrived_at IS NULL) AND NOT EXISTS (
        SELECT FROM money_call WHERE id = NEW.call_id
            AND NEW.arrived_at BETWEEN opens_at AND least(closes_at, ended_at)
    ) THEN
        RAISE EXCEPTION 'call % was not open at %', NEW.call_id, NEW.arrived_at
            USING ERRCODE = 'check_violation', CONSTRAINT = 'call_is_open';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION money_award_begins() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    most integer;
BEGIN
    IF NEW.state NOT IN ('waiting', 'committed') THEN
        RAISE EXCEPTION 'an award begins waiting or with money set aside'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'award_goes_forward';
    END IF;
    IF NEW.call_id IS NOT NULL THEN
        SELECT quota INTO most FROM money_call WHERE id = NEW.call_id;
        IF most IS NOT NULL THEN
            PERFORM FROM money_call WHERE id = NEW.call_id FOR NO KEY UPDATE;
            IF (SELECT count(*) FROM money_award
                WHERE call_id = NEW.call_id AND state NOT IN ('ended', 'taken_back')) >= most THEN
                RAISE EXCEPTION 'call % gives % awards', NEW.call_id, most
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'call_keeps_its_quota';
            END IF;
        END IF;
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION money_award_goes_on() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF to_jsonb(OLD) - 'state' - 'ended_on' - 'account_id' - 'plan_id' IS DISTINCT FROM
            to_jsonb(NEW) - 'state' - 'ended_on' - 'account_id' - 'plan_id'
        OR (OLD.account_id IS NOT NULL AND (OLD.account_id, OLD.plan_id) IS DISTINCT FROM (NEW.account_id, NEW.plan_id))
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

CREATE FUNCTION money_instalment_goes_on() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'planned' THEN
            RAISE EXCEPTION 'an instalment begins planned'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_goes_forward';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.award_id, OLD.number, OLD.fen, OLD.share, OLD.by_grant)
            IS DISTINCT FROM (NEW.id, NEW.award_id, NEW.number, NEW.fen, NEW.share, NEW.by_grant)
        OR OLD.state IN ('paid', 'cancelled')
        OR (OLD.state <> NEW.state AND NOT (CASE OLD.state
            WHEN 'planned' THEN NEW.state IN ('claimed', 'cancelled') OR (NEW.state = 'accepted' AND NEW.by_grant)
            WHEN 'claimed' THEN NEW.state IN ('planned', 'accepted', 'cancelled')
            WHEN 'accepted' THEN NEW.state IN ('paid', 'cancelled')
            ELSE false END)) THEN
        RAISE EXCEPTION 'instalment % of award % is %', OLD.number, OLD.award_id, OLD.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_goes_forward';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION money_instalments_add_up() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    asked uuid := to_jsonb(NEW) ->> CASE TG_TABLE_NAME WHEN 'money_award' THEN 'id' ELSE 'award_id' END;
BEGIN
    IF (SELECT sum(fen) FROM money_instalment WHERE award_id = asked)
        IS DISTINCT FROM (SELECT fen FROM money_award WHERE id = asked) THEN
        RAISE EXCEPTION 'the instalments of award % do not add up', asked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalments_add_up';
    END IF;
    RETURN NULL;
END
$body$;

-- What an entry takes from the account of an award is what it pays of its instalments, to the fen.
CREATE FUNCTION money_instalment_is_paid_once() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    taken bigint;
BEGIN
    SELECT -sum(leg.amount) INTO taken
        FROM money_leg leg JOIN money_entry entry ON entry.id = leg.entry_id
            JOIN money_award award ON award.account_id = leg.account_id
        WHERE leg.entry_id = NEW.entry_id AND award.id = NEW.award_id AND entry.event = 'pay';
    IF taken IS DISTINCT FROM
        (SELECT sum(fen) FROM money_instalment WHERE entry_id = NEW.entry_id AND award_id = NEW.award_id) THEN
        RAISE EXCEPTION 'entry % does not pay instalment % of award %', NEW.entry_id, NEW.number, NEW.award_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_is_paid_once';
    END IF;
    RETURN NULL;
END
$body$;

CREATE FUNCTION money_clawback_is_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.entry_id IS NOT NULL OR to_jsonb(OLD) - 'entry_id' - 'returned_on' IS DISTINCT FROM
            to_jsonb(NEW) - 'entry_id' - 'returned_on'
        OR NEW.fen IS DISTINCT FROM (
            SELECT sum(leg.amount) FROM money_leg leg JOIN money_entry entry ON entry.id = leg.entry_id
                WHERE leg.entry_id = NEW.entry_id AND leg.amount > 0 AND entry.event = 'claw_back') THEN
        RAISE EXCEPTION 'clawback % does not change', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clawback_is_kept';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION money_record_is_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'rows of % are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'records_are_kept';
END
$body$;

CREATE TRIGGER plan_is_filed BEFORE UPDATE ON money_account FOR EACH ROW
    WHEN (OLD.kind = 'plan' AND NEW.balance > OLD.balance) EXECUTE FUNCTION money_plan_is_filed();
CREATE TRIGGER plan_stays_itself BEFORE UPDATE ON money_plan
    FOR EACH ROW EXECUTE FUNCTION money_plan_stays_itself();
CREATE TRIGGER call_stays_itself BEFORE UPDATE ON money_call
    FOR EACH ROW EXECUTE FUNCTION money_call_stays_itself();
CREATE TRIGGER arrival_counts BEFORE INSERT OR UPDATE ON money_callapplication
    FOR EACH ROW EXECUTE FUNCTION money_arrival_counts();
CREATE TRIGGER award_begins BEFORE INSERT ON money_award FOR EACH ROW EXECUTE FUNCTION money_award_begins();
CREATE TRIGGER award_goes_on BEFORE UPDATE ON money_award
    FOR EACH ROW EXECUTE FUNCTION money_award_goes_on();
CREATE TRIGGER instalment_goes_on BEFORE INSERT OR UPDATE ON money_instalment
    FOR EACH ROW EXECUTE FUNCTION money_instalment_goes_on();
CREATE CONSTRAINT TRIGGER award_adds_up AFTER INSERT ON money_award DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION money_instalments_add_up();
CREATE CONSTRAINT TRIGGER instalments_add_up AFTER INSERT ON money_instalment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION money_instalments_add_up();
CREATE CONSTRAINT TRIGGER instalment_is_paid_once AFTER UPDATE ON money_instalment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'paid') EXECUTE FUNCTION money_instalment_is_paid_once();
CREATE TRIGGER clawback_is_kept BEFORE UPDATE ON money_clawback
    FOR EACH ROW EXECUTE FUNCTION money_clawback_is_kept();
CREATE TRIGGER report_is_kept BEFORE UPDATE OR DELETE ON money_awardreport
    FOR EACH ROW EXECUTE FUNCTION money_record_is_kept();
CREATE TRIGGER terms_are_kept BEFORE UPDATE OR DELETE ON money_awardterms
    FOR EACH ROW EXECUTE FUNCTION money_record_is_kept();
CREATE TRIGGER arrival_is_kept BEFORE DELETE ON money_callapplication FOR EACH ROW
    WHEN (OLD.arrived_at IS NOT NULL) EXECUTE FUNCTION money_record_is_kept();
CREATE TRIGGER award_is_kept BEFORE DELETE ON money_award
    FOR EACH ROW EXECUTE FUNCTION money_record_is_kept();
CREATE TRIGGER instalment_is_kept BEFORE DELETE ON money_instalment
    FOR EACH ROW EXECUTE FUNCTION money_record_is_kept();
CREATE TRIGGER clawback_stays BEFORE DELETE ON money_clawback
    FOR EACH ROW EXECUTE FUNCTION money_record_is_kept();
"""

BACKWARD = """
DROP TRIGGER clawback_stays ON money_clawback;
DROP TRIGGER instalment_is_kept ON money_instalment;
DROP TRIGGER award_is_kept ON money_award;
DROP TRIGGER arrival_is_kept ON money_callapplication;
DROP TRIGGER terms_are_kept ON money_awardterms;
DROP TRIGGER report_is_kept ON money_awardreport;
DROP TRIGGER clawback_is_kept ON money_clawback;
DROP TRIGGER instalment_is_paid_once ON money_instalment;
DROP TRIGGER instalments_add_up ON money_instalment;
DROP TRIGGER award_adds_up ON money_award;
DROP TRIGGER instalment_goes_on ON money_instalment;
DROP TRIGGER award_goes_on ON money_award;
DROP TRIGGER award_begins ON money_award;
DROP TRIGGER arrival_counts ON money_callapplication;
DROP TRIGGER call_stays_itself ON money_call;
DROP TRIGGER plan_stays_itself ON money_plan;
DROP TRIGGER plan_is_filed ON money_account;
DROP FUNCTION money_record_is_kept();
DROP FUNCTION money_clawback_is_kept();
DROP FUNCTION money_instalment_is_paid_once();
DROP FUNCTION money_instalments_add_up();
DROP FUNCTION money_instalment_goes_on();
DROP FUNCTION money_award_goes_on();
DROP FUNCTION money_award_begins();
DROP FUNCTION money_arrival_counts();
DROP FUNCTION money_call_stays_itself();
DROP FUNCTION money_plan_stays_itself();
DROP FUNCTION money_plan_is_filed();
"""


class Migration(migrations.Migration):
    """The tables, and as triggers what they cannot say by themselves."""

    dependencies = [
        ("cases", "0010_appeals_against_every_decision"),
        ("money", "0004_claims_follow_identities"),
        ("people", "0006_assured_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AwardTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.CharField(max_length=80, verbose_name="programme")),
                ("fen", models.BigIntegerField(blank=True, null=True, verbose_name="amount")),
                ("purpose", models.CharField(blank=True, max_length=200, verbose_name="purpose")),
                ("first", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("last", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("effort", models.PositiveSmallIntegerField(default=0, verbose_name="share of working time")),
                ("words", models.TextField(verbose_name="ground")),
                ("key", models.CharField(max_length=80, unique=True)),
                ("laid_down_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award_terms",
                        to="cases.case",
                    ),
                ),
                (
                    "laid_down_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "terms of an award",
                "verbose_name_plural": "terms of awards",
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("programme", models.CharField(max_length=80, verbose_name="programme")),
                ("title_zh", models.CharField(max_length=200, verbose_name="title in Chinese")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended early")),
                ("quota", models.PositiveIntegerField(blank=True, null=True, verbose_name="quota")),
                ("tilt", models.BooleanField(default=False, verbose_name="leans to young people and firms")),
                ("purpose", models.CharField(blank=True, max_length=200, verbose_name="purpose")),
                ("round_id", models.UUIDField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="call", to="money.account"
                    ),
                ),
            ],
            options={
                "verbose_name": "call",
                "verbose_name_plural": "calls",
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="number")),
                ("programme", models.CharField(max_length=80, verbose_name="programme")),
                ("budget", models.CharField(max_length=80, verbose_name="budget")),
                ("department", models.CharField(max_length=80, verbose_name="department")),
                (
                    "receives",
                    models.CharField(
                        choices=[("person", "the person"), ("organisation", "the organisation")],
                        max_length=12,
                        verbose_name="is paid",
                    ),
                ),
                ("fen", models.BigIntegerField(verbose_name="amount")),
                ("entitled", models.BigIntegerField(verbose_name="entitled to")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("first", models.DateField(verbose_name="begins on")),
                ("last", models.DateField(blank=True, null=True, verbose_name="ends on")),
                ("purpose", models.CharField(blank=True, max_length=200, verbose_name="purpose")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "granted, money not set aside yet"),
                            ("committed", "money set aside"),
                            ("running", "being paid"),
                            ("fulfilled", "paid in full"),
                            ("ended", "ended early"),
                            ("taken_back", "taken back"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("granted_on", models.DateField(verbose_name="granted on")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "account",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award",
                        to="money.account",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="cases.case"
                    ),
                ),
                (
                    "ground",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="money.ground"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="people.person",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="money.awardterms",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="money.call",
                    ),
                ),
            ],
            options={
                "verbose_name": "award",
                "verbose_name_plural": "awards",
            },
        ),
        migrations.CreateModel(
            name="CallApplication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="arrived")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="money.call",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_application",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "application to a call",
                "verbose_name_plural": "applications to calls",
            },
        ),
        migrations.CreateModel(
            name="Clawback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=80)),
                ("words", models.TextField(verbose_name="reason")),
                ("fen", models.BigIntegerField(verbose_name="amount")),
                ("key", models.CharField(max_length=80, unique=True)),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("returned_on", models.DateField(blank=True, null=True, verbose_name="returned on")),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clawbacks",
                        to="money.award",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clawback",
                        to="money.entry",
                    ),
                ),
                (
                    "ground",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clawbacks",
                        to="money.ground",
                    ),
                ),
            ],
            options={
                "verbose_name": "clawback",
                "verbose_name_plural": "clawbacks",
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("share", models.DecimalField(decimal_places=10, max_digits=11, verbose_name="share")),
                ("fen", models.BigIntegerField(verbose_name="amount")),
                ("milestone_zh", models.CharField(max_length=300, verbose_name="milestone in Chinese")),
                ("milestone_en", models.CharField(max_length=300, verbose_name="milestone in English")),
                ("by_grant", models.BooleanField(default=False)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("claimed", "milestone reported"),
                            ("accepted", "milestone accepted"),
                            ("paid", "paid"),
                            ("cancelled", "no longer paid"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("claim_words", models.TextField(blank=True, verbose_name="what was done")),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("answer_words", models.TextField(blank=True, verbose_name="the officer's words")),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="money.award",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="money.entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "instalment",
                "verbose_name_plural": "instalments",
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("title_zh", models.CharField(max_length=200, verbose_name="title in Chinese")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                ("department", models.CharField(max_length=80, verbose_name="department")),
                ("budget", models.CharField(max_length=80, verbose_name="budget")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "programmes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                ("filing_number", models.CharField(blank=True, max_length=120, verbose_name="filing number")),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="filed on")),
                ("drawn_up_at", models.DateTimeField()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan", to="money.account"
                    ),
                ),
                (
                    "policy_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.policyversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan",
                "verbose_name_plural": "plans",
            },
        ),
        migrations.AddField(
            model_name="call",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="money.plan"
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="awards",
                to="money.plan",
            ),
        ),
        migrations.CreateModel(
            name="AwardReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("report", "report"), ("evaluation", "evaluation")], max_length=12
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("met", "met"), ("partly", "partly met"), ("not_met", "not met")],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("words", models.TextField(verbose_name="words")),
                ("key", models.CharField(max_length=80, unique=True)),
                ("written_at", models.DateTimeField()),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="money.award"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "report on an award",
                "verbose_name_plural": "reports on awards",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "report"), ("outcome", "")),
                            models.Q(("kind", "evaluation"), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="evaluation_has_an_outcome",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="awardterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fen__isnull", True),
                    models.Q(("fen__gt", 0), ("fen__lte", 9000000000000000)),
                    _connector="OR",
                ),
                name="terms_name_an_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="terms_have_a_ground"
            ),
        ),
        migrations.AddConstraint(
            model_name="awardterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("effort__lte", 1000)), name="terms_keep_to_the_whole_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="awardterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first__isnull", True),
                    ("last__isnull", True),
                    ("last__gte", models.F("first")),
                    _connector="OR",
                ),
                name="terms_end_after_they_begin",
            ),
        ),
        migrations.AddIndex(
            model_name="callapplication",
            index=models.Index(fields=["call", "arrived_at"], name="money_arrivals_of_call"),
        ),
        migrations.AddConstraint(
            model_name="clawback",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0), ("fen__lte", 9000000000000000)),
                name="clawback_takes_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="clawback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", True), ("returned_on__isnull", True)),
                    models.Q(("entry__isnull", False), ("returned_on__isnull", False)),
                    _connector="OR",
                ),
                name="clawback_returns_by_an_entry",
            ),
        ),
        migrations.AddIndex(
            model_name="instalment",
            index=models.Index(
                condition=models.Q(("state", "accepted")),
                fields=["state", "due_on"],
                name="money_instalment_ready",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(fields=("award", "number"), name="instalment_has_its_number"),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0), ("fen__lte", 9000000000000000)),
                name="instalment_pays_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", False), ("paid_on__isnull", False), ("state", "paid")),
                    models.Q(
                        models.Q(("state", "paid"), _negated=True),
                        ("entry__isnull", True),
                        ("paid_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="instalment_is_paid_by_an_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["accepted", "paid"]), _negated=True),
                    ("accepted_at__isnull", False),
                    _connector="OR",
                ),
                name="instalment_is_accepted_first",
            ),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["budget", "year"], name="money_plan_of_budget"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("filed_on__isnull", True), ("filing_number", "")),
                    models.Q(("filed_on__isnull", False), models.Q(("filing_number", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plan_is_filed_under_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("filing_number", ""), _negated=True),
                fields=("filing_number",),
                name="filing_number_once",
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["programme", "closes_at"], name="money_call_of_programme"),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="call_closes_after_it_opens"
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("quota__isnull", True), ("quota__gt", 0), _connector="OR"),
                name="call_gives_something",
            ),
        ),
        migrations.AddIndex(
            model_name="award",
            index=models.Index(fields=["programme", "granted_on"], name="money_award_of_programme"),
        ),
        migrations.AddIndex(
            model_name="award",
            index=models.Index(fields=["department", "state"], name="money_award_of_department"),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(fields=("case", "programme"), name="award_of_a_case_once"),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("entitled__gte", models.F("fen")),
                    ("entitled__lte", 9000000000000000),
                    ("fen__gt", 0),
                    ("fen__lte", 9000000000000000),
                ),
                name="award_gives_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person__isnull", False), ("receives", "person")),
                    models.Q(("organisation__isnull", False), ("receives", "organisation")),
                    _connector="OR",
                ),
                name="award_is_for_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "ended", "taken_back"]),
                    ("account__isnull", False),
                    _connector="OR",
                ),
                name="award_rests_on_money",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__isnull", True), ("last__gte", models.F("first")), _connector="OR"),
                name="award_ends_after_it_begins",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
