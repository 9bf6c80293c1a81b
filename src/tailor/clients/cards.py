"""Clients as vCards."""

from __future__ import annotations

from tailor.exchange.exporting import makes_cards
from tailor.exchange.files.vcard_writing import CardData
from tailor.kernel.files.models import StoredFile
from tailor.kernel.files.storing import path_of
from tailor.records.fields import Phones
from tailor.records.record import Record
from tailor.records.showing import Show


@makes_cards("party")
def card_of(record: Record, show: Show) -> CardData:
    """Everything of a client that a vCard has a place for; the rest stands in its note."""
    values = record.values
    phones = record.kind.declared["phones"]
    assert isinstance(phones, Phones)
    company = values.get("company")
    group = values.get("group")
    return CardData(
        name=record.title,
        last_name=values.get("last_name", ""),
        first_name=values.get("first_name", ""),
        middle_name=values.get("middle_name", ""),
        prefix=values.get("honorific", ""),
        nickname=values.get("nickname", ""),
        company=record.title if values.get("is_company") else show.title("party", company) if company else "",
        position=values.get("position", ""),
        phones=[(one.get("type", ""), phones.shown(one)) for one in values.get("phones", ())],
        emails=[(one.get("type", ""), one["value"]) for one in values.get("emails", ())],
        sites=[one["value"] for one in values.get("sites", ())],
        addresses=[(one.get("type", ""), one["value"]) for one in values.get("addresses", ())],
        birthday=values.get("birthday", ""),
        groups=[show.title("group", group)] if group else [],
        note="\n".join(filter(None, (values.get(name, "") for name in ("about", "preferences", "other")))),
        photo_jpeg=photo_of(values.get("photo")),
    )


def photo_of(pk: int | None) -> bytes | None:
    """The bytes of a photo, if it is a JPEG."""
    stored = StoredFile.objects.filter(pk=pk, content_type="image/jpeg").first() if pk else None
    return path_of(stored).read_bytes() if stored else None
