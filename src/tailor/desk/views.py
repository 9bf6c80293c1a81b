"""The gallery: every component with its states. What is not there is not used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from tailor.desk.faces import face
from tailor.desk.shell import MenuItem, Shell
from tailor.desk.toasts import Toast

MENU = [
    MenuItem("today", "Today", "#today", "sun", 6, hotkey="t"),
    MenuItem("clients", "Clients", "#clients", "users-round", hotkey="c"),
    MenuItem("leads", "Leads", "#leads", "inbox", 4),
    MenuItem("import", "Import", "#import", "upload"),
    MenuItem("calls", "Calls", "#calls", "phone", 2, late=True),
    MenuItem("styleguide", "Styleguide", "#", "square-stack"),
]
PINS = [
    MenuItem("worth", "Worth a call", "#worth", "table-2", 37),
    MenuItem("owe", "Owe over 30 days", "#owe", "table-2", 9),
]


def styleguide(request: HttpRequest) -> HttpResponse:
    shell = Shell(
        company="Façade & Roof",
        menu=MENU,
        pins=PINS,
        person_name="Anna Sokolova",
        person_role="Sales, Tbilisi",
        person_face=face("Anna Sokolova", initials="AS", size=26, key=2),
        theme="auto",
        language=get_language() or "en",
        current="styleguide",
        new=MenuItem("new", "New client", "#new", "plus"),
        search_url="",
        theme_url="",
        sign_in_url="",
    )
    toasts = [
        Toast("Merged: Kovács P. into Kovács Péter", undo_url="/"),
        Toast("No network. 2 changes are kept here and will follow.", tone="late"),
        Toast("Заведён клиент ООО «Северный профиль»", link_url="/", link_text="Открыть"),
    ]
    return render(request, "desk/styleguide.html", {"shell": shell, "samples": toasts})
