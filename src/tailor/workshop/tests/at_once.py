"""Two who draft and two who work, all at the same time: who saw what they must not."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection
from django.test import Client

SECRETS = {"owner": "Ownersecret", "administrator": "Adminsecret"}
"""By who drafts it, what stands in their draft and nowhere else."""
WORKERS = ("manager", "seller")
ROUNDS = 3
REAL = {"HTTP_HX_REQUEST": "true"}


def leaks(browsers: dict[str, Client], card: str) -> list[str]:
    """What was seen on trial of others, or was not seen of one's own; and whatever broke."""
    wrong: list[str] = []
    drafting = threading.Event()

    def run(name: str, work: Callable[[str], None]) -> None:
        try:
            work(name)
        except Exception as error:
            wrong.append(f"{name}: {error!r}")
        finally:
            connection.close()

    def look(name: str, path: str, own: str = "") -> None:
        answer = browsers[name].get(path)
        page = answer.content.decode()
        if answer.status_code != 200:
            wrong.append(f"{name}: {path} {answer.status_code}")
        wrong.extend(f"{name} saw {said} at {path}" for said in SECRETS.values() if said in page and said != own)
        if own and own not in page:
            wrong.append(f"{name} did not see {own} at {path}")

    def draft(name: str) -> None:
        own = SECRETS[name]
        for at in range(ROUNDS):
            field = {"label": f"{own} {at}", "record_type": "party", "kind": "text", "name": f"{name}_{at}"}
            answer = browsers[name].post("/own-fields/new/?then=/workshop/of/party/", field)
            if answer.status_code != 302:
                wrong.append(f"{name}: {answer.status_code} for {field['name']}")
            word = {"about": "itself", "attribute": "plurals", "language": "en", "text": f"{own}s {at}"}
            browsers[name].post("/workshop/of/party/words/", word, **REAL)  # type: ignore[arg-type]
            for path in (
                card,
                "/clients/",
                "/clients/new/",
                "/workshop/of/party/",
                "/workshop/draft/",
                f"{card}calling/",
            ):
                look(name, path, own)

    def work(name: str) -> None:
        while not drafting.is_set():
            for path in (card, "/clients/", "/clients/new/", "/clients/columns/", f"{card}story/", "/search/?q=nino"):
                look(name, path)

    drafters = [threading.Thread(target=run, args=(name, draft)) for name in SECRETS]
    workers = [threading.Thread(target=run, args=(name, work)) for name in WORKERS]
    for thread in (*workers, *drafters):
        thread.start()
    for thread in drafters:
        thread.join()
    drafting.set()
    for thread in workers:
        thread.join()
    return wrong
