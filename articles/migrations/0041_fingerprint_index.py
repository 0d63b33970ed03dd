"""Find fingerprints by their hashes, and let a story be compared again when one of its articles is deleted.

Indexing takes about a minute for a million articles. Until now every comparison looked for stories whose articles
were deleted; those that are left are marked here, and from now on by a trigger.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models.expressions import F, Func

# The last 20 bits of each hash: with all 32, the index would be ten times as large.
KEYS = """
    CREATE FUNCTION articles_hash_keys(hashes bytea) RETURNS integer[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(get_byte(hashes, place) | (get_byte(hashes, place + 1) << 8)
            | ((get_byte(hashes, place + 2) & 15) << 16)), '{}')
        FROM generate_series(0, length(hashes) - 4, 4) AS place
    $$;
"""
DELETED = """
    CREATE FUNCTION articles_story_deleted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        UPDATE articles_fingerprint SET is_compared = false
        WHERE is_compared AND article_id IN (
            SELECT id FROM articles_article
            WHERE story_id IN (SELECT story_id FROM old_rows WHERE story_id IS NOT NULL)
        );
        RETURN NULL;
    END $$;
    CREATE TRIGGER article_left_story AFTER DELETE ON articles_article
        REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION articles_story_deleted();
"""
DROP_DELETED = """
    DROP TRIGGER article_left_story ON articles_article;
    DROP FUNCTION articles_story_deleted();
"""
BROKEN = """
    UPDATE articles_fingerprint SET is_compared = false WHERE is_compared AND article_id IN (
        SELECT id FROM articles_article WHERE story_id IN (
            SELECT story_id FROM articles_article WHERE story_id IS NOT NULL
            GROUP BY story_id HAVING count(*) = 1 OR NOT bool_or(id = story_id)
        )
    )
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0038_stories")]
    operations = [
        migrations.RunSQL(BROKEN, migrations.RunSQL.noop),
        migrations.RunSQL(DELETED, DROP_DELETED),
        migrations.RunSQL(KEYS, "DROP FUNCTION articles_hash_keys(bytea)"),
        migrations.AddIndex(
            model_name="fingerprint",
            index=django.contrib.postgres.indexes.GinIndex(
                Func(
                    F("hashes"),
                    function="articles_hash_keys",
                    output_field=django.contrib.postgres.fields.ArrayField(models.IntegerField()),
                ),
                condition=models.Q(("is_apart", False), ("is_compared", True)),
                name="fingerprint_keys",
            ),
        ),
    ]
