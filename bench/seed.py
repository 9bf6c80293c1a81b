"""The small records every bench company has: departments, employees, groups, own fields, and four open sign-ins."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from bench.people import OWN
from bench.staff import BOSS, DEPARTMENTS, FEW, GROUPS, OWNERS, SELLER, key_of
from tailor.access.actors import TAILOR
from tailor.access.models import SignIn, User
from tailor.access.signing_in import key_hash
from tailor.clients.records import GROUP
from tailor.history.log import CREATE
from tailor.records import gate
from tailor.records.changes import Change
from tailor.records.own_fields import OWN_FIELD
from tailor.records.types import RecordType
from tailor.staff.records import DEPARTMENT, USER

SWATCHES = ("moss", "rust", "wine", "slate", "ochre", "teal", "sand", "denim")


def seed() -> None:
    """Into an empty database, so that the ids come out as numbered here."""
    make(DEPARTMENT, [{"name": f"Department {n}"} for n in range(1, DEPARTMENTS + 2)])
    sellers = [
        {"name": f"Seller {n}", "email": f"seller{n}@bench.tailor", "role": "seller",
         "department": (n - 1) % DEPARTMENTS + 1 if n <= OWNERS else DEPARTMENTS + 1, "language": "en"}
        for n in range(1, OWNERS + 2)
    ]  # fmt: skip
    make(USER, [*sellers, {"name": "Boss", "email": "boss@bench.tailor", "role": "owner", "language": "en"}])
    groups = [{"name": f"Group {n}", "colour": SWATCHES[n % len(SWATCHES)], "place": n} for n in range(GROUPS)]
    make(GROUP, groups)
    own = [{"name": name, "label": name.replace("_", " ").capitalize(), "kind": kind, "record_type": "party"}
           for name, kind in OWN.items()]  # fmt: skip
    make(OWN_FIELD, own)
    for person in (SELLER, FEW, BOSS):
        assert User.objects.filter(pk=person).exists()
        SignIn.objects.create(
            key_hash=key_hash(key_of(person)), user_id=person, ip="127.0.0.1", agent="bench",
            expires_at=timezone.now() + timedelta(days=3650),
        )  # fmt: skip


def make(kind: RecordType, rows: list[dict[str, object]]) -> None:
    with gate.step(TAILOR, f"{kind.code}.create") as act:
        gate.write(act, [Change(kind, CREATE, values=values) for values in rows])
