"""Dates that are known to the month, year or decade alone.

Nothing is rewritten: the new columns are empty or constant, which PostgreSQL keeps once for all rows, and an empty
``published_until`` is a full date. The next migration checks the constraint, without a lock that stops readers.
"""

from importlib import import_module

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

authors = import_module("articles.migrations.0015_authors")
COUNTED = [*authors.COUNTED, "author_ids"]


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
        migrations.RunSQL(authors.log_updated([*COUNTED, "published_until"]), authors.log_updated(COUNTED)),
    ]
