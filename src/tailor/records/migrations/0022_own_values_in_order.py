"""Among the records with one value of an own field each has the key of its usual order, so that a list narrowed down to that
value is read from the index in its order. What there is is filled in anew by a job."""

from django.db import migrations, models

import tailor.kernel.columns

SQLITE = [
    "DROP TABLE records_ownvalue",
    "CREATE TABLE records_ownvalue (index_id integer NOT NULL, value NOT NULL, sort_key text NOT NULL, record_id bigint NOT NULL, "
    "PRIMARY KEY (index_id, value, sort_key, record_id)) WITHOUT ROWID",
]
POSTGRESQL = [
    "DROP TABLE records_ownvalue",
    'CREATE TABLE records_ownvalue (index_id bigint NOT NULL, value jsonb NOT NULL, sort_key text COLLATE "C" NOT NULL, '
    "record_id bigint NOT NULL, PRIMARY KEY (index_id, value, sort_key, record_id))",
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
    dependencies = [("records", "0021_scripts_of_stages"), ("kernel", "0004_letters")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("OwnValue"),
                migrations.CreateModel(
                    name="OwnValue",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "index_id", "value", "sort_key", "record_id",
                                blank=True, editable=False, primary_key=True, serialize=False,
                            ),
                        ),
                        ("index_id", models.BigIntegerField()),
                        ("value", models.TextField()),
                        ("sort_key", tailor.kernel.columns.CodePointField()),
                        ("record_id", models.BigIntegerField()),
                    ],
                ),
            ],
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
