"""Pages that staff are making articles of."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0045_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='PastedDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('name', models.CharField(help_text='The name of the file, or what stands for it.', max_length=200)),
                ('raw', models.BinaryField(help_text='What was pasted, fetched or uploaded, unchanged.')),
                ('encoding', models.CharField(blank=True, default='', help_text='As the server stated it.', max_length=40)),
                ('url', models.CharField(blank=True, default='', help_text='The address it is from.', max_length=2000)),
                ('http_headers', models.TextField(blank=True, default='', help_text='Of the answer, if it was fetched.')),
                ('fetched_at', models.DateTimeField(help_text='When it was fetched.', null=True)),
                ('kept', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, help_text='Cleaning steps that were taken back.', size=None)),
                ('fields', models.JSONField(default=dict, help_text='What was corrected by hand, by field.')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pasted_drafts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'page in progress',
                'verbose_name_plural': 'pages in progress',
                'ordering': ['-changed_at', '-pk'],
                'default_permissions': (),
            },
        ),
    ]
