"""Makes punctuation beyond ASCII plain in the search column, so that “gas” and Russia’s are found.

PostgreSQL cannot change the expression of a stored column, so it is made again with its index.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0002_storage'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='article', name='article_search'),
        migrations.RemoveField(model_name='article', name='search'),
        migrations.AddField(
            model_name='article',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Replace(models.F('headline'), models.Value('’'), models.Value("'"), output_field=models.TextField()), models.Value('[\\u00A0-\\u00A9\\u00AB-\\u00B1\\u00B4\\u00B6-\\u00B8\\u00BB\\u00BF\\u2000-\\u200B\\u200E-\\u206F\\u20A0-\\u20CF\\u2190-\\u245F\\u2500-\\u2775\\u2794-\\u2BFF\\u3000-\\u3004\\u3008-\\u3020\\u3030\\uFE10-\\uFE6F\\uFEFF\\uFF01-\\uFF0F\\uFF1A-\\uFF20\\uFF3B-\\uFF40\\uFF5B-\\uFF65\\U0001F000-\\U0001F0FF\\U0001F300-\\U0001FAFF]'), models.Value(' '), models.Value('g'), function='regexp_replace', output_field=models.TextField()), config='english', weight='A'), '||', django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Replace(django.db.models.functions.text.Left('standfirst', 10000), models.Value('’'), models.Value("'"), output_field=models.TextField()), models.Value('[\\u00A0-\\u00A9\\u00AB-\\u00B1\\u00B4\\u00B6-\\u00B8\\u00BB\\u00BF\\u2000-\\u200B\\u200E-\\u206F\\u20A0-\\u20CF\\u2190-\\u245F\\u2500-\\u2775\\u2794-\\u2BFF\\u3000-\\u3004\\u3008-\\u3020\\u3030\\uFE10-\\uFE6F\\uFEFF\\uFF01-\\uFF0F\\uFF1A-\\uFF20\\uFF3B-\\uFF40\\uFF5B-\\uFF65\\U0001F000-\\U0001F0FF\\U0001F300-\\U0001FAFF]'), models.Value(' '), models.Value('g'), function='regexp_replace', output_field=models.TextField()), models.Func(django.db.models.functions.text.Replace(django.db.models.functions.text.Left('caption', 10000), models.Value('’'), models.Value("'"), output_field=models.TextField()), models.Value('[\\u00A0-\\u00A9\\u00AB-\\u00B1\\u00B4\\u00B6-\\u00B8\\u00BB\\u00BF\\u2000-\\u200B\\u200E-\\u206F\\u20A0-\\u20CF\\u2190-\\u245F\\u2500-\\u2775\\u2794-\\u2BFF\\u3000-\\u3004\\u3008-\\u3020\\u3030\\uFE10-\\uFE6F\\uFEFF\\uFF01-\\uFF0F\\uFF1A-\\uFF20\\uFF3B-\\uFF40\\uFF5B-\\uFF65\\U0001F000-\\U0001F0FF\\U0001F300-\\U0001FAFF]'), models.Value(' '), models.Value('g'), function='regexp_replace', output_field=models.TextField()), config='english', weight='B'), django.contrib.postgres.search.SearchConfig('english')), '||', django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Replace(django.db.models.functions.text.Left('entity_names', 20000), models.Value('’'), models.Value("'"), output_field=models.TextField()), models.Value('[\\u00A0-\\u00A9\\u00AB-\\u00B1\\u00B4\\u00B6-\\u00B8\\u00BB\\u00BF\\u2000-\\u200B\\u200E-\\u206F\\u20A0-\\u20CF\\u2190-\\u245F\\u2500-\\u2775\\u2794-\\u2BFF\\u3000-\\u3004\\u3008-\\u3020\\u3030\\uFE10-\\uFE6F\\uFEFF\\uFF01-\\uFF0F\\uFF1A-\\uFF20\\uFF3B-\\uFF40\\uFF5B-\\uFF65\\U0001F000-\\U0001F0FF\\U0001F300-\\U0001FAFF]'), models.Value(' '), models.Value('g'), function='regexp_replace', output_field=models.TextField()), config='english', weight='C'), django.contrib.postgres.search.SearchConfig('english')), '||', django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Replace(django.db.models.functions.text.Left('body', 100000), models.Value('’'), models.Value("'"), output_field=models.TextField()), models.Value('[\\u00A0-\\u00A9\\u00AB-\\u00B1\\u00B4\\u00B6-\\u00B8\\u00BB\\u00BF\\u2000-\\u200B\\u200E-\\u206F\\u20A0-\\u20CF\\u2190-\\u245F\\u2500-\\u2775\\u2794-\\u2BFF\\u3000-\\u3004\\u3008-\\u3020\\u3030\\uFE10-\\uFE6F\\uFEFF\\uFF01-\\uFF0F\\uFF1A-\\uFF20\\uFF3B-\\uFF40\\uFF5B-\\uFF65\\U0001F000-\\U0001F0FF\\U0001F300-\\U0001FAFF]'), models.Value(' '), models.Value('g'), function='regexp_replace', output_field=models.TextField()), config='english', weight='D'), django.contrib.postgres.search.SearchConfig('english')), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='article_search'),
        ),
    ]
