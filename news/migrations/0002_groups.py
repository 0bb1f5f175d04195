"""Gives Wagtail's groups what a newsroom expects of them.

Wagtail's own migrations make Editors and Moderators, and let them work with pages, images and documents. What this
adds concerns the newsroom's own models, redirects and translations. What an administrator granted besides is kept.
"""

from django.db import migrations

AUTHOR = ("news", "author", "author")
CATEGORY = ("news", "category", "category")
MENUS = ("news", "menus", "menus")
REDIRECT = ("wagtailredirects", "redirect", "redirect")
SITE_SETTINGS = ("news", "sitesettings", "site name and marks")
TRANSLATION = ("simple_translation", "simpletranslation", "translations")

EDITORS = [
    *((AUTHOR, action) for action in ("add", "change", "view")),
    (CATEGORY, "view"),
    (TRANSLATION, "submit"),
]
MODERATORS = [
    *((AUTHOR, action) for action in ("add", "change", "delete", "publish", "view")),
    *((CATEGORY, action) for action in ("add", "change", "delete", "view")),
    *((REDIRECT, action) for action in ("add", "change", "delete", "view")),
    (MENUS, "change"),
    (SITE_SETTINGS, "change"),
    (TRANSLATION, "submit"),
]
GRANTS = {"Editors": EDITORS, "Moderators": MODERATORS}


def codename(model, action):
    return "submit_translation" if action == "submit" else f"{action}_{model}"


def grant(apps, schema_editor):
    """Permissions are made after the last migration only, so the ones that are granted here are made here."""
    using = schema_editor.connection.alias
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    for name, grants in GRANTS.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        for (app_label, model, verbose_name), action in grants:
            content_type, _ = ContentType.objects.db_manager(using).get_or_create(app_label=app_label, model=model)
            permission, _ = Permission.objects.using(using).get_or_create(
                content_type=content_type,
                codename=codename(model, action),
                defaults={"name": f"Can {action} {verbose_name}"},
            )
            group.permissions.add(permission)


def revoke(apps, schema_editor):
    using = schema_editor.connection.alias
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    for name, grants in GRANTS.items():
        for group in Group.objects.using(using).filter(name=name):
            for (app_label, model, _), action in grants:
                granted = Permission.objects.using(using).filter(
                    content_type__app_label=app_label,
                    content_type__model=model,
                    codename=codename(model, action),
                )
                group.permissions.remove(*granted)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("simple_translation", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
