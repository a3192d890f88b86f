"""What the tables of vouchers cannot say by themselves: whose voucher, within its days, once, and how it ends."""

from django.db import migrations

FORWARD = """
ALTER TABLE vouchers_use ADD CONSTRAINT use_is_of_the_holder
    FOREIGN KEY (voucher_id, holder_id) REFERENCES vouchers_voucher (id, holder_id);
ALTER TABLE vouchers_use ADD CONSTRAINT use_is_of_an_instrument_of_the_member
    FOREIGN KEY (instrument_id, member_id) REFERENCES vouchers_instrument (id, member_id);
ALTER TABLE vouchers_use ADD CONSTRAINT use_is_at_its_owner
    FOREIGN KEY (member_id, owner_id) REFERENCES vouchers_member (id, organisation_id);

CREATE FUNCTION vouchers_voucher_changes() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    purse money_account%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.id, OLD.award, OLD.number, OLD.programme, OLD.department, OLD.holder_id, OLD.ground_id, OLD.fen,
            OLD.share, OLD.source_id) IS DISTINCT FROM (NEW.id, NEW.award, NEW.number, NEW.programme,
            NEW.department, NEW.holder_id, NEW.ground_id, NEW.fen, NEW.share,
            CASE WHEN OLD.wallet_id IS NULL THEN OLD.source_id ELSE NEW.source_id END)
            OR (OLD.wallet_id IS NOT NULL AND (OLD.wallet_id, OLD.first_day, OLD.last_day)
                IS DISTINCT FROM (NEW.wallet_id, NEW.first_day, NEW.last_day)) THEN
            RAISE EXCEPTION 'what voucher % is does not change', OLD.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'voucher_stays_itself';
        END IF;
        IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN
            (('granted', 'issued'), ('granted', 'ended'), ('issued', 'expired'), ('issued', 'ended')) THEN
            RAISE EXCEPTION 'voucher % goes from % to %', OLD.number, OLD.state, NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'voucher_ends_once';
        END IF;
    END IF;
    IF NEW.wallet_id IS NOT NULL THEN
        SELECT * INTO purse FROM money_account WHERE id = NEW.wallet_id;
        IF purse.kind <> 'wallet' OR purse.organisation_id IS DISTINCT FROM NEW.holder_id
            OR purse.expires_on IS DISTINCT FROM NEW.last_day OR purse.floor IS DISTINCT FROM 0 THEN
            RAISE EXCEPTION 'the wallet of voucher % is not its holder''s until its last day', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'voucher_has_its_own_wallet';
        END IF;
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION vouchers_use_changes() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    paper vouchers_voucher%ROWTYPE;
    aside money_hold%ROWTYPE;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO paper FROM vouchers_voucher WHERE id = NEW.voucher_id FOR SHARE;
        SELECT * INTO aside FROM money_hold WHERE id = NEW.hold_id;
        IF NEW.state <> 'booked' OR paper.state <> 'issued' THEN
            RAISE EXCEPTION 'voucher % cannot be used', paper.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'use_needs_an_issued_voucher';
        END IF;
        IF NEW.day < paper.first_day OR NEW.day > paper.last_day THEN
            RAISE EXCEPTION 'voucher % can be used from % to %', paper.number, paper.first_day, paper.last_day
                USING ERRCODE = 'check_violation', CONSTRAINT = 'use_lies_within_the_voucher';
        END IF;
        IF NEW.fen > ceil(NEW.fee * paper.share) OR aside.amount <> NEW.fen
            OR aside.account_id IS DISTINCT FROM paper.wallet_id OR aside.state <> 'pending' THEN
            RAISE EXCEPTION 'the use sets aside another part than voucher % pays', paper.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'use_sets_its_part_aside';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.voucher_id, OLD.holder_id, OLD.instrument_id, OLD.member_id, OLD.owner_id, OLD.starts_at,
        OLD.ends_at, OLD.day, OLD.fee, OLD.fen, OLD.hold_id, OLD.key) IS DISTINCT FROM (NEW.id, NEW.voucher_id,
        NEW.holder_id, NEW.instrument_id, NEW.member_id, NEW.owner_id, NEW.starts_at, NEW.ends_at, NEW.day,
        NEW.fee, NEW.fen, NEW.hold_id, NEW.key)
        OR (OLD.entry_id IS NOT NULL AND OLD.entry_id IS DISTINCT FROM NEW.entry_id)
        OR (OLD.invoice <> '' AND OLD.invoice <> NEW.invoice) THEN
        RAISE EXCEPTION 'what use % is does not change', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'use_stays_itself';
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (('booked', 'done'), ('booked', 'cancelled'),
        ('booked', 'lapsed'), ('done', 'redeemed'), ('done', 'lapsed'), ('redeemed', 'refused')) THEN
        RAISE EXCEPTION 'use % goes from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'use_is_redeemed_once';
    END IF;
    IF OLD.state = 'done' AND NEW.state = 'redeemed' THEN
        SELECT * INTO aside FROM money_hold WHERE id = NEW.hold_id;
        IF aside.state <> 'posted' OR aside.entry_id IS DISTINCT FROM NEW.entry_id THEN
            RAISE EXCEPTION 'use % is redeemed by the entry that pays what it set aside', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'use_is_redeemed_by_its_hold';
        END IF;
    END IF;
    IF OLD.settlement_id IS NOT NULL AND OLD.settlement_id IS DISTINCT FROM NEW.settlement_id AND EXISTS (
        SELECT FROM vouchers_settlement WHERE id = OLD.settlement_id AND state = 'paid'
    ) THEN
        RAISE EXCEPTION 'use % has been paid', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'use_is_settled_once';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION vouchers_settlement_changes() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.state = 'paid' OR (OLD.id, OLD.member_id, OLD.key, OLD.claimed_by_id)
        IS DISTINCT FROM (NEW.id, NEW.member_id, NEW.key, NEW.claimed_by_id) THEN
        RAISE EXCEPTION 'settlement % has been paid', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_is_paid_once';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION vouchers_sum_is_right(asked uuid) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    said bigint;
    added bigint;
BEGIN
    SELECT fen INTO said FROM vouchers_settlement WHERE id = asked;
    SELECT coalesce(sum(fen), 0) INTO added FROM vouchers_use WHERE settlement_id = asked;
    IF said IS NOT NULL AND said <> added THEN
        RAISE EXCEPTION 'settlement % says % and its uses add up to %', asked, said, added
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_adds_up';
    END IF;
END
$body$;

CREATE FUNCTION vouchers_settlement_adds_up() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM vouchers_sum_is_right(NEW.id);
    RETURN NULL;
END
$body$;

CREATE FUNCTION vouchers_use_adds_up() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM vouchers_sum_is_right(OLD.settlement_id);
    PERFORM vouchers_sum_is_right(NEW.settlement_id);
    RETURN NULL;
END
$body$;

CREATE TRIGGER voucher_changes BEFORE INSERT OR UPDATE ON vouchers_voucher
    FOR EACH ROW EXECUTE FUNCTION vouchers_voucher_changes();
CREATE TRIGGER use_changes BEFORE INSERT OR UPDATE ON vouchers_use
    FOR EACH ROW EXECUTE FUNCTION vouchers_use_changes();
CREATE TRIGGER settlement_changes BEFORE UPDATE ON vouchers_settlement
    FOR EACH ROW EXECUTE FUNCTION vouchers_settlement_changes();
CREATE CONSTRAINT TRIGGER settlement_adds_up AFTER INSERT OR UPDATE ON vouchers_settlement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vouchers_settlement_adds_up();
CREATE CONSTRAINT TRIGGER use_adds_up AFTER UPDATE OF settlement_id ON vouchers_use
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vouchers_use_adds_up();
CREATE TRIGGER voucher_is_kept BEFORE DELETE ON vouchers_voucher
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER use_is_kept BEFORE DELETE ON vouchers_use
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER settlement_is_kept BEFORE DELETE ON vouchers_settlement
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
"""

