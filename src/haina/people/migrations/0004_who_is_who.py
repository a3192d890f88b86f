"""Who is who: identities, what was decided of them, further names, contacts, employments, keys for linking."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_mandates_offered"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE people_identity_number AS bigint", "DROP SEQUENCE people_identity_number"
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("words", models.TextField(verbose_name="why the decision is wrong")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
            ],
            options={
                "verbose_name": "appeal against a decision on an identity",
                "verbose_name_plural": "appeals against decisions on identities",
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                        choices=[("email", "e-mail address"), ("phone", "telephone"), ("orcid", "ORCID")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("value", models.CharField(max_length=254, verbose_name="value")),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
            },
        ),
        migrations.CreateModel(
            name="DoubtfulPair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bits", models.FloatField()),
                ("evidence", models.JSONField()),
                ("found_on", models.DateField()),
            ],
            options={
                "verbose_name": "doubtful pair",
                "verbose_name_plural": "doubtful pairs",
            },
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "employment",
                "verbose_name_plural": "employments",
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "person"), ("organisation", "organisation")], max_length=20
                    ),
                ),
                (
                    "number",
                    models.BigIntegerField(
                        db_default=models.Func(models.Value("people_identity_number"), function="nextval"),
                        unique=True,
                    ),
                ),
            ],
            options={
                "verbose_name": "identity",
                "verbose_name_plural": "identities",
            },
        ),
        migrations.CreateModel(
            name="IdentityEdge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "join of two identities",
                "verbose_name_plural": "joins of two identities",
            },
        ),
        migrations.CreateModel(
            name="IdentityEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("merge", "two are one"),
                            ("split", "one is two"),
                            ("undo", "an earlier decision is taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("override_reason", models.TextField(blank=True, verbose_name="reason against the rule")),
                ("happened_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("by_supervisor", models.BooleanField(default=False)),
                ("moved", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "verbose_name": "decision on an identity",
                "verbose_name_plural": "decisions on identities",
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("same", "the same"),
                            ("different", "two"),
                            ("unclear", "cannot be told yet"),
                        ],
                        max_length=10,
                        verbose_name="judgement",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("judged_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "judgement of a pair",
                "verbose_name_plural": "judgements of pairs",
            },
        ),
        migrations.CreateModel(
            name="LinkCount",
            fields=[
                ("thing", models.CharField(max_length=400, primary_key=True, serialize=False)),
                ("count", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "frequency for linking",
                "verbose_name_plural": "frequencies for linking",
            },
        ),
        migrations.CreateModel(
            name="OrganisationName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="name")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid until")),
            ],
            options={
                "verbose_name": "former name of an organisation",
                "verbose_name_plural": "former names of organisations",
            },
        ),
        migrations.CreateModel(
            name="PersonName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="name")),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("former", "former name"),
                            ("spelling", "other spelling or script"),
                            ("alias", "also known as"),
                        ],
                        default="spelling",
                        max_length=20,
                        verbose_name="use",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid until")),
            ],
            options={
                "verbose_name": "further name",
                "verbose_name_plural": "further names",
            },
        ),
        migrations.AddField(
            model_name="identitydocument",
            name="lifelong",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=60),
        ),
        migrations.AddField(
            model_name="identitydocument",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="people.identitydocument",
            ),
        ),
        migrations.AddField(
            model_name="identitydocument",
            name="valid_from",
            field=models.DateField(blank=True, null=True, verbose_name="valid from"),
        ),
        migrations.AddField(
            model_name="person",
            name="born",
            field=models.DateField(blank=True, null=True, verbose_name="birth date"),
        ),
        migrations.AddField(
            model_name="person",
            name="nationality",
            field=models.CharField(
                blank=True, help_text="ISO 3166-1 alpha-3", max_length=3, verbose_name="nationality"
            ),
        ),
        migrations.AlterField(
            model_name="identitydocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("passport", "passport"),
                    ("identity_card", "resident identity card"),
                    ("residence_permit", "residence permit"),
                    ("permanent_resident_card", "foreigner's permanent resident card"),
                    ("home_return_permit", "permit of a resident of Hong Kong or Macao"),
                    ("taiwan_permit", "permit of a resident of Taiwan"),
                ],
                max_length=30,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitydocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="identity_document_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitydocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True),
                    models.Q(("replaces", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="document_replaces_another",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="employment",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="employments",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="employment",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="employments", to="people.person"
            ),
        ),
        migrations.CreateModel(
            name="LinkRecord",
            fields=[
                (
                    "identity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="link",
                        serialize=False,
                        to="people.identity",
                    ),
                ),
                ("data", models.JSONField()),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
            ],
            options={
                "verbose_name": "entry for linking",
                "verbose_name_plural": "entries for linking",
            },
        ),
        migrations.AddField(
            model_name="identity",
            name="survivor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="stands_for", to="people.identity"
            ),
        ),
        migrations.AddField(
            model_name="doubtfulpair",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.identity"
            ),
        ),
        migrations.AddField(
            model_name="doubtfulpair",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.identity"
            ),
        ),
        migrations.AddField(
            model_name="identityedge",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.identity"
            ),
        ),
        migrations.AddField(
            model_name="identityedge",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.identity"
            ),
        ),
        migrations.AddField(
            model_name="identityevent",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="identityevent",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.identity"
            ),
        ),
        migrations.AddField(
            model_name="identityevent",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.identity"
            ),
        ),
        migrations.AddField(
            model_name="identityevent",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="people.identityevent",
            ),
        ),
        migrations.AddField(
            model_name="identityedge",
            name="ended_by",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="edge_ended",
                to="people.identityevent",
            ),
        ),
        migrations.AddField(
            model_name="identityedge",
            name="made_by",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="edge", to="people.identityevent"
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="people.identityevent"
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="granted_by",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.identityevent",
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="event",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="people.identityevent"
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="judged_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.identity"
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.identity"
            ),
        ),
        migrations.AddField(
            model_name="doubtfulpair",
            name="judged",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="people.judgement"
            ),
        ),
        migrations.AddField(
            model_name="organisationname",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_names",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="personname",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="further_names", to="people.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                fields=("person", "kind", "value"), name="contact_of_a_person_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="employment_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("person", "="),
                    ("organisation", "="),
                    (
                        models.Func(
                            "valid_from",
                            "valid_to",
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="employed_once_at_a_time_by_one",
            ),
        ),
        migrations.AddIndex(
            model_name="linkrecord",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["keys"], name="link_record_by_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="identityevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("one", models.F("other")), _negated=True), name="identity_event_is_on_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="identityevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="identity_event_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="identityevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "undo"), ("undoes__isnull", False)),
                    models.Q(models.Q(("kind", "undo"), _negated=True), ("undoes__isnull", True)),
                    _connector="OR",
                ),
                name="identity_undo_names_what_it_undoes",
            ),
        ),
        migrations.AddConstraint(
            model_name="identityevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("override_reason", ""),
                    models.Q(("by_supervisor", True), ("kind", "merge")),
                    _connector="OR",
                ),
                name="identity_override_by_a_supervisor",
            ),
        ),
        migrations.AddConstraint(
            model_name="identityedge",
            constraint=models.CheckConstraint(
                condition=models.Q(("one", models.F("other")), _negated=True),
                name="identity_edge_is_between_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="identity_appeal_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="identity_appeal_is_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True)),
                fields=("event", "made_by"),
                name="identity_appeal_once_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="judgement",
            index=models.Index(fields=["one", "other", "-id"], name="judgement_latest"),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))), name="judged_pair_is_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="judgement_has_a_reason"
            ),
        ),
        migrations.AddIndex(
            model_name="doubtfulpair",
            index=models.Index(
                condition=models.Q(("judged__isnull", True)), fields=["-bits"], name="doubtful_pair_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="doubtfulpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))), name="doubtful_pair_is_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="doubtfulpair",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="doubtful_pair_once"),
        ),
        migrations.AddConstraint(
            model_name="organisationname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="organisation_name_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.UniqueConstraint(fields=("person", "text"), name="name_of_a_person_once"),
        ),
        migrations.AddConstraint(
            model_name="personname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="person_name_ends_after_it_begins",
            ),
        ),
    ]
