"""What the books' tables cannot say by themselves: what has to add up, and what happens once."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION books_division_adds_up() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    divided books_division%ROWTYPE;
    found record;
BEGIN
    IF TG_TABLE_NAME = 'books_division' THEN
        SELECT * INTO divided FROM books_division WHERE id = NEW.id;
    ELSE
        SELECT * INTO divided FROM books_division WHERE id = NEW.division_id;
    END IF;
    SELECT coalesce(sum(fen), 0) AS total, coalesce(sum(fen) FILTER (WHERE protected), 0) AS guarded
        INTO found FROM books_divisionpart WHERE division_id = divided.id;
    IF found.total <> divided.net THEN
        RAISE EXCEPTION 'the parts of division % add up to %, not to %', divided.id, found.total, divided.net
            USING ERRCODE = 'check_violation', CONSTRAINT = 'division_adds_up';
    END IF;
    IF found.guarded * divided.share_under < divided.net::numeric * divided.share_over THEN
        RAISE EXCEPTION 'the protected part of division % is below its share', divided.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'division_protects_its_part';
    END IF;
    IF EXISTS (
        SELECT FROM books_divisionpart part
            WHERE part.division_id = divided.id AND part.fen > 0 AND NOT EXISTS (
                SELECT FROM money_leg leg
                    WHERE leg.entry_id = divided.entry_id AND leg.account_id = part.account_id
                        AND leg.amount = part.fen
            )
    ) THEN
        RAISE EXCEPTION 'the ledger did not move what division % says', divided.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'division_is_posted';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER division_adds_up AFTER INSERT ON books_division
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION books_division_adds_up();
CREATE CONSTRAINT TRIGGER division_part_adds_up AFTER INSERT ON books_divisionpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION books_division_adds_up();
CREATE TRIGGER division_is_kept BEFORE UPDATE OR DELETE ON books_division
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER division_part_is_kept BEFORE UPDATE OR DELETE ON books_divisionpart
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();

-- What is awarded of a stake follows from its awards, which change it from inside their own trigger.
CREATE FUNCTION books_stake_stays_itself() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.awarded = 0 THEN RETURN NEW; END IF;
    ELSIF pg_trigger_depth() >= 2 AND to_jsonb(OLD) - 'awarded' = to_jsonb(NEW) - 'awarded' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'stake % follows from its awards', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'stake_stays_itself';
END
$body$;
CREATE TRIGGER stake_stays_itself BEFORE INSERT OR UPDATE ON books_stake
    FOR EACH ROW EXECUTE FUNCTION books_stake_stays_itself();
CREATE TRIGGER stake_is_kept BEFORE DELETE ON books_stake
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();

CREATE FUNCTION books_equity_award_counts() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'awarded' THEN
            RAISE EXCEPTION 'an equity award begins as one'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'equity_award_ends_once';
        END IF;
        UPDATE books_stake SET awarded = awarded + NEW.shares WHERE id = NEW.stake_id;
        RETURN NEW;
    END IF;
    IF OLD.state = 'taken_back' OR (OLD.state = 'registered' AND NEW.state <> 'taken_back')
        OR (to_jsonb(OLD) - ARRAY['state', 'registered_as', 'registered_by_id', 'registered_at',
                'taken_back_at', 'why'])
            <> (to_jsonb(NEW) - ARRAY['state', 'registered_as', 'registered_by_id', 'registered_at',
                'taken_back_at', 'why']) THEN
        RAISE EXCEPTION 'equity award % is registered once, taken back once, and changes in nothing else', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'equity_award_ends_once';
    END IF;
    IF NEW.state = 'taken_back' THEN
        UPDATE books_stake SET awarded = awarded - OLD.shares WHERE id = OLD.stake_id;
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER equity_award_counts BEFORE INSERT OR UPDATE ON books_equityaward
    FOR EACH ROW EXECUTE FUNCTION books_equity_award_counts();
CREATE TRIGGER equity_award_is_kept BEFORE DELETE ON books_equityaward
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();

CREATE FUNCTION books_schedule_adds_up() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    asked uuid;
    planned bigint;
    total numeric;
BEGIN
    IF TG_TABLE_NAME = 'books_schedule' THEN
        asked := NEW.id;
    ELSE
        asked := NEW.schedule_id;
    END IF;
    SELECT fen INTO planned FROM books_schedule WHERE id = asked;
    SELECT coalesce(sum(fen), 0) INTO total FROM books_obligation WHERE schedule_id = asked;
    IF total <> planned THEN
        RAISE EXCEPTION 'the obligations of schedule % add up to %, not to %', asked, total, planned
            USING ERRCODE = 'check_violation', CONSTRAINT = 'schedule_adds_up';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER schedule_adds_up AFTER INSERT ON books_schedule
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION books_schedule_adds_up();
CREATE CONSTRAINT TRIGGER obligation_adds_up AFTER INSERT ON books_obligation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION books_schedule_adds_up();
CREATE TRIGGER schedule_is_kept BEFORE UPDATE OR DELETE ON books_schedule
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();

CREATE FUNCTION books_obligation_ends_once() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    open_keys text[] := ARRAY['owed', 'due_on', 'fulfilled_on', 'document', 'fulfilled_by_id', 'recorded_at'];
BEGIN
    IF OLD.fulfilled_on IS NOT NULL
        OR (OLD.due_on IS NOT NULL AND (NEW.due_on, NEW.owed) IS DISTINCT FROM (OLD.due_on, OLD.owed))
        OR to_jsonb(OLD) - open_keys <> to_jsonb(NEW) - open_keys THEN
        RAISE EXCEPTION 'obligation % is dated once and fulfilled once', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'obligation_is_fulfilled_once';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER obligation_ends_once BEFORE UPDATE ON books_obligation
    FOR EACH ROW EXECUTE FUNCTION books_obligation_ends_once();
CREATE TRIGGER obligation_is_kept BEFORE DELETE ON books_obligation
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();

-- What is answered is answered once: totals of pay and changes of budgets leave `asked` and then stay.
CREATE FUNCTION books_answered_once() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    open_keys text[] := ARRAY['state', 'room_id', 'answered_by_id', 'answered_at', 'why', 'answer', 'entry_id'];
BEGIN
    IF OLD.state <> 'asked' OR to_jsonb(OLD) - open_keys <> to_jsonb(NEW) - open_keys THEN
        RAISE EXCEPTION 'row % of % is answered once', OLD.id, TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answered_once';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER pay_total_is_answered BEFORE UPDATE ON books_paytotal
    FOR EACH ROW EXECUTE FUNCTION books_answered_once();
CREATE TRIGGER pay_total_is_kept BEFORE DELETE ON books_paytotal
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER adjustment_is_answered BEFORE UPDATE ON books_adjustment
    FOR EACH ROW EXECUTE FUNCTION books_answered_once();
CREATE TRIGGER adjustment_is_kept BEFORE DELETE ON books_adjustment
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER pay_item_is_kept BEFORE UPDATE OR DELETE ON books_payitem
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER budget_line_is_kept BEFORE UPDATE OR DELETE ON books_budgetline
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER spending_is_kept BEFORE UPDATE OR DELETE ON books_spending
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER year_end_is_kept BEFORE UPDATE OR DELETE ON books_yearend
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();

CREATE FUNCTION books_spending_is_in_time() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    -- The row lock makes a closing and a spending wait for each other.
    PERFORM FROM books_researchbudget budget JOIN books_budgetline line ON line.budget_id = budget.id
        WHERE line.id = NEW.line_id FOR SHARE OF budget;
    IF EXISTS (
        SELECT FROM books_researchbudget budget JOIN books_budgetline line ON line.budget_id = budget.id
            WHERE line.id = NEW.line_id AND (budget.returned_on IS NOT NULL
                OR NEW.happened_on > budget.usable_until
                OR (budget.closed_on < NEW.happened_on AND budget.accepted_on IS NULL))
    ) THEN
        RAISE EXCEPTION 'the time to use line % is over', NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'spending_is_in_time';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER spending_is_in_time BEFORE INSERT ON books_spending
    FOR EACH ROW EXECUTE FUNCTION books_spending_is_in_time();

CREATE FUNCTION books_pay_item_is_in_time() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM books_paytotal total
            WHERE total.id = NEW.total_id AND total.state = 'set'
                AND NEW.happened_on BETWEEN total.first AND total.last
    ) THEN
        RAISE EXCEPTION 'payment % is outside of the time of its total', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pay_item_is_in_time';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER pay_item_is_in_time BEFORE INSERT ON books_payitem
    FOR EACH ROW EXECUTE FUNCTION books_pay_item_is_in_time();
"""

