"""A case says under which mandate it was begun, where somebody did so for another."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_worklist_marks"), ("people", "0003_mandates_offered")]

    operations = [
        migrations.AddField(
            "case",
            "mandate",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="people.mandate",
            ),
        ),
    ]
