"""The index of own values, clustered on SQLite; on PostgreSQL values are kept as JSON, which compares them as the column of
own fields does. Fields there are already are filled in by a job."""

from django.db import migrations, models

LARGE = {
    f"own_{column}{short}": f"1000000 100000 {'' if not short else '2000 '}1 1"
    for column in ("sort_title", "created_at")
    for short in ("", "_o", "_d")
}
"""What ANALYZE would say of a large company: without it SQLite takes a whole kind for ten records, and reads all of them where
it is told which few are wanted."""
SQLITE = [
    "DROP TABLE records_ownvalue",
    "CREATE TABLE records_ownvalue (index_id integer NOT NULL, value NOT NULL, record_id bigint NOT NULL, "
    "PRIMARY KEY (index_id, value, record_id)) WITHOUT ROWID",
    "ANALYZE sqlite_master",
    *(
        f"INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT 'records_ownrecord', '{index}', '{stat}' "
        f"WHERE NOT EXISTS (SELECT 1 FROM sqlite_stat1 WHERE idx = '{index}')"
        for index, stat in LARGE.items()
    ),
    "ANALYZE sqlite_master",
]
POSTGRESQL = [
    "DROP TABLE records_ownvalue",
    "CREATE TABLE records_ownvalue (index_id bigint NOT NULL, value jsonb NOT NULL, record_id bigint NOT NULL, "
    "PRIMARY KEY (index_id, value, record_id))",
]


def build(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def fill_in(apps, schema_editor):
    index, job = apps.get_model("records", "OwnIndex"), apps.get_model("kernel", "Job")
    fields = apps.get_model("records", "OwnField").objects.filter(deleted_at=None)
    for field in fields.order_by("id"):
        index.objects.create(record_type=field.record_type, field=field.name)
    for code in sorted(set(fields.values_list("record_type", flat=True))):
        payload = {"language": "en", "kind": code}
        job.objects.create(task="records.index_own_values", payload=payload, titled="")


class Migration(migrations.Migration):
    dependencies = [("records", "0016_messages_of_rules"), ("kernel", "0004_letters")]
    operations = [
        migrations.CreateModel(
            name="OwnIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_type", models.CharField(max_length=40)),
                ("field", models.CharField(max_length=40)),
                ("complete", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("record_type", "field"), name="own_index_of_field")]
            },
        ),
        migrations.CreateModel(
            name="OwnValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "index_id", "value", "record_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("index_id", models.BigIntegerField()),
                ("value", models.TextField()),
                ("record_id", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(build, migrations.RunPython.noop),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
