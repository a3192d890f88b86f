"""What the tables of guarantees cannot say by themselves: sums that stay within bounds, and nothing twice."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION guarantees_guarantee_changes() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF (OLD.id, OLD.award, OLD.number, OLD.programme, OLD.department, OLD.person_id, OLD.organisation_id,
        OLD.ground_id) IS DISTINCT FROM (NEW.id, NEW.award, NEW.number, NEW.programme, NEW.department,
        NEW.person_id, NEW.organisation_id, NEW.ground_id)
        OR (OLD.state <> 'granted' AND (OLD.cover, OLD.share, OLD.source_id, OLD.lender_id, OLD.loan,
            OLD.contract, OLD.first_day, OLD.last_day) IS DISTINCT FROM (NEW.cover, NEW.share, NEW.source_id,
            NEW.lender_id, NEW.loan, NEW.contract, NEW.first_day, NEW.last_day))
        OR NEW.cover > OLD.cover THEN
        RAISE EXCEPTION 'what guarantee % is does not change', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'guarantee_stays_itself';
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN
        (('granted', 'running'), ('granted', 'ended'), ('running', 'ended')) THEN
        RAISE EXCEPTION 'guarantee % goes from % to %', OLD.number, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'guarantee_ends_once';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION guarantees_loss_changes() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    paper guarantees_guarantee%ROWTYPE;
    claimed bigint;
BEGIN
    SELECT * INTO paper FROM guarantees_guarantee WHERE id = NEW.guarantee_id;
    IF TG_OP = 'INSERT' THEN
        SELECT coalesce(sum(loss), 0) INTO claimed FROM guarantees_loss
            WHERE guarantee_id = NEW.guarantee_id AND state <> 'refused';
        IF NEW.state <> 'claimed' OR paper.state <> 'running' OR NEW.defaulted_on < paper.first_day
            OR NEW.defaulted_on > paper.last_day THEN
            RAISE EXCEPTION 'guarantee % is not in force on %', paper.number, NEW.defaulted_on
                USING ERRCODE = 'check_violation', CONSTRAINT = 'loss_lies_within_the_guarantee';
        END IF;
        IF claimed + NEW.loss > paper.loan THEN
            RAISE EXCEPTION 'losses of % pass the loan of guarantee %', claimed + NEW.loss, paper.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'losses_are_within_the_loan';
        END IF;
        IF NEW.fen > NEW.loss * paper.share THEN
            RAISE EXCEPTION 'guarantee % bears a smaller share', paper.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'loss_is_borne_by_its_share';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'claimed' OR (OLD.id, OLD.guarantee_id, OLD.loss, OLD.fen, OLD.defaulted_on, OLD.key)
        IS DISTINCT FROM (NEW.id, NEW.guarantee_id, NEW.loss, NEW.fen, NEW.defaulted_on, NEW.key) THEN
        RAISE EXCEPTION 'claim % has been decided', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loss_is_decided_once';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION guarantees_adds_up() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    asked uuid;
    kept guarantees_guarantee%ROWTYPE;
    out_fen bigint;
    back_fen bigint;
BEGIN
    IF TG_TABLE_NAME = 'guarantees_guarantee' THEN
        asked := NEW.id;
    ELSIF TG_TABLE_NAME = 'guarantees_loss' THEN
        asked := NEW.guarantee_id;
    ELSE
        SELECT guarantee_id INTO asked FROM guarantees_loss WHERE id = NEW.of_id;
    END IF;
    SELECT * INTO kept FROM guarantees_guarantee WHERE id = asked;
    SELECT coalesce(sum(fen), 0) INTO out_fen FROM guarantees_loss
        WHERE guarantee_id = asked AND state = 'paid';
    SELECT coalesce(sum(back.fen), 0) INTO back_fen
        FROM guarantees_recovery back JOIN guarantees_loss loss ON loss.id = back.of_id
        WHERE loss.guarantee_id = asked;
    IF kept.id IS NOT NULL AND (kept.paid, kept.recovered) IS DISTINCT FROM (out_fen, back_fen) THEN
        RAISE EXCEPTION 'guarantee % says % and %, its losses % and %', kept.number, kept.paid, kept.recovered,
            out_fen, back_fen USING ERRCODE = 'check_violation', CONSTRAINT = 'guarantee_adds_up';
    END IF;
    RETURN NULL;
END
$body$;

-- What is recovered comes back in proportion, to the fen over all recoveries of a loss together.
CREATE FUNCTION guarantees_recovery_fits() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    whole numeric;
    borne numeric;
    so_far numeric;
    back numeric;
BEGIN
    IF NEW.of_id IS NOT NULL THEN
        SELECT loss, CASE WHEN state = 'paid' THEN fen ELSE 0 END INTO whole, borne
            FROM guarantees_loss WHERE id = NEW.of_id FOR NO KEY UPDATE;
        SELECT coalesce(sum(recovered), 0), coalesce(sum(fen), 0) INTO so_far, back
            FROM guarantees_recovery WHERE of_id = NEW.of_id;
    ELSE
        SELECT loss, fen INTO whole, borne
            FROM guarantees_compensation WHERE id = NEW.compensation_id FOR NO KEY UPDATE;
        SELECT coalesce(sum(recovered), 0), coalesce(sum(fen), 0) INTO so_far, back
            FROM guarantees_recovery WHERE compensation_id = NEW.compensation_id;
    END IF;
    IF borne = 0 OR so_far + NEW.recovered > whole THEN
        RAISE EXCEPTION 'more is recovered than was lost'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_is_within_the_loss';
    END IF;
    IF back + NEW.fen <> div(borne * (so_far + NEW.recovered), whole) THEN
        RAISE EXCEPTION 'another share of what was recovered comes back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_flows_back_by_its_share';
    END IF;
    RETURN NEW;
END
$body$;

CREATE TRIGGER guarantee_changes BEFORE UPDATE ON guarantees_guarantee
    FOR EACH ROW EXECUTE FUNCTION guarantees_guarantee_changes();
CREATE TRIGGER loss_changes BEFORE INSERT OR UPDATE ON guarantees_loss
    FOR EACH ROW EXECUTE FUNCTION guarantees_loss_changes();
CREATE TRIGGER recovery_fits BEFORE INSERT ON guarantees_recovery
    FOR EACH ROW EXECUTE FUNCTION guarantees_recovery_fits();
CREATE CONSTRAINT TRIGGER guarantee_adds_up AFTER INSERT OR UPDATE ON guarantees_guarantee
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guarantees_adds_up();
CREATE CONSTRAINT TRIGGER loss_adds_up AFTER INSERT OR UPDATE ON guarantees_loss
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guarantees_adds_up();
CREATE CONSTRAINT TRIGGER recovery_adds_up AFTER INSERT OR UPDATE ON guarantees_recovery
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guarantees_adds_up();
CREATE TRIGGER guarantee_is_kept BEFORE DELETE ON guarantees_guarantee
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER loss_is_kept BEFORE DELETE ON guarantees_loss
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER compensation_is_kept BEFORE UPDATE OR DELETE ON guarantees_compensation
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER recovery_is_kept BEFORE UPDATE OR DELETE ON guarantees_recovery
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
"""

BACKWARD = """
DROP TRIGGER recovery_is_kept ON guarantees_recovery;
DROP TRIGGER compensation_is_kept ON guarantees_compensation;
DROP TRIGGER loss_is_kept ON guarantees_loss;
DROP TRIGGER guarantee_is_kept ON guarantees_guarantee;
DROP TRIGGER recovery_adds_up ON guarantees_recovery;
DROP TRIGGER loss_adds_up ON guarantees_loss;
DROP TRIGGER guarantee_adds_up ON guarantees_guarantee;
DROP TRIGGER recovery_fits ON guarantees_recovery;
DROP TRIGGER loss_changes ON guarantees_loss;
DROP TRIGGER guarantee_changes ON guarantees_guarantee;
DROP FUNCTION guarantees_recovery_fits();
DROP FUNCTION guarantees_adds_up();
DROP FUNCTION guarantees_loss_changes();
DROP FUNCTION guarantees_guarantee_changes();
"""


class Migration(migrations.Migration):
    """Triggers for what changes and how, and for sums over several rows."""

    dependencies = [("guarantees", "0001_initial"), ("money", "0002_ledger_keeps_its_promises")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
