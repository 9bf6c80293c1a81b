"""What an own field is set to stands in columns of its own, and what there is to choose is structured."""

from decimal import Decimal

import orjson
from django.db import migrations, models

import tailor.kernel.columns

TEXTS = {"unit": "unit", "currency": "unit", "mask": "mask"}
NUMBERS = {"places": "places", "limit": "longest"}
BOUNDS = ("least", "most")
PARTS = 10**6


def turn_choices(apps, schema_editor):
    """Lines of text become choices whose value is what they are called, for that is what records keep."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, choices FROM records_ownfield")
        for pk, text in cursor.fetchall():
            lines = dict.fromkeys(filter(None, map(str.strip, text.splitlines())))
            choices = [{"value": line, "label": line} for line in lines]
            cursor.execute("UPDATE records_ownfield SET choices = %s WHERE id = %s", [orjson.dumps(choices).decode(), pk])


def turn_options(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, options FROM records_ownfield WHERE options <> '{}'")
        for pk, text in cursor.fetchall():
            kept = _kept(orjson.loads(text or "{}") or {})
            sets = ", ".join(f"{name} = %s" for name in kept)
            if kept:
                cursor.execute(f"UPDATE records_ownfield SET {sets} WHERE id = %s", [*kept.values(), pk])


def _kept(options):
    kept = {column: str(options[name])[:20] for name, column in TEXTS.items() if options.get(name)}
    kept |= {column: int(options[name]) for name, column in NUMBERS.items() if options.get(name) is not None}
    kept |= {name: int(Decimal(str(options[name])) * PARTS) for name in BOUNDS if options.get(name) is not None}
    return kept | ({"required": True} if options.get("required") else {})


def column(name, field):
    return migrations.AddField("ownfield", name, field)


class Migration(migrations.Migration):
    dependencies = [("records", "0009_rules")]
    operations = [
        migrations.RunPython(turn_choices, migrations.RunPython.noop),
        migrations.AlterField("ownfield", "choices", tailor.kernel.columns.CompactJSONField(default=list)),
        column("help", models.CharField(default="", max_length=300)),
        column("helps", tailor.kernel.columns.CompactJSONField(default=dict)),
        column("required", models.BooleanField(default=False)),
        column("unique", models.BooleanField(default=False)),
        column("preset", models.TextField(default="")),
        column("unit", models.CharField(default="", max_length=20)),
        column("places", models.SmallIntegerField(null=True)),
        column("least", models.BigIntegerField(null=True)),
        column("most", models.BigIntegerField(null=True)),
        column("longest", models.IntegerField(null=True)),
        column("mask", models.CharField(default="", max_length=60)),
        migrations.RunPython(turn_options, migrations.RunPython.noop),
        migrations.RemoveField("ownfield", "options"),
    ]
