"""Drafts of a whole pack: their files, kept unchanged, and nothing else published than what was consented to."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER pack_is_kept BEFORE UPDATE OR DELETE ON drafts_draftpack
    FOR EACH ROW EXECUTE FUNCTION drafts_refuse_change();
CREATE TRIGGER packs_are_kept BEFORE TRUNCATE ON drafts_draftpack
    FOR EACH STATEMENT EXECUTE FUNCTION drafts_refuse_change();

CREATE FUNCTION drafts_content_is_all() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.content = NEW.content AND (OLD.title_zh, OLD.title_en, OLD.reason_zh, OLD.reason_en, OLD.base_id,
        OLD.pack_id) IS DISTINCT FROM (NEW.title_zh, NEW.title_en, NEW.reason_zh, NEW.reason_en, NEW.base_id,
        NEW.pack_id) THEN
        RAISE EXCEPTION 'draft % says something else under the same hash', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_change_voids_consents';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER draft_content_is_all BEFORE UPDATE ON drafts_draft
    FOR EACH ROW EXECUTE FUNCTION drafts_content_is_all();

CREATE FUNCTION drafts_publishes_the_pack() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    wanted text;
BEGIN
    SELECT pack_id INTO wanted FROM drafts_draft WHERE id = NEW.draft_id;
    IF wanted IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.version_id <> wanted OR NEW.files <> '{}'::jsonb OR NOT EXISTS
        (SELECT 1 FROM cases_policyversion AS made JOIN drafts_draftpack AS meant ON meant.version = wanted
            WHERE made.version = wanted AND made.files = meant.files) THEN
        RAISE EXCEPTION 'the pack of draft % is not what is published', NEW.draft_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_is_the_pack';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER publication_is_the_pack BEFORE INSERT ON drafts_publication
    FOR EACH ROW EXECUTE FUNCTION drafts_publishes_the_pack();
"""

BACKWARD = """
DROP TRIGGER publication_is_the_pack ON drafts_publication;
DROP TRIGGER draft_content_is_all ON drafts_draft;
DROP TRIGGER packs_are_kept ON drafts_draftpack;
DROP TRIGGER pack_is_kept ON drafts_draftpack;
DROP FUNCTION drafts_publishes_the_pack();
DROP FUNCTION drafts_content_is_all();
"""


class Migration(migrations.Migration):
    """A table of packs, and triggers on them, on drafts and on publications."""

    dependencies = [("drafts", "0002_promises")]

    operations = [
        migrations.CreateModel(
            name="DraftPack",
            fields=[
                ("version", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("files", models.JSONField()),
                ("stored_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "pack of a draft",
                "verbose_name_plural": "packs of drafts",
            },
        ),
        migrations.RemoveField(model_name="draft", name="files"),
        migrations.AddField(
            model_name="draft",
            name="pack",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="drafts.draftpack",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
