"""Documents without an end, letters, replacements, status lists; one document of a kind is good at a time."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Adds what issued documents need to be replaced, listed and announced."""

    dependencies = [("cases", "0005_joint_work")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE cases_status_index MINVALUE 0 START 0", "DROP SEQUENCE cases_status_index"
        ),
        migrations.AlterField("issueddocument", "valid_to", models.DateField(null=True)),
        migrations.AddField("issueddocument", "record", models.TextField(default=""), preserve_default=False),
        migrations.AddField(
            "issueddocument", "status_index", models.PositiveIntegerField(null=True, unique=True)
        ),
        migrations.AddField("issueddocument", "replaced_at", models.DateTimeField(null=True)),
        migrations.AddField("issueddocument", "announced_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "issueddocument",
            "replaces",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="cases.issueddocument",
            ),
        ),
        migrations.RemoveConstraint("issueddocument", "one_valid_document_per_case"),
        migrations.AddConstraint(
            "issueddocument",
            models.UniqueConstraint(
                fields=("case", "document"),
                name="one_valid_document_per_case",
                condition=Q(revoked_at__isnull=True, replaced_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "issueddocument",
            models.Index(
                fields=["valid_to", "number"],
                name="document_to_be_announced",
                condition=Q(announced_at__isnull=True, revoked_at__isnull=True, replaced_at__isnull=True),
            ),
        ),
        migrations.RemoveConstraint("issueddocument", "document_ends_after_it_begins"),
        migrations.AddConstraint(
            "issueddocument",
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="document_ends_after_it_begins",
            ),
        ),
    ]
