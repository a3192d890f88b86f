"""Which pages with a case were opened by who takes no part in it, for its people to read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One new table."""

    dependencies = [
        ("cases", "0011_extension_asked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("department", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="looks", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "look at a case",
                "verbose_name_plural": "looks at cases",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "account", "day"), name="case_look_once_a_day")
                ],
            },
        )
    ]
