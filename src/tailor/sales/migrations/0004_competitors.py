"""Competitors become a list of the company: each that was typed into a deal is a record, which the deal names."""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.db import connections, migrations, models
from django.utils import timezone

import tailor.kernel.columns
from tailor.records.inner_names import free_name

LONGEST, AT_ONCE = 120, 100
BETWEEN = re.compile(r"\s*[,;\n]\s*")


def names_in(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, BETWEEN.split(text.strip()))))


def into_records(apps: Any, editor: Any) -> None:
    """One record for each name there is, however it is capitalised; what is too long for a name stands whole among the details."""
    competitor, deal = apps.get_model("sales", "Competitor"), apps.get_model("sales", "Deal")
    texts = list(deal.objects.exclude(competitors="").order_by().values_list("competitors", flat=True).distinct())
    called = {name.casefold(): name for text in sorted(texts, reverse=True) for name in names_in(text)}
    now, codes, made = timezone.now(), set[str](), []
    for place, (key, name) in enumerate(sorted(called.items())):
        code = free_name(name, codes, "competitor")
        codes.add(code)
        short = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        made.append((key, competitor(name=short, code=code, place=place, details=name if short != name else "", created_at=now, updated_at=now)))
    competitor.objects.bulk_create([one for _key, one in made], batch_size=AT_ONCE)
    numbers = dict(competitor.objects.values_list("code", "pk"))
    ids = {key: numbers[one.code] for key, one in made}
    told = {text: orjson.dumps([ids[key] for key in dict.fromkeys(map(str.casefold, names_in(text)))]).decode() for text in texts}
    _rewrite(deal, "competitors", "against", told, editor)


def into_texts(apps: Any, editor: Any) -> None:
    competitor, deal = apps.get_model("sales", "Competitor"), apps.get_model("sales", "Deal")
    names = {pk: details if name.endswith("…") and details else name for pk, name, details in competitor.objects.values_list("pk", "name", "details")}
    kept = [orjson.dumps(one).decode() for one in deal.objects.exclude(against=[]).order_by().values_list("against", flat=True).distinct()]
    told = {text: ", ".join(names[pk] for pk in orjson.loads(text) if pk in names)[:300] for text in kept}
    _rewrite(deal, "against", "competitors", told, editor)


def _rewrite(deal: Any, source: str, target: str, told: dict[str, str], editor: Any) -> None:
    """Many texts by one statement."""
    pairs = list(told.items())
    with connections[editor.connection.alias].cursor() as cursor:
        for start in range(0, len(pairs), AT_ONCE):
            some = pairs[start : start + AT_ONCE]
            cases, marks = " ".join(["WHEN %s THEN %s"] * len(some)), ", ".join(["%s"] * len(some))
            given = [part for pair in some for part in pair]
            cursor.execute(
                f'UPDATE "{deal._meta.db_table}" SET "{target}" = CASE "{source}" {cases} END WHERE "{source}" IN ({marks})',
                [*given, *(text for text, _told in some)],
            )


class Migration(migrations.Migration):
    dependencies = [("sales", "0003_plans_and_indexes")]

    operations = [
        migrations.CreateModel(
            name="Competitor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField(default=1)),
                ("custom", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=120)),
                ("code", models.CharField(max_length=40)),
                ("place", models.IntegerField(default=0)),
                ("site", models.CharField(default="", max_length=300)),
                ("details", models.TextField(default="")),
            ],
            options={
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("code",), name="competitor_code")],
            },
        ),
        migrations.AddField("deal", "against", tailor.kernel.columns.CompactJSONField(default=list)),
        migrations.RunPython(into_records, into_texts),
    ]
