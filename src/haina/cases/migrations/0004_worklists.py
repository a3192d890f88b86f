"""Worklists that stay quick: the procedure beside the stage, an index for each way of asking, and looks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OPEN = models.Q(("status", "open"))


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("cases", "0003_watched"),
    ]

    operations = [
        migrations.AddField(
            model_name="casestage",
            name="procedure",
            field=models.CharField(default="", max_length=80),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE cases_casestage SET procedure = cases_case.procedure FROM cases_case "
            "WHERE cases_case.id = cases_casestage.case_id",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="casestage",
            index=models.Index(condition=OPEN, fields=["due", "id"], name="worklist_of_all"),
        ),
        migrations.AddIndex(
            model_name="casestage",
            index=models.Index(
                condition=OPEN,
                fields=["procedure", "stage", "department", "due", "id"],
                name="worklist_of_procedure",
            ),
        ),
        migrations.AddIndex(
            model_name="casestage",
            index=models.Index(
                condition=models.Q(("officer__isnull", True), ("status", "open")),
                fields=["department", "due", "id"],
                name="worklist_of_nobody",
            ),
        ),
        migrations.CreateModel(
            name="CaseLooking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("department", models.CharField(blank=True, max_length=80)),
                ("until", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lookers",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "open case",
                "verbose_name_plural": "open cases",
                "indexes": [models.Index(fields=["until"], name="looks_by_end")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "account"), name="one_look_per_case_and_account")
                ],
            },
        ),
    ]
