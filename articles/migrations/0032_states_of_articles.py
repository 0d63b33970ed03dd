"""Corrections, embargoes, and withdrawals with a notice or without a trace."""

import articles.models.articles.corrections
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# A function, since sessions keep its plan: every request asks. On a standby it is false, as nothing can be written,
# and while a migration has locked the table, which no request may wait for.
EMBARGO_HAS_ENDED = """
    CREATE FUNCTION articles_embargo_has_ended() RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET lock_timeout = '50ms' AS $$
    BEGIN
        RETURN NOT current_setting('transaction_read_only')::boolean AND EXISTS (
            SELECT FROM articles_article WHERE status = 'embargoed' AND embargoed_until <= statement_timestamp());
    EXCEPTION WHEN lock_not_available THEN
        RETURN false;
    END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0031_versions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(default=articles.models.articles.corrections.today, help_text='When it was corrected.', verbose_name='date')),
                ('text', models.TextField(help_text='What was wrong and what is right, such as “An earlier version misspelled a name.”')),
            ],
            options={
                'ordering': ['-day', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='article',
            name='article_status_known',
        ),
        migrations.AddField(
            model_name='article',
            name='embargoed_until',
            field=models.DateTimeField(blank=True, help_text='When an embargoed article is published by itself, in UTC.', null=True),
        ),
        migrations.AddField(
            model_name='article',
            name='notice',
            field=models.TextField(blank=True, db_default='', default='', help_text='The text of the notice: why the article was withdrawn. Readers see it.'),
        ),
        migrations.AddField(
            model_name='article',
            name='notice_headline',
            field=models.BooleanField(db_default=False, default=False, help_text='The notice names the headline.', verbose_name='show the headline'),
        ),
        migrations.AddField(
            model_name='article',
            name='withdrawal',
            field=models.CharField(blank=True, choices=[('notice', 'With a public notice'), ('silent', 'Without a trace'), ('undone', 'Without a trace, since its import was undone')], db_default='', default='', help_text='What readers see at the address of the withdrawn article.', max_length=10),
        ),
        migrations.AddField(
            model_name='article',
            name='withdrawn_at',
            field=models.DateTimeField(editable=False, help_text='When it was withdrawn, if it is.', null=True),
        ),
        migrations.AlterField(
            model_name='article',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('embargoed', 'Embargoed'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', help_text='Only published articles appear on public pages and in feeds, counts and the API.', max_length=10),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('status', 'embargoed')), fields=['embargoed_until'], name='article_embargo'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'embargoed', 'published', 'withdrawn'])), name='article_status_known'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'embargoed'), _negated=True), ('embargoed_until__isnull', False), _connector='OR'), name='article_embargo_ends'),
        ),
        migrations.AddField(
            model_name='correction',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='articles.article'),
        ),
        migrations.AddField(
            model_name='correction',
            name='entered_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='correction_text_given'),
        ),
        migrations.RunSQL(EMBARGO_HAS_ENDED, "DROP FUNCTION articles_embargo_has_ended()"),
        # Backwards, the older software does not know the status.
        migrations.RunSQL(
            migrations.RunSQL.noop, "UPDATE articles_article SET status = 'draft' WHERE status = 'embargoed'"
        ),
    ]
