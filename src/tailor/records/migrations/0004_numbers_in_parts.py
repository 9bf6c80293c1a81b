"""Own numbers are kept as whole numbers of their smallest part (2.5 becomes 250), and more own fields are searched.

A job goes through the records that have values of the fields that were not searched before.
"""

from django.db import migrations

from tailor.records.types import OWN_COLUMN, declared_types

NUMBERS = ("number", "money")
SEARCHED_NOW = ("longtext", "phones", "emails", "links")
USUAL_PLACES = 2
SQLITE = (
    "UPDATE {table} SET custom = json_set(custom, '$.{name}', "
    "CAST(ROUND(json_extract(custom, '$.{name}') * {parts}) AS INTEGER)) "
    "WHERE json_type(custom, '$.{name}') IN ('integer', 'real')"
)
POSTGRESQL = (
    "UPDATE {table} SET custom = jsonb_set(custom::jsonb, '{{{name}}}', "
    "to_jsonb(ROUND((custom::jsonb ->> '{name}')::numeric * {parts})))::{type} "
    "WHERE jsonb_typeof(custom::jsonb -> '{name}') = 'number'"
)


def turn(apps, schema_editor):
    own_fields = list(apps.get_model("records", "OwnField").objects.order_by("id"))
    if not own_fields:
        return
    connection = schema_editor.connection
    present = set(connection.introspection.table_names())
    columns = {kind.code: kind.model._meta.get_field(OWN_COLUMN) for kind in declared_types() if kind.own_able}
    statement = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    for field in own_fields:
        column = columns.get(field.record_type)
        if field.kind not in NUMBERS or column is None or column.model._meta.db_table not in present:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                statement.format(
                    table=connection.ops.quote_name(column.model._meta.db_table),
                    name=field.name,
                    parts=10 ** (getattr(field, "options", None) or {}).get("places", USUAL_PLACES),
                    type=column.db_type(connection),
                )
            )


def search_again(apps, schema_editor):
    job = apps.get_model("kernel", "Job")
    titled = "titled" if any(one.name == "titled" for one in job._meta.fields) else "title"
    for field in apps.get_model("records", "OwnField").objects.filter(kind__in=SEARCHED_NOW, deleted_at=None):
        payload = {"language": "en", "field": field.pk}
        job.objects.create(task="records.search_by_own_field", payload=payload, **{titled: field.label})


class Migration(migrations.Migration):
    dependencies = [("records", "0003_choices_of_own_fields"), ("kernel", "0002_job_holder")]
    operations = [
        migrations.RunPython(turn, migrations.RunPython.noop),
        migrations.RunPython(search_again, migrations.RunPython.noop),
    ]
