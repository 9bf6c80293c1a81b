"""Processes that are killed in the middle of their work by test_crash.py. They say on stdout what was acknowledged."""

import sys

import django

django.setup()

from tailor.access.actors import TAILOR, Way  # noqa: E402
from tailor.access.models import User  # noqa: E402
from tailor.access.signing_in import actor_of  # noqa: E402
from tailor.project.serving.worker import run_worker  # noqa: E402
from tailor.records import gate, reading  # noqa: E402
from tailor.records.merging import merge  # noqa: E402
from tailor.records.types import record_type  # noqa: E402


def said(text: object) -> None:
    print(text, flush=True)


def prepare() -> None:
    """The owner of an empty database."""
    gate.create(record_type("user"), {"name": "Ada", "email": "ada@example.com", "role": "owner"}, by=TAILOR)


def owner():
    return actor_of(User.objects.get(email="ada@example.com"), Way.WEB)


def burst() -> None:
    """Create and edit as fast as possible, saying each acknowledged record and its city."""
    party, by, number = record_type("party"), owner(), 0
    while True:
        number += 1
        saved = gate.create(party, {"name": f"Burst {number}", "phones": f"+9955991{number:05}"}, by=by)
        gate.update(party, saved.id, {"city": f"City {number}"}, by=by)
        said(saved.id)


def merges() -> None:
    """Make pairs with interactions and merge them, saying each acknowledged merge."""
    party, interaction, by = record_type("party"), record_type("interaction"), owner()
    while True:
        pair = [gate.create(party, {"name": f"Half {side}"}, by=by).id for side in "ab"]
        for index in range(6):
            note = {"party": pair[1], "kind": "note", "text": f"Note {index}", "at": "2026-01-02T10:00"}
            gate.create(interaction, note, by=by)
        said(f"pair {pair[0]} {pair[1]}")
        merge(party, pair[0], pair[1], {}, by=by)
        said(f"merged {pair[0]} {pair[1]}")


def load(path: str) -> None:
    """Queue the import of a file."""
    from pathlib import Path

    from tailor.exchange.models import Import
    from tailor.exchange.starting import begin
    from tailor.kernel.files.storing import store
    from tailor.kernel.jobs.running import enqueue

    by = owner()
    stored = store([Path(path).read_bytes()], "people.csv", by_id=by.person_id)
    started = begin(record_type("party"), stored, by)
    enqueue("exchange.import", {"import": started.pk}, title="people.csv", by_id=by.person_id, total=started.total)
    Import.objects.filter(pk=started.pk).update(state="loading")


def work() -> None:
    """The job worker."""
    said("working")
    run_worker(alone=True)


def hook(url: str, number: str) -> None:
    """A webhook, and something for it to tell."""
    from tailor.api.webhooks.models import Webhook
    from tailor.api.webhooks.signing import new_secret, seal
    from tailor.history import readers

    by = owner()
    readers.begin()
    Webhook.objects.create(user_id=by.person_id, name="Shop", url=url, secret=seal(new_secret()), actions=["create"])
    for index in range(int(number)):
        gate.create(record_type("party"), {"name": f"Told {index}"}, by=by)


def errands() -> None:
    """Readers of the log and quick jobs."""
    from tailor.project.serving.errands import run_errands

    said("running errands")
    run_errands(alone=True)


SHAPE = """\
kinds:
  visit{n}: {{label: Visit {n}, plural: Visits {n}}}
fields:
  party:
{fields}
  visit{n}:
    patient: {{kind: reference, label: Patient, to: party}}
    way: {{kind: stage, label: Way, pipeline: visit{n}.way}}
rules:
  party:
    never{n}: {{formula: "is_empty(f{n}_0) or f{n}_0 <> 'no'", message: Never}}
pipelines:
  visit{n}:
    way: {{label: Way}}
stages:
  visit{n}.way:
    asked: {{label: Asked}}
    done: {{label: Done, outcome: won}}
roles:
  desk{n}: {{label: Desk {n}, like: operator}}
"""
FIELDS = 20


def publish(number: str) -> None:
    """Draft some more of the shape as the owner does in the browser, and publish it, saying when that begins and is done."""
    import re

    from django.test import Client, RequestFactory
    from django.test.utils import setup_test_environment

    from tailor.access.signing_in import COOKIE, open_sign_in
    from tailor.records.blueprint.document import read_shape
    from tailor.records.blueprint.text import from_text
    from tailor.workshop.drafts import begin_with

    setup_test_environment()
    fields = "\n".join(f"    f{number}_{at}: {{kind: text, label: F {number} {at}}}" for at in range(FIELDS))
    more, wanted = from_text("tailor: 1\n" + SHAPE.format(n=number, fields=fields)), read_shape(owner()).document()
    for code, entries in more.entries.items():
        wanted.of(record_type(code)).update(entries)
    begin_with(owner(), wanted, "")
    browser = Client()
    browser.cookies[COOKIE] = open_sign_in(RequestFactory().get("/"), User.objects.get(email="ada@example.com"))
    mark = re.search(r'name="mark" value="(\w+)"', browser.get("/workshop/draft/").content.decode())
    assert mark, "nothing to publish"
    said("publishing")
    said(browser.post("/workshop/draft/publish/", {"mark": mark[1]}).status_code)


def shape() -> None:
    """What of the drafts stands in the shape, what is still drafted, and how much of it the log knows, as JSON."""
    import json

    from tailor.history.models import Event, Step
    from tailor.records.blueprint.document import read_shape
    from tailor.records.blueprint.planning import plan
    from tailor.workshop.drafts import draft_of

    def names(document: object) -> list[str]:
        entries = document.entries.items()  # type: ignore[attr-defined]
        return sorted(
            f"{code} {'.'.join(key)}"
            for code, found in entries
            for key in found
            if any(map(str.isdigit, key[-1] + key[0]))
        )

    by = owner()
    now, draft = read_shape(by).document(), draft_of(by)
    found = {
        "now": names(now),
        "draft": names(draft.wanted) if draft else None,
        "fits": draft is None or bool(plan(draft.over(now).wanted, by)),
        "steps": Step.objects.filter(operation="blueprint.apply").count(),
        "events": Event.objects.filter(step__operation="blueprint.apply").count(),
    }
    said(json.dumps(found))


def report() -> None:
    """What stands in the database, as JSON."""
    import json

    from tailor.exchange.models import Import, ImportRow
    from tailor.history.models import Event, Step
    from tailor.kernel.jobs.models import Job
    from tailor.records.models import SearchWord, Unindexed

    party, interaction = record_type("party"), record_type("interaction")
    people = reading.select(party, TAILOR, "t.deleted_at IS NULL", [], "t.id")
    notes = reading.select(interaction, TAILOR, "t.deleted_at IS NULL", [], "t.id")
    said(
        json.dumps(
            {
                "people": {one.id: [one.title, one.values["city"], one.version] for one in people},
                "notes": {one.id: one.values["party"] for one in notes},
                "events": {
                    pk: Event.objects.filter(record_type="party", record_id=pk).count()
                    for pk in [one.id for one in people]
                },
                "imports": list(Import.objects.values_list("state", "counts")),
                "rows": ImportRow.objects.count(),
                "jobs": list(Job.objects.values_list("state", "attempts", "position")),
                "steps": Step.objects.filter(operation="party.import").count(),
                "found_as_person": SearchWord.objects.filter(scope="party", word="person").count(),
                "unindexed": Unindexed.objects.count(),
                "merge_steps": Step.objects.filter(operation="party.merge").count(),
            }
        )
    )


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
