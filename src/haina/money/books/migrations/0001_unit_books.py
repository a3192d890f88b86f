"""The tables of the units' books."""

import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is stored, with what each row must hold by itself."""

    initial = True

    dependencies = [
        ("money", "0003_guard"),
        ("people", "0005_identities_follow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Division",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.UUIDField(unique=True)),
                ("book", models.CharField(max_length=80)),
                ("policy_version", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=200, verbose_name="what the income is from")),
                ("facts", models.JSONField()),
                ("income", models.BigIntegerField(verbose_name="income")),
                ("costs", models.BigIntegerField(verbose_name="direct costs")),
                ("net", models.BigIntegerField(verbose_name="net income")),
                ("share_over", models.BigIntegerField()),
                ("share_under", models.BigIntegerField()),
                ("happened_on", models.DateField(verbose_name="day")),
                ("recorded_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="division", to="money.entry"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="divisions",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "division of an income",
                "verbose_name_plural": "divisions of incomes",
            },
        ),
        migrations.CreateModel(
            name="DivisionPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("part", models.CharField(max_length=80)),
                ("protected", models.BooleanField()),
                ("share_over", models.BigIntegerField()),
                ("share_under", models.BigIntegerField()),
                ("fen", models.BigIntegerField(verbose_name="amount")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="money.account"
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="books.division"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="income_parts",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a divided income",
                "verbose_name_plural": "parts of divided incomes",
            },
        ),
        migrations.CreateModel(
            name="EquityAward",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.UUIDField(unique=True)),
                ("book", models.CharField(max_length=80)),
                ("policy_version", models.CharField(max_length=64)),
                ("facts", models.JSONField()),
                ("fen", models.BigIntegerField(verbose_name="value")),
                ("shares", models.BigIntegerField(verbose_name="shares")),
                ("awarded_on", models.DateField(verbose_name="awarded on")),
                ("document", models.CharField(max_length=120, verbose_name="decision")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awarded", "awarded, not yet registered"),
                            ("registered", "registered"),
                            ("taken_back", "taken back"),
                        ],
                        default="awarded",
                        max_length=12,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "registered_as",
                    models.CharField(blank=True, max_length=120, verbose_name="number of the registration"),
                ),
                ("registered_at", models.DateTimeField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("why", models.TextField(blank=True, verbose_name="why")),
                (
                    "awarded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equity_awards",
                        to="people.person",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "equity award",
                "verbose_name_plural": "equity awards",
            },
        ),
        migrations.CreateModel(
            name="PayTotal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.UUIDField(unique=True)),
                ("book", models.CharField(max_length=80)),
                ("policy_version", models.CharField(max_length=64)),
                ("department", models.CharField(max_length=80)),
                ("facts", models.JSONField()),
                ("first", models.DateField(verbose_name="first day")),
                ("last", models.DateField(verbose_name="last day")),
                ("fen", models.BigIntegerField(verbose_name="total")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for the department"),
                            ("set", "confirmed"),
                            ("refused", "not confirmed"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("why", models.TextField(blank=True, verbose_name="why")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pay_totals",
                        to="people.organisation",
                    ),
                ),
                (
                    "room",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "total of pay",
                "verbose_name_plural": "totals of pay",
            },
        ),
        migrations.CreateModel(
            name="PayItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="what it is for")),
                ("outside", models.CharField(blank=True, max_length=80)),
                ("fen", models.BigIntegerField(verbose_name="amount")),
                ("happened_on", models.DateField(verbose_name="day")),
                ("document", models.CharField(max_length=120, verbose_name="document")),
                ("recorded_at", models.DateTimeField()),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.entry",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "total",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="books.paytotal"
                    ),
                ),
            ],
            options={
                "verbose_name": "payment under a total",
                "verbose_name_plural": "payments under a total",
            },
        ),
        migrations.CreateModel(
            name="ResearchBudget",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.UUIDField(unique=True)),
                ("book", models.CharField(max_length=80)),
                ("policy_version", models.CharField(max_length=64)),
                ("department", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=200, verbose_name="project")),
                ("document", models.CharField(max_length=120, verbose_name="decision")),
                ("facts", models.JSONField()),
                ("first_year", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("closed_on", models.DateField(null=True)),
                ("accepted_on", models.DateField(null=True)),
                ("usable_until", models.DateField(null=True)),
                ("returned_on", models.DateField(null=True)),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="money.account"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_budgets",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "research budget",
                "verbose_name_plural": "research budgets",
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=80)),
                ("planned", models.BigIntegerField()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="money.account"
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="books.researchbudget",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a budget",
                "verbose_name_plural": "lines of a budget",
            },
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.UUIDField(unique=True)),
                ("fen", models.BigIntegerField(verbose_name="amount")),
                ("why", models.TextField(verbose_name="why")),
                ("delegated", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for the department"),
                            ("made", "made"),
                            ("refused", "not approved"),
                        ],
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.entry",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="books.budgetline"
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="books.budgetline"
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="books.researchbudget",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a budget",
                "verbose_name_plural": "changes of budgets",
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.UUIDField(unique=True)),
                ("book", models.CharField(max_length=80)),
                ("policy_version", models.CharField(max_length=64)),
                ("department", models.CharField(max_length=80)),
                ("facts", models.JSONField()),
                ("fen", models.BigIntegerField(verbose_name="amount")),
                ("begins_on", models.DateField(verbose_name="begins on")),
                ("recorded_at", models.DateTimeField()),
                (
                    "equity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedules",
                        to="books.equityaward",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedules",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedules",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "schedule",
                "verbose_name_plural": "schedules",
            },
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("when", models.JSONField()),
                ("fen", models.BigIntegerField(verbose_name="amount")),
                ("owed", models.BigIntegerField(null=True)),
                ("due_on", models.DateField(null=True, verbose_name="due on")),
                ("not_before", models.DateField(null=True)),
                ("fulfilled_on", models.DateField(null=True)),
                ("document", models.CharField(blank=True, max_length=120, verbose_name="receipt")),
                ("recorded_at", models.DateTimeField(null=True)),
                (
                    "fulfilled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="books.schedule",
                    ),
                ),
            ],
            options={
                "verbose_name": "obligation",
                "verbose_name_plural": "obligations",
            },
        ),
        migrations.CreateModel(
            name="Spending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="what it is for")),
                ("fen", models.BigIntegerField(verbose_name="amount")),
                ("happened_on", models.DateField(verbose_name="day")),
                ("document", models.CharField(max_length=120, verbose_name="document")),
                ("recorded_at", models.DateTimeField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="money.entry"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spendings",
                        to="books.budgetline",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "spending",
                "verbose_name_plural": "spendings",
            },
        ),
        migrations.CreateModel(
            name="Stake",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.UUIDField(unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="result")),
                ("company", models.CharField(max_length=200, verbose_name="company")),
                ("shares", models.BigIntegerField(verbose_name="shares")),
                ("fen", models.BigIntegerField(verbose_name="value")),
                ("awarded", models.BigIntegerField(default=0, editable=False)),
                ("received_on", models.DateField(verbose_name="received on")),
                ("recorded_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stakes",
                        to="people.organisation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "stake",
                "verbose_name_plural": "stakes",
            },
        ),
        migrations.AddField(
            model_name="equityaward",
            name="stake",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="books.stake"
            ),
        ),
        migrations.CreateModel(
            name="YearEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("fen", models.BigIntegerField()),
                ("kept", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="years",
                        to="books.researchbudget",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.entry",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "end of a budget's year",
                "verbose_name_plural": "ends of budgets' years",
            },
        ),
        migrations.AddIndex(
            model_name="division",
            index=models.Index(fields=["organisation", "-happened_on"], name="book_division_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="division",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("costs__gte", 0),
                    ("income__lte", 9000000000000000),
                    (
                        "net",
                        django.db.models.expressions.CombinedExpression(
                            models.F("income"), "-", models.F("costs")
                        ),
                    ),
                    ("net__gt", 0),
                ),
                name="division_is_of_the_net_income",
            ),
        ),
        migrations.AddConstraint(
            model_name="division",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share_over__gte", 0),
                    ("share_over__lte", models.F("share_under")),
                    ("share_under__gt", 0),
                ),
                name="division_share_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="divisionpart",
            constraint=models.UniqueConstraint(fields=("division", "position"), name="part_has_its_place"),
        ),
        migrations.AddConstraint(
            model_name="divisionpart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("division", "person"),
                name="person_has_one_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="divisionpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gte", 0), ("share_over__gte", 0), ("share_under__gt", 0)),
                name="part_is_a_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="paytotal",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0), ("fen__lte", 9000000000000000)),
                name="pay_total_is_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="paytotal",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="pay_total_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="paytotal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_by__isnull", True), ("room__isnull", True), ("state", "asked")),
                    models.Q(("answered_by__isnull", False), ("room__isnull", False), ("state", "set")),
                    models.Q(("answered_by__isnull", False), ("room__isnull", True), ("state", "refused")),
                    _connector="OR",
                ),
                name="pay_total_is_answered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paytotal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("organisation", "book", "first"),
                name="pay_total_of_a_time_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="payitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0)), name="pay_item_is_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="payitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", False), ("outside", "")),
                    models.Q(models.Q(("outside", ""), _negated=True), ("entry__isnull", True)),
                    _connector="OR",
                ),
                name="pay_item_counts_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="researchbudget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", False),
                    models.Q(("accepted_on__isnull", True), ("usable_until__isnull", True)),
                    _connector="OR",
                ),
                name="budget_is_accepted_when_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(fields=("budget", "item"), name="budget_has_an_item_once"),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned__gte", 0)), name="budget_line_is_planned"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0), models.Q(("giver", models.F("taker")), _negated=True)),
                name="adjustment_moves_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_by__isnull", True),
                        ("delegated", False),
                        ("entry__isnull", True),
                        ("state", "asked"),
                    ),
                    models.Q(
                        ("answered_by__isnull", True),
                        ("delegated", True),
                        ("entry__isnull", False),
                        ("state", "made"),
                    ),
                    models.Q(
                        ("answered_by__isnull", False),
                        ("delegated", False),
                        ("entry__isnull", False),
                        ("state", "made"),
                    ),
                    models.Q(
                        ("answered_by__isnull", False),
                        ("delegated", False),
                        ("entry__isnull", True),
                        ("state", "refused"),
                    ),
                    _connector="OR",
                ),
                name="adjustment_is_delegated_or_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0)), name="schedule_is_of_something"
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("fulfilled_on__isnull", True)),
                fields=["due_on"],
                name="book_obligation_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                fields=("schedule", "number"), name="obligation_has_its_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gte", 0)), name="obligation_is_no_gift"
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_on__isnull", True), ("owed__isnull", True)),
                    models.Q(("due_on__isnull", False), ("owed__gte", 0)),
                    _connector="OR",
                ),
                name="obligation_has_day_and_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("document", ""), ("fulfilled_by__isnull", True), ("fulfilled_on__isnull", True)
                    ),
                    models.Q(
                        ("due_on__isnull", False),
                        ("fulfilled_by__isnull", False),
                        ("fulfilled_on__isnull", False),
                        models.Q(("document", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="obligation_is_fulfilled_by_a_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="spending",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0)), name="spending_is_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="stake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fen__gt", 0),
                    ("fen__lte", 9000000000000000),
                    ("shares__gt", 0),
                    ("shares__lte", 9000000000000000),
                ),
                name="stake_is_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="stake",
            constraint=models.CheckConstraint(
                condition=models.Q(("awarded__gte", 0), ("awarded__lte", models.F("shares"))),
                name="stake_is_awarded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="equityaward",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0), ("shares__gt", 0)), name="equity_award_is_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="equityaward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("registered_at__isnull", True), ("state", "awarded"), ("taken_back_at__isnull", True)
                    ),
                    models.Q(
                        ("registered_at__isnull", False),
                        ("state", "registered"),
                        ("taken_back_at__isnull", True),
                        models.Q(("registered_as", ""), _negated=True),
                    ),
                    models.Q(
                        ("state", "taken_back"),
                        ("taken_back_at__isnull", False),
                        models.Q(("why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="equity_award_is_in_one_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="yearend",
            constraint=models.UniqueConstraint(fields=("budget", "year"), name="year_is_closed_once"),
        ),
        migrations.AddConstraint(
            model_name="yearend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fen__gte", 0),
                    models.Q(
                        models.Q(("entry__isnull", True), ("kept", True)), ("kept", False), _connector="OR"
                    ),
                ),
                name="year_end_keeps_or_returns",
            ),
        ),
    ]
