"""A policy maker's office: drafts changes of the policy, for a department."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A fourth office, and a department for it."""

    dependencies = [("people", "0008_bodies_of_credit_codes")]

    operations = [
        migrations.AlterField(
            model_name="posting",
            name="office",
            field=models.CharField(
                choices=[
                    ("officer", "officer"),
                    ("supervisor", "supervisor"),
                    ("auditor", "auditor"),
                    ("policy_maker", "policy maker"),
                ],
                default="officer",
                max_length=20,
                verbose_name="office",
            ),
        ),
        migrations.RemoveConstraint(model_name="posting", name="officer_has_a_department"),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=~Q(office__in=["officer", "auditor", "policy_maker"], department=""),
                name="officer_has_a_department",
            ),
        ),
    ]
