"""Fingerprints of texts, and the story of an article, which is counted: the trigger logs its changes, too."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

authors = import_module("articles.migrations.0015_authors")
dates = import_module("articles.migrations.0034_partial_dates")
COUNTED = [*dates.COUNTED, "published_until"]


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0036_harvest'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='story_id',
            field=models.BigIntegerField(editable=False, help_text='The lowest ID among the articles with nearly the same text; empty if there is no other.', null=True),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('story_id__isnull', False)), fields=['story_id'], name='article_story'),
        ),
        migrations.RunSQL(authors.log_updated([*COUNTED, "story_id"]), authors.log_updated(COUNTED)),
        migrations.CreateModel(
            name='Fingerprint',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='fingerprint', serialize=False, to='articles.article')),
                ('hashes', models.BinaryField(help_text='Its lowest hashes, 32 bits each; none of a short text.')),
                ('is_compared', models.BooleanField(default=False, help_text='Whether it has been compared with others.')),
                ('is_apart', models.BooleanField(default=False, help_text='An editor decided that the article belongs to no story with others.')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_compared', False)), fields=['article'], name='fingerprint_new')],
            },
        ),
    ]
