"""An auditor's office: reads the books of all money, for a department."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A third office, and a department for it."""

    dependencies = [("people", "0006_assured_documents")]

    operations = [
        migrations.AlterField(
            model_name="posting",
            name="office",
            field=models.CharField(
                choices=[("officer", "officer"), ("supervisor", "supervisor"), ("auditor", "auditor")],
                default="officer",
                max_length=20,
                verbose_name="office",
            ),
        ),
        migrations.RemoveConstraint(model_name="posting", name="officer_has_a_department"),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=~Q(office__in=["officer", "auditor"], department=""),
                name="officer_has_a_department",
            ),
        ),
    ]
