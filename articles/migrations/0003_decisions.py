"""Editors' decisions about words, and the countries that articles were reported from.

Words in doubt get the form under which they are compared, and countries named in datelines the mark that
the next reading would give them. About two seconds for 30,000 articles.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.text import fold_name

FOLD = """
    UPDATE articles_mention AS mention SET folded = given.folded
      FROM unnest(%s::text[], %s::text[]) AS given (surface, folded)
     WHERE mention.status <> 'linked' AND mention.surface = given.surface
"""
REPORTED_FROM = """
    UPDATE articles_articleentity AS link SET reported_from = true
      FROM articles_mention AS mention
      JOIN articles_entity AS entity ON entity.kind = 'country' AND entity.code = mention.code
     WHERE mention.field = 'dateline' AND mention.code <> ''
       AND link.article_id = mention.article_id AND link.entity_id = entity.id
"""


def fold_words_in_doubt(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT surface FROM articles_mention WHERE status <> 'linked'")
        surfaces = [surface for (surface,) in cursor.fetchall()]
        cursor.execute(FOLD, [surfaces, [fold_name(surface) for surface in surfaces]])


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0002_storage'),
    ]

    operations = [
        migrations.CreateModel(
            name='MentionDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', 'Person'), ('country', 'Country'), ('organisation', 'Organisation'), ('place', 'Place')], max_length=12)),
                ('folded', models.CharField(help_text='The words as they are compared.', max_length=200)),
                ('surface', models.CharField(help_text='The words as they stand in the text.', max_length=300)),
                ('before', models.CharField(blank=True, help_text='What was said of the entity in the article before: an undo restores it.', max_length=10)),
                ('decided_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'decision about words',
                'verbose_name_plural': 'decisions about words',
                'ordering': ['-decided_at', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='WordsInDoubt',
            fields=[
            ],
            options={
                'verbose_name': 'words in doubt',
                'verbose_name_plural': 'words to review',
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('articles.mention',),
        ),
        migrations.RemoveIndex(
            model_name='mention',
            name='mention_unresolved',
        ),
        migrations.AddField(
            model_name='articleentity',
            name='reported_from',
            field=models.BooleanField(default=False, help_text='On for a country that the dateline names: the report comes from there.'),
        ),
        migrations.AddField(
            model_name='mention',
            name='folded',
            field=models.CharField(blank=True, default='', help_text='The words as they are compared; kept only while they are in doubt.', max_length=200),
        ),
        migrations.AlterField(
            model_name='mention',
            name='origin',
            field=models.CharField(help_text='The extractor that found it, or “editor”: someone said what the words mean.', max_length=60),
        ),
        migrations.AddIndex(
            model_name='entity',
            index=models.Index(models.Func(models.F('folded'), models.Value(' '), models.Value(-1), function='split_part', output_field=models.CharField()), name='entity_last_word'),
        ),
        migrations.AddIndex(
            model_name='entityname',
            index=models.Index(models.Func(models.F('folded'), models.Value(' '), models.Value(-1), function='split_part', output_field=models.CharField()), name='entityname_last_word'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(condition=models.Q(('status', 'linked'), _negated=True), fields=['kind', 'article', 'folded', 'status'], name='mention_review'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(condition=models.Q(('status', 'linked'), _negated=True), fields=['folded', 'article'], name='mention_review_words'),
        ),
        migrations.AddField(
            model_name='mentiondecision',
            name='article',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mention_decisions', to='articles.article'),
        ),
        migrations.AddField(
            model_name='mentiondecision',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mentiondecision',
            name='entity',
            field=models.ForeignKey(blank=True, help_text='What the words mean; empty: nobody, or no name.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mention_decisions', to='articles.entity'),
        ),
        migrations.AddIndex(
            model_name='mentiondecision',
            index=models.Index(fields=['-decided_at', '-id'], name='mentiondecision_newest'),
        ),
        migrations.AddConstraint(
            model_name='mentiondecision',
            constraint=models.UniqueConstraint(fields=('article', 'kind', 'folded'), name='mentiondecision_once'),
        ),
        migrations.AddConstraint(
            model_name='mentiondecision',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'country', 'organisation', 'place'])), name='mentiondecision_kind_known'),
        ),
        migrations.RunPython(fold_words_in_doubt, migrations.RunPython.noop),
        migrations.RunSQL(REPORTED_FROM, migrations.RunSQL.noop),
    ]
