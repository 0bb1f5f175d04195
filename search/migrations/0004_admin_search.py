"""What Wagtail's own search lacks on PostgreSQL: a search without regard to accents, and an index for what it asks.

Source: https://www.postgresql.org/docs/15/unaccent.html; a database's owner may create this extension.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL = """
    CREATE EXTENSION IF NOT EXISTS unaccent;
    CREATE INDEX search_wagtail_title_body ON wagtailsearch_indexentry USING gin ((title || body));
    CREATE TEXT SEARCH CONFIGURATION dateline (COPY = simple);
    ALTER TEXT SEARCH CONFIGURATION dateline ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make them where they are of use."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove them."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_wagtail_title_body; DROP TEXT SEARCH CONFIGURATION dateline")


class Migration(migrations.Migration):
    dependencies = [("search", "0003_groups"), ("wagtailsearch", "0010_add_text_fields")]

    operations = [migrations.RunPython(create, drop)]
