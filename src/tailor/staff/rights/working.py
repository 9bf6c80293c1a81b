"""The beginning and the end of working as another stand in the history, in the name of who really sits there."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.models import User
from tailor.access.roles import role
from tailor.access.working_as import begin, called, may_as, on_end
from tailor.records import gate
from tailor.records.acts import act
from tailor.records.fields.references import PERSON
from tailor.records.record import Record

BEGUN = act("user", "work_as", _("began to work as"))
OVER = act("user", "work_as_end", _("works as themselves again, no longer as"))


def may_work_as(record: Record, by: Actor) -> bool:
    """Whether this is the card of an employee as whom one may work."""
    values = record.values
    return record.kind.code == PERSON and bool(values.get("is_active", True)) and may_as(by, record.id, values["role"])


def begin_as(key_hash: str, by: Actor, *, user: User | None = None, role_code: str = "") -> None:
    """Work as that employee, or in that role, from now on."""
    subject = called(role(user.role), user.name) if user else called(role(role_code))
    with gate.step(by, BEGUN, subject=subject) as step:
        until = begin(key_hash, user=user, role_code=role_code)
        whom = {"user": user.pk} if user else {"role": role_code}
        step.details = {"whom": whom, "until": until.isoformat()}
        step.enter(subject)()


@on_end
def write_down(by: Actor, whom: str, at: datetime) -> None:
    """Somebody is themselves again, since a moment which may have passed unnoticed."""
    with gate.step(by, OVER, subject=whom or "—", at=at) as step:
        step.enter(step.subject)()
