"""Makes planning notes, and lets editors and moderators write them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

GROUPS = ("Editors", "Moderators")
ACTIONS = ("add", "change", "delete", "view")


def grant(apps, schema_editor):
    """Permissions are made after the last migration only, so the ones that are granted here are made here."""
    using = schema_editor.connection.alias
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    content_type, _ = ContentType.objects.db_manager(using).get_or_create(app_label="news", model="planningnote")
    for name in GROUPS:
        group, _ = Group.objects.using(using).get_or_create(name=name)
        for action in ACTIONS:
            permission, _ = Permission.objects.using(using).get_or_create(
                content_type=content_type,
                codename=f"{action}_planningnote",
                defaults={"name": f"Can {action} planning note"},
            )
            group.permissions.add(permission)


def revoke(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    for permission in Permission.objects.using(schema_editor.connection.alias).filter(
        content_type__app_label="news", content_type__model="planningnote"
    ):
        permission.group_set.clear()


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0008_category_tree'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanningNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='In a few words, for example “Interview with the harbour master”. The calendar shows it.', max_length=120, verbose_name='what is planned')),
                ('day', models.DateField(help_text='The day for which it is planned.', verbose_name='day')),
                ('time', models.TimeField(blank=True, help_text='On the newsroom’s clock. Empty: at any time of the day.', null=True, verbose_name='time')),
                ('text', models.TextField(blank=True, help_text='Who, where, what to bring along. Readers never see it.', verbose_name='note')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written')),
                ('is_done', models.BooleanField(default=False, help_text='Lists show what is done last, the calendar marks it.', verbose_name='done')),
                ('article', models.ForeignKey(blank=True, help_text='The note stands in its form too. Only those who may edit the article see the note; without an article the whole desk does.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='planning_notes', to='news.articlepage', verbose_name='article')),
                ('assignee', models.ForeignKey(blank=True, help_text='Who is to do it. Empty: nobody yet.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned to')),
                ('written_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
            ],
            options={
                'verbose_name': 'planning note',
                'verbose_name_plural': 'planning notes',
                'ordering': ['is_done', 'day', models.OrderBy(models.F('time'), nulls_first=True), 'pk'],
                'indexes': [models.Index(fields=['day'], name='news_planningnote_day')],
            },
        ),
        migrations.RunPython(grant, revoke),
    ]
