"""What the tables of reviews cannot say by themselves: closed is closed, and no marks with a conflict."""

from django.db import migrations

# Order of locks: the round, then the reviewer, then the task. The verbs take the round first.
FORWARD = """
CREATE FUNCTION review_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'rows of % are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'review_is_kept';
END
$body$;

-- Waits for whoever closes the round, and keeps it open until this transaction ends.
CREATE FUNCTION review_require_open(wanted uuid) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    closed timestamptz;
BEGIN
    SELECT closed_at INTO closed FROM review_round WHERE id = wanted FOR SHARE;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'round % was closed at %', wanted, closed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_is_closed';
    END IF;
END
$body$;

CREATE FUNCTION review_round_stays_itself() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF (OLD.id, OLD.title, OLD.scheme, OLD.policy_version_id, OLD.department, OLD.weights, OLD.tilts, OLD.ground,
        OLD.places, OLD.least_reviews, OLD.opens_at, OLD.opened_by_id, OLD.opened_at)
        IS DISTINCT FROM (NEW.id, NEW.title, NEW.scheme, NEW.policy_version_id, NEW.department, NEW.weights,
        NEW.tilts, NEW.ground, NEW.places, NEW.least_reviews, NEW.opens_at, NEW.opened_by_id, NEW.opened_at)
    THEN
        RAISE EXCEPTION 'the rules of round % do not change', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_stays_itself';
    END IF;
    IF OLD.closed_at IS NOT NULL AND (OLD.closes_at, OLD.closed_at, OLD.closed_by_id)
        IS DISTINCT FROM (NEW.closes_at, NEW.closed_at, NEW.closed_by_id) THEN
        RAISE EXCEPTION 'round % was closed at %', OLD.id, OLD.closed_at
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_is_closed';
    END IF;
    IF OLD.published_at IS NOT NULL AND OLD.published_at IS DISTINCT FROM NEW.published_at THEN
        RAISE EXCEPTION 'round % was published at %', OLD.id, OLD.published_at
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_is_published_once';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION review_round_closes_with_a_ranking() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.closed_at IS NOT NULL AND NOT EXISTS (SELECT FROM review_ranking WHERE round_id = NEW.id) THEN
        RAISE EXCEPTION 'round % closes without a ranking', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_closes_with_a_ranking';
    END IF;
    RETURN NULL;
END
$body$;

CREATE FUNCTION review_ranking_is_chained() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    before varchar;
BEGIN
    IF NOT EXISTS (SELECT FROM review_round WHERE id = NEW.round_id AND closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'round % is still open', NEW.round_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ranking_closes_a_round';
    END IF;
    SELECT hash INTO before FROM review_ranking WHERE sequence = NEW.sequence - 1;
    IF NEW.previous_hash <> coalesce(before, repeat('0', 64)) OR (before IS NULL AND NEW.sequence <> 1) THEN
        RAISE EXCEPTION 'ranking % does not follow the one before it', NEW.sequence
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rankings_are_chained';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION review_entry_in_open_round() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM review_require_open(NEW.round_id);
    IF TG_OP = 'UPDATE' AND ((OLD.id, OLD.round_id, OLD.case_id, OLD.number)
        IS DISTINCT FROM (NEW.id, NEW.round_id, NEW.case_id, NEW.number)
        OR (OLD.taken_out_at IS NOT NULL AND OLD.taken_out_at IS DISTINCT FROM NEW.taken_out_at)) THEN
        RAISE EXCEPTION 'entry % stays what it is', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_stays_itself';
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION review_conflict_ends_the_task() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM review_require_open((SELECT round_id FROM review_entry WHERE id = NEW.entry_id));
    PERFORM 1 FROM review_reviewer WHERE id = NEW.reviewer_id FOR NO KEY UPDATE;
    UPDATE review_assignment SET ended_at = NEW.found_at, ended_why = 'conflict'
        WHERE entry_id = NEW.entry_id AND reviewer_id = NEW.reviewer_id AND ended_at IS NULL;
    RETURN NEW;
END
$body$;

CREATE FUNCTION review_refuse_with_a_conflict(entry bigint, reviewer uuid) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (SELECT FROM review_conflict WHERE entry_id = entry AND reviewer_id = reviewer) THEN
        RAISE EXCEPTION 'reviewer % has a conflict with entry %', reviewer, entry
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_review_with_a_conflict';
    END IF;
END
$body$;

CREATE FUNCTION review_assignment_is_sound() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    entered review_entry%ROWTYPE;
    wanted integer;
    given integer;
BEGIN
    SELECT * INTO entered FROM review_entry WHERE id = NEW.entry_id;
    PERFORM review_require_open(entered.round_id);
    IF TG_OP = 'UPDATE' AND ((OLD.id, OLD.entry_id, OLD.reviewer_id) IS DISTINCT FROM
            (NEW.id, NEW.entry_id, NEW.reviewer_id)
        OR (OLD.handed_in_at IS NOT NULL AND OLD.handed_in_at IS DISTINCT FROM NEW.handed_in_at)) THEN
        RAISE EXCEPTION 'task % stays what it is', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_handed_in';
    END IF;
    IF NEW.ended_at IS NOT NULL AND NEW.handed_in_at IS NOT DISTINCT FROM OLD.handed_in_at THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM review_reviewer WHERE id = NEW.reviewer_id FOR NO KEY UPDATE;
    PERFORM review_refuse_with_a_conflict(NEW.entry_id, NEW.reviewer_id);
    IF entered.taken_out_at IS NOT NULL THEN
        RAISE EXCEPTION 'entry % was taken out', NEW.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_was_taken_out';
    END IF;
    IF NEW.handed_in_at IS NOT NULL THEN
        IF NEW.ended_at IS NOT NULL THEN
            RAISE EXCEPTION 'task % was taken away', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'task_was_taken_away';
        END IF;
        SELECT count(*) INTO wanted FROM review_round round, jsonb_object_keys(round.weights)
            WHERE round.id = entered.round_id;
        SELECT count(*) INTO given FROM review_score WHERE assignment_id = NEW.id;
        IF given <> wanted THEN
            RAISE EXCEPTION 'task % has % of % marks', NEW.id, given, wanted
                USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_whole';
        END IF;
    END IF;
    RETURN NEW;
END
$body$;

CREATE FUNCTION review_score_is_allowed() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    task record;
BEGIN
    SELECT assignment.handed_in_at, assignment.ended_at, assignment.entry_id, assignment.reviewer_id,
        entry.round_id, round.weights
        INTO task
        FROM review_assignment assignment JOIN review_entry entry ON entry.id = assignment.entry_id
            JOIN review_round round ON round.id = entry.round_id
        WHERE assignment.id = NEW.assignment_id FOR SHARE OF assignment;
    PERFORM review_require_open(task.round_id);
    PERFORM review_refuse_with_a_conflict(task.entry_id, task.reviewer_id);
    IF task.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'task % was taken away', NEW.assignment_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'task_was_taken_away';
    END IF;
    IF task.handed_in_at IS NOT NULL THEN
        RAISE EXCEPTION 'review % was handed in', NEW.assignment_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_handed_in';
    END IF;
    IF NOT task.weights ? NEW.criterion THEN
        RAISE EXCEPTION 'the round has no criterion %', NEW.criterion
            USING ERRCODE = 'check_violation', CONSTRAINT = 'mark_is_for_a_criterion';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.id, OLD.assignment_id, OLD.criterion)
        IS DISTINCT FROM (NEW.id, NEW.assignment_id, NEW.criterion) THEN
        RAISE EXCEPTION 'mark % stays what it is for', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_kept';
    END IF;
    RETURN NEW;
END
$body$;

CREATE TRIGGER round_stays_itself BEFORE UPDATE ON review_round
    FOR EACH ROW EXECUTE FUNCTION review_round_stays_itself();
CREATE CONSTRAINT TRIGGER round_closes_with_a_ranking AFTER INSERT OR UPDATE ON review_round
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION review_round_closes_with_a_ranking();
CREATE TRIGGER ranking_is_chained BEFORE INSERT ON review_ranking
    FOR EACH ROW EXECUTE FUNCTION review_ranking_is_chained();
CREATE TRIGGER ranking_is_kept BEFORE UPDATE OR DELETE ON review_ranking
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change();
CREATE TRIGGER rankings_are_kept BEFORE TRUNCATE ON review_ranking
    FOR EACH STATEMENT EXECUTE FUNCTION review_refuse_change();
CREATE TRIGGER entry_in_open_round BEFORE INSERT OR UPDATE ON review_entry
    FOR EACH ROW EXECUTE FUNCTION review_entry_in_open_round();
CREATE TRIGGER conflict_ends_the_task BEFORE INSERT ON review_conflict
    FOR EACH ROW EXECUTE FUNCTION review_conflict_ends_the_task();
CREATE TRIGGER conflict_is_kept BEFORE UPDATE OR DELETE ON review_conflict
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change();
CREATE TRIGGER assignment_is_sound BEFORE INSERT OR UPDATE ON review_assignment
    FOR EACH ROW EXECUTE FUNCTION review_assignment_is_sound();
CREATE TRIGGER score_is_allowed BEFORE INSERT OR UPDATE ON review_score
    FOR EACH ROW EXECUTE FUNCTION review_score_is_allowed();
CREATE TRIGGER round_is_kept BEFORE DELETE ON review_round
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change();
CREATE TRIGGER entry_is_kept BEFORE DELETE ON review_entry
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change();
CREATE TRIGGER assignment_is_kept BEFORE DELETE ON review_assignment
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change();
CREATE TRIGGER score_is_kept BEFORE DELETE ON review_score
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change();
"""

