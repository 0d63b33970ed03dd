"""The log of changed names that tells a process whether the names it holds in memory still are those of the
database: see articles/search/columns/name_index.py.

Triggers write it, once per statement; one row per transaction is enough.
"""

from django.db import migrations

TABLES = """
    CREATE TABLE articles_namechange (transaction xid8 NOT NULL DEFAULT pg_current_xact_id());
    CREATE INDEX namechange_transaction ON articles_namechange (transaction);
"""
DROP_TABLES = "DROP TABLE articles_namechange;"
# A reading by extraction that finds the names it found before changes nothing here.
FUNCTION = """
    CREATE FUNCTION {name} RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO articles_namechange SELECT WHERE {changed}
            AND NOT EXISTS (SELECT FROM articles_namechange WHERE transaction = pg_current_xact_id());
        RETURN NULL;
    END $$;
"""
UPDATED = """
    EXISTS (SELECT FROM old_rows before FULL JOIN new_rows now USING (id)
        WHERE ({before}) IS DISTINCT FROM ({now}))
"""


def _updated(*columns: str) -> str:
    before, now = (", ".join(f"{row}.{column}" for column in columns) for row in ("before", "now"))
    return UPDATED.format(before=before, now=now)


FUNCTIONS = {
    "articles_names_inserted()": "EXISTS (SELECT FROM new_rows)",
    "articles_entity_renamed()": _updated("id", "name", "folded"),
    "articles_names_changed()": _updated("id", "entity_id", "folded"),
    "articles_names_deleted()": "EXISTS (SELECT FROM old_rows)",
    "articles_names_truncated()": "true",
}
TRIGGERS = """
    CREATE TRIGGER {table}_inserted AFTER INSERT ON articles_{table}
        REFERENCING NEW TABLE AS new_rows EXECUTE FUNCTION articles_names_inserted();
    CREATE TRIGGER {table}_updated AFTER UPDATE ON articles_{table}
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows EXECUTE FUNCTION {updated};
    CREATE TRIGGER {table}_deleted AFTER DELETE ON articles_{table}
        REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION articles_names_deleted();
    CREATE TRIGGER {table}_truncated AFTER TRUNCATE ON articles_{table}
        EXECUTE FUNCTION articles_names_truncated();
"""
DROP_TRIGGERS = """
    DROP TRIGGER {table}_truncated ON articles_{table};
    DROP TRIGGER {table}_deleted ON articles_{table};
    DROP TRIGGER {table}_updated ON articles_{table};
    DROP TRIGGER {table}_inserted ON articles_{table};
"""


def _triggers(table: str, updated: str) -> migrations.RunSQL:
    return migrations.RunSQL(TRIGGERS.format(table=table, updated=updated), DROP_TRIGGERS.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_searches")]
    operations = [
        migrations.RunSQL(TABLES, DROP_TABLES),
        migrations.RunSQL(
            "".join(FUNCTION.format(name=name, changed=changed) for name, changed in FUNCTIONS.items()),
            f"DROP FUNCTION {', '.join(FUNCTIONS)};",
        ),
        _triggers("entity", "articles_entity_renamed()"),
        _triggers("entityname", "articles_names_changed()"),
    ]
