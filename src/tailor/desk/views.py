"""The gallery: every component with its states. What is not there is not used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from tailor.desk.faces import face
from tailor.desk.shell import MenuItem, Shell
from tailor.desk.toasts import Toast

MENU = [
    MenuItem("clients", "Clients", "/clients/", "users-round", 6, hotkey="c"),
    MenuItem("interactions", "Interactions", "/interactions/", "messages-square", 2, late=True),
    MenuItem("import", "Import", "/import/", "upload"),
    MenuItem("history", "History", "/history/", "history"),
    MenuItem("styleguide", "Styleguide", "#", "square-stack"),
]


def styleguide(request: HttpRequest) -> HttpResponse:
    shell = Shell(
        company="Façade & Roof",
        menu=MENU,
        pins=[],
        person_name="Anna Sokolova",
        person_role="Sales, Tbilisi",
        person_face=face("Anna Sokolova", initials="AS", size=26, key=2),
        theme="auto",
        language=get_language() or "en",
        current="styleguide",
        new=MenuItem("new", "New client", "/clients/new/", "plus"),
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
