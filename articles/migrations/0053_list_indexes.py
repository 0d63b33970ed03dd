"""Indexes for the lists of the admin, made while the archive is in use.

If this is interrupted, an index can be left invalid; the next start drops it and begins again.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

INVALID = """
    SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid
    WHERE NOT indisvalid AND relname = ANY(%s)
"""


def drop_invalid(_apps, schema_editor):
    names = [each.index.name for each in Migration.operations if isinstance(each, AddIndexConcurrently)]
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(INVALID, [names])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')


class Migration(migrations.Migration):

    atomic = False
    dependencies = [("articles", "0052_saved_filters")]
    operations = [
        migrations.RunPython(drop_invalid, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(
                condition=models.Q(("status", "published"), _negated=True),
                fields=["-published_on", "-id"],
                name="article_unpublished",
            ),
        ),
    ]
