"""Check the constraint of 0034_partial_dates on the articles that are there; readers and imports go on meanwhile."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0034_partial_dates'),
    ]

    operations = [
        ValidateConstraint(model_name='article', name='article_partial_date'),
    ]
