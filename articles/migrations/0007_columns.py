"""The log of changed articles that keeps the columns fresh, and an index on headlines alone.

Triggers write the log, once per statement, so that no change to an article can bypass it. Every row has
the id of its transaction; articles/search/columns/sync/changelog.py explains why.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

COUNTED = ", ".join(
    f"{{row}}.{column}"
    for column in (
        "status", "published_on", "source_id", "country_ids", "person_ids", "organisation_ids", "place_ids",
        "search",
    )
)  # fmt: skip
TABLES = """
    CREATE TABLE articles_articlechange (
        transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
        article_id bigint  -- null: all of them
    );
    CREATE INDEX articlechange_transaction ON articles_articlechange (transaction);
    CREATE TABLE articles_columnsfile (
        token uuid PRIMARY KEY,
        identity text NOT NULL,
        horizon xid8 NOT NULL,
        written_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE articles_columnslog (
        identity text PRIMARY KEY,
        complete_from xid8 NOT NULL
    );
"""
DROP_TABLES = """
    DROP TABLE articles_columnslog;
    DROP TABLE articles_columnsfile;
    DROP TABLE articles_articlechange;
"""
# The two rows of an update are compared, since most updates change nothing that is counted or searched.
FUNCTIONS = f"""
    CREATE FUNCTION articles_log_inserted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO articles_articlechange (article_id) SELECT id FROM new_rows WHERE status = 'published';
        RETURN NULL;
    END $$;
    CREATE FUNCTION articles_log_updated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO articles_articlechange (article_id)
        SELECT coalesce(now.id, before.id) FROM old_rows before FULL JOIN new_rows now USING (id)
        WHERE (before.status = 'published' OR now.status = 'published')
            AND (before.id IS NULL OR now.id IS NULL
                OR ({COUNTED.format(row="before")}) IS DISTINCT FROM ({COUNTED.format(row="now")}));
        RETURN NULL;
    END $$;
    CREATE FUNCTION articles_log_deleted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO articles_articlechange (article_id) SELECT id FROM old_rows WHERE status = 'published';
        RETURN NULL;
    END $$;
    CREATE FUNCTION articles_log_truncated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO articles_articlechange (article_id) VALUES (NULL);
        RETURN NULL;
    END $$;
"""
DROP_FUNCTIONS = """
    DROP FUNCTION articles_log_inserted(), articles_log_updated(), articles_log_deleted(),
        articles_log_truncated();
"""
TRIGGERS = """
    CREATE TRIGGER article_inserted AFTER INSERT ON articles_article
        REFERENCING NEW TABLE AS new_rows EXECUTE FUNCTION articles_log_inserted();
    CREATE TRIGGER article_updated AFTER UPDATE ON articles_article
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows EXECUTE FUNCTION articles_log_updated();
    CREATE TRIGGER article_deleted AFTER DELETE ON articles_article
        REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION articles_log_deleted();
    CREATE TRIGGER article_truncated AFTER TRUNCATE ON articles_article
        EXECUTE FUNCTION articles_log_truncated();
"""
DROP_TRIGGERS = """
    DROP TRIGGER article_truncated ON articles_article;
    DROP TRIGGER article_deleted ON articles_article;
    DROP TRIGGER article_updated ON articles_article;
    DROP TRIGGER article_inserted ON articles_article;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_search_words")]
    operations = [
        migrations.RunSQL(TABLES, DROP_TABLES),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
        migrations.AddIndex(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(models.F("search"), models.Value("{a}"), function="ts_filter", output_field=django.contrib.postgres.search.SearchVectorField()), name="article_headline"
            ),
        ),
    ]
