"""Guarantees, losses claimed under them, compensation, and what is recovered."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables with their constraints."""

    initial = True

    dependencies = [
        ("money", "0005_plans_and_awards"),
        ("people", "0007_auditors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Compensation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("award", models.UUIDField(unique=True)),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("programme", models.CharField(max_length=80)),
                ("department", models.CharField(db_index=True, max_length=80)),
                ("loss", models.BigIntegerField(verbose_name="loss")),
                ("fen", models.BigIntegerField()),
                ("entered_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compensations",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "compensation of a loss",
                "verbose_name_plural": "compensations of losses",
            },
        ),
        migrations.CreateModel(
            name="Guarantee",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("award", models.UUIDField(unique=True)),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="number")),
                ("programme", models.CharField(max_length=80)),
                ("department", models.CharField(db_index=True, max_length=80)),
                ("cover", models.BigIntegerField(verbose_name="cover")),
                ("share", models.DecimalField(decimal_places=8, max_digits=9, null=True)),
                ("set_by", models.CharField(blank=True, max_length=120)),
                ("loan", models.BigIntegerField(null=True, verbose_name="loan")),
                ("contract", models.CharField(blank=True, max_length=120, verbose_name="loan contract")),
                ("first_day", models.DateField(null=True, verbose_name="begins on")),
                ("last_day", models.DateField(null=True, verbose_name="ends on")),
                ("paid", models.BigIntegerField(default=0)),
                ("recovered", models.BigIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("granted", "granted, loan not entered yet"),
                            ("running", "in force"),
                            ("ended", "ended"),
                        ],
                        default="granted",
                        max_length=10,
                    ),
                ),
                ("granted_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True)),
                (
                    "ground",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantees",
                        to="money.ground",
                    ),
                ),
                (
                    "hold",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantee",
                        to="money.hold",
                    ),
                ),
                (
                    "lender",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantees",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantees",
                        to="people.person",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "guarantee",
                "verbose_name_plural": "guarantees",
            },
        ),
        migrations.CreateModel(
            name="Loss",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("loss", models.BigIntegerField(verbose_name="loss")),
                ("fen", models.BigIntegerField()),
                ("defaulted_on", models.DateField(verbose_name="day of the default")),
                ("papers", models.CharField(max_length=300, verbose_name="papers")),
                ("key", models.CharField(max_length=80, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("claimed", "claimed"), ("paid", "paid"), ("refused", "not accepted")],
                        default="claimed",
                        max_length=10,
                    ),
                ),
                ("claimed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("why", models.TextField(blank=True)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
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
                        related_name="loss",
                        to="money.entry",
                    ),
                ),
                (
                    "guarantee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="losses",
                        to="guarantees.guarantee",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim of a loss",
                "verbose_name_plural": "claims of losses",
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("recovered", models.BigIntegerField(verbose_name="recovered")),
                ("fen", models.BigIntegerField()),
                ("key", models.CharField(max_length=80, unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "clawback",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery",
                        to="money.clawback",
                    ),
                ),
                (
                    "compensation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
                        to="guarantees.compensation",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery",
                        to="money.entry",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
                        to="guarantees.loss",
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
                "verbose_name": "recovery of a loss",
                "verbose_name_plural": "recoveries of losses",
            },
        ),
        migrations.AddConstraint(
            model_name="compensation",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0), ("fen__lte", models.F("loss")), ("loss__gt", 0)),
                name="compensation_is_of_a_loss",
            ),
        ),
        migrations.AddConstraint(
            model_name="guarantee",
            constraint=models.CheckConstraint(
                condition=models.Q(("cover__gt", 0)), name="guarantee_covers_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="guarantee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share__isnull", True), models.Q(("share__gt", 0), ("share__lte", 1)), _connector="OR"
                ),
                name="guarantee_bears_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="guarantee",
            constraint=models.CheckConstraint(
                condition=models.Q(("paid__gte", 0), ("paid__lte", models.F("cover"))),
                name="guarantee_pays_no_more_than_its_cover",
            ),
        ),
        migrations.AddConstraint(
            model_name="guarantee",
            constraint=models.CheckConstraint(
                condition=models.Q(("recovered__gte", 0), ("recovered__lte", models.F("paid"))),
                name="guarantee_gets_back_what_it_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="guarantee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "running"), _negated=True),
                    models.Q(
                        ("begun_at__isnull", False),
                        ("first_day__isnull", False),
                        ("last_day__gte", models.F("first_day")),
                        ("lender__isnull", False),
                        ("loan__gte", models.F("cover")),
                        ("share__isnull", False),
                        ("source__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="guarantee_runs_for_a_loan",
            ),
        ),
        migrations.AddConstraint(
            model_name="guarantee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contract", ""), _negated=True),
                fields=("lender", "contract"),
                name="loan_is_guaranteed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="loss",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0), ("fen__lte", models.F("loss")), ("loss__gt", 0)),
                name="loss_is_real",
            ),
        ),
        migrations.AddConstraint(
            model_name="loss",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("entry__isnull", True), ("state", "claimed")),
                    models.Q(("decided_at__isnull", False), ("entry__isnull", False), ("state", "paid")),
                    models.Q(("decided_at__isnull", False), ("entry__isnull", True), ("state", "refused")),
                    _connector="OR",
                ),
                name="loss_is_paid_by_an_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="loss",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("claimed_by")), _negated=True),
                    _connector="OR",
                ),
                name="loss_is_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("compensation__isnull", True), ("of__isnull", False)),
                    models.Q(("compensation__isnull", False), ("of__isnull", True)),
                    _connector="OR",
                ),
                name="recovery_is_of_one_loss",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fen__gte", 0), ("fen__lte", models.F("recovered")), ("recovered__gt", 0)
                ),
                name="recovery_is_real",
            ),
        ),
    ]
