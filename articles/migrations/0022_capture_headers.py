"""Captures keep the HTTP headers of pages from the web, guarded like the rest of their content."""

from importlib import import_module

from django.db import migrations, models

deleted_originals = import_module("articles.migrations.0012_deleted_originals")

TRIGGER = """
    DROP TRIGGER capture_guarded ON articles_capture;
    CREATE TRIGGER capture_guarded BEFORE UPDATE ON articles_capture FOR EACH ROW
        WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION articles_capture_refused();
"""


def trigger(*columns):
    """Return SQL that guards these columns of captures."""
    return TRIGGER.format(
        old=", ".join(f"OLD.{name}" for name in columns), new=", ".join(f"NEW.{name}" for name in columns)
    )


BEFORE = deleted_originals.CONTENT.split(", ")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0020_date_text'),
    ]

    operations = [
        migrations.AddField(
            model_name='capture',
            name='http_headers',
            field=models.TextField(blank=True, default='', help_text='The status line and HTTP headers, if it came from the web.'),
        ),
        migrations.RunSQL(trigger(*BEFORE, "http_headers"), trigger(*BEFORE)),
    ]
