"""Protects the originals: their content never changes, and deleting one leaves a record of it.

The triggers protect against mistakes in any program. Anyone who may disable triggers can still change everything.
"""

from django.db import migrations, models

CONTENT = "id, reference, sha256, captured_at, media_type, raw, parser, cleaning"
FUNCTIONS = """
    CREATE FUNCTION articles_capture_refused() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        RAISE EXCEPTION 'the content of an original cannot be changed (capture %)', OLD.id
            USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE FUNCTION articles_capture_truncated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF EXISTS (SELECT FROM articles_article) THEN
            RAISE EXCEPTION 'originals can only be truncated together with their articles'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE FUNCTION articles_capture_deleted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO articles_deletedoriginal (article_id, reference, sha256, headline, deleted_at, deleted_by)
            SELECT article_id, reference, sha256, coalesce(article.headline, ''), now(), ''
              FROM old_rows LEFT JOIN articles_article AS article ON article.id = article_id
            ON CONFLICT (reference, sha256) DO UPDATE SET article_id = excluded.article_id,
                headline = excluded.headline, deleted_at = excluded.deleted_at, deleted_by = '';
        RETURN NULL;
    END $$;
"""
DROP_FUNCTIONS = """
    DROP FUNCTION articles_capture_deleted();
    DROP FUNCTION articles_capture_truncated();
    DROP FUNCTION articles_capture_refused();
"""
# An original may move to another article, but stays what it is.
TRIGGERS = f"""
    CREATE TRIGGER capture_guarded BEFORE UPDATE ON articles_capture FOR EACH ROW
        WHEN (({', '.join(f'OLD.{name}' for name in CONTENT.split(', '))})
            IS DISTINCT FROM ({', '.join(f'NEW.{name}' for name in CONTENT.split(', '))}))
        EXECUTE FUNCTION articles_capture_refused();
    CREATE TRIGGER capture_truncated AFTER TRUNCATE ON articles_capture
        EXECUTE FUNCTION articles_capture_truncated();
    CREATE TRIGGER capture_deleted AFTER DELETE ON articles_capture
        REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION articles_capture_deleted();
"""
DROP_TRIGGERS = """
    DROP TRIGGER capture_deleted ON articles_capture;
    DROP TRIGGER capture_truncated ON articles_capture;
    DROP TRIGGER capture_guarded ON articles_capture;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0011_sent_forms'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeletedOriginal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article_id', models.BigIntegerField(help_text='The id that the article had.')),
                ('reference', models.CharField(help_text='Where the original came from.', max_length=2000)),
                ('sha256', models.CharField(help_text='SHA-256 of the original.', max_length=64)),
                ('headline', models.CharField(blank=True, help_text='The headline of the article.', max_length=500)),
                ('deleted_at', models.DateTimeField(help_text='When it was deleted.')),
                ('deleted_by', models.CharField(blank=True, default='', help_text='Who deleted it, if it was done in the admin.', max_length=150)),
            ],
            options={
                'verbose_name': 'deleted article',
                'ordering': ['-deleted_at', '-id'],
                'indexes': [models.Index(fields=['sha256'], name='deleted_sha256'), models.Index(fields=['article_id'], name='deleted_article')],
                'constraints': [models.UniqueConstraint(fields=('reference', 'sha256'), name='deleted_once')],
            },
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
    ]
