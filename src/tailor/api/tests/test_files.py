"""A program brings files in and reads them, by the rules of the pages."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tailor.api.tests.conftest import Program
from tailor.api.web import files as of_files
from tailor.kernel.files.models import StoredFile
from tailor.kernel.files.storing import path_of, store
from tailor.records import gate
from tailor.records.models import FileUse
from tailor.records.types import record_type
from tailor.tests.test_doors import ROLES, with_clerk

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (400, 400), "teal").save(content, "PNG")
    return content.getvalue()


def send(
    sender: Program, content: bytes, name: str = "plan.pdf", content_type: str = "application/pdf", **headers: str
):
    """As the body itself."""
    return sender.client.post(
        f"/api/v1/files?name={name}", content, content_type=content_type,
        headers={"Authorization": f"Bearer {sender.key}", **headers},
    )  # fmt: skip


def send_form(sender: Program, parts: dict, **headers: str):
    return sender.client.post("/api/v1/files", parts, headers={"Authorization": f"Bearer {sender.key}", **headers})


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def content_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_is_brought_in_hung_on_a_record_and_read_again(program, clients):
    pk, shop = clients(name="Anna"), program()
    made = send_form(shop, {"file": upload("offer.pdf", b"%PDF-1.7 offer")})
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["name"], told["size"], told["picture"]) == ("offer.pdf", 14, False)
    assert told["content_type"] == "application/pdf"
    noted = shop.post("interactions", {"kind": "file", "party": pk, "at": "2026-11-23T10:00:00Z", "files": [told]})
    assert noted.status_code == 201, noted.content
    kept = {name: told[name] for name in ("id", "name", "size", "picture")}
    assert shop.get(noted["Location"]).json()["files"] == [kept]
    read = shop.get(made["Location"])
    assert content_of(read) == b"%PDF-1.7 offer"
    assert read["Content-Type"] == "application/pdf"
    assert read["Content-Disposition"] == 'inline; filename="offer.pdf"'
    assert "sandbox" in read["Content-Security-Policy"]
    assert "private" in read["Cache-Control"]
    assert shop.get(f"{made['Location']}?download=1")["Content-Disposition"].startswith("attachment")


def test_a_picture_is_sent_as_the_body_itself_and_has_a_small_one(program, clients):
    pk, shop = clients(name="Anna"), program()
    made = send(shop, picture(), "anna.png", "image/png").json()
    assert made["picture"] is True
    assert shop.patch(f"clients/{pk}", {"photo": made["id"]}).status_code == 200
    small = shop.get(f"files/{made['id']}/small")
    assert small["Content-Type"] == "image/jpeg"
    assert max(Image.open(io.BytesIO(content_of(small))).size) == 160
    text = send(shop, b"no picture", "note.txt").json()
    assert shop.get(f"files/{text['id']}/small").status_code == 404


def test_what_is_no_picture_is_nobodys_photo(program, clients):
    pk, shop = clients(name="Anna"), program()
    made = send(shop, b"%PDF-1.7 offer").json()
    answer = shop.patch(f"clients/{pk}", {"photo": made["id"]})
    assert answer.status_code == 422
    assert [(one["field"], one["message"]) for one in answer.json()["errors"]] == [
        ("photo", "A picture is expected here.")
    ]
    assert shop.get(f"clients/{pk}").json()["photo"] is None


def test_what_a_file_is_is_read_from_its_content_and_never_believed(program):
    shop = program()
    page = send(shop, b"<script>alert(1)</script>", "page.html", "text/html").json()
    assert page["content_type"] == "text/plain"
    odd = send(shop, b"MZ\0\0", "..%2F..%2Fme.png", "image/png").json()
    assert (odd["content_type"], odd["picture"], odd["name"]) == ("application/octet-stream", False, "me.png")
    assert shop.get(f"files/{odd['id']}")["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("way", ["form", "body"])
def test_the_same_file_sent_twice_with_its_key_is_kept_once(way, program):
    shop = program()

    def sent(content: bytes, key: str = "k"):
        with_key = {"Idempotency-Key": key}
        if way == "form":
            return send_form(shop, {"file": upload("a.txt", content)}, **with_key)
        return send(shop, content, "a.txt", **with_key)

    first, again = sent(b"one"), sent(b"one")
    assert (first.status_code, first.content, first["Location"]) == (201, again.content, again["Location"])
    assert again["Idempotent-Replayed"] == "true"
    other = sent(b"another")
    assert (other.status_code, other.json()["type"]) == (422, "urn:tailor:problem:key_used")
    assert StoredFile.objects.count() == 1
    assert sent(b"one", "l").json()["id"] != first.json()["id"]


def test_two_with_one_key_at_the_same_moment_are_both_told_of_one_file(program, monkeypatch):
    """Another came first while this one was being kept."""
    shop, key, inside = program(), {"Idempotency-Key": "k"}, []
    kept = of_files._kept

    def meanwhile(*given):
        if not inside:
            inside.append(None)
            inside.append(send(shop, b"one", "a.txt", **key))
        return kept(*given)

    monkeypatch.setattr(of_files, "_kept", meanwhile)
    late = send(shop, b"one", "a.txt", **key)
    assert late.json()["id"] == inside[1].json()["id"]
    assert late["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("way", ["form", "body"])
def test_a_file_that_is_too_large_or_empty_is_not_kept(way, program, monkeypatch):
    monkeypatch.setattr("tailor.api.web.files.MAX_BYTES", 100_000)
    monkeypatch.setitem(store.__kwdefaults__, "limit", 100_000)
    shop = program()

    def sent(content: bytes):
        return send_form(shop, {"file": upload("a.txt", content)}) if way == "form" else send(shop, content)

    large, empty = sent(b"x" * 100_001), sent(b"")
    assert (large.status_code, large.json()["type"]) == (413, "urn:tailor:problem:too_large")
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (422, "file")
    assert sent(b"x" * 100_000).status_code == 201
    assert StoredFile.objects.count() == 1


def test_a_file_larger_than_other_requests_may_be_is_taken(program):
    content = b"x" * 6_000_000
    for made in (send(program(), content), send_form(program(), {"file": upload("a.bin", content)})):
        assert (made.status_code, made.json()["size"]) == (201, len(content))


@pytest.mark.parametrize(
    "parts", [{}, {"other": upload("a.txt", b"x")}, {"file": "a text"},
              {"file": [upload("a.txt", b"x"), upload("b.txt", b"y")]},
              {"file": upload("a.txt", b"x"), "more": upload("b.txt", b"y")}],
)  # fmt: skip
def test_a_form_with_anything_but_one_file_is_refused_in_words(parts, program):
    answer = send_form(program(), parts)
    assert answer.status_code == 422
    assert "“file”" in answer.json()["errors"][0]["message"]
    assert not StoredFile.objects.exists()


def test_a_body_without_a_name_and_a_form_that_is_none_are_refused(program):
    shop = program()
    assert shop.post("files", {}).status_code == 422
    broken = shop.client.post(
        "/api/v1/files", b"x", content_type="multipart/form-data", headers={"Authorization": f"Bearer {shop.key}"}
    )
    assert (broken.status_code, broken["Content-Type"]) == (400, "application/problem+json")


def test_who_may_hang_a_file_on_nothing_brings_none_in(program):
    for refused in (program(read_only=True), program(kinds=["group"])):
        assert send(refused, b"x").status_code == 403
    assert send(program("seller"), b"x").status_code == 201
    assert program().client.post("/api/v1/files?name=a", b"x", content_type="text/plain").status_code == 401


@pytest.mark.parametrize("role", ROLES)
def test_a_file_is_read_by_whoever_sees_what_it_hangs_on_and_by_nobody_else(role, program, cast, clients):
    cast = with_clerk(cast)
    party = record_type("party")
    hung: dict[str, int] = {}
    for name, owner in (("own", cast.seller), ("foreign", cast.stranger)):
        stored = store([picture(), name.encode()], f"{name}.png", by_id=cast.owner.person_id)
        hung[name] = stored.pk
        gate.update(party, clients(name=name, owner=owner.person_id), {"photo": stored.pk}, by=cast.owner)
    loose = store([b"x"], "loose.txt", by_id=cast.owner.person_id).pk
    reader = program(role)
    seen = {one["photo"] for one in reader.get("clients?fields=photo").json().get("items", ())}
    for pk in hung.values():
        for path in (f"files/{pk}", f"files/{pk}/small"):
            assert reader.get(path).status_code == (200 if pk in seen else 404), path
    assert reader.get(f"files/{loose}").status_code == (200 if role == "owner" else 404)
    assert reader.get("files/999999").status_code == 404


def test_a_token_for_some_kinds_reads_no_files_of_others_nor_what_hangs_nowhere(program, cast, clients):
    """Among one's own files are exports of what the token does not know."""
    stored = [store([picture(), bytes([at])], f"{at}.png", by_id=cast.owner.person_id).pk for at in range(3)]
    export, of_client, of_call = stored
    pk = clients(name="Anna", photo=of_client)
    note = {"kind": "file", "party": pk, "at": "2026-11-23T10:00:00Z", "files": [{"id": of_call}]}
    gate.create(record_type("interaction"), note, by=cast.owner)
    narrow = program(kinds=["party"])
    assert [narrow.get(f"files/{one}").status_code for one in stored] == [404, 200, 404]
    assert [program().get(f"files/{one}").status_code for one in stored] == [200, 200, 200]
    assert export


