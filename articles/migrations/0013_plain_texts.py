"""Plainer names and help texts; nothing in the database changes."""

import articles.models.research.searches
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0012_deleted_originals'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='alertmail',
            options={'ordering': ['-made_at', '-pk'], 'verbose_name': 'saved search email', 'verbose_name_plural': 'saved search emails'},
        ),
        migrations.AlterModelOptions(
            name='frozensearch',
            options={'ordering': ['-frozen_at', 'key'], 'verbose_name': 'cited search', 'verbose_name_plural': 'cited searches'},
        ),
        migrations.AlterModelOptions(
            name='mentiondecision',
            options={'default_permissions': (), 'ordering': ['-decided_at', '-id'], 'verbose_name': 'name decision', 'verbose_name_plural': 'name decisions'},
        ),
        migrations.AlterModelOptions(
            name='wordsindoubt',
            options={'default_permissions': (), 'verbose_name': 'unresolved name', 'verbose_name_plural': 'unresolved names'},
        ),
        migrations.AlterField(
            model_name='alertmail', name='attempts',
            field=models.PositiveIntegerField(default=0, help_text='How many times sending failed.'),
        ),
        migrations.AlterField(
            model_name='alertmail', name='ids',
            field=models.BinaryField(help_text='Packed IDs of the new articles.'),
        ),
        migrations.AlterField(
            model_name='alertmail', name='message_id',
            field=models.CharField(help_text='Message-ID, reused on retries so that duplicates can be detected.', max_length=200),
        ),
        migrations.AlterField(
            model_name='alertmail', name='problem',
            field=models.TextField(blank=True, help_text='Why sending last failed.'),
        ),
        migrations.AlterField(
            model_name='alertmail', name='sent_at',
            field=models.DateTimeField(help_text='When it was handed to the mail server; empty if not yet sent.', null=True),
        ),
        migrations.AlterField(
            model_name='article', name='body',
            field=models.TextField(blank=True, help_text='The article text. A blank line starts a new paragraph.'),
        ),
        migrations.AlterField(
            model_name='article', name='byline',
            field=models.CharField(blank=True, help_text='The author, without “By”.', max_length=500),
        ),
        migrations.AlterField(
            model_name='article', name='caption',
            field=models.TextField(blank=True, help_text='The picture’s caption, if there was a picture.'),
        ),
        migrations.AlterField(
            model_name='article', name='country_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False, help_text='IDs of the countries in the article, kept for counting.', size=None),
        ),
        migrations.AlterField(
            model_name='article', name='dateline',
            field=models.CharField(blank=True, help_text='Where the story was filed, such as “Washington”.', max_length=200),
        ),
        migrations.AlterField(
            model_name='article', name='edited_fields',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, editable=False, help_text='Fields that an editor has changed. Imports never overwrite them.', size=None),
        ),
        migrations.AlterField(
            model_name='article', name='entity_names',
            field=models.TextField(blank=True, default='', editable=False, help_text='Names of its entities, for search.'),
        ),
        migrations.AlterField(
            model_name='article', name='extractor',
            field=models.CharField(blank=True, default='', editable=False, help_text='The extractor that last processed the text.', max_length=60),
        ),
        migrations.AlterField(
            model_name='article', name='headline',
            field=models.CharField(help_text='Headline as published, without repetition.', max_length=500),
        ),
        migrations.AlterField(
            model_name='article', name='is_sample',
            field=models.BooleanField(default=False, editable=False, help_text='A sample article that came with the software.'),
        ),
        migrations.AlterField(
            model_name='article', name='language',
            field=models.CharField(default='en', help_text='Language code of the text, such as en, fr or pt-BR.', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', 'Enter a language code such as en, fr or pt-BR.')]),
        ),
        migrations.AlterField(
            model_name='article', name='organisation_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False, help_text='IDs of the organisations in the article, kept for counting.', size=None),
        ),
        migrations.AlterField(
            model_name='article', name='person_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False, help_text='IDs of the people in the article, kept for counting.', size=None),
        ),
        migrations.AlterField(
            model_name='article', name='place_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False, help_text='IDs of the places in the article, kept for counting.', size=None),
        ),
        migrations.AlterField(
            model_name='article', name='published_at',
            field=models.DateTimeField(blank=True, help_text='Exact time of publication in UTC, if known.', null=True),
        ),
        migrations.AlterField(
            model_name='article', name='published_on',
            field=models.DateField(blank=True, help_text='Publication date (YYYY-MM-DD). Leave it empty if unknown.', null=True),
        ),
        migrations.AlterField(
            model_name='article', name='standfirst',
            field=models.TextField(blank=True, help_text='The sentence or two below the headline, if any.'),
        ),
        migrations.AlterField(
            model_name='article', name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', help_text='Only published articles appear on public pages and in feeds, counts and the API.', max_length=10),
        ),
        migrations.AlterField(
            model_name='article', name='url',
            field=models.URLField(blank=True, help_text='Original URL.', max_length=2000),
        ),
        migrations.AlterField(
            model_name='articleentity', name='is_about',
            field=models.BooleanField(default=True, help_text='Unset for a country mentioned only in passing; it is then left out of the country facet.', verbose_name='about'),
        ),
        migrations.AlterField(
            model_name='articleentity', name='mention_count',
            field=models.PositiveIntegerField(default=0, editable=False, help_text='Number of mentions.'),
        ),
        migrations.AlterField(
            model_name='articleentity', name='reported_from',
            field=models.BooleanField(default=False, help_text='Set if the dateline names this country (the story was filed there).'),
        ),
        migrations.AlterField(
            model_name='articleentity', name='status',
            field=models.CharField(choices=[('automatic', 'Automatic'), ('confirmed', 'Confirmed'), ('rejected', 'Rejected')], default='confirmed', help_text='Confirmed and rejected are editorial decisions; extraction never overrides them.', max_length=10),
        ),
        migrations.AlterField(
            model_name='capture', name='captured_at',
            field=models.DateTimeField(help_text='When it was fetched, entered or imported.'),
        ),
        migrations.AlterField(
            model_name='capture', name='cleaning',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), default=list, help_text='What cleaning removed or moved.', size=None),
        ),
        migrations.AlterField(
            model_name='capture', name='parser',
            field=models.CharField(help_text='The parser that read it, with its version.', max_length=60),
        ),
        migrations.AlterField(
            model_name='capture', name='raw',
            field=models.BinaryField(help_text='The original bytes, unchanged.'),
        ),
        migrations.AlterField(
            model_name='capture', name='reference',
            field=models.CharField(help_text='Where it came from: a URL, or a file and a record in it.', max_length=2000),
        ),
        migrations.AlterField(
            model_name='deletedoriginal', name='article_id',
            field=models.BigIntegerField(help_text='The ID of the deleted article.'),
        ),
        migrations.AlterField(
            model_name='deletedoriginal', name='deleted_by',
            field=models.CharField(blank=True, default='', help_text='Who deleted it, if it was deleted in the admin.', max_length=150),
        ),
        migrations.AlterField(
            model_name='entity', name='code',
            field=models.CharField(blank=True, help_text='For a country, its ISO 3166-1 code (UA); for a place, the country it is in, if known.', max_length=2),
        ),
        migrations.AlterField(
            model_name='entity', name='description',
            field=models.TextField(blank=True, help_text='One sentence for readers: who or what this is.'),
        ),
        migrations.AlterField(
            model_name='entity', name='folded',
            field=models.CharField(editable=False, help_text='The name, normalised for lookup.', max_length=200),
        ),
        migrations.AlterField(
            model_name='entity', name='slug',
            field=models.SlugField(allow_unicode=True, blank=True, help_text='The name used in URLs, made from the name if left empty. Changing it breaks links.', max_length=110),
        ),
        migrations.AlterField(
            model_name='entityname', name='folded',
            field=models.CharField(editable=False, help_text='The name, normalised for lookup.', max_length=200),
        ),
        migrations.AlterField(
            model_name='entityname', name='learned',
            field=models.BooleanField(default=False, editable=False, help_text='Found in an article and linked to this entity, not entered by an editor.', verbose_name='found in texts'),
        ),
        migrations.AlterField(
            model_name='entityname', name='name',
            field=models.CharField(help_text='Another name for it: “Sergey Lavrov”, “USA”.', max_length=200),
        ),
        migrations.AlterField(
            model_name='frozensearch', name='asker',
            field=models.CharField(blank=True, editable=False, help_text='Daily anonymous client hash, used for rate limiting.', max_length=32),
        ),
        migrations.AlterField(
            model_name='frozensearch', name='checksum',
            field=models.CharField(help_text='SHA-256 of the article IDs in ascending order, each followed by a line feed.', max_length=64),
        ),
        migrations.AlterField(
            model_name='frozensearch', name='count',
            field=models.PositiveIntegerField(help_text='How many articles it found at the time.'),
        ),
        migrations.AlterField(
            model_name='frozensearch', name='frozen_at',
            field=models.DateTimeField(help_text='When the search was cited.'),
        ),
        migrations.AlterField(
            model_name='frozensearch', name='ids',
            field=models.BinaryField(help_text='The article IDs, packed.'),
        ),
        migrations.AlterField(
            model_name='frozensearch', name='key',
            field=models.CharField(help_text='Last part of its URL.', max_length=16, primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name='frozensearch', name='query',
            field=models.TextField(help_text='The search parameters, as in the URL.'),
        ),
        migrations.AlterField(
            model_name='frozensearch', name='reading',
            field=models.JSONField(default=dict, help_text='How the search was understood: the parts of the query and the names of the filters.'),
        ),
        migrations.AlterField(
            model_name='frozensearch', name='software',
            field=models.CharField(help_text='The software version of the archive.', max_length=60),
        ),
        migrations.AlterField(
            model_name='mention', name='code',
            field=models.CharField(blank=True, help_text='The country the words refer to, if any.', max_length=2),
        ),
        migrations.AlterField(
            model_name='mention', name='folded',
            field=models.CharField(blank=True, default='', help_text='The words, normalised for comparison; kept only while the name is unresolved.', max_length=200),
        ),
        migrations.AlterField(
            model_name='mention', name='origin',
            field=models.CharField(help_text='The extractor that found it, or “editor” if an editor resolved it.', max_length=60),
        ),
        migrations.AlterField(
            model_name='mention', name='score',
            field=models.FloatField(default=1.0, help_text='The extractor’s confidence, from 0 to 1.'),
        ),
        migrations.AlterField(
            model_name='mention', name='surface',
            field=models.CharField(help_text='The words of the mention.', max_length=300),
        ),
        migrations.AlterField(
            model_name='mentiondecision', name='before',
            field=models.CharField(blank=True, help_text='The entity’s earlier status in the article, restored by an undo.', max_length=10),
        ),
        migrations.AlterField(
            model_name='mentiondecision', name='entity',
            field=models.ForeignKey(blank=True, help_text='The entity meant; empty if none, or if this is not a name.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mention_decisions', to='articles.entity'),
        ),
        migrations.AlterField(
            model_name='mentiondecision', name='folded',
            field=models.CharField(help_text='The words, normalised for comparison.', max_length=200),
        ),
        migrations.AlterField(
            model_name='mentiondecision', name='surface',
            field=models.CharField(help_text='The words as they appear in the text.', max_length=300),
        ),
        migrations.AlterField(
            model_name='savedsearch', name='alerted_at',
            field=models.DateTimeField(help_text='When the last email was prepared.', null=True),
        ),
        migrations.AlterField(
            model_name='savedsearch', name='alerted_ids',
            field=models.BinaryField(default=bytes, help_text='Packed IDs of the articles already alerted.'),
        ),
        migrations.AlterField(
            model_name='savedsearch', name='alerts',
            field=models.CharField(choices=[('none', 'No email'), ('daily', 'Daily, if there are new articles'), ('weekly', 'Weekly, if there are new articles')], default='none', help_text='How often to email you about new articles.', max_length=10, verbose_name='email'),
        ),
        migrations.AlterField(
            model_name='savedsearch', name='name',
            field=models.CharField(help_text='Your name for this search.', max_length=200, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='savedsearch', name='query',
            field=models.TextField(help_text='The search parameters, as in the URL.'),
        ),
        migrations.AlterField(
            model_name='savedsearch', name='seen_at',
            field=models.DateTimeField(help_text='When the reader last marked everything as seen.'),
        ),
        migrations.AlterField(
            model_name='savedsearch', name='seen_ids',
            field=models.BinaryField(help_text='Packed IDs of the articles that are not new to the reader.'),
        ),
        migrations.AlterField(
            model_name='savedsearch', name='token',
            field=models.CharField(default=articles.models.research.searches.new_token, editable=False, help_text='The secret in the feed’s URL.', max_length=40, unique=True),
        ),
        migrations.AlterField(
            model_name='sentform', name='body',
            field=models.TextField(blank=True, help_text='The response itself, if it was not a redirect.'),
        ),
        migrations.AlterField(
            model_name='sentform', name='location',
            field=models.TextField(blank=True, help_text='Where the response redirected to.'),
        ),
        migrations.AlterField(
            model_name='source', name='description',
            field=models.TextField(blank=True, help_text='A sentence or two for readers: what it is and who owns it.'),
        ),
        migrations.AlterField(
            model_name='source', name='homepage',
            field=models.URLField(blank=True, help_text='The publication’s own website.'),
        ),
        migrations.AlterField(
            model_name='source', name='name',
            field=models.CharField(help_text='The name readers know, such as “The Daily Record”.', max_length=200, unique=True),
        ),
        migrations.AlterField(
            model_name='source', name='slug',
            field=models.SlugField(allow_unicode=True, help_text='The name used in URLs and in ?source=. Changing it breaks links.', max_length=110, unique=True),
        ),
    ]
