"""Captures are found by their address, however it is written, and know which version of an item they are."""

from importlib import import_module

from django.db import migrations, models

import articles.models.articles.captures

capture_headers = import_module("articles.migrations.0022_capture_headers")

# PL/pgSQL, since it is called for every capture from the web, and SQL functions take longer to start.
FUNCTION = r"""
    CREATE FUNCTION articles_address_key(address text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    DECLARE
        rest text := regexp_replace(lower(address), '#.*$|\s+', '', 'g');
        parts text[] := regexp_match(
            rest, '^(?:https?://)?(?:[^/?@]*@)?(?:www\d*\.)?(\[[^\]/]*\]|[^/?:]*)(:\d*)?([^?]*)\??(.*)$'
        );
        key text;
    BEGIN
        IF parts IS NULL THEN
            RETURN rest;
        END IF;
        key := rtrim(parts[1], '.');
        IF NOT coalesce(parts[2], ':') IN (':', CASE WHEN rest LIKE 'https:%' THEN ':443' ELSE ':80' END) THEN
            key := key || parts[2];
        END IF;
        key := key || rtrim(parts[3], '/');
        IF parts[4] LIKE '%&%' THEN
            key := key || '?' || (
                SELECT string_agg(part, '&' ORDER BY part COLLATE "C") FROM unnest(string_to_array(parts[4], '&')) AS part
            );
        ELSIF parts[4] <> '' THEN
            key := key || '?' || parts[4];
        END IF;
        RETURN key;
    END $$;
"""
DROP = "DROP FUNCTION articles_address_key(text);"
BEFORE = (*capture_headers.BEFORE, "http_headers")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0028_source_feeds'),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, DROP),
        migrations.AddIndex(
            model_name='capture',
            index=models.Index(articles.models.articles.captures.AddressKey(models.F('reference')), models.F('captured_at'), condition=models.Q(('reference__startswith', 'http')), name='capture_address'),
        ),
        migrations.AddField(
            model_name='capture',
            name='version_number',
            field=models.PositiveIntegerField(default=0, help_text='The number that its publisher gave to this version; 0 if it gave none.'),
        ),
        migrations.AddField(
            model_name='capture',
            name='versioned_at',
            field=models.DateTimeField(blank=True, help_text='When its publisher made this version, if the original says so.', null=True),
        ),
        migrations.RunSQL(
            capture_headers.trigger(*BEFORE, "version_number", "versioned_at"), capture_headers.trigger(*BEFORE)
        ),
    ]
