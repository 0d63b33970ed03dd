"""Authors of articles, and the columns that list them. ``articles.authorship.fill`` reads the bylines afterwards."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

COUNTED = "status published_on source_id country_ids person_ids organisation_ids place_ids search".split()


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
        ('articles', '0014_cited_readers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('person', 'Person'), ('organisation', 'Organisation')], default='person', help_text='An agency, an institution or a desk is an organisation.', max_length=12)),
                ('name', models.CharField(help_text='The name readers see: “Ann Berg”.', max_length=200)),
                ('sort_name', models.CharField(blank=True, help_text='The name in indexes and citations: “Berg, Ann”. For an organisation, and if left empty, it is made from the name.', max_length=200)),
                ('slug', models.SlugField(allow_unicode=True, blank=True, help_text='The name used in URLs, made from the name if left empty. Changing it breaks links.', max_length=110, unique=True)),
                ('description', models.TextField(blank=True, help_text='One sentence for readers: who this is.')),
                ('folded', models.CharField(editable=False, help_text='The name, normalised for lookup.', max_length=200, unique=True)),
            ],
            options={
                'ordering': ['sort_name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AuthorName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Another name in bylines: “A. Berg”, “Ann Berg-Roe”.', max_length=200)),
                ('folded', models.CharField(editable=False, help_text='The name, normalised for lookup.', max_length=200, unique=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='author_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False, help_text='IDs of the authors that the byline names, in its order.', size=None),
        ),
        migrations.RunSQL(
            "ALTER TABLE articles_article ALTER COLUMN author_ids SET STORAGE MAIN", migrations.RunSQL.noop
        ),
        migrations.RunSQL(log_updated([*COUNTED, "author_ids"]), log_updated(COUNTED)),
        migrations.AlterField(
            model_name='article',
            name='byline',
            field=models.CharField(blank=True, help_text='Who wrote it, without “By”: “Ann Berg and Mark Roe”.', max_length=500),
        ),
        migrations.AddIndex(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(fields=['author_ids'], name='article_authors'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(models.Q(('byline', ''), _negated=True), ('author_ids', [])), fields=['id'], name='article_unread_byline'),
        ),
        migrations.AddConstraint(
            model_name='author',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'organisation'])), name='author_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='author',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='author_name_given'),
        ),
        migrations.AddField(
            model_name='authorname',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='articles.author'),
        ),
        migrations.AddConstraint(
            model_name='authorname',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='authorname_given'),
        ),
    ]
