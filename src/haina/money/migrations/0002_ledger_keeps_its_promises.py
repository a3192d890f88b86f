"""What the ledger's tables cannot say by themselves: legs that add up, balances that follow, nothing changed."""

from django.db import migrations

# The order of locks is the order of account numbers: money_post inserts legs in that order and each leg
# updates its account, so that two entries over the same accounts wait for each other and never in a circle.
FORWARD = """
CREATE FUNCTION money_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'rows of % are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_is_kept';
END
$body$;

CREATE FUNCTION money_account_opens_empty() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.balance <> 0 OR NEW.held <> 0 THEN
        RAISE EXCEPTION 'account % opens with money that no entry brought', NEW.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_moves_by_legs';
    END IF;
    RETURN NEW;
END
$body$;

-- A leg or a hold changes a balance from inside its own trigger, which is the second level.
CREATE FUNCTION money_account_moves_by_legs() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'the balance of account % follows from its legs and holds', OLD.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_moves_by_legs';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION money_account_stays_itself() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'what account % is does not change', OLD.code
        USING ERRCODE = 'check_violation', CONSTRAINT = 'account_stays_itself';
END
$body$;

CREATE FUNCTION money_leg_moves() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    moved money_account%ROWTYPE;
    entry_day date;
    entry_event varchar;
BEGIN
    SELECT happened_on, event INTO entry_day, entry_event FROM money_entry WHERE id = NEW.entry_id;
    UPDATE money_account SET balance = balance + NEW.amount
        WHERE id = NEW.account_id AND closed_on IS NULL AND opened_on <= entry_day
        RETURNING * INTO moved;
    IF moved.id IS NULL THEN
        SELECT * INTO moved FROM money_account WHERE id = NEW.account_id;
        IF moved.id IS NULL THEN
            RAISE EXCEPTION 'there is no account %', NEW.account_id
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'leg_has_an_account';
        END IF;
        RAISE EXCEPTION 'account % is not open on %', moved.code, entry_day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_is_open';
    END IF;
    IF entry_day > moved.expires_on AND entry_event NOT IN ('expire', 'reverse') THEN
        RAISE EXCEPTION 'account % expired on %', moved.code, moved.expires_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_has_not_expired';
    END IF;
    NEW.balance_after := moved.balance;
    RETURN NEW;
END
$body$;

CREATE FUNCTION money_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    found record;
BEGIN
    SELECT count(*) AS legs, sum(leg.amount) AS total, count(DISTINCT account.currency) AS currencies
        INTO found
        FROM money_leg leg JOIN money_account account ON account.id = leg.account_id
        WHERE leg.entry_id = NEW.id;
    IF found.legs <> NEW.legs_count OR found.total <> 0 THEN
        RAISE EXCEPTION 'entry % has % of % legs, which add up to %', NEW.id, found.legs, NEW.legs_count,
            coalesce(found.total, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_adds_up';
    END IF;
    IF found.currencies <> 1 THEN
        RAISE EXCEPTION 'entry % is in % currencies', NEW.id, found.currencies
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_in_one_currency';
    END IF;
    IF NEW.reverses_id IS NOT NULL AND EXISTS (
        SELECT FROM money_leg
            WHERE entry_id IN (NEW.id, NEW.reverses_id)
            GROUP BY account_id HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'entry % does not take back what entry % did', NEW.id, NEW.reverses_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_is_exact';
    END IF;
    RETURN NULL;
END
$body$;

CREATE FUNCTION money_hold_sets_aside() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'pending' THEN
            RAISE EXCEPTION 'a hold begins pending'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_ends_once';
        END IF;
        UPDATE money_account SET held = held + NEW.amount WHERE id = NEW.account_id;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'pending' OR NEW.state = 'pending'
        OR (OLD.id, OLD.key, OLD.account_id, OLD.ground_id, OLD.amount, OLD.placed_at)
            IS DISTINCT FROM (NEW.id, NEW.key, NEW.account_id, NEW.ground_id, NEW.amount, NEW.placed_at) THEN
        RAISE EXCEPTION 'hold % has ended as %', OLD.id, OLD.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_ends_once';
    END IF;
    UPDATE money_account SET held = held - OLD.amount WHERE id = OLD.account_id;
    RETURN NEW;
END
$body$;

CREATE TRIGGER account_opens_empty BEFORE INSERT ON money_account
    FOR EACH ROW EXECUTE FUNCTION money_account_opens_empty();
CREATE TRIGGER account_moves_by_legs BEFORE UPDATE ON money_account FOR EACH ROW
    WHEN (OLD.balance <> NEW.balance OR OLD.held <> NEW.held)
    EXECUTE FUNCTION money_account_moves_by_legs();
CREATE TRIGGER account_stays_itself BEFORE UPDATE ON money_account FOR EACH ROW
    WHEN ((OLD.id, OLD.code, OLD.kind, OLD.currency, OLD.opened_on)
        IS DISTINCT FROM (NEW.id, NEW.code, NEW.kind, NEW.currency, NEW.opened_on))
    EXECUTE FUNCTION money_account_stays_itself();
CREATE TRIGGER leg_moves BEFORE INSERT ON money_leg FOR EACH ROW EXECUTE FUNCTION money_leg_moves();
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON money_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION money_entry_balances();
CREATE TRIGGER hold_sets_aside BEFORE INSERT OR UPDATE ON money_hold
    FOR EACH ROW EXECUTE FUNCTION money_hold_sets_aside();

-- With its place between one and the number of legs, and every place filled at the commit, an entry is full:
-- no leg can be added to it later.
ALTER TABLE money_leg ADD CONSTRAINT leg_is_one_of_its_entry
    FOREIGN KEY (entry_id, of) REFERENCES money_entry (id, legs_count);
ALTER TABLE money_ground ADD CONSTRAINT ground_is_a_stored_event
    FOREIGN KEY (case_id, sequence) REFERENCES cases_caseevent (case_id, sequence);

CREATE TRIGGER entry_is_kept BEFORE UPDATE OR DELETE ON money_entry
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER entries_are_kept BEFORE TRUNCATE ON money_entry
    FOR EACH STATEMENT EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER leg_is_kept BEFORE UPDATE OR DELETE ON money_leg
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER legs_are_kept BEFORE TRUNCATE ON money_leg
    FOR EACH STATEMENT EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER ground_is_kept BEFORE UPDATE OR DELETE ON money_ground
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER hold_is_kept BEFORE DELETE ON money_hold
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();

-- Writes one entry with all its legs in one statement; a second time with the same key, it says so.
CREATE FUNCTION money_post(
    asked_key uuid, asked_event varchar, asked_ground bigint, asked_day date, asked_at timestamptz,
    asked_accounts bigint[], asked_amounts bigint[], asked_reverses bigint, asked_hold bigint,
    asked_note varchar, OUT entry bigint, OUT replayed boolean
) LANGUAGE plpgsql AS $body$
DECLARE
    said bytea := sha256(convert_to(concat_ws('|', asked_event, asked_ground, asked_day,
        asked_accounts::text, asked_amounts::text, asked_reverses, asked_hold), 'UTF8'));
    kept bytea;
    legs integer := coalesce(array_length(asked_accounts, 1), 0);
BEGIN
    INSERT INTO money_entry (key, event, ground_id, happened_on, recorded_at, reverses_id, note, legs_count,
        content)
        VALUES (asked_key, asked_event, asked_ground, asked_day, asked_at, asked_reverses, asked_note, legs,
            said)
        ON CONFLICT (key) DO NOTHING
        RETURNING id INTO entry;
    replayed := entry IS NULL;
    IF replayed THEN
        SELECT id, content INTO entry, kept FROM money_entry WHERE key = asked_key;
        IF kept IS DISTINCT FROM said THEN
            RAISE EXCEPTION 'key % was used for another entry', asked_key
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'key_means_one_entry';
        END IF;
        RETURN;
    END IF;
    -- What was set aside is free for this entry only: it ends before the legs ask for the floor.
    IF asked_hold IS NOT NULL THEN
        UPDATE money_hold SET state = 'posted', ended_at = asked_at, entry_id = entry WHERE id = asked_hold;
    END IF;
    INSERT INTO money_leg (entry_id, position, of, account_id, amount, balance_after)
        SELECT entry, position, legs, account, amount, 0
        FROM unnest(asked_accounts, asked_amounts) WITH ORDINALITY AS asked (account, amount, position)
        ORDER BY account, position;
END
$body$;
"""

