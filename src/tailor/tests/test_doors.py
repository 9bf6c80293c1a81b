"""Every address of Tailor, found in the resolver and never listed, for every role and for strangers: nothing breaks,
nothing is given to those who may not see it. An address whose arguments nobody taught this test fails it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tailor.access.actors import Way
from tailor.access.models import User
from tailor.access.rights import Scope
from tailor.access.signing_in import actor_of
from tailor.kernel import stamps
from tailor.records import gate, reading
from tailor.records.operations import all_operations
from tailor.records.types import all_types, record_type

pytestmark = pytest.mark.django_db

OPEN_TO_STRANGERS = {"healthz", "welcome/", "sign-in/", "language/", "styleguide/",
    "forgotten/", "reset/<str:token>/", "unlock/<str:token>/",
    "sign-in/second/", "sign-in/passkey/begin/", "sign-in/passkey/",
    "sign-in/with/<int:pk>/", "sign-in/back/", "sign-in/link/",
    "register/", "join/<str:token>/", "email/<str:token>/",
    "tasks/feed/<str:token>/", "unsubscribe/<str:token>/",
    "forms/<str:token>/", "forms/<str:token>.js", "forms/<str:token>/stamp/", "forms/<str:token>/thanks/"}  # fmt: skip
ROLES = ["owner", "administrator", "manager", "seller", "operator", "warehouse", "stranger", "clerk"]
CLERK = {
    "party": {"may": "see=department create=own edit=own export=own", "hidden": ["about", "phones", "tax_number"]},
    "interaction": {"may": "see create=own edit=own", "hidden": ["files"], "read_only": ["text"]},
    "view": {"may": "see create edit=own delete=own"},
    "user": {"may": "see", "hidden": ["phones"]},
    "group": {"may": ""},
}
NEVER_BREAKS = range(200, 500)


def addresses(patterns=None, prefix="") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns or get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry


ALL = sorted(dict(addresses()).items())
CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass
class World:
    own: int
    foreign: int
    deleted: int
    file: int


def with_clerk(cast):
    """The cast with somebody of a role the company made, of mixed reaches and with hidden fields."""
    gate.create(record_type("role"), {"label": "Clerk", "like": "operator", "rights": CLERK}, by=cast.owner)
    values = {"name": "Clerk", "email": "clerk@tailor.test", "role": "clerk", "department": cast.departments["Tbilisi"]}
    pk = gate.create(record_type("user"), values, by=cast.owner).id
    object.__setattr__(cast, "clerk", actor_of(User.objects.get(pk=pk), Way.WEB, stamps.current(stamps.SHAPE)))
    return cast


@pytest.fixture
def cast(cast):
    return with_clerk(cast)


@pytest.fixture
def world(cast, clients):
    return world_of(cast, clients)


def world_of(cast, clients) -> World:
    """A client of the seller, one of a seller elsewhere, and a deleted one."""
    kind = record_type("party")
    own = clients(name="Own Client", owner=cast.seller.person_id)
    foreign = clients(name="Foreign Client", owner=cast.stranger.person_id)
    deleted = clients(name="Deleted Client", owner=cast.seller.person_id)
    gate.delete(kind, deleted, by=cast.owner)
    return World(own, foreign, deleted, 1)


def arguments(name: str, address: str, world: World) -> list[object]:
    """Values to put into an address for an argument of that name."""
    if name == "kind" and address.startswith("tasks/quick/"):
        return ["party", "no-such"]
    if name == "slug":
        return [kind.slug for kind in all_types()] + ["nothing-of-the-kind"]
    if name == "pk":
        return [world.own, world.foreign, world.deleted, 999_999, 10**20]
    if name == "name":
        return ["name", "phones", "owner", "no_such_field"]
    if name == "code" and address.startswith("rights/"):
        return ["owner", "seller", "clerk", "no_such_role"]
    if name == "code" and address.startswith("workshop/of/"):
        return ["party", "user", "role", "no_such_kind"]
    if name == "code" and address.startswith("workshop/modules/"):
        return ["api", "no_such_module"]
    if name == "code" and address.startswith("<slug:slug>/segments/"):
        return ["of_vac", "no_such_segment"]
    if name == "module":
        return ["clients", "no_such_module"]
    if name == "kind_code":
        return ["party", "view", "user", "own_field", "no_such_kind"]
    if name == "code":
        return [operation.code for operation in all_operations()] + [
            "no.such.operation",
            "change:city",
            "change:no_such",
        ]
    if name == "form":
        return ["csv", "xlsx-all", "vcard", "exe"]
    if name == "rest":
        return ["v1/nothing/here/at/all"]
    if name == "token":
        return ["guessed", "x" * 3000]
    if name == "number":
        return [1]
    if name == "stage":
        return ["asked", "-", "no_such_stage"]
    pytest.fail(f"{address} has an argument {name!r} that this test knows no values for")


def worth_asking(values: dict[str, object], world: World) -> bool:
    """Clients, and no kind at all, are asked with everything; of other kinds each address once with an id that may be theirs and
    with one that cannot, and each operation on its own kind: all pairs of the two would be most of an hour of asking nothing.
    The same with fields: those that a kind has, and one that it has not."""
    slug = values.get("slug", "clients")
    if slug in ("clients", "nothing-of-the-kind"):
        return True
    if values.get("pk", world.own) not in (world.own, 10**20):
        return False
    kind = next(kind for kind in all_types() if kind.slug == slug)
    if values.get("name") not in (None, "no_such_field") and values["name"] not in {one.name for one in kind.fields}:
        return False
    on = {one.code: one.on for one in all_operations()}.get(str(values["code"]), "*") if "code" in values else "*"
    return on == "*" or on == kind.code


def filled(address: str, world: World) -> Iterator[str]:
    names = [match[1] for match in CONVERTER.findall(address)]
    pieces = CONVERTER.split(address)[::3]
    for values in itertools.product(*(arguments(name, address, world) for name in names)):
        if not worth_asking(dict(zip(names, values, strict=True)), world):
            continue
        yield "/" + "".join(p + str(v) for p, v in itertools.zip_longest(pieces, values, fillvalue=""))


def browser(cast, role: str) -> Client:
    client = Client(raise_request_exception=False)
    cast.sign_in(client, role)
    return client


@pytest.mark.parametrize("address", [address for address, _entry in ALL])
def test_a_stranger_is_shown_nothing_but_the_doors(address, world, client):
    for path in filled(address, world):
        for answer in (client.get(path), client.post(path)):
            if address in OPEN_TO_STRANGERS:
                assert answer.status_code < 500
            else:
                assert answer.status_code in (302, 401, 403, 404), f"{path}: {answer.status_code}"
                if answer.status_code == 302:
                    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_for_any_role(role, world, cast):
    person = browser(cast, role)
    for address, _entry in ALL:
        if address == "sign-out/":
            continue
        for path in filled(address, world):
            answer = person.get(path)
            assert answer.status_code in NEVER_BREAKS, f"GET {path} as {role}: {answer.status_code}"


@pytest.mark.parametrize("role", ROLES)
def test_no_empty_post_breaks_for_any_role(role, world, cast):
    person = browser(cast, role)
    for address, _entry in ALL:
        if address in ("sign-out/", "sign-in/", "staff/<int:pk>/work-as/"):
            continue  # from there on it would be somebody else
        for path in filled(address, world):
            answer = person.post(path)
            assert answer.status_code in NEVER_BREAKS, f"POST {path} as {role}: {answer.status_code}"


@pytest.mark.parametrize("role", ROLES)
def test_a_record_one_may_not_see_is_404_on_every_address_of_it(role, world, cast):
    """The same answer for a foreign record, a deleted one and one that never was."""
    actor, person = cast[role], browser(cast, role)
    seen = {record.id for record in reading.get_many(record_type("party"), [world.own, world.foreign], actor)}
    own_addresses = [address for address, _entry in ALL if address.startswith("<slug:slug>/<int:pk>/")]
    own_addresses += [address for address, _entry in ALL if address.startswith("clients/<int:pk>/")]
    assert own_addresses
    for address in own_addresses:
        for pk in {world.own, world.foreign, world.deleted, 999_999} - seen:
            path = "/" + address.replace("<slug:slug>", "clients").replace("<int:pk>", str(pk)).replace(
                "<slug:name>", "name"
            )
            for method in ("get", "post"):
                answer = getattr(person, method)(path)
                assert answer.status_code in (404, 405), f"{method} {path} as {role}: {answer.status_code}"


@pytest.mark.parametrize("role", ROLES)
def test_kinds_of_records_one_has_no_right_to_are_404(role, world, cast):
    person, actor = browser(cast, role), cast[role]
    for kind in all_types():
        answer = person.get(f"/{kind.slug}/")
        expected = 404 if actor.scope(kind.code, "see") is Scope.NONE else 200
        assert answer.status_code == expected, f"/{kind.slug}/ as {role}"


@pytest.mark.parametrize("role", ROLES)
def test_lists_search_export_and_history_show_no_foreign_record(role, world, cast):
    """Every page that shows many records obeys the same rule as the single card."""
    actor, person = cast[role], browser(cast, role)
    seen = {record.title for record in reading.get_many(record_type("party"), [world.own, world.foreign], actor)}
    pages = [
        "/clients/",
        "/clients/?group_by=group",
        "/search/?q=client",
        "/search/?q=clent",
        "/history/",
        "/clients/choose/?q=client",
        "/clients/export/csv-all/",
        "/clients/export/vcard/",
        "/clients/alike/?name=Foreign+Client",
    ]
    for path in pages:
        answer = person.get(path)
        if answer.status_code == 404:
            continue
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for title in {"Own Client", "Foreign Client"} - seen:
            assert title.encode() not in body, f"{path} shows {title} to {role}"


@pytest.mark.parametrize("role", ROLES)
def test_hidden_fields_are_nowhere(role, world, cast):
    """What a role may not see of a record is not on the card, in lists, filters, exports, search or history."""
    kind, actor, person = record_type("party"), cast[role], browser(cast, role)
    secret = {"tax_number": "SECRET-TAX-77", "about": "secretabout"}
    gate.update(kind, world.own, secret, by=cast.owner)
    hidden = [text for name, text in secret.items() if not actor.grant("party").may_see(name)]
    for path in (
        f"/clients/{world.own}/",
        "/clients/?columns=name,tax_number,about",
        "/clients/export/csv-all/",
        f"/clients/{world.own}/story/",
        "/history/",
        "/search/?q=secretab",
    ):
        answer = person.get(path)
        body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
        for text in hidden:
            assert text not in body, f"{path} shows {text} to {role}"
    for name in secret:
        if not actor.grant("party").may_see(name):
            assert person.get(f"/clients/{world.own}/fields/{name}/").status_code == 404
