"""Many entries in one statement: all are written, or none."""

from django.db import migrations

# All accounts are locked first, in the order of their numbers: entries that come one after another in one
# transaction would else wait for those of another one in a circle. What each entry is, money_post says.
FORWARD = """
CREATE FUNCTION money_post_all(asked jsonb, OUT entry bigint, OUT replayed boolean)
RETURNS SETOF record LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM FROM money_account
        WHERE id IN (SELECT jsonb_array_elements(each.accounts)::bigint
            FROM jsonb_to_recordset(asked) AS each (accounts jsonb))
        ORDER BY id FOR NO KEY UPDATE;
    RETURN QUERY SELECT posted.entry, posted.replayed
        FROM ROWS FROM (jsonb_to_recordset(asked) AS (
                key uuid, event varchar, ground bigint, day date, at timestamptz, accounts bigint[],
                amounts bigint[], reverses bigint, note varchar
            )) WITH ORDINALITY AS each,
            LATERAL money_post(each.key, each.event, each.ground, each.day, each.at, each.accounts,
                each.amounts, each.reverses, NULL, each.note) AS posted
        ORDER BY each.ordinality;
END
$body$;
"""

BACKWARD = "DROP FUNCTION money_post_all(jsonb);"


class Migration(migrations.Migration):
    """The function that writes the entries of a day."""

    dependencies = [("money", "0008_milestone_files")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