BACKWARD = """
DROP FUNCTION money_post(uuid, varchar, bigint, date, timestamptz, bigint[], bigint[], bigint, bigint,
    varchar);
DROP TRIGGER hold_is_kept ON money_hold;
DROP TRIGGER ground_is_kept ON money_ground;
DROP TRIGGER legs_are_kept ON money_leg;
DROP TRIGGER leg_is_kept ON money_leg;
DROP TRIGGER entries_are_kept ON money_entry;
DROP TRIGGER entry_is_kept ON money_entry;
ALTER TABLE money_ground DROP CONSTRAINT ground_is_a_stored_event;
ALTER TABLE money_leg DROP CONSTRAINT leg_is_one_of_its_entry;
DROP TRIGGER hold_sets_aside ON money_hold;
DROP TRIGGER entry_balances ON money_entry;
DROP TRIGGER leg_moves ON money_leg;
DROP TRIGGER account_stays_itself ON money_account;
DROP TRIGGER account_moves_by_legs ON money_account;
DROP TRIGGER account_opens_empty ON money_account;
DROP FUNCTION money_hold_sets_aside();
DROP FUNCTION money_entry_balances();
DROP FUNCTION money_leg_moves();
DROP FUNCTION money_account_stays_itself();
DROP FUNCTION money_account_moves_by_legs();
DROP FUNCTION money_account_opens_empty();
DROP FUNCTION money_refuse_change();
"""


class Migration(migrations.Migration):
    """Triggers, foreign keys over two columns, and the one function that writes entries."""

    dependencies = [("money", "0001_initial"), ("cases", "0002_kept_promises")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
