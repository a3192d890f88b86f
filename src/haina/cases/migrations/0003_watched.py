"""The sweep looks only at cases in which something new can have run out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_kept_promises"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="watch",
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE cases_case SET watch = due WHERE state IN ('submitted', 'returned', 'in_review')",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("watch__isnull", False)), fields=["watch", "id"], name="case_watched"
            ),
        ),
    ]