BACKWARD = """
DROP TRIGGER round_stays_itself ON review_round;
DROP TRIGGER round_closes_with_a_ranking ON review_round;
DROP TRIGGER round_is_kept ON review_round;
DROP TRIGGER ranking_is_chained ON review_ranking;
DROP TRIGGER ranking_is_kept ON review_ranking;
DROP TRIGGER rankings_are_kept ON review_ranking;
DROP TRIGGER entry_in_open_round ON review_entry;
DROP TRIGGER entry_is_kept ON review_entry;
DROP TRIGGER conflict_ends_the_task ON review_conflict;
DROP TRIGGER conflict_is_kept ON review_conflict;
DROP TRIGGER assignment_is_sound ON review_assignment;
DROP TRIGGER assignment_is_kept ON review_assignment;
DROP TRIGGER score_is_allowed ON review_score;
DROP TRIGGER score_is_kept ON review_score;
DROP FUNCTION review_score_is_allowed();
DROP FUNCTION review_assignment_is_sound();
DROP FUNCTION review_refuse_with_a_conflict(bigint, uuid);
DROP FUNCTION review_conflict_ends_the_task();
DROP FUNCTION review_entry_in_open_round();
DROP FUNCTION review_ranking_is_chained();
DROP FUNCTION review_round_closes_with_a_ranking();
DROP FUNCTION review_round_stays_itself();
DROP FUNCTION review_require_open(uuid);
DROP FUNCTION review_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
