"""The text of each original of an article that has several."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0030_addresses'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleVersion',
            fields=[
                ('capture', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='version', serialize=False, to='articles.capture', verbose_name='original')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='articles.article')),
                ('headline', models.CharField(blank=True, max_length=500)),
                ('standfirst', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('byline', models.CharField(blank=True, max_length=500)),
                ('dateline', models.CharField(blank=True, max_length=200)),
                ('caption', models.TextField(blank=True)),
                ('section', models.CharField(blank=True, max_length=100)),
                ('published_on', models.DateField(null=True)),
                ('published_until', models.DateField(null=True)),
                ('date_is_approximate', models.BooleanField(db_default=False, default=False)),
                ('published_at', models.DateTimeField(null=True)),
                ('date_text', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