NOTED = {"kind": "file", "at": "2026-11-23T10:00:00Z"}


def by_rest(path: str, method: str = "post", **more):
    def send_it(sender: Program, values: dict) -> bool:
        return getattr(sender, method)(path, values | more).status_code in (200, 201)

    return send_it


def in_bulk(action: str, pk: int | None = None):
    def send_it(sender: Program, values: dict) -> bool:
        given = {"action": action, "fields": values} | ({"id": pk} if pk else {})
        told = sender.post("interactions/bulk", {"changes": [given], "all_or_none": False})
        return told.json()["results"][0]["status"] in (200, 201)

    return send_it


def by_assistant(tool: str, **named):
    def send_it(sender: Program, values: dict) -> bool:
        asked = {"name": tool, "arguments": {"type": "interactions", "fields": values, **named}}
        told = sender.post("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": asked}).json()
        return not told["result"]["isError"]

    return send_it


def ways_of_hanging(sender: Program, party: int) -> dict:
    """Every way a program may name a file in a record."""
    pk = sender.post("interactions", {**NOTED, "party": party, "kind": "note", "text": "x"}).json()["id"]
    new = NOTED | {"party": party}
    return {
        "POST": by_rest("interactions", **new),
        "PATCH": by_rest(f"interactions/{pk}", "patch"),
        "bulk create": lambda sender, values: in_bulk("create")(sender, new | values),
        "bulk update": in_bulk("update", pk),
        "create_record": lambda sender, values: by_assistant("create_record")(sender, new | values),
        "change_record": by_assistant("change_record", id=pk),
    }


