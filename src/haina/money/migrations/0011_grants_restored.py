"""An award that ended because its grant was revoked goes on once an appeal has overturned the revocation."""

from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION money_award_goes_on() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    fixed text[] := ARRAY['state', 'ended_on', 'account_id', 'plan_id', 'person_id', 'restored', 'ended_with_grant'];
    goes_on_again boolean := OLD.state = 'ended' AND NEW.state = 'waiting' AND OLD.ended_with_grant;
    most integer;
BEGIN
    IF to_jsonb(OLD) - fixed IS DISTINCT FROM to_jsonb(NEW) - fixed
        OR (OLD.account_id IS NOT NULL AND OLD.account_id IS DISTINCT FROM NEW.account_id)
        OR (OLD.account_id IS NOT NULL AND OLD.state <> 'waiting' AND OLD.plan_id IS DISTINCT FROM NEW.plan_id)
        OR NEW.restored <> OLD.restored + goes_on_again::integer
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
        -- As often as a revocation was overturned, and no more often.
        WHEN 'ended' THEN NEW.state = 'taken_back' OR (goes_on_again AND OLD.restored < (
            SELECT count(*) FROM cases_caseevent
                WHERE case_id = NEW.case_id AND kind = 'appeal_upheld' AND payload ->> 'against' = 'revoked'))
        ELSE false END) THEN
        RAISE EXCEPTION 'award % is %', OLD.number, OLD.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'award_goes_forward';
    END IF;
    IF goes_on_again AND NEW.call_id IS NOT NULL THEN
        SELECT quota INTO most FROM money_call WHERE id = NEW.call_id FOR NO KEY UPDATE;
        IF most IS NOT NULL AND (SELECT count(*) FROM money_award
            WHERE call_id = NEW.call_id AND state NOT IN ('ended', 'taken_back')) >= most THEN
            RAISE EXCEPTION 'call % gives % awards', NEW.call_id, most
                USING ERRCODE = 'check_violation', CONSTRAINT = 'call_keeps_its_quota';
        END IF;
    END IF;
    RETURN NEW;
END
$body$;

CREATE OR REPLACE FUNCTION money_instalment_goes_on() RETURNS trigger LANGUAGE plpgsql AS $body$
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
        OR OLD.state = 'paid'
        OR (OLD.state <> NEW.state AND NOT (CASE OLD.state
            WHEN 'planned' THEN NEW.state IN ('claimed', 'cancelled') OR (NEW.state = 'accepted' AND NEW.by_grant)
            WHEN 'claimed' THEN NEW.state IN ('planned', 'accepted', 'cancelled')
            WHEN 'accepted' THEN NEW.state IN ('paid', 'cancelled')
            -- An award that waits has nothing cancelled, unless it has just been restored.
            WHEN 'cancelled' THEN NEW.state IN ('planned', 'claimed', 'accepted') AND EXISTS (
                SELECT FROM money_award WHERE id = NEW.award_id AND state = 'waiting' AND restored > 0)
            ELSE false END))
        OR (OLD.state = 'cancelled' AND NEW.state = 'cancelled' AND to_jsonb(OLD) <> to_jsonb(NEW)) THEN
        RAISE EXCEPTION 'instalment % of award % is %', OLD.number, OLD.award_id, OLD.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_goes_forward';
    END IF;
    RETURN NEW;
END
$body$;
"""


class Migration(migrations.Migration):
    """Whether an award ended with its grant, and how often it was restored."""

    dependencies = [
        ("money", "0010_awards_go_with_a_split"),
        ("cases", "0010_appeals_against_every_decision"),
    ]

    operations = [
        migrations.AddField("award", "ended_with_grant", models.BooleanField(default=False)),
        migrations.AddField("award", "restored", models.PositiveSmallIntegerField(default=0)),
        # Going back, what was restored stays; nothing else of it is left.
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
