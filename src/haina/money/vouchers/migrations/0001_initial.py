"""Members, instruments, vouchers, uses and settlements."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import haina.money.vouchers.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables with their constraints."""

    initial = True

    dependencies = [
        ("money", "0003_guard"),
        ("people", "0005_identities_follow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.CharField(max_length=80)),
                ("department", models.CharField(db_index=True, max_length=80)),
                ("admitted_on", models.DateField(verbose_name="admitted on")),
                ("left_on", models.DateField(null=True, verbose_name="member until")),
                (
                    "admitted_by",
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
                        related_name="memberships",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of the platform",
                "verbose_name_plural": "members of the platform",
            },
        ),
        migrations.CreateModel(
            name="Instrument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.JSONField(help_text="{zh, en}")),
                ("place", models.JSONField(help_text="{zh, en}")),
                ("fee", models.BigIntegerField(verbose_name="fee an hour")),
                ("opens", models.PositiveSmallIntegerField(default=9, verbose_name="opens at")),
                ("closes", models.PositiveSmallIntegerField(default=17, verbose_name="closes at")),
                ("withdrawn_on", models.DateField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instruments",
                        to="vouchers.member",
                    ),
                ),
            ],
            options={
                "verbose_name": "instrument",
                "verbose_name_plural": "instruments",
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("fen", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("claimed", "claimed"), ("paid", "paid")], default="claimed", max_length=10
                    ),
                ),
                ("key", models.CharField(max_length=80, unique=True)),
                ("claimed_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(null=True)),
                (
                    "claimed_by",
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
                        related_name="settlement",
                        to="money.entry",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="vouchers.member",
                    ),
                ),
                (
                    "paid_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "settlement",
                "verbose_name_plural": "settlements",
            },
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("award", models.UUIDField(unique=True)),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="number")),
                ("programme", models.CharField(max_length=80)),
                ("department", models.CharField(db_index=True, max_length=80)),
                ("fen", models.BigIntegerField(verbose_name="value")),
                ("share", models.DecimalField(decimal_places=8, max_digits=9)),
                ("first_day", models.DateField(null=True, verbose_name="valid from")),
                ("last_day", models.DateField(db_index=True, null=True, verbose_name="last day")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("granted", "granted, not issued yet"),
                            ("issued", "can be used"),
                            ("expired", "expired"),
                            ("ended", "ended by decision"),
                        ],
                        default="granted",
                        max_length=10,
                    ),
                ),
                ("set_by", models.CharField(blank=True, max_length=120)),
                ("granted_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True)),
                (
                    "ground",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="money.ground",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="people.organisation",
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
                (
                    "wallet",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voucher",
                        to="money.account",
                    ),
                ),
            ],
            options={
                "verbose_name": "voucher",
                "verbose_name_plural": "vouchers",
            },
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("day", models.DateField()),
                ("fee", models.BigIntegerField()),
                ("fen", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "booked"),
                            ("done", "used"),
                            ("redeemed", "redeemed"),
                            ("cancelled", "cancelled"),
                            ("lapsed", "lapsed"),
                            ("refused", "not accepted"),
                        ],
                        default="booked",
                        max_length=10,
                    ),
                ),
                ("invoice", models.CharField(blank=True, max_length=60, verbose_name="invoice number")),
                ("key", models.CharField(max_length=80, unique=True)),
                ("booked_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("redeemed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("why", models.TextField(blank=True)),
                (
                    "booked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
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
                        related_name="use",
                        to="money.entry",
                    ),
                ),
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="use", to="money.hold"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="vouchers.instrument",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="vouchers.member"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "redeemed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="vouchers.settlement",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="vouchers.voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "use of an instrument",
                "verbose_name_plural": "uses of instruments",
            },
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on__isnull", True)),
                fields=("organisation", "programme"),
                name="member_of_the_platform_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                fields=("id", "organisation"), name="member_with_its_organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.CheckConstraint(
                condition=models.Q(("fee__gt", 0), ("fee__lte", 10000000000)), name="instrument_has_a_fee"
            ),
        ),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens")), ("closes__lte", 24)),
                name="instrument_opens_before_it_closes",
            ),
        ),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.UniqueConstraint(fields=("id", "member"), name="instrument_with_its_member"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gte", 0)), name="settlement_is_no_debt"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("entry__isnull", True),
                        ("paid_at__isnull", True),
                        ("paid_by__isnull", True),
                        ("state", "claimed"),
                    ),
                    models.Q(
                        ("entry__isnull", False),
                        ("paid_at__isnull", False),
                        ("paid_by__isnull", False),
                        ("state", "paid"),
                    ),
                    _connector="OR",
                ),
                name="settlement_is_paid_by_an_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid_by__isnull", True),
                    models.Q(("paid_by", models.F("claimed_by")), _negated=True),
                    _connector="OR",
                ),
                name="settlement_is_paid_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(fields=["holder", "-granted_at"], name="voucher_of_holder"),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0)), name="voucher_is_worth_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gt", 0), ("share__lte", 1)), name="voucher_pays_a_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "granted"), ("wallet__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("state", "ended"), ("wallet__isnull", True)),
                    models.Q(
                        ("first_day__isnull", False),
                        ("issued_at__isnull", False),
                        ("last_day__isnull", False),
                        ("source__isnull", False),
                        ("wallet__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="voucher_is_issued_with_its_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_day__isnull", True), ("last_day__gte", models.F("first_day")), _connector="OR"
                ),
                name="voucher_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(fields=("id", "holder"), name="voucher_with_its_holder"),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["member", "state"], name="use_of_member"),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=models.CheckConstraint(
                condition=models.Q(("fen__gt", 0), ("fen__lte", models.F("fee"))), name="use_is_paid_in_part"
            ),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="use_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=models.CheckConstraint(
                condition=models.Q(("holder", models.F("owner")), _negated=True),
                name="use_is_not_at_ones_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", False), ("state__in", ["redeemed", "refused"])),
                    models.Q(
                        ("entry__isnull", True), ("state__in", ["booked", "done", "cancelled", "lapsed"])
                    ),
                    _connector="OR",
                ),
                name="use_is_redeemed_by_an_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["booked", "cancelled", "lapsed"]),
                    models.Q(("invoice", ""), _negated=True),
                    _connector="OR",
                ),
                name="use_has_an_invoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=models.CheckConstraint(
                condition=models.Q(("settlement__isnull", True), ("state", "redeemed"), _connector="OR"),
                name="use_is_settled_if_redeemed",
            ),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=models.UniqueConstraint(
                condition=models.Q(("invoice", ""), _negated=True),
                fields=("member", "invoice"),
                name="invoice_is_used_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state__in", ["booked", "done", "redeemed"])),
                expressions=[
                    ("instrument", "="),
                    (haina.money.vouchers.models.Span("starts_at", "ends_at", models.Value("[)")), "&&"),
                ],
                name="instrument_is_used_by_one_at_a_time",
            ),
        ),
    ]
