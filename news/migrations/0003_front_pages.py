"""Gives a new installation a home page and a news listing, in the place of Wagtail's welcome page.

So there is something to write below, and to import into, at once. Where anybody has made pages already, nothing changes.
"""

from django.db import migrations
from django.utils import timezone


def open_newsroom(apps, schema_editor):
    using = schema_editor.connection.alias
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    pages = Page.objects.using(using).filter(depth__gt=1)
    welcome = pages.filter(slug="home", content_type__app_label="wagtailcore").first()
    if welcome is None or pages.count() > 1:
        return
    place, locale = welcome.path, welcome.locale_id
    Site.objects.using(using).filter(root_page=welcome).update(root_page=Page.objects.using(using).get(depth=1))
    welcome.delete()
    home = add_page(apps, using, "HomePage", "Home", "/home/", path=place, numchild=1, locale_id=locale)
    add_page(apps, using, "NewsIndexPage", "News", "/home/news/", path=f"{place}0001", locale_id=locale)
    Site.objects.using(using).filter(is_default_site=True).update(root_page_id=home.pk)


def add_page(apps, using, model, title, url_path, **fields):
    """The tree's own methods are not to be had here: path, depth and address are given."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _ = ContentType.objects.db_manager(using).get_or_create(app_label="news", model=model.lower())
    now = timezone.now()
    return apps.get_model("news", model).objects.using(using).create(
        title=title,
        draft_title=title,
        slug=title.lower(),
        url_path=url_path,
        depth=len(fields["path"]) // 4,
        content_type_id=content_type.pk,
        first_published_at=now,
        last_published_at=now,
        **fields,
    )


class Migration(migrations.Migration):
    dependencies = [("news", "0002_groups")]

    operations = [migrations.RunPython(open_newsroom, migrations.RunPython.noop)]