@pytest.fixture
def export(cast) -> int:
    """A file of the owner's own, as an export of deals is one."""
    return store([b"all the deals there are"], "deals.csv", by_id=cast.owner.person_id).pk


def test_a_token_for_some_kinds_hangs_no_file_of_its_person_on_what_it_sees_to_read_it_there(export, program, clients):
    pk, narrow = clients(name="Anna"), program(kinds=["party", "interaction"])
    for way, hang in ways_of_hanging(narrow, pk).items():
        assert not hang(narrow, {"files": [{"id": export, "name": "x"}]}), way
        assert narrow.get(f"files/{export}").status_code == 404, way
    assert not FileUse.objects.filter(file_id=export).exists()
    whole = program()
    assert all(hang(whole, {"files": [{"id": export, "name": "x"}]}) for hang in ways_of_hanging(whole, pk).values())


def test_nor_in_an_own_field(export, program, cast, clients):
    plans = {"label": "Plans", "name": "plans", "kind": "files", "record_type": "party"}
    gate.create(record_type("own_field"), plans, by=cast.owner)
    pk, given = clients(name="Anna"), {"plans": [{"id": export, "name": "x"}]}
    answer = program(kinds=["party"]).patch(f"clients/{pk}", given)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "plans")
    assert program().patch(f"clients/{pk}", given).status_code == 200


def test_nor_as_a_photo(program, cast, clients):
    pk, narrow = clients(name="Anna"), program(kinds=["party"])
    drawn = store([picture()], "deals.png", by_id=cast.owner.person_id).pk
    answer = narrow.patch(f"clients/{pk}", {"photo": drawn})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "photo")
    assert [narrow.get(f"files/{drawn}{which}").status_code for which in ("", "/small")] == [404, 404]
    assert program().patch(f"clients/{pk}", {"photo": drawn}).status_code == 200


def test_what_a_token_for_some_kinds_brought_in_it_hangs_and_reads_and_its_person_too(program, clients):
    pk, narrow = clients(name="Anna"), program(kinds=["party", "interaction"])
    ways = ways_of_hanging(narrow, pk)
    for way, hang in ways.items():
        told = send(narrow, b"from outside").json()
        for reader in (narrow, program()):
            assert reader.get(f"files/{told['id']}").status_code == 200, way
        assert hang(narrow, {"files": [told]}), way
    told = send(narrow, b"from outside").json()
    assert by_rest("interactions", party=pk, **NOTED)(program(), {"files": [told]})


def test_what_one_token_for_some_kinds_brought_in_is_not_anothers_until_it_hangs_where_that_sees_it(program, clients):
    pk, narrow = clients(name="Anna"), program(kinds=["party", "interaction"])
    other = program(kinds=["party", "interaction"])
    told = send(narrow, b"from outside").json()
    hang = by_rest("interactions", party=pk, **NOTED)
    assert other.get(f"files/{told['id']}").status_code == 404
    assert not hang(other, {"files": [told]})
    assert hang(narrow, {"files": [told]})
    assert other.get(f"files/{told['id']}").status_code == 200
    assert hang(other, {"files": [told]})
    assert program(kinds=["party"]).get(f"files/{told['id']}").status_code == 404


def test_the_document_tells_of_files(program):
    paths = program().get("openapi.json").json()["paths"]
    assert {"multipart/form-data", "application/octet-stream"} == set(
        paths["/api/v1/files"]["post"]["requestBody"]["content"]
    )
    assert {"/api/v1/files/{id}", "/api/v1/files/{id}/small"} <= paths.keys()


def test_content_lies_where_files_of_the_pages_lie(program):
    made = send(program(), b"content").json()
    assert path_of(StoredFile.objects.get(pk=made["id"])).read_bytes() == b"content"