BACKWARD = """
DROP FUNCTION books_pay_item_is_in_time() CASCADE;
DROP FUNCTION books_spending_is_in_time() CASCADE;
DROP FUNCTION books_answered_once() CASCADE;
DROP FUNCTION books_obligation_ends_once() CASCADE;
DROP FUNCTION books_schedule_adds_up() CASCADE;
DROP FUNCTION books_equity_award_counts() CASCADE;
DROP FUNCTION books_stake_stays_itself() CASCADE;
DROP FUNCTION books_division_adds_up() CASCADE;
DROP TRIGGER IF EXISTS division_is_kept ON books_division;
DROP TRIGGER IF EXISTS division_part_is_kept ON books_divisionpart;
DROP TRIGGER IF EXISTS stake_is_kept ON books_stake;
DROP TRIGGER IF EXISTS equity_award_is_kept ON books_equityaward;
DROP TRIGGER IF EXISTS schedule_is_kept ON books_schedule;
DROP TRIGGER IF EXISTS obligation_is_kept ON books_obligation;
DROP TRIGGER IF EXISTS pay_total_is_kept ON books_paytotal;
DROP TRIGGER IF EXISTS adjustment_is_kept ON books_adjustment;
DROP TRIGGER IF EXISTS pay_item_is_kept ON books_payitem;
DROP TRIGGER IF EXISTS budget_line_is_kept ON books_budgetline;
DROP TRIGGER IF EXISTS spending_is_kept ON books_spending;
DROP TRIGGER IF EXISTS year_end_is_kept ON books_yearend;
"""


class Migration(migrations.Migration):
    """Triggers; those at the end of a transaction see all rows that belong together."""

    dependencies = [("books", "0001_unit_books")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
