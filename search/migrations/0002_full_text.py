"""The databases' own full-text indexes over the terms of the entries.

SQLite: https://www.sqlite.org/fts5.html#external_content_tables
PostgreSQL: https://www.postgresql.org/docs/15/textsearch-tables.html

The terms of an entry are never changed: it is removed, and another one written.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_INSERT = "INSERT INTO search_fts(rowid, title_terms, text_terms) VALUES (new.id, new.title_terms, new.text_terms)"
_DELETE = (
    "INSERT INTO search_fts(search_fts, rowid, title_terms, text_terms) "
    "VALUES ('delete', old.id, old.title_terms, old.text_terms)"
)
SQLITE = [
    """CREATE VIRTUAL TABLE search_fts USING fts5(
        title_terms, text_terms, content='search_entry', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
    )""",
    f"CREATE TRIGGER search_entry_inserted AFTER INSERT ON search_entry WHEN NOT new.held BEGIN {_INSERT}; END",
    f"CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_entry WHEN NOT old.held BEGIN {_DELETE}; END",
]

# The texts are kept apart from their rows (toast_tuple_target), so that counting reads few pages; the vectors are kept
# uncompressed, so that ranking need not unpack them. The words are ordered by bytes, so that prefixes are ranges.
#
# Without fastupdate there is no list of pending entries that searches would have to read through.
#
# The planner does not know that a vector kept apart is dear to read: it would scan the table for all but rare words. A
# function with a setting of its own is planned by itself, so that the indexes are used wherever it is called.
POSTGRESQL = """
    ALTER TABLE search_entry
        ADD COLUMN title_vector tsvector GENERATED ALWAYS AS (
            to_tsvector('simple'::regconfig, CASE WHEN held THEN '' ELSE title_terms END)) STORED,
        ADD COLUMN text_vector tsvector GENERATED ALWAYS AS (
            to_tsvector('simple'::regconfig, CASE WHEN held THEN '' ELSE text_terms END)) STORED,
        ALTER COLUMN title_vector SET STORAGE PLAIN,
        ALTER COLUMN text_vector SET STORAGE EXTERNAL,
        SET (toast_tuple_target = 256);
    CREATE INDEX search_entry_title_vector ON search_entry USING gin (title_vector) WITH (fastupdate = off);
    CREATE INDEX search_entry_text_vector ON search_entry USING gin (text_vector) WITH (fastupdate = off);
    ALTER TABLE search_term ALTER COLUMN word TYPE varchar(200) COLLATE "C";
    CREATE FUNCTION search_holding(wanted_index bigint, wanted_locale text, wanted tsquery)
        RETURNS TABLE (id bigint, in_title boolean)
        LANGUAGE sql STABLE ROWS 1000 SET enable_seqscan = off SET enable_indexscan = off
        AS $$
            SELECT id, title_vector @@ wanted FROM search_entry
            WHERE (title_vector @@ wanted OR text_vector @@ wanted)
            AND index_id = wanted_index AND locale = wanted_locale
        $$;
    CREATE FUNCTION search_titled(wanted_index bigint, wanted_locale text, wanted tsquery)
        RETURNS TABLE (id bigint, in_title boolean)
        LANGUAGE sql STABLE ROWS 100 SET enable_seqscan = off SET enable_indexscan = off
        AS $$
            SELECT id, true FROM search_entry
            WHERE title_vector @@ wanted AND index_id = wanted_index AND locale = wanted_locale
        $$;
"""


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index that the database offers."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove it; on PostgreSQL it goes with its table."""
    if schema_editor.connection.vendor == "sqlite":
        for name in ("inserted", "deleted"):
            schema_editor.execute(f"DROP TRIGGER search_entry_{name}")
        schema_editor.execute("DROP TABLE search_fts")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION search_holding; DROP FUNCTION search_titled")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
