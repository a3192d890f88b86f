"""The memory of each desk, and the departments' wordings."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_words_of_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskMemory",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="desk",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("worklist", models.CharField(blank=True, max_length=500)),
                ("shortcuts", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name": "memory of a desk",
                "verbose_name_plural": "memories of desks",
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("department", models.CharField(max_length=80)),
                ("outcome", models.CharField(max_length=20)),
                ("procedure", models.CharField(blank=True, max_length=80)),
                ("title", models.CharField(help_text="what officers choose it by", max_length=80)),
                ("zh", models.CharField(max_length=800)),
                ("en", models.CharField(max_length=800)),
                ("written_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "wording",
                "verbose_name_plural": "wordings",
                "indexes": [
                    models.Index(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=["department", "outcome"],
                        name="wordings_in_use",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("zh", ""), _negated=True),
                            models.Q(("en", ""), _negated=True),
                            models.Q(("title", ""), _negated=True),
                        ),
                        name="wording_is_in_both_languages",
                    )
                ],
            },
        ),
    ]
