"""What the database itself refuses: looks are added, never changed or removed; no answer holds more than was asked."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION exchange_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'rows of % are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$body$;

CREATE FUNCTION exchange_answer_within_question() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    asked varchar[];
BEGIN
    SELECT names INTO asked FROM exchange_registerrequest WHERE id = NEW.request_id;
    IF EXISTS (SELECT FROM jsonb_object_keys(NEW.payload -> 'values') AS answered WHERE answered <> ALL (asked)) THEN
        RAISE EXCEPTION 'the answer to % holds a field that was not asked', NEW.request_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE TRIGGER request_is_kept BEFORE UPDATE OR DELETE ON exchange_registerrequest
    FOR EACH ROW EXECUTE FUNCTION exchange_refuse_change();
CREATE TRIGGER requests_are_kept BEFORE TRUNCATE ON exchange_registerrequest
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_refuse_change();
CREATE TRIGGER request_event_is_kept BEFORE UPDATE OR DELETE ON exchange_requestevent
    FOR EACH ROW EXECUTE FUNCTION exchange_refuse_change();
CREATE TRIGGER request_events_are_kept BEFORE TRUNCATE ON exchange_requestevent
    FOR EACH STATEMENT EXECUTE FUNCTION exchange_refuse_change();
CREATE TRIGGER answer_within_question BEFORE INSERT ON exchange_requestevent
    FOR EACH ROW WHEN (NEW.kind = 'answered') EXECUTE FUNCTION exchange_answer_within_question();
"""

BACKWARD = """
DROP TRIGGER answer_within_question ON exchange_requestevent;
DROP TRIGGER request_events_are_kept ON exchange_requestevent;
DROP TRIGGER request_event_is_kept ON exchange_requestevent;
DROP TRIGGER requests_are_kept ON exchange_registerrequest;
DROP TRIGGER request_is_kept ON exchange_registerrequest;
DROP FUNCTION exchange_answer_within_question();
DROP FUNCTION exchange_refuse_change();
"""


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("exchange", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
