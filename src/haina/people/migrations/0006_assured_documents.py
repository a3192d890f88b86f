"""How sure it is whose a document is; looks of officers at identities."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A number that somebody only states of themselves takes it away from nobody."""

    dependencies = [("people", "0005_identities_follow")]

    operations = [
        migrations.AddField(
            "identitydocument",
            "assurance",
            models.CharField(
                choices=[
                    ("stated", "stated by the holder"),
                    ("evidenced", "seen by an officer"),
                    ("verified", "confirmed by a register"),
                ],
                default="verified",
                max_length=10,
                verbose_name="how sure",
            ),
        ),
        migrations.RemoveConstraint("identitydocument", "one_document_one_person"),
        migrations.AddConstraint(
            "identitydocument",
            models.UniqueConstraint(
                fields=("kind", "country", "number"),
                condition=models.Q(("assurance", "stated"), _negated=True),
                name="one_document_one_person",
            ),
        ),
        migrations.AddConstraint(
            "identitydocument",
            models.UniqueConstraint(
                fields=("person", "kind", "country", "number"), name="document_of_a_person_once"
            ),
        ),
        migrations.CreateModel(
            name="IdentityLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("department", models.CharField(blank=True, max_length=80)),
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
                    "identity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.identity"
                    ),
                ),
            ],
            options={"verbose_name": "look at an identity", "verbose_name_plural": "looks at identities"},
        ),
        migrations.AddConstraint(
            "identitylook",
            models.UniqueConstraint(fields=("identity", "account", "day"), name="identity_look_once_a_day"),
        ),
    ]
