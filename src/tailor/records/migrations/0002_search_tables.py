"""The search index as each database keeps it best: clustered on SQLite, covering on PostgreSQL.

The vocabulary gets a trigram index, so that a part inside of a word finds the word.
"""

from django.db import migrations

SQLITE = [
    "DROP TABLE records_searchword",
    "CREATE TABLE records_searchword (scope text NOT NULL, word text NOT NULL, record_id bigint NOT NULL, "
    "PRIMARY KEY (scope, word, record_id)) WITHOUT ROWID",
    "DROP TABLE records_searchdigits",
    "CREATE TABLE records_searchdigits (record_type text NOT NULL, digits text NOT NULL, record_id bigint NOT NULL, "
    "owner_id bigint, department_id bigint, PRIMARY KEY (record_type, digits, record_id)) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE records_vocabulary_parts USING fts5(word, content='records_vocabulary', content_rowid='id', "
    "tokenize='trigram', detail='none', columnsize=0)",
    "CREATE TRIGGER records_vocabulary_learned AFTER INSERT ON records_vocabulary BEGIN "
    "INSERT INTO records_vocabulary_parts (rowid, word) VALUES (new.id, new.word); END",
]
POSTGRESQL = [
    "DROP TABLE records_searchdigits",
    'CREATE TABLE records_searchdigits (record_type text COLLATE "C" NOT NULL, digits text COLLATE "C" NOT NULL, '
    "record_id bigint NOT NULL, owner_id bigint, department_id bigint, "
    "PRIMARY KEY (record_type, digits, record_id) INCLUDE (owner_id, department_id))",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX records_vocabulary_parts ON records_vocabulary USING gin (word gin_trgm_ops)",
]


def build(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
