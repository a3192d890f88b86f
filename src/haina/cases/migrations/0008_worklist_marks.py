"""What worklists ask for: cases that came back, cases that owe a document, and what an officer answered."""

from django.conf import settings
from django.db import migrations, models

ENTER = """
UPDATE cases_case AS told SET came_back = TRUE
WHERE told.state <> 'returned'
  AND EXISTS (SELECT FROM cases_caseevent AS one WHERE one.case_id = told.id AND one.kind = 'resubmitted');
UPDATE cases_case AS told SET owes = TRUE
FROM cases_caseevent AS filed
WHERE filed.case_id = told.id AND filed.kind = 'submitted'
  AND jsonb_array_length(coalesce(filed.payload -> 'promised', '[]'::jsonb)) > (
    SELECT count(*) FROM cases_caseevent AS one
    WHERE one.case_id = told.id AND one.kind = 'promised_document_received');
"""


class Migration(migrations.Migration):
    """Two columns, filled in from the events, and an index."""

    dependencies = [
        ("cases", "0007_notices_without_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("case", "came_back", models.BooleanField(default=False)),
        migrations.AddField("case", "owes", models.BooleanField(default=False)),
        migrations.AddIndex(
            "caseevent",
            models.Index(
                condition=models.Q(
                    kind__in=[
                        "accepted",
                        "declined",
                        "returned_for_correction",
                        "stage_approved",
                        "stage_refused",
                    ]
                ),
                fields=["account", "-at"],
                name="answers_of_officer",
            ),
        ),
        migrations.RunSQL(ENTER, migrations.RunSQL.noop),
    ]
