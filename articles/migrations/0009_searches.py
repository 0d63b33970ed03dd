"""Searches frozen for citing, saved searches, and the emails about them."""

import articles.models.research.searches
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='FrozenSearch',
            fields=[
                ('key', models.CharField(help_text='The end of its address.', max_length=16, primary_key=True, serialize=False)),
                ('query', models.TextField(help_text='The parameters of the search, as in its address.')),
                ('reading', models.JSONField(default=dict, help_text='How the search was read: the parts of the query, and the filters by name.')),
                ('frozen_at', models.DateTimeField(help_text='When it was frozen.')),
                ('count', models.PositiveIntegerField(help_text='How many articles it found then.')),
                ('checksum', models.CharField(help_text='SHA-256 of the ids in ascending order, each followed by a line feed.', max_length=64)),
                ('software', models.CharField(help_text='The version of the archive’s software.', max_length=60)),
                ('ids', models.BinaryField(help_text='The ids, packed.')),
                ('asker', models.CharField(blank=True, editable=False, help_text='Who asked, by a mark that changes every day and tells no address: for the rate limit.', max_length=32)),
            ],
            options={
                'verbose_name': 'frozen search',
                'verbose_name_plural': 'frozen searches',
                'ordering': ['-frozen_at', 'key'],
                'indexes': [models.Index(fields=['asker', 'frozen_at'], name='frozensearch_asker'), models.Index(fields=['-frozen_at', 'key'], name='frozensearch_newest')],
            },
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='What you call this search.', max_length=200, verbose_name='name')),
                ('query', models.TextField(help_text='The parameters of the search, as in its address.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('seen_ids', models.BinaryField(help_text='The articles that are not new to the reader, packed.')),
                ('seen_at', models.DateTimeField(help_text='When the reader last said that all is seen.')),
                ('alerts', models.CharField(choices=[('none', 'No email'), ('daily', 'Every day there is something new'), ('weekly', 'Once a week, where there is something new')], default='none', help_text='Whether to tell you by email what is new.', max_length=10, verbose_name='email')),
                ('alerted_ids', models.BinaryField(default=bytes, help_text='The articles no email is due for, packed.')),
                ('alerted_at', models.DateTimeField(help_text='When the last email was made.', null=True)),
                ('token', models.CharField(default=articles.models.research.searches.new_token, editable=False, help_text='The secret in the address of the feed.', max_length=40, unique=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved search',
                'verbose_name_plural': 'saved searches',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AlertMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ids', models.BinaryField(help_text='The new articles, packed.')),
                ('message_id', models.CharField(help_text='The same however often sending is tried, so that it counts once.', max_length=200)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(help_text='When it was handed over; empty until then.', null=True)),
                ('attempts', models.PositiveIntegerField(default=0, help_text='How often sending failed.')),
                ('problem', models.TextField(blank=True, help_text='Why sending failed last.')),
                ('search', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='articles.savedsearch')),
            ],
            options={
                'verbose_name': 'email about a saved search',
                'verbose_name_plural': 'emails about saved searches',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.CheckConstraint(condition=models.Q(('alerts__in', ['none', 'daily', 'weekly'])), name='savedsearch_alerts_known'),
        ),
        migrations.AddConstraint(
            model_name='alertmail',
            constraint=models.UniqueConstraint(condition=models.Q(('sent_at', None)), fields=('search',), name='alertmail_one_waiting_per_search'),
        ),
    ]
