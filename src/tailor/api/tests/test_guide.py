"""Every command of the guide does what it says, sent as curl sends it."""

from __future__ import annotations

import argparse
import io
import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

import tailor
from tailor.records import gate
from tailor.records.types import record_type

pytestmark = pytest.mark.django_db

GUIDE = Path(tailor.__file__).parents[2] / "docs" / "api.md"
COMMAND = re.compile(r"^    (crm (?!\(\)).+(?:\n {8,}\S.*)*)$", re.M)
FORM = "application/x-www-form-urlencoded"

curl = argparse.ArgumentParser(exit_on_error=False)
curl.add_argument("address")
for flag in ("-X", "--json", "--data-binary", "-F", "-o"):
    curl.add_argument(flag)
for flag in ("-H", "-d", "--data-urlencode"):
    curl.add_argument(flag, action="append", default=[])
curl.add_argument("-G", action="store_true")


@pytest.fixture
def files() -> dict[str, bytes]:
    content = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(content, "JPEG")
    return {"plan.pdf": b"%PDF-1.7 plan", "face.jpg": content.getvalue()}


@pytest.fixture
def world(cast: Any, clients: Any) -> dict[str, str]:
    """The records of the guide, by the words it names them with."""
    first, second = clients(name="First"), clients(name="Second")
    gate.update(record_type("party"), first, {"about": "x"}, by=cast.owner)
    gate.update(record_type("party"), first, {"about": "y"}, by=cast.owner)
    deal = gate.create(record_type("deal"), {"title": "Deal", "party": first}, by=cast.owner).id
    seller = cast.seller.person_id
    return {
        "clients/5": f"clients/{first}", "clients/6": f"clients/{second}", '"id": 5': f'"id": {first}',
        "[5, 6]": f"[{first}, {second}]", '"party": 5': f'"party": {first}', "party/5": f"party/{first}",
        "deal/12": f"deal/{deal}", '"owner": 3': f'"owner": {seller}', "$API": "/api/v1",
    }  # fmt: skip


def send(sender: Any, command: str, files: dict[str, bytes]) -> Any:
    """What curl would send, by its own rules: what is posted without a word is said to be a form."""
    asked = curl.parse_args(shlex.split(command)[1:])
    headers = {"Authorization": f"Bearer {sender.key}", **dict(one.split(": ", 1) for one in asked.H)}
    content_type, body = headers.pop("Content-Type", FORM), b""
    address = asked.address
    encoded = [f"{name}={quote(value)}" for name, _sign, value in (one.partition("=") for one in asked.data_urlencode)]
    method = asked.X or ("GET" if asked.G or not (asked.json or asked.data_binary or asked.F) else "POST")
    if asked.G:
        address += "?" + "&".join([*encoded, *asked.d])
    elif asked.json:
        content_type, body = "application/json", asked.json.encode()
    elif asked.data_binary:
        body = files[asked.data_binary.removeprefix("@")]
    elif asked.F:
        part, _sign, name = asked.F.partition("=@")
        return sender.client.post(address, {part: SimpleUploadedFile(name, files[name])}, headers=headers)
    else:
        body = urlencode([one.split("=", 1) for one in asked.d]).encode()
    return sender.client.generic(method, address, body, content_type if body else "", headers=headers)


def test_every_command_of_the_guide_is_done(program, world, files):
    sender, done, sent = program(), [], 0
    commands = COMMAND.findall(GUIDE.read_text("utf-8"))
    for command in commands:
        asked = command
        for said, meant in world.items():
            asked = re.sub(rf"{re.escape(said)}(?!\d)", meant, asked)
        answer = send(sender, asked, files)
        assert answer.status_code in (200, 201, 204), f"{command}: {answer.status_code} {answer.content[:300]!r}"
        done.append(answer.status_code)
        if "$STEP" in command:
            assert answer.json()["undone"] == 1
        world["$STEP"] = answer.headers.get("Tailor-Step", "")
        if "/files " in command or "/files?" in command:
            number = str(41 + sent)
            pk, sent = answer.json()["id"], sent + 1
            world |= {
                f"files/{number}": f"files/{pk}",
                f'"id": {number}': f'"id": {pk}',
                f'"photo": {number}': f'"photo": {pk}',
            }
    assert len(done) > 20
    assert {200, 201, 204} == set(done)


def test_what_the_guide_shows_of_commands_is_curl_that_this_test_reads():
    text = GUIDE.read_text("utf-8")
    lines = [line for line in text.splitlines() if re.match(r"    (crm |curl )", line)]
    assert len(lines) == len(COMMAND.findall(text))
    assert not re.search(r"curl[^`\n]*-d '\{", text.replace("`-H 'Content-Type: application/json' -d`", ""))
