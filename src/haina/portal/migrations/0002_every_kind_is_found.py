"""Search finds every kind of thing in the policy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """More kinds of entries; the index is built anew when the policy is published."""

    dependencies = [("portal", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="searchentry",
            name="kind",
            field=models.CharField(
                max_length=12,
                choices=[
                    ("right", "Rights"),
                    ("programme", "Programmes that pay"),
                    ("agreement", "Agreements"),
                    ("duty", "Duties"),
                    ("calculator", "Calculators"),
                    ("event", "Life events"),
                    ("audience", "Who you are"),
                    ("article", "Articles"),
                    ("clause", "Clauses"),
                    ("system", "Systems"),
                    ("standard", "Standards"),
                    ("department", "Departments"),
                ],
            ),
        ),
    ]
