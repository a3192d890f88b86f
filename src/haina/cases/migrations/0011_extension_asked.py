"""Which cases wait for the supervisor's answer to an officer who has asked for more time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that is empty at first, as nobody could ask before, and an index of those where it is not."""

    dependencies = [("cases", "0010_appeals_against_every_decision")]

    operations = [
        migrations.AddField("case", "extension_asked_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=models.Q(extension_asked_at__isnull=False),
                fields=["extension_asked_at", "id"],
                name="case_extension_asked",
            ),
        ),
    ]
