"""An index with all that decides whether a page is seen, so that lists are counted without reading their pages."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX api_visible_pages ON wagtailcore_page (id, live, expire_at, go_live_at, path)",
            "DROP INDEX api_visible_pages",
        )
    ]
