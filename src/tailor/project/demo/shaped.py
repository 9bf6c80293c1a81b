"""A company in one of the ready shapes, with people of each of its roles and example records: a place to try it, thrown away
with its data folder."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.utils import translation

from tailor.access.actors import TAILOR, Actor, Way
from tailor.access.first import close_first_account
from tailor.access.models import User
from tailor.access.roles import all_roles
from tailor.access.signing_in import actor_of
from tailor.brief import accepting, examples
from tailor.brief.composing import propose
from tailor.brief.questions import Answers, keep
from tailor.brief.ready import in_language, people, trade
from tailor.history.log import CREATE
from tailor.kernel import stamps
from tailor.project.demo.build import NotEmptyError, is_empty
from tailor.project.demo.team import MAIL, PASSWORD
from tailor.records import company, gate, own_company
from tailor.records.changes import Change
from tailor.records.currencies import usual_currency
from tailor.records.types import record_type


def build_shaped(code: str, language: str) -> list[tuple[str, str, str]]:
    """Build it and answer (role, e-mail, password) of everybody who may sign in. Raises `NotEmptyError`."""
    if not is_empty():
        raise NotEmptyError("a ready shape is tried in an empty database only")
    answers: Answers = {"trade": (code,)}
    with translation.override(language):
        own_company.tell(TAILOR, in_language(trade(code)["called"], language), usual_currency(language))
        close_first_account()
        owner = _employed(["owner"], language, TAILOR)["owner"]
        accepting.accept(propose(answers, language), owner, subject=company.name())
        keep(answers)
        team = _employed([role.code for role in all_roles() if role.code != "owner"], language, owner)
        User.objects.update(password=make_password(PASSWORD))
        in_charge = [team[role].person_id or 0 for role in team if team[role].scope("party", "edit")]
        examples.put_in(answers, owner, in_charge)
    labels = {role.code: str(role.label) for role in all_roles()}
    return [(labels[role], f"{role}@{MAIL}", PASSWORD) for role in ("owner", *team)]


def _employed(roles: list[str], language: str, by: Actor) -> dict[str, Actor]:
    """Somebody of each role, whose e-mail begins with its name."""
    words = people()[language]
    names = [f"{first} {last}" for first, last in zip(words["first"], reversed(words["last"]), strict=True)]
    wanted = [
        {"name": names[(at + len(role)) % len(names)], "email": f"{role}@{MAIL}", "role": role, "language": language}
        for at, role in enumerate(roles)
    ]
    with gate.step(by, "user.create") as act:
        saved = gate.write(act, [Change(record_type("user"), CREATE, values=values) for values in wanted])
    users = User.objects.in_bulk([one.id for one in saved])
    stamp = stamps.current(stamps.SHAPE)
    return {role: actor_of(users[one.id], Way.WEB, stamp) for role, one in zip(roles, saved, strict=True)}
