"""Filters that members of the staff save for the lists of the admin."""

import articles.models.desk.saved_filters
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0051_place_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(editable=False, max_length=100)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('query', models.CharField(editable=False, max_length=2000)),
                ('is_shared', models.BooleanField(default=False, help_text='Everybody who may see the list finds the filter above it.', verbose_name='shared')),
                ('owner', models.ForeignKey(editable=False, null=True, on_delete=articles.models.desk.saved_filters.keep_shared, related_name='saved_filters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved filter',
                'verbose_name_plural': 'saved filters',
                'ordering': ['model', 'name', 'id'],
                'permissions': [('share_savedfilter', 'Can share saved filters')],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('owner', 'model', 'name'), name='savedfilter_once'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('query', ''), _negated=True)), name='savedfilter_given')],
            },
        ),
    ]
