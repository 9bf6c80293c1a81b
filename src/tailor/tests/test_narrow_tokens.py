"""A token for one kind of record meets no word of any other, on whatever way: each record of a company where everything hangs
together is called by its kind, and no answer names another one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tailor.access.models import User
from tailor.api.rates import BY_TOKEN
from tailor.api.tokens import make_token
from tailor.history.models import Step
from tailor.kernel.files.models import StoredFile
from tailor.kernel.files.storing import store
from tailor.records import gate
from tailor.records.fields import AnyRecord, Reference, References
from tailor.records.operations import all_operations
from tailor.records.shape import fields_of
from tailor.records.types import all_types, record_type

pytestmark = pytest.mark.django_db

KINDS = ("party", "interaction", "deal", "lead", "task", "group", "channel", "relation", "catalog_item")
PEOPLE = "user"  # who did something is named to whoever may read that it was done


def secret(code: str) -> str:
    return f"Zugdidi{code}"


@pytest.fixture(autouse=True)
def as_often_as_one_likes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(BY_TOKEN, "limit", 10**9)
    yield
    BY_TOKEN.forget()


@pytest.fixture
def world(cast: Any) -> dict[str, int]:
    """One record of each kind by its code, and the file of a talk under "file"."""
    made: dict[str, int] = {}

    def make(code: str, **values: Any) -> int:
        made[code] = gate.create(record_type(code), values, by=cast.owner).id
        return made[code]

    make("own_field", label="Sum of deals", name="worth", kind="number", record_type="party")
    group, channel = make("group", name=secret("group")), make("channel", name=secret("channel"))
    party = make(
        "party",
        name=secret("party"),
        group=group,
        phones="+36301112233",
        about=secret("party"),
        is_company=True,
        worth="7",
    )
    other = gate.create(record_type("party"), {"name": secret("party"), "company": party}, by=cast.owner).id
    make("relation", party=party, other=other, part=secret("relation"))
    deal = make("deal", title=secret("deal"), party=party, channel=channel, details=secret("deal"))
    make("lead", name=secret("lead"), text=secret("lead"), phones="+36301112233", channel=channel, party=party)
    kept = store([secret("interaction").encode()], f"{secret('interaction')}.txt", by_id=cast.owner.person_id)
    talk = {"kind": "note", "party": party, "about": f"deal/{deal}", "at": "2026-11-23T10:00:00Z"}
    make("interaction", text=secret("interaction"), files=[{"id": kept.pk, "name": kept.name}], **talk)
    make("task", title=secret("task"), about=f"deal/{deal}")
    make("catalog_item", name=secret("catalog_item"))
    quiet = {"record_type": "party", "name": "Quiet", "conditions": ["interaction.party=some:"]}
    gate.create(record_type("segment"), quiet, by=cast.owner)
    gate.update(record_type("deal"), deal, {"details": f"{secret('deal')} again"}, by=cast.owner)
    gone = gate.create(record_type("deal"), {"title": f"{secret('deal')} gone", "party": party}, by=cast.owner).id
    gate.delete(record_type("deal"), gone, by=cast.owner)
    return made | {"file": kept.pk}


class Narrow:
    """A program with a token for one kind."""

    def __init__(self, person: int, *kinds: str, read_only: bool = False) -> None:
        _token, key = make_token(person, "narrow", kinds=kinds, read_only=read_only)
        self.client, self.headers = Client(raise_request_exception=False), {"Authorization": f"Bearer {key}"}

    def send(self, method: str, path: str, body: Any = None) -> str:
        content = {} if body is None else {"data": body, "content_type": "application/json"}
        path = path if path.startswith("/") else f"/api/v1/{path}"
        answer = getattr(self.client, method)(path, headers=self.headers, **content)
        assert answer.status_code < 500, (method, path, body, answer.content[:300])
        raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return raw.decode(errors="replace") + str(dict(answer.headers))

    def tool(self, name: str, **arguments: Any) -> str:
        params = {"name": name, "arguments": arguments}
        return self.send("post", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})


def reads(code: str, world: dict[str, int]) -> Iterator[str]:
    """Everything that may be asked of a kind, and of all of them, by addresses."""
    kind = record_type(code)
    fields = fields_of(kind)
    naming = [name for name, field in fields.items() if isinstance(field, Reference | AnyRecord)]
    yield f"{kind.slug}?count=1&include={','.join(naming)}"
    for name in naming:
        yield f"{kind.slug}?fields={name}&include={name}"
        yield f"{kind.slug}?include={name}"
    for order in kind.orders:
        yield f"{kind.slug}?sort={order.name}"
    for name, field in fields.items():
        for operator in field.operators:
            for argument in ("Zugdidid", str(world["deal"]), str(world["party"]), f"deal/{world['deal']}"):
                yield f"{kind.slug}?{name}={operator}:{argument}"
    for one in KINDS:
        yield from (f"{kind.slug}?{one}.{name}=some:" for name in fields_of(record_type(one)))
        yield from (
            f"{record_type(one).slug}/{world[one]}{rest}" for rest in ("", "/history", f"?include={','.join(naming)}")
        )
        yield f"{record_type(one).slug}?include={','.join(naming)}"
        yield f"{record_type(one).slug}/deleted?since=2020-01-01T00:00:00Z"
    yield from (f"search?q={text}" for text in ("zugdidi", "301112233", "zugdidide", "zugdiddei"))
    yield from ("me", "types", "openapi.json", f"files/{world['file']}", f"{kind.slug}?segment=is:quiet")


def writes(code: str, world: dict[str, int]) -> Iterator[tuple[str, str, Any]]:
    """Everything of a kind made to name what it may not know."""
    kind, pk = record_type(code), world[code]
    for name, field in fields_of(kind).items():
        for one in KINDS:
            named: Any = world[one]
            if isinstance(field, AnyRecord):
                named = f"{one}/{world[one]}"
            elif isinstance(field, References):
                named = [named]
            yield "patch", f"{kind.slug}/{pk}", {name: named}
            yield "post", f"{kind.slug}/bulk", {"changes": [{"action": "update", "id": pk, "fields": {name: named}}]}
        yield "post", f"{kind.slug}/operations/change:{name}", {"ids": [pk], "arguments": {name: world["deal"]}}
    for operation in ("lead.turn", "lead.take", "deal.step_done", "party.hand_over", "task.done", "task.reopen"):
        yield "post", f"{kind.slug}/operations/{operation}", {"ids": [pk]}


def tools(world: dict[str, int]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "who_am_i", {}
    yield "describe_types", {}
    yield "find", {"query": "zugdidi"}
    for one in KINDS:
        kind = record_type(one)
        include = [name for name, field in fields_of(kind).items() if isinstance(field, Reference | AnyRecord)]
        yield "describe_types", {"types": [kind.slug]}
        yield "list_records", {"type": kind.slug, "include": include}
        yield "get_record", {"type": kind.slug, "id": world[one], "include": include}
        yield "record_history", {"type": kind.slug, "id": world[one]}


def foreign(code: str, text: str) -> list[str]:
    """The other kinds a record of which is named."""
    return [one for one in KINDS if one != code and secret(one).lower() in text.lower()]


def test_a_token_for_all_of_them_meets_each(world, cast):
    whole = Narrow(cast.owner.person_id)
    for code in KINDS:
        assert secret(code) in whole.send("get", f"{record_type(code).slug}/{world[code]}"), code
        assert secret(code) in whole.tool("get_record", type=record_type(code).slug, id=world[code]), code
    assert secret("interaction") in whole.send("get", f"files/{world['file']}")


@pytest.mark.parametrize("code", KINDS)
def test_a_token_for_one_kind_reads_no_word_of_another(code, world, cast):
    narrow = Narrow(cast.owner.person_id, code)
    leaks = [(path, found) for path in reads(code, world) if (found := foreign(code, narrow.send("get", path)))]
    assert leaks == []
    assert [(name, given) for name, given in tools(world) if foreign(code, narrow.tool(name, **given))] == []


@pytest.mark.parametrize("code", KINDS)
def test_nor_by_writing_what_it_may_not_know(code, world, cast):
    narrow = Narrow(cast.owner.person_id, code)
    told = [(*given, found) for given in writes(code, world) if (found := foreign(code, narrow.send(*given)))]
    assert told == []


@pytest.mark.parametrize("person", ["owner", "seller"])
def test_a_token_to_read_writes_by_no_way(person, world, cast):
    """Not even what needs no right, as one's own language."""
    reader, own = Narrow(cast[person].person_id, read_only=True), cast[person].person_id
    before = Step.objects.count(), StoredFile.objects.count(), User.objects.get(pk=own).language
    for kind in all_types():
        reader.send("post", kind.slug, {kind.title: "New"})
        for pk in {world.get(kind.code, 1), own}:
            for values in ({kind.title: "Other"}, {"language": "hu"}, {"away_from": "2026-12-01"}):
                reader.send("patch", f"{kind.slug}/{pk}", values)
                change = {"action": "update", "id": pk, "fields": values}
                reader.send("post", f"{kind.slug}/bulk", {"changes": [change], "all_or_none": False})
                reader.tool("change_record", type=kind.slug, id=pk, fields=values)
            reader.send("delete", f"{kind.slug}/{pk}")
            for operation in (*(one.code for one in all_operations()), "change:name", "change:language"):
                reader.send("post", f"{kind.slug}/operations/{operation}", {"ids": [pk], "arguments": {}})
    for step in Step.objects.values_list("id", flat=True):
        reader.send("post", f"history/{step}/undo")
    reader.send("post", "files?name=a.txt", "content")
    assert before == (Step.objects.count(), StoredFile.objects.count(), User.objects.get(pk=own).language)
