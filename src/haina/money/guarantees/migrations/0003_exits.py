"""To whom stakes were sold, by which papers, and what was let stand; what was entered stays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE TRIGGER exit_is_kept BEFORE UPDATE OR DELETE ON guarantees_exit
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER exit_paper_is_kept BEFORE UPDATE OR DELETE ON guarantees_exitpaper
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
CREATE TRIGGER overruling_is_kept BEFORE UPDATE OR DELETE ON guarantees_overruling
    FOR EACH ROW EXECUTE FUNCTION money_refuse_change();
"""

BACKWARD = """
DROP TRIGGER overruling_is_kept ON guarantees_overruling;
DROP TRIGGER exit_paper_is_kept ON guarantees_exitpaper;
DROP TRIGGER exit_is_kept ON guarantees_exit;
"""


class Migration(migrations.Migration):
    """Three tables and their triggers."""

    dependencies = [
        ("cases", "0011_extension_asked"),
        ("guarantees", "0002_promises"),
        ("people", "0008_bodies_of_credit_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Exit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("otherwise", models.CharField(blank=True, max_length=300, verbose_name="how it ended")),
                ("entered_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exits", to="cases.case"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "exit of a stake",
                "verbose_name_plural": "exits of stakes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("organisation__isnull", False), ("otherwise", ""), ("person__isnull", True)
                            ),
                            models.Q(
                                ("organisation__isnull", True), ("otherwise", ""), ("person__isnull", False)
                            ),
                            models.Q(
                                ("organisation__isnull", True),
                                ("person__isnull", True),
                                models.Q(("otherwise", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exit_is_to_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExitPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("paid_in", "proof of what was put in"),
                            ("agreement", "agreement of the transfer"),
                            ("receipt", "receipt of the bank"),
                            ("appraisal", "appraisal of the stake"),
                            ("trade", "record of open trading"),
                        ],
                        max_length=10,
                        verbose_name="kind of paper",
                    ),
                ),
                ("number", models.CharField(max_length=120, verbose_name="number")),
                ("day", models.DateField(verbose_name="day")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("entered_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exit_papers",
                        to="cases.case",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "paper of an exit",
                "verbose_name_plural": "papers of exits",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "kind", "number"), name="exit_paper_is_entered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("amount__lte", 9000000000000000)),
                        name="exit_paper_has_an_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="exit_paper_has_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="exit_paper_names_a_currency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Overruling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("finding", models.CharField(max_length=64)),
                ("why", models.TextField(verbose_name="why")),
                ("ruled_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exit_overrulings",
                        to="cases.case",
                    ),
                ),
                (
                    "ruled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "overruled finding",
                "verbose_name_plural": "overruled findings",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "finding"), name="finding_is_overruled_once"),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="overruling_has_its_reason"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
