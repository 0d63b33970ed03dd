"""An index on rejected entities alone.

The articles that name a country are those of its index without these, so that the table itself is not read.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0024_fixity")]
    operations = [
        migrations.AddIndex(
            model_name="articleentity",
            index=models.Index(
                condition=models.Q(status="rejected"),
                fields=["entity", "article"],
                name="articleentity_rejected",
            ),
        ),
    ]
