"""An index of the few sample articles, so that figures about the archive can leave them out."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0015_authors'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('is_sample', True)), fields=['id'], name='article_sample'),
        ),
    ]
