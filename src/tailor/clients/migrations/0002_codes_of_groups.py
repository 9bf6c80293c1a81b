"""Groups have inner names, by which the blueprint knows them."""

from django.db import migrations, models

from tailor.records.inner_names import free_name


def name_them(apps, schema_editor):
    taken = set()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM clients_group ORDER BY deleted_at IS NOT NULL, id")
        for pk, name in cursor.fetchall():
            code = free_name(name, taken, "group")
            taken.add(code)
            cursor.execute("UPDATE clients_group SET code = %s WHERE id = %s", [code, pk])


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]
    operations = [
        migrations.AddField("group", "code", models.CharField(max_length=40, default=""), preserve_default=False),
        migrations.RunPython(name_them, migrations.RunPython.noop),
        migrations.AddConstraint("group", models.UniqueConstraint(fields=["code"], name="group_code")),
    ]
