"""Records for harvesters, written by triggers. About ten seconds for a million articles.

Articles that were deleted or withdrawn earlier become deleted records, as far as the archive knows of them.
"""

from django.db import migrations, models

# The columns that a record shows.
SHOWN = (
    "status, headline, standfirst, body, byline, dateline, caption, published_on, published_until, date_is_approximate, "
    "published_at, date_text, url, source_id, language, section, is_sample, entity_names, author_ids"
).split(", ")
WRITE = "INSERT INTO articles_harvestrecord (article_id, changed_at, is_deleted, source_id, language)"
AGAIN = """
    ON CONFLICT (article_id) DO UPDATE SET changed_at = excluded.changed_at, is_deleted = excluded.is_deleted,
        source_id = excluded.source_id, language = excluded.language
"""
# clock_timestamp() and not now(): a transaction may take long, and harvesters ask for what is newer than their
# last harvest.
FUNCTIONS = f"""
    CREATE FUNCTION articles_harvest_inserted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        {WRITE} SELECT id, clock_timestamp(), false, source_id, language FROM new_rows WHERE status = 'published'
        {AGAIN};
        RETURN NULL;
    END $$;
    CREATE FUNCTION articles_harvest_updated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        {WRITE} SELECT now.id, clock_timestamp(), now.status <> 'published', now.source_id, now.language
        FROM old_rows before JOIN new_rows now USING (id)
        WHERE (before.status = 'published' OR now.status = 'published')
            AND ({", ".join(f"before.{name}" for name in SHOWN)})
                IS DISTINCT FROM ({", ".join(f"now.{name}" for name in SHOWN)})
        {AGAIN};
        RETURN NULL;
    END $$;
    CREATE FUNCTION articles_harvest_deleted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        UPDATE articles_harvestrecord SET changed_at = clock_timestamp(), is_deleted = true
        FROM old_rows WHERE article_id = old_rows.id AND NOT is_deleted;
        RETURN NULL;
    END $$;
    CREATE FUNCTION articles_harvest_truncated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        UPDATE articles_harvestrecord SET changed_at = clock_timestamp(), is_deleted = true WHERE NOT is_deleted;
        RETURN NULL;
    END $$;
    CREATE FUNCTION articles_harvest_corrected() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        UPDATE articles_harvestrecord SET changed_at = clock_timestamp()
        WHERE article_id = coalesce(new.article_id, old.article_id) AND NOT is_deleted;
        RETURN NULL;
    END $$;
"""
DROP_FUNCTIONS = """
    DROP FUNCTION articles_harvest_inserted(), articles_harvest_updated(), articles_harvest_deleted(),
        articles_harvest_truncated(), articles_harvest_corrected();
"""
TRIGGERS = """
    CREATE TRIGGER harvest_inserted AFTER INSERT ON articles_article
        REFERENCING NEW TABLE AS new_rows EXECUTE FUNCTION articles_harvest_inserted();
    CREATE TRIGGER harvest_updated AFTER UPDATE ON articles_article
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows EXECUTE FUNCTION articles_harvest_updated();
    CREATE TRIGGER harvest_deleted AFTER DELETE ON articles_article
        REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION articles_harvest_deleted();
    CREATE TRIGGER harvest_truncated AFTER TRUNCATE ON articles_article
        EXECUTE FUNCTION articles_harvest_truncated();
    CREATE TRIGGER harvest_corrected AFTER INSERT OR UPDATE OR DELETE ON articles_correction
        FOR EACH ROW EXECUTE FUNCTION articles_harvest_corrected();
"""
DROP_TRIGGERS = """
    DROP TRIGGER harvest_corrected ON articles_correction;
    DROP TRIGGER harvest_truncated ON articles_article;
    DROP TRIGGER harvest_deleted ON articles_article;
    DROP TRIGGER harvest_updated ON articles_article;
    DROP TRIGGER harvest_inserted ON articles_article;
"""
KNOWN = f"""
    {WRITE} SELECT id, modified_at, status = 'withdrawn', source_id, language
        FROM articles_article WHERE status IN ('published', 'withdrawn');
    {WRITE} SELECT article_id, max(deleted_at), true, NULL, ''
        FROM articles_deletedoriginal GROUP BY article_id ON CONFLICT (article_id) DO NOTHING;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0035_check_partial_dates'),
    ]

    operations = [
        migrations.CreateModel(
            name='HarvestRecord',
            fields=[
                ('article_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('changed_at', models.DateTimeField(help_text='When it was published, changed, withdrawn or deleted.')),
                ('is_deleted', models.BooleanField(help_text='Whether it is no longer public.')),
                ('source_id', models.BigIntegerField(null=True)),
                ('language', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'verbose_name': 'record for harvesters',
                'verbose_name_plural': 'records for harvesters',
                'default_permissions': (),
            },
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='harvestrecord',
            index=models.Index(fields=['changed_at', 'article_id'], name='harvest_order'),
        ),
        migrations.AddIndex(
            model_name='harvestrecord',
            index=models.Index(fields=['source_id', 'changed_at', 'article_id'], name='harvest_source'),
        ),
        migrations.AddIndex(
            model_name='harvestrecord',
            index=models.Index(fields=['language', 'changed_at', 'article_id'], name='harvest_language'),
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
    ]
