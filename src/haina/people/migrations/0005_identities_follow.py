"""Identities are made with their rows; who stands for whom follows from the edges; what was decided is kept."""

from typing import Any

from django.db import migrations

from haina.people.linking.documents import read_number

# One lock for all changes of edges: they are rare, and two at once could close a circle that neither sees.
FORWARD = """
CREATE FUNCTION people_make_identity() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO people_identity (id, kind, survivor_id) VALUES (NEW.id, TG_ARGV[0], NEW.id)
        ON CONFLICT (id) DO NOTHING;
    RETURN NULL;
END
$body$;

CREATE FUNCTION people_identity_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
        AND (OLD.id, OLD.kind, OLD.number) IS NOT DISTINCT FROM (NEW.id, NEW.kind, NEW.number) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'identity % never changes; who stands for it follows from what is decided', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'identity_never_changes';
END
$body$;

CREATE FUNCTION people_decisions_are_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'rows of % are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'identity_decisions_are_kept';
END
$body$;

CREATE FUNCTION people_joined_with(start uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $body$
    WITH RECURSIVE joined (id) AS (
        SELECT start
        UNION
        SELECT CASE WHEN edge.one_id = joined.id THEN edge.other_id ELSE edge.one_id END
        FROM joined JOIN people_identityedge edge
            ON edge.ended_by_id IS NULL AND joined.id IN (edge.one_id, edge.other_id)
    )
    SELECT id FROM joined
$body$;

CREATE FUNCTION people_settle(start uuid) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    together uuid[] := ARRAY(SELECT people_joined_with(start));
    eldest uuid;
BEGIN
    SELECT id INTO eldest FROM people_identity WHERE id = ANY (together) ORDER BY number LIMIT 1;
    UPDATE people_identity SET survivor_id = eldest
        WHERE id = ANY (together) AND survivor_id IS DISTINCT FROM eldest;
END
$body$;

CREATE FUNCTION people_must_not_join(mine uuid[], theirs uuid[]) RETURNS boolean LANGUAGE sql STABLE AS $body$
    WITH lifelong AS (
        SELECT person_id AS id, split_part(lifelong, ':', 1) AS kind, lifelong AS number
            FROM people_identitydocument WHERE lifelong <> '' AND person_id = ANY (mine || theirs)
        UNION ALL
        SELECT person_id, kind, value FROM people_contact
            WHERE kind = 'orcid' AND person_id = ANY (mine || theirs)
        UNION ALL
        SELECT id, 'credit_code', credit_code FROM people_organisation WHERE id = ANY (mine || theirs)
    ), latest AS (
        SELECT DISTINCT ON (one_id, other_id) verdict FROM people_judgement
            WHERE (one_id = ANY (mine) AND other_id = ANY (theirs))
                OR (one_id = ANY (theirs) AND other_id = ANY (mine))
            ORDER BY one_id, other_id, id DESC
    )
    SELECT EXISTS (
        SELECT FROM lifelong one JOIN lifelong other USING (kind)
            WHERE one.id = ANY (mine) AND other.id = ANY (theirs) AND one.number <> other.number
    ) OR EXISTS (SELECT FROM latest WHERE verdict = 'different')
$body$;

CREATE FUNCTION people_edge_may_be() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    mine uuid[];
    theirs uuid[];
    reason text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('people_identityedge'));
    mine := ARRAY(SELECT people_joined_with(NEW.one_id));
    theirs := ARRAY(SELECT people_joined_with(NEW.other_id));
    IF NEW.ended_by_id IS NOT NULL THEN
        RAISE EXCEPTION 'a join begins before it ends'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'identity_edge_ends_once';
    END IF;
    IF NEW.other_id = ANY (mine) THEN
        RAISE EXCEPTION '% and % are one already', NEW.one_id, NEW.other_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'identity_edge_joins_two';
    END IF;
    IF (SELECT count(DISTINCT kind) FROM people_identity WHERE id IN (NEW.one_id, NEW.other_id)) <> 1 THEN
        RAISE EXCEPTION 'a person and an organisation are not one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'identity_edge_of_one_kind';
    END IF;
    SELECT override_reason INTO reason FROM people_identityevent WHERE id = NEW.made_by_id;
    IF reason = '' AND people_must_not_join(mine, theirs) THEN
        RAISE EXCEPTION '% and % are two: their numbers or a judgement say so', NEW.one_id, NEW.other_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'identity_edge_must_not_join';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION people_edge_ends_once() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_by_id IS NOT NULL OR NEW.ended_by_id IS NULL
        OR (OLD.id, OLD.made_by_id, OLD.one_id, OLD.other_id)
            IS DISTINCT FROM (NEW.id, NEW.made_by_id, NEW.one_id, NEW.other_id) THEN
        RAISE EXCEPTION 'join % can only be ended, once', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'identity_edge_ends_once';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('people_identityedge'));
    RETURN NEW;
END
$body$;

CREATE FUNCTION people_edge_settles() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM people_settle(NEW.one_id);
    PERFORM people_settle(NEW.other_id);
    RETURN NULL;
END
$body$;

INSERT INTO people_identity (id, kind, survivor_id) SELECT id, 'person', id FROM people_person ORDER BY id;
INSERT INTO people_identity (id, kind, survivor_id)
    SELECT id, 'organisation', id FROM people_organisation ORDER BY id;

CREATE TRIGGER makes_identity AFTER INSERT ON people_person
    FOR EACH ROW EXECUTE FUNCTION people_make_identity('person');
CREATE TRIGGER makes_identity AFTER INSERT ON people_organisation
    FOR EACH ROW EXECUTE FUNCTION people_make_identity('organisation');
CREATE TRIGGER identity_never_changes BEFORE UPDATE OR DELETE ON people_identity
    FOR EACH ROW EXECUTE FUNCTION people_identity_stays();
CREATE TRIGGER decisions_are_kept BEFORE UPDATE OR DELETE ON people_identityevent
    FOR EACH ROW EXECUTE FUNCTION people_decisions_are_kept();
CREATE TRIGGER decisions_are_kept BEFORE UPDATE OR DELETE ON people_judgement
    FOR EACH ROW EXECUTE FUNCTION people_decisions_are_kept();
CREATE TRIGGER edge_may_be BEFORE INSERT ON people_identityedge
    FOR EACH ROW EXECUTE FUNCTION people_edge_may_be();
CREATE TRIGGER edge_ends_once BEFORE UPDATE OR DELETE ON people_identityedge
    FOR EACH ROW EXECUTE FUNCTION people_edge_ends_once();
CREATE TRIGGER edge_settles AFTER INSERT OR UPDATE ON people_identityedge
    FOR EACH ROW EXECUTE FUNCTION people_edge_settles();
"""

BACKWARD = """
DROP TRIGGER makes_identity ON people_person;
DROP TRIGGER makes_identity ON people_organisation;
DROP TRIGGER identity_never_changes ON people_identity;
DROP TRIGGER decisions_are_kept ON people_identityevent;
DROP TRIGGER decisions_are_kept ON people_judgement;
DROP TRIGGER edge_may_be ON people_identityedge;
DROP TRIGGER edge_ends_once ON people_identityedge;
DROP TRIGGER edge_settles ON people_identityedge;
DROP FUNCTION people_make_identity(), people_identity_stays(), people_decisions_are_kept(),
    people_edge_settles(), people_edge_ends_once(), people_edge_may_be();
DROP FUNCTION people_must_not_join(uuid[], uuid[]), people_settle(uuid), people_joined_with(uuid);
"""


def _read_lifelong(apps: Any, editor: Any) -> None:
    """Documents that are stored already get what their number says for life."""
    documents = apps.get_model("people", "IdentityDocument").objects
    for document in documents.iterator():
        read = read_number(document.kind, document.country, document.number)
        if read is not None and read.is_lifelong:
            documents.filter(pk=document.pk).update(lifelong=read.key)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_who_is_who")]

    operations = [
        migrations.RunPython(_read_lifelong, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
