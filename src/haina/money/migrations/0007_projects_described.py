"""What the project behind an application is and what it costs; what was written stays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER outline_is_kept BEFORE UPDATE OR DELETE ON money_projectoutline
    FOR EACH ROW EXECUTE FUNCTION money_record_is_kept();
"""
BACKWARD = "DROP TRIGGER outline_is_kept ON money_projectoutline;"


class Migration(migrations.Migration):
    """The table, and that its rows do not change."""

    dependencies = [
        ("cases", "0011_extension_asked"),
        ("money", "0006_holds_wait_in_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProjectOutline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("text", models.TextField(verbose_name="what it is about")),
                ("lines", models.JSONField(default=list, verbose_name="budget")),
                ("key", models.CharField(max_length=80, unique=True)),
                ("written_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_outlines",
                        to="cases.case",
                    ),
                ),
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
                "verbose_name": "outline of a project",
                "verbose_name_plural": "outlines of projects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="outline_says_something",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
