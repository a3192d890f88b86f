"""What the database itself refuses: events and policy versions are added, never changed, removed or skipped."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE cases_reference;

CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'rows of % are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$body$;

CREATE FUNCTION cases_event_follows() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    before_hash varchar;
BEGIN
    IF NEW.sequence = 1 THEN
        before_hash := repeat('0', 64);
    ELSE
        SELECT hash INTO before_hash FROM cases_caseevent
            WHERE case_id = NEW.case_id AND sequence = NEW.sequence - 1;
    END IF;
    IF before_hash IS NULL OR before_hash <> NEW.previous_hash THEN
        RAISE EXCEPTION 'event % of case % does not follow the one before it', NEW.sequence, NEW.case_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE TRIGGER event_follows BEFORE INSERT ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_event_follows();
CREATE TRIGGER event_is_kept BEFORE UPDATE OR DELETE ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER events_are_kept BEFORE TRUNCATE ON cases_caseevent
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER version_is_kept BEFORE UPDATE OR DELETE ON cases_policyversion
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER versions_are_kept BEFORE TRUNCATE ON cases_policyversion
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
"""

BACKWARD = """
DROP TRIGGER versions_are_kept ON cases_policyversion;
DROP TRIGGER version_is_kept ON cases_policyversion;
DROP TRIGGER events_are_kept ON cases_caseevent;
DROP TRIGGER event_is_kept ON cases_caseevent;
DROP TRIGGER event_follows ON cases_caseevent;
DROP FUNCTION cases_event_follows();
DROP FUNCTION cases_refuse_change();
DROP SEQUENCE cases_reference;
"""


class Migration(migrations.Migration):
    """Triggers and the sequence that numbers applications."""

    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
