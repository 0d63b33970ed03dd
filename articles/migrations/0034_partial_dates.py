"""Dates that are known to the month, year or decade alone.

Nothing is rewritten: the new columns are empty or constant, which PostgreSQL keeps once for all rows, and an empty
``published_until`` is a full date. The next migration checks the constraint, without a lock that stops readers.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

COUNTED = (
    "status published_on source_id country_ids person_ids organisation_ids place_ids search author_ids".split()
)


def log_updated(columns: list[str]) -> str:
    """SQL for the trigger function of 0007_columns, which logs articles of which any of these columns changed."""
    before, now = (", ".join(f"{row}.{column}" for column in columns) for row in ("before", "now"))
    return f"""
    CREATE OR REPLACE FUNCTION articles_log_updated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO articles_articlechange (article_id)
        SELECT coalesce(now.id, before.id) FROM old_rows before FULL JOIN new_rows now USING (id)
        WHERE (before.status = 'published' OR now.status = 'published')
            AND (before.id IS NULL OR now.id IS NULL OR ({before}) IS DISTINCT FROM ({now}));
        RETURN NULL;
    END $$;
    """


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0032_states_of_articles'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='date_is_approximate',
            field=models.BooleanField(db_default=False, default=False, editable=False, help_text='Whether the date is only about right.'),
        ),
        migrations.AddField(
            model_name='article',
            name='published_until',
            field=models.DateField(blank=True, editable=False, help_text='Last day of the month, year or decade, if the day is not known; empty for a full date.', null=True),
        ),
        migrations.AlterField(
            model_name='article',
            name='date_text',
            field=models.CharField(blank=True, default='', help_text='The words of a date that is not a full one, such as “Spring 1968” or “3/4/2012”.', max_length=200, verbose_name='date as written'),
        ),
        migrations.AlterField(
            model_name='article',
            name='published_on',
            field=models.DateField(blank=True, help_text='Date of publication, as far as known: 2014-03-17, March 2014, 2014, 1890s, about 1890.', null=True),
        ),
        AddConstraintNotValid(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('date_is_approximate', False), ('published_until', None)), models.Q(('published_at', None), ('published_on__isnull', False), ('published_until__gt', models.F('published_on'))), _connector='OR'), name='article_partial_date'),
        ),
        migrations.RunSQL(log_updated([*COUNTED, "published_until"]), log_updated(COUNTED)),
    ]
