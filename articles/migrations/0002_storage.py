"""Keeps an article's small columns in line and pushes the long ones out.

Counting facets reads dates and id arrays of every match; with the body and the search column stored
elsewhere, a page of the table holds dozens of articles instead of two (PostgreSQL manual, "TOAST").
"""

from django.db import migrations

ARRAYS = ["country_ids", "person_ids", "organisation_ids", "place_ids"]


def storage(how: str) -> str:
    columns = ", ".join(f"ALTER COLUMN {name} SET STORAGE {how}" for name in ARRAYS)
    return f"ALTER TABLE articles_article {columns}"


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [
        migrations.RunSQL(storage("MAIN"), storage("EXTENDED")),
        migrations.RunSQL(
            "ALTER TABLE articles_article SET (toast_tuple_target = 128)",
            "ALTER TABLE articles_article RESET (toast_tuple_target)",
        ),
    ]
