"""The ten questions, and what was answered. Each may be left out; then the trade says what is usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tailor.brief.ready import TRADES, in_language, parts, trade
from tailor.kernel.settings_kept import Setting
from tailor.records.fields.base import Label

KEPT = "brief.answers"
OTHER = "other"
Answers = Mapping[str, tuple[str, ...]]
OBJECTS = ("vehicle", "building", "equipment", "contract", "pet")
KNOWN = ("referred_by", "speaks", "discount", "credit_limit", "payment_days", "size", "blood", "allergies", "opening_hours", "consent")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """`many`: several answers at once. The options are values with what they are called."""

    code: str
    asks: Label
    options: tuple[tuple[str, Label | list[str]], ...]
    many: bool = False
    hint: Label = ""

    def offered(self) -> list[tuple[str, str]]:
        """The options in the language of the moment."""
        language = get_language() or "en"
        return [(value, in_language(said, language) if isinstance(said, list) else str(said)) for value, said in self.options]  # fmt: skip

    def taken(self, given: Iterable[str]) -> tuple[str, ...]:
        """Of what was given what there is to answer."""
        known = [value for value, _said in self.options if value in set(given)]
        return tuple(known if self.many else known[:1])


def questions() -> tuple[Question, ...]:
    part = parts()
    return (
        Question("trade", _("What does the company do?"), (*((code, trade(code)["called"]) for code in TRADES), (OTHER, _("Something else")))),
        Question("called", _("What do you call those you work for?"), tuple(part["called"].items())),
        Question("sells", _("What do you sell?"), (("goods", _("Goods")), ("services", _("Services")), ("projects", _("Projects"))), many=True),
        Question("visits", _("Do you meet clients by appointment?"), (("yes", _("Yes")), ("no", _("No")))),
        Question(
            "stages",
            _("How does a sale go?"),
            (("full", _("In several stages, each with its checks")), ("short", _("Shortly: new, in work, done")), ("none", _("Without stages"))),
        ),
        Question("objects", _("What of your clients’ do you keep an eye on?"), tuple((code, part[code]["kinds"][code]["plural"]) for code in OBJECTS), many=True),
        Question("team", _("Who works here besides sellers and managers?"), tuple((code, one["label"]) for code, one in part["roles"].items()), many=True),
        Question(
            "see",
            _("Whose clients does a seller see?"),
            (("all", _("Everybody’s")), ("department", _("Those of their department")), ("own", _("Only their own"))),
        ),
        Question("known", _("What else do you have to know about a client?"), tuple((code, part[code]["fields"]["party"][code]["label"]) for code in KNOWN), many=True, hint=_("Phones, addresses, birthday and tax number are there anyway.")),
        Question("sources", _("Where do clients come from?"), tuple((code, one["label"]) for code, one in part["sources"].items()), many=True),
    )  # fmt: skip


def answers_in(data: QueryDict) -> Answers:
    """What of an address or a form answers the questions; anything else is passed over."""
    found = {one.code: one.taken(data.getlist(one.code)) for one in questions()}
    return {code: values for code, values in found.items() if values}


def address_of(answers: Answers) -> str:
    """The answers as they stand in an address."""
    return urlencode([(code, value) for code, values in answers.items() for value in values])


def keep(answers: Answers) -> None:
    """Note the answers, so that whoever comes back finds them."""
    Setting.objects.update_or_create(name=KEPT, defaults={"value": address_of(answers)})


def kept() -> Answers:
    found = Setting.objects.filter(name=KEPT).values_list("value", flat=True).first()
    return answers_in(QueryDict(found or ""))


def with_usual(answers: Answers) -> Answers:
    """The answers, and for those left out what is usual in the trade."""
    usual: Mapping[str, Any] = trade(chosen(answers, "trade")).get("answers", {})
    held = {code: (given,) if isinstance(given, str) else tuple(given) for code, given in usual.items()}
    return {**held, **answers}


def chosen(answers: Answers, code: str) -> str:
    """The one answer to a question; "" where there is none."""
    return (answers.get(code) or ("",))[0]
