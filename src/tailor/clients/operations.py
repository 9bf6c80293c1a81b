"""What people do to clients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from tailor.records import gate
from tailor.records.fields import Person, Reference
from tailor.records.operations import change_all, operation
from tailor.records.record import Record


@operation(
    "party.hand_over", on="party", label=_("Hand over"), icon="user-round", right="edit", bulk=True, key="o",
    writes=("owner",),
)  # fmt: skip
def hand_over(
    act: gate.Step,
    records: Sequence[Record],
    *,
    owner: Annotated[int, Person(name="owner", label=_("To whom"), required=True, owns="party")],
) -> None:
    """Put another employee in charge of clients."""
    change_all(act, records, {"owner": owner})


@operation(
    "party.group",
    on="party",
    label=_("Put into a group"),
    icon="swatch-book",
    right="edit",
    bulk=True,
    writes=("group",),
)
def put_into_group(
    act: gate.Step,
    records: Sequence[Record],
    *,
    group: Annotated[int | None, Reference(name="group", label=_("Group"), to="group")],
) -> None:
    """Give clients the same group, or none."""
    change_all(act, records, {"group": group})
