"""Paying a hold locks all its accounts in the order of their numbers, as every other entry does."""

from django.db import migrations

# The hold's own trigger locks its account before the legs come. Where the taker's number is the lower one, an
# entry in the other direction, or one over both, would hold the taker and wait for the giver: a circle.
FORWARD = """
CREATE OR REPLACE FUNCTION money_post(
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
        PERFORM FROM money_account WHERE id = ANY(asked_accounts) ORDER BY id FOR NO KEY UPDATE;
        UPDATE money_hold SET state = 'posted', ended_at = asked_at, entry_id = entry WHERE id = asked_hold;
    END IF;
    INSERT INTO money_leg (entry_id, position, of, account_id, amount, balance_after)
        SELECT entry, position, legs, account, amount, 0
        FROM unnest(asked_accounts, asked_amounts) WITH ORDINALITY AS asked (account, amount, position)
        ORDER BY account, position;
END
$body$;
"""

_LOCK = "        PERFORM FROM money_account WHERE id = ANY(asked_accounts) ORDER BY id FOR NO KEY UPDATE;\n"


class Migration(migrations.Migration):
    """The one function that writes entries, once more."""

    dependencies = [("money", "0005_plans_and_awards")]

    operations = [migrations.RunSQL(FORWARD, FORWARD.replace(_LOCK, ""))]
