"""Pages that modules put into the menu and the command palette beside the lists of record types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import Resolver404, resolve

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.kernel.switching import switched_off
from tailor.records.fields.base import Label
from tailor.records.record import Record


@dataclass(frozen=True, slots=True)
class MenuPage:
    """`seen` tells who has it; `main` pages stand in the rail, the `first` above the lists; the others under the person's
    name."""

    key: str
    label: Label
    url: str
    icon: str
    seen: Callable[[Actor], bool]
    hotkey: str = ""
    main: bool = True
    place: int = 50
    first: bool = False


_pages: dict[str, MenuPage] = {}


def register_page(page: MenuPage) -> MenuPage:
    _pages[page.key] = page
    return page


def pages() -> list[MenuPage]:
    """Every page there is, in their order."""
    return sorted(_pages.values(), key=lambda page: page.place)


def pages_for(actor: Actor) -> list[MenuPage]:
    """The pages this person has, in their order."""
    return [page for page in pages() if page.seen(actor) and leads_somewhere(page.url, actor)]


def leads_somewhere(url: str, actor: Actor) -> bool:
    """Whether there is a page at an address of ours for this person, or its module is off, for the company or their role."""
    nothing_is_off = not (switched_off() or actor.role.without)
    return nothing_is_off or actor.works_with(behind(url))


@lru_cache(maxsize=512)
def behind(url: str) -> str:
    """The Python module whose view answers at an address; "" where there is none."""
    try:
        return str(resolve(url).func.__module__)
    except Resolver404:
        return ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A line above every page: what there is to know, and where one does something about it. `seen` is asked anew only when
    the shape of the company changes."""

    text: Label
    doing: Label
    url: str
    seen: Callable[[Actor], bool]


_bars: list[Bar] = []


def register_bar(bar: Bar) -> None:
    _bars.append(bar)


def bar_for(actor: Actor) -> Bar | None:
    """The line this person has above their pages, if there is one."""
    return next((bar for bar in _bars if bar.seen(actor)), None)


def rules(actor: Actor) -> bool:
    """Owners and administrators."""
    return actor.role.rules


def everybody(actor: Actor) -> bool:
    return True


def may(record_type: str, action: str) -> Callable[[Actor], bool]:
    """Those who may do `action` to some records of that type."""
    return lambda actor: actor.scope(record_type, action) is not Scope.NONE


@dataclass(frozen=True, slots=True)
class CardAction:
    """What a module offers in the menu of any card: a dialog that comes from `url`, given the record's own address."""

    code: str
    label: Label
    icon: str
    url: Callable[[str], str]
    offered: Callable[[Record, Actor], bool]


_card_actions: list[CardAction] = []


def register_card_action(action: CardAction) -> None:
    _card_actions.append(action)


def card_actions(record: Record, actor: Actor) -> list[CardAction]:
    return [
        action for action in _card_actions
        if action.offered(record, actor) and leads_somewhere(action.url(record.url), actor)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListAction:
    """What an engine offers above the lists of those record types it is `offered` for. `place` is ``export``,
    ``import``, ``call`` for what is begun with them, ``look`` for another way to look at them, or ``figures`` for what they come to; `url` is given the type's slug."""

    place: str
    label: Label
    url: Callable[[str], str]
    right: str
    offered: Callable[[str], bool] = lambda record_type: True


_list_actions: list[ListAction] = []


def register_list_action(action: ListAction) -> None:
    _list_actions.append(action)


def list_actions(place: str, record_type: str, slug: str, actor: Actor) -> list[tuple[str, Label]]:
    """Addresses and labels of what may be done with a list."""
    return [
        (action.url(slug), action.label)
        for action in _list_actions
        if action.place == place
        and action.offered(record_type)
        and actor.scope(record_type, action.right) is not Scope.NONE
        and leads_somewhere(action.url(slug), actor)
    ]
