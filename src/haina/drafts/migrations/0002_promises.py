"""What the tables of drafts cannot say by themselves: two consents to what is published, and a record kept."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION drafts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'rows of % are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'draft_record_is_kept';
END
$body$;

CREATE FUNCTION drafts_consent_fits() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    draft drafts_draft%ROWTYPE;
BEGIN
    SELECT * INTO draft FROM drafts_draft WHERE id = NEW.draft_id FOR SHARE;
    IF TG_OP = 'INSERT' THEN
        IF draft.state <> 'open' OR NEW.author_id <> draft.author_id OR NEW.content <> draft.content THEN
            RAISE EXCEPTION 'the consent is not to draft % as it stands', draft.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_consent_is_to_what_stands';
        END IF;
        IF NEW.account_id = draft.author_id AND EXISTS
            (SELECT 1 FROM drafts_consent WHERE draft_id = draft.id AND withdrawn_at IS NULL) THEN
            RAISE EXCEPTION 'the author of draft % consents first or not at all', draft.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_author_is_not_the_second';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.withdrawn_at IS NOT NULL OR draft.state = 'published' OR (OLD.id, OLD.draft_id, OLD.account_id,
        OLD.author_id, OLD.place, OLD.content, OLD.reason, OLD.given_at) IS DISTINCT FROM (NEW.id, NEW.draft_id,
        NEW.account_id, NEW.author_id, NEW.place, NEW.content, NEW.reason, NEW.given_at) THEN
        RAISE EXCEPTION 'a consent is withdrawn once and changes in nothing else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_consent_stays_itself';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION drafts_draft_changes() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.state <> 'open' OR OLD.author_id <> NEW.author_id THEN
        RAISE EXCEPTION 'draft % is %', OLD.id, OLD.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_is_open';
    END IF;
    IF OLD.content <> NEW.content AND EXISTS
        (SELECT 1 FROM drafts_consent WHERE draft_id = OLD.id AND withdrawn_at IS NULL) THEN
        RAISE EXCEPTION 'a change of draft % voids the consents to it', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_change_voids_consents';
    END IF;
    IF NEW.state = 'published' AND NOT EXISTS (SELECT 1 FROM drafts_publication WHERE draft_id = OLD.id) THEN
        RAISE EXCEPTION 'draft % has no publication', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_has_two_consents';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION drafts_publication_fits() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    draft drafts_draft%ROWTYPE;
    standing integer;
BEGIN
    SELECT * INTO draft FROM drafts_draft WHERE id = NEW.draft_id FOR UPDATE;
    SELECT count(DISTINCT account_id) INTO standing FROM drafts_consent
        WHERE id IN (NEW.first_id, NEW.second_id) AND draft_id = NEW.draft_id AND content = NEW.content
            AND withdrawn_at IS NULL;
    IF draft.state <> 'open' OR draft.content <> NEW.content OR standing <> 2 THEN
        RAISE EXCEPTION 'draft % has % consents to it as it stands', draft.id, standing
            USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_has_two_consents';
    END IF;
    RETURN NEW;
END
$body$;

CREATE TRIGGER draft_changes BEFORE UPDATE ON drafts_draft
    FOR EACH ROW EXECUTE FUNCTION drafts_draft_changes();
CREATE TRIGGER draft_is_kept BEFORE DELETE ON drafts_draft
    FOR EACH ROW EXECUTE FUNCTION drafts_refuse_change();
CREATE TRIGGER consent_fits BEFORE INSERT OR UPDATE ON drafts_consent
    FOR EACH ROW EXECUTE FUNCTION drafts_consent_fits();
CREATE TRIGGER consent_is_kept BEFORE DELETE ON drafts_consent
    FOR EACH ROW EXECUTE FUNCTION drafts_refuse_change();
CREATE TRIGGER publication_fits BEFORE INSERT ON drafts_publication
    FOR EACH ROW EXECUTE FUNCTION drafts_publication_fits();
CREATE TRIGGER publication_is_kept BEFORE UPDATE OR DELETE ON drafts_publication
    FOR EACH ROW EXECUTE FUNCTION drafts_refuse_change();
CREATE TRIGGER publications_are_kept BEFORE TRUNCATE ON drafts_publication
    FOR EACH STATEMENT EXECUTE FUNCTION drafts_refuse_change();
CREATE TRIGGER step_is_kept BEFORE UPDATE OR DELETE ON drafts_draftevent
    FOR EACH ROW EXECUTE FUNCTION drafts_refuse_change();
CREATE TRIGGER steps_are_kept BEFORE TRUNCATE ON drafts_draftevent
    FOR EACH STATEMENT EXECUTE FUNCTION drafts_refuse_change();
"""

BACKWARD = """
DROP TRIGGER steps_are_kept ON drafts_draftevent;
DROP TRIGGER step_is_kept ON drafts_draftevent;
DROP TRIGGER publications_are_kept ON drafts_publication;
DROP TRIGGER publication_is_kept ON drafts_publication;
DROP TRIGGER publication_fits ON drafts_publication;
DROP TRIGGER consent_is_kept ON drafts_consent;
DROP TRIGGER consent_fits ON drafts_consent;
DROP TRIGGER draft_is_kept ON drafts_draft;
DROP TRIGGER draft_changes ON drafts_draft;
DROP FUNCTION drafts_publication_fits();
DROP FUNCTION drafts_draft_changes();
DROP FUNCTION drafts_consent_fits();
DROP FUNCTION drafts_refuse_change();
"""


class Migration(migrations.Migration):
    """Triggers on consents, changes and publications."""

    dependencies = [("drafts", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
