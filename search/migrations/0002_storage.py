"""How PostgreSQL keeps what searches read.

Source: https://www.postgresql.org/docs/15/storage-toast.html
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The rows of a block are kept where they are found and not packed, for they are read with every search; the places lie
# apart. The words are ordered by bytes, so that prefixes are ranges.
POSTGRESQL = """
    ALTER TABLE search_posting
        ALTER COLUMN rows SET STORAGE MAIN,
        ALTER COLUMN places SET STORAGE EXTERNAL;
    ALTER TABLE search_entry SET (toast_tuple_target = 256);
    ALTER TABLE search_term ALTER COLUMN word TYPE varchar(200) COLLATE "C";
"""


def tune(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Tell PostgreSQL."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(tune, migrations.RunPython.noop)]
