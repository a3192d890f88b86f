"""Of a credit code, the nine signs of the body itself say who it is; another office may give the rest anew."""

from django.db import migrations

_MUST_NOT_JOIN = """
CREATE OR REPLACE FUNCTION people_must_not_join(mine uuid[], theirs uuid[])
RETURNS boolean LANGUAGE sql STABLE AS $body$
    WITH lifelong AS (
        SELECT person_id AS id, split_part(lifelong, ':', 1) AS kind, lifelong AS number
            FROM people_identitydocument WHERE lifelong <> '' AND person_id = ANY (mine || theirs)
        UNION ALL
        SELECT person_id, kind, value FROM people_contact
            WHERE kind = 'orcid' AND person_id = ANY (mine || theirs)
        UNION ALL
        SELECT id, 'credit_code', %s FROM people_organisation
            WHERE id = ANY (mine || theirs) AND length(credit_code) = 18
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
$body$
"""


class Migration(migrations.Migration):
    """Two codes of one body may be of one organisation."""

    dependencies = [("people", "0007_auditors")]

    operations = [
        migrations.RunSQL(_MUST_NOT_JOIN % "substr(credit_code, 9, 9)", _MUST_NOT_JOIN % "credit_code"),
    ]
