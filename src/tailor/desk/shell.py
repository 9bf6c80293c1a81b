"""What stands around every page: the menu, what is kept at hand, and the person."""

from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup

Theme = Literal["auto", "light", "dark"]


@dataclass(frozen=True, slots=True)
class MenuItem:
    key: str
    label: str
    url: str
    icon: str
    count: int | None = None
    late: bool = False
    hotkey: str = ""  # the letter after g
    short: str = ""  # the label where there is little room


@dataclass(frozen=True, slots=True)
class Shell:
    company: str
    menu: list[MenuItem]
    pins: list[MenuItem]
    person_name: str
    person_role: str
    person_face: Markup
    theme: Theme
    language: str
    rtl: bool = False
    current: str = ""  # key of the menu item one is in
    new: MenuItem | None = None  # the + of the phone's bottom bar
    home_url: str = "/"
    search_url: str = "/search/"
    account_url: str = "/me/"
    theme_url: str = "/me/theme/"
    sign_out_url: str = "/sign-out/"
    sign_in_url: str = "/sign-in/"
    live_url: str = ""
    notifications_url: str = ""
    person_menu: list[MenuItem] = field(default_factory=list)
    person_id: int = 0
    bar: tuple[str, str, str] | None = None  # a line above every page: text, what to do about it, where
    framed: bool = False  # a card in a window of another page: without menu and search
    key: tuple[object, ...] = ()  # all that the menu depends on, so that it is drawn once

    @property
    def phone_tabs(self) -> list[MenuItem]:
        """Five places under the thumb: the last is More, the middle one New where one may make something."""
        return self.menu[: 3 if self.new else 4]
