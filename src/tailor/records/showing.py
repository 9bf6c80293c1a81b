"""How values are shown to one person: in their language, their zone, with the names of what they refer to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, TypeVar, cast

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from tailor.access.actors import Actor
from tailor.access.roles import may_own
from tailor.desk.faces import face
from tailor.kernel.statements import Statement
from tailor.kernel.text import in_sentence, initials
from tailor.records import days, reading
from tailor.records.names import Named, named
from tailor.records.types import record_type

Answer = TypeVar("Answer")

GROUP_MARK = {"en": ",", "ru": "\u00a0", "hu": "\u00a0", "ka": "\u00a0"}
DECIMAL_MARK = {"en": ".", "ru": ",", "hu": ",", "ka": ","}


class Show:
    """Made once for each request; titles of large record types are read in one query by `prepare`."""

    def __init__(self, actor: Actor, stamp: int | None = None) -> None:
        self.actor, self.stamp = actor, stamp
        self.language = actor.language
        self.zone = timezone.get_current_timezone()
        self.now = timezone.localtime(timezone=self.zone)
        self.today = self.now.date()
        self._titles: dict[tuple[str, int], str] = {}
        self._links: dict[tuple[str, int], Markup] = {}
        self._labels: dict[int, tuple[str | Promise, str]] = {}
        self._within: dict[int, tuple[str | Promise, str]] = {}
        self._once: dict[Hashable, Any] = {}
        self._sent: dict[Hashable, Callable[[], Any]] = {}

    def once(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """What several parts of a page ask for, asked once."""
        if key not in self._once:
            self._once[key] = self._sent.pop(key, ask)()
        return cast("Answer", self._once[key])

    def sent(self, key: Hashable, take: Callable[[], Any]) -> None:
        """It was asked already: the first part that wants it waits for the answer."""
        self._sent[key] = take

    # names

    def prepare(self, references: Iterable[tuple[str, int]]) -> None:
        """Read the titles of these records, as far as the person may see them."""
        for statement in self.asking(references):
            statement.answer()

    def asking(self, references: Iterable[tuple[str, int]]) -> list[Statement[None]]:
        """What reads those titles: whoever takes the answers has them here."""
        wanted: dict[str, set[int]] = {}
        for code, pk in references:
            if not record_type(code).small and (code, pk) not in self._titles:
                wanted.setdefault(code, set()).add(pk)
        return [self._asking(code, ids) for code, ids in wanted.items()]

    def _asking(self, code: str, ids: Collection[int]) -> Statement[None]:
        def keep(found: Mapping[int, str]) -> None:
            self._titles.update({(code, pk): found.get(pk, "") for pk in ids})

        return reading.naming(record_type(code), ids, self.actor).then(keep)

    def knows(self, code: str, pk: int, title: str) -> None:
        """Whoever draws the page has read this record already."""
        self._titles[code, pk] = title

    def named(self, code: str, pk: int) -> Named | None:
        return named(code, self.stamp).get(pk)

    def title(self, code: str, pk: int) -> str:
        """The name of a record; "" when the person may not see it."""
        if record_type(code).small:
            one = self.named(code, pk)
            return one.title if one else ""
        if (code, pk) not in self._titles:
            self.prepare([(code, pk)])
        return self._titles[code, pk]

    def link(self, code: str, pk: int) -> Markup:
        """A record's name as it stands in a list or on a card."""
        made = self._links.get((code, pk))
        if made is None:
            made = self._links[code, pk] = self._link(code, pk)
        return made

    def _link(self, code: str, pk: int) -> Markup:
        kind = record_type(code)
        if kind.small:
            one = self.named(code, pk)
            return _swatch(one.colour, one.title) if one else Markup("")
        title = self.title(code, pk)
        if not title:
            return Markup('<span class="q">{}</span>').format(_("not visible to you"))
        return Markup(f'<a class="act" href="/{kind.slug}/{pk}/">{escape(title)}</a>')  # noqa: S704 - a slug, a number

    def person(self, pk: int) -> Markup:
        """An employee with their face."""
        made = self._links.get(("", pk))
        if made is None:
            made = self._links["", pk] = _person(self.named("user", pk))
        return made

    def choices(self, code: str, value: int | None) -> list[tuple[int, str]] | None:
        """What may be chosen of a small type; None for a large one, which is searched instead."""
        if not record_type(code).small:
            return None
        return [(one.id, one.title) for one in named(code, self.stamp).values() if one.active or one.id == value]

    def people(self) -> list[int]:
        """Everybody who works here, then those who left."""
        return [one.id for one in sorted(named("user", self.stamp).values(), key=lambda one: not one.active)]

    def owners(self, code: str, value: int | None) -> list[tuple[int, str]]:
        """Who may be put in charge of records of a type: those who work here and whose role changes such records."""
        people = named("user", self.stamp).values()
        return [(one.id, one.title) for one in people if (one.active and may_own(one.role, code)) or one.id == value]

    # words

    def label(self, label: str | Promise) -> str:
        """A label as it stands by itself; translated once a request."""
        known = self._labels.get(id(label))
        if known is None:  # the label is kept, so that its number stays its own
            known = self._labels[id(label)] = (label, str(label))
        return known[1]

    def within(self, label: str | Promise) -> str:
        """A label as it stands within a sentence; translated once a request, for a history repeats it."""
        known = self._within.get(id(label))
        if known is None:  # the label is kept, so that its number stays its own
            known = self._within[id(label)] = (label, in_sentence(str(label)))
        return known[1]

    # numbers and times

    def number(self, value: int | float | Decimal | str) -> str:
        """Grouped by thousands with a space that does not break, as the language writes it."""
        if type(value) is int and 0 <= value < 1000:
            return str(value)
        exact = value if isinstance(value, int | Decimal) else Decimal(str(value))
        whole, _dot, fraction = (f"{exact:,d}" if isinstance(exact, int) else f"{exact:,f}").partition(".")
        whole = whole.replace(",", GROUP_MARK.get(self.language, ",")).replace("-", "\u2212")
        return whole + (DECIMAL_MARK.get(self.language, ".") + fraction if fraction else "")

    def day(self, value: date) -> str:
        """A day, without the year while it is this one."""
        return days.short_day(value, self.language, self.today)

    def long_day(self, value: date) -> str:
        return days.long_day(value, self.language)

    def weekday(self, value: date) -> str:
        return days.day_with_weekday(value, self.today, self.language)

    def month(self, value: date) -> str:
        """The month a day lies in, with its year."""
        return days.month(value, self.language)

    def day_of_year(self, value: date) -> str:
        return days.day_of_year(value, self.language)

    def time(self, value: datetime) -> str:
        return timezone.localtime(value).strftime("%H:%M")

    def moment(self, value: datetime) -> str:
        """Day and time."""
        local = timezone.localtime(value)
        return f"{self.day(local.date())} {local:%H:%M}"

    @cached_property
    def nearness(self) -> Mapping[datetime, str]:
        """How far away any moment is: the time today, yesterday and tomorrow by name, days within a month, else the day."""
        return days.nearness(self.language, self.zone, self.today)

    def near(self, value: datetime) -> str:
        return self.nearness[value]

    def ago(self, value: datetime) -> str:
        """How long ago it was: 5 minutes ago, 6 weeks ago."""
        return days.ago(max(self.now - value, timedelta(seconds=1)), self.language)

    def relative_day(self, value: date) -> str:
        if value == self.today:
            return _("Today")
        if value == self.today - timedelta(days=1):
            return _("Yesterday")
        return ""


@lru_cache(maxsize=2048)
def _swatch(colour: str, title: str) -> Markup:
    return Markup('<span class="sw sw-{}"><span class="cut">{}</span></span>').format(colour or "sand", title)


@lru_cache(maxsize=2048)
def _person(one: Named | None) -> Markup:
    if one is None:
        return Markup("")
    return Markup('<span class="line who-line">{}<span class="cut">{}</span></span>').format(
        person_face(one, 22), escape(one.title)
    )


def person_face(one: Named | None, size: int) -> Markup:
    """The face of an employee."""
    if one is None:
        return Markup("")
    picture = f"/files/{one.photo_id}/small/" if one.photo_id else None
    letters = initials(one.title, company=False)
    return face(one.title, initials=letters, photo_url=picture, size=size, key=one.id)
