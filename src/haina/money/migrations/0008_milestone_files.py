"""Files that show a milestone, and who opened them; what was reported stays as it was."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A file comes, and is taken out, only while the milestone has not been reported; nothing else about it changes.
FORWARD = """
CREATE FUNCTION money_milestone_file_is_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE'
        OR (SELECT state FROM money_instalment WHERE id = NEW.instalment_id) <> 'planned'
        OR (TG_OP = 'UPDATE' AND (
            OLD.removed_at IS NOT NULL
            OR (OLD.id, OLD.instalment_id, OLD.name, OLD.media_type, OLD.size, OLD.sha256, OLD.attached_at,
                OLD.attached_by_id)
            IS DISTINCT FROM (NEW.id, NEW.instalment_id, NEW.name, NEW.media_type, NEW.size, NEW.sha256,
                NEW.attached_at, NEW.attached_by_id))) THEN
        RAISE EXCEPTION 'a file of a milestone stays as it was reported'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'milestone_files_are_kept';
    END IF;
    RETURN NEW;
END
$body$;

CREATE TRIGGER milestone_file_is_kept BEFORE INSERT OR UPDATE OR DELETE ON money_milestonefile
    FOR EACH ROW EXECUTE FUNCTION money_milestone_file_is_kept();
CREATE TRIGGER milestone_look_is_kept BEFORE UPDATE OR DELETE ON money_milestonelook
    FOR EACH ROW EXECUTE FUNCTION money_record_is_kept();
"""
BACKWARD = """
DROP TRIGGER milestone_look_is_kept ON money_milestonelook;
DROP TRIGGER milestone_file_is_kept ON money_milestonefile;
DROP FUNCTION money_milestone_file_is_kept();
"""


class Migration(migrations.Migration):
    """The tables, and what they keep."""

    dependencies = [
        ("money", "0007_projects_described"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MilestoneFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=80)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("attached_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "attached_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "instalment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="money.instalment",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a milestone",
                "verbose_name_plural": "files of milestones",
            },
        ),
        migrations.CreateModel(
            name="MilestoneLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("beneficiary", "who receives the award"),
                            ("runner", "the department that runs the award"),
                            ("keeper", "the department that keeps the budget"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="money.milestonefile",
                    ),
                ),
            ],
            options={
                "verbose_name": "look at a file of a milestone",
                "verbose_name_plural": "looks at files of milestones",
            },
        ),
        migrations.AddConstraint(
            model_name="milestonefile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("instalment", "sha256"),
                name="milestone_file_once",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
