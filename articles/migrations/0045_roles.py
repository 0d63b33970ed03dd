"""Roles of staff, who wrote which article, and permissions of import runs.

Until now, whoever could add articles could import them, and whoever could change articles could undo an import.
Users and groups keep what they could do, except the group of editors: archivists import now.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

EDITORS = "Editors"
# What the group of editors was given when it was made.
GIVEN = [
    *("add_article", "change_article", "view_article"),
    *("add_articleentity", "change_articleentity", "view_articleentity"),
    *("add_author", "change_author", "delete_author", "view_author"),
    *("add_authorname", "change_authorname", "delete_authorname", "view_authorname"),
    "view_capture",
    *("add_entity", "change_entity", "delete_entity", "view_entity"),
    *("add_entityname", "change_entityname", "delete_entityname", "view_entityname"),
    "view_mention",
    *("add_source", "change_source", "view_source"),
    *("add_sourcefeed", "change_sourcefeed", "delete_sourcefeed", "view_sourcefeed"),
]
# Permissions of import runs, their names, and the permission that was needed until now.
IMPORTS = [
    ("add_importrun", "Can add import run", "add_article"),
    ("view_importrun", "Can view import run", "view_article"),
    ("undo_importrun", "Can undo import runs", "change_article"),
]


def remember_what_editors_were_given(apps, schema_editor):
    alias = schema_editor.connection.alias
    group = apps.get_model("auth", "Group").objects.using(alias).filter(name=EDITORS).first()
    if group:
        apps.get_model("articles", "Role").objects.using(alias).create(
            name=EDITORS, group=group, offered=GIVEN
        )


def keep_imports(apps, schema_editor):
    alias = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.using(alias).get_or_create(
        app_label="articles", model="importrun"
    )
    for codename, name, former in IMPORTS:
        held = permissions.filter(content_type__app_label="articles", codename=former).first()
        if held is None:
            continue
        new, _ = permissions.get_or_create(content_type=kind, codename=codename, defaults={"name": name})
        for group in held.group_set.exclude(name=EDITORS):
            group.permissions.add(new)
        for user in held.user_set.all():
            user.user_permissions.add(new)


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0044_duplicates"),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='contribution', serialize=False, to='articles.article')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('name', models.CharField(help_text='The name the group was made with.', max_length=30, primary_key=True, serialize=False)),
                ('offered', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), default=list, size=None)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['-published_on', '-id'], 'permissions': [('contribute_article', 'Can write drafts of their own'), ('withdraw_article', 'Can withdraw articles')]},
        ),
        migrations.AlterModelOptions(
            name='importrun',
            options={'default_permissions': ('add', 'view'), 'ordering': ['-id'], 'permissions': [('undo_importrun', 'Can undo import runs')]},
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('status', 'draft')), fields=['-id'], name='article_draft'),
        ),
        migrations.AddIndex(
            model_name='articleentity',
            index=models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['-decided_at'], name='articleentity_decided'),
        ),
        migrations.AddField(
            model_name='contribution',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contributions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='role',
            name='group',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='role', to='auth.group'),
        ),
        migrations.RunPython(remember_what_editors_were_given, migrations.RunPython.noop),
        migrations.RunPython(keep_imports, migrations.RunPython.noop),
    ]
