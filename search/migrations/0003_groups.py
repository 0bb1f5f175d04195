"""Lets moderators decide about synonyms and promoted results, and both groups see what readers searched for."""

from django.db import migrations

PROMOTION = ("promotion", "promoted result")
SYNONYMS = ("synonymset", "synonyms")
PAST = ("pastquery", "past search")
ALL = ("add", "change", "delete", "view")
GRANTS = {
    "Editors": [(PROMOTION, ("view",)), (SYNONYMS, ("view",)), (PAST, ("view",))],
    "Moderators": [(PROMOTION, ALL), (SYNONYMS, ALL), (PAST, ("view",))],
}


def grant(apps, schema_editor):
    """Permissions are made after the last migration only, so the ones that are granted here are made here."""
    using = schema_editor.connection.alias
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    for name, grants in GRANTS.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        for (model, verbose_name), actions in grants:
            content_type, _ = ContentType.objects.db_manager(using).get_or_create(app_label="search", model=model)
            for action in actions:
                permission, _ = Permission.objects.using(using).get_or_create(
                    content_type=content_type,
                    codename=f"{action}_{model}",
                    defaults={"name": f"Can {action} {verbose_name}"},
                )
                group.permissions.add(permission)


def revoke(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    for permission in Permission.objects.using(schema_editor.connection.alias).filter(
        content_type__app_label="search"
    ):
        permission.group_set.clear()


class Migration(migrations.Migration):
    dependencies = [("search", "0002_storage"), ("news", "0002_groups")]

    operations = [migrations.RunPython(grant, revoke)]
