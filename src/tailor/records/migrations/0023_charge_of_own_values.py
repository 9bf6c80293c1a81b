"""Beside each own value stand the record's owner and department, so that who sees some records does not read the others when a list
goes by an own field. What there is is filled in anew by a job."""

from django.db import migrations, models

SQLITE = [
    "DROP TABLE records_ownvalue",
    "CREATE TABLE records_ownvalue (index_id integer NOT NULL, value NOT NULL, sort_key text NOT NULL, record_id bigint NOT NULL, "
    "owner_id bigint, department_id bigint, PRIMARY KEY (index_id, value, sort_key, record_id)) WITHOUT ROWID",
]
POSTGRESQL = [
    "TRUNCATE records_ownvalue",
    "ALTER TABLE records_ownvalue ADD owner_id bigint, ADD department_id bigint, DROP CONSTRAINT records_ownvalue_pkey",
    "ALTER TABLE records_ownvalue ADD PRIMARY KEY (index_id, value, sort_key, record_id) INCLUDE (owner_id, department_id)",
    # What is read in this table's order is read so however many there are. Told so, PostgreSQL keeps one plan for all values.
    "ALTER TABLE records_ownvalue ALTER value SET (n_distinct = 2), ALTER owner_id SET (n_distinct = 2), "
    "ALTER department_id SET (n_distinct = 2)",
]


def build(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def fill_in(apps, schema_editor):
    index, job = apps.get_model("records", "OwnIndex"), apps.get_model("kernel", "Job")
    index.objects.update(complete=False)
    for code in sorted(set(index.objects.values_list("record_type", flat=True))):
        payload = {"language": "en", "kind": code}
        job.objects.create(task="records.index_own_values", payload=payload, titled="")


class Migration(migrations.Migration):
    dependencies = [("records", "0022_own_values_in_order"), ("kernel", "0004_letters")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField("ownvalue", "owner_id", models.BigIntegerField(null=True)),
                migrations.AddField("ownvalue", "department_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
