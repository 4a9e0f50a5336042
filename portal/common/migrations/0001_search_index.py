"""The full-text index: a plain table and, beside it, FTS5 on SQLite or a tsvector column on PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE TABLE search_document (id INTEGER PRIMARY KEY AUTOINCREMENT, kind VARCHAR(20) NOT NULL, key VARCHAR(40) NOT NULL,"
    " language VARCHAR(10) NOT NULL, tokens TEXT NOT NULL, UNIQUE (kind, key, language))",
    "CREATE VIRTUAL TABLE search_fts USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')",
)
POSTGRES = (
    "CREATE TABLE search_document (id BIGSERIAL PRIMARY KEY, kind VARCHAR(20) NOT NULL, key VARCHAR(40) NOT NULL,"
    " language VARCHAR(10) NOT NULL, tokens TEXT NOT NULL, vector TSVECTOR, UNIQUE (kind, key, language))",
    "CREATE INDEX search_document_vector ON search_document USING gin (vector)",
)


def forwards(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE search_fts")
    schema_editor.execute("DROP TABLE search_document")


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunPython(forwards, backwards)]