BACKWARD = """
DROP TRIGGER settlement_is_kept ON vouchers_settlement;
DROP TRIGGER use_is_kept ON vouchers_use;
DROP TRIGGER voucher_is_kept ON vouchers_voucher;
DROP TRIGGER use_adds_up ON vouchers_use;
DROP TRIGGER settlement_adds_up ON vouchers_settlement;
DROP TRIGGER settlement_changes ON vouchers_settlement;
DROP TRIGGER use_changes ON vouchers_use;
DROP TRIGGER voucher_changes ON vouchers_voucher;
DROP FUNCTION vouchers_use_adds_up();
DROP FUNCTION vouchers_settlement_adds_up();
DROP FUNCTION vouchers_sum_is_right(uuid);
DROP FUNCTION vouchers_settlement_changes();
DROP FUNCTION vouchers_use_changes();
DROP FUNCTION vouchers_voucher_changes();
ALTER TABLE vouchers_use DROP CONSTRAINT use_is_at_its_owner;
ALTER TABLE vouchers_use DROP CONSTRAINT use_is_of_an_instrument_of_the_member;
ALTER TABLE vouchers_use DROP CONSTRAINT use_is_of_the_holder;
"""


class Migration(migrations.Migration):
    """Foreign keys over two columns, and triggers for what changes and how."""

    dependencies = [("vouchers", "0001_initial"), ("money", "0002_ledger_keeps_its_promises")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
