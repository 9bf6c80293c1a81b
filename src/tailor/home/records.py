"""What roles begin with on their home page: part of the shape of the company, kept by its owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from tailor.home.blocks import all_blocks
from tailor.home.models import HomeOfRole
from tailor.records.fields import FieldError
from tailor.records.fields.lines import Lines
from tailor.records.inner_names import guard_names
from tailor.records.own_layouts import WhoseLayout
from tailor.records.types import Intended, RecordType, Shaping, SortOrder, Values, register
from tailor.records.visibility import Open


def guard_homes(wanted: Sequence[Intended]) -> list[Mapping[str, FieldError]]:
    """One of each role, of blocks there are."""
    named = guard_names(wanted, _taken, ("role",))
    return [errors or _unknown(one) for errors, one in zip(named, wanted, strict=True)]


def _taken(values: Values) -> bool:
    return HomeOfRole.objects.filter(role=values["role"]).exists()


def _unknown(one: Intended) -> Mapping[str, FieldError]:
    known = {block.key for block in all_blocks()} | set((one.before or {}).get("blocks") or ())
    unknown = [key for key in (one.after or {}).get("blocks") or () if key not in known]
    message = _("There are no such blocks: %(names)s.")
    return {"blocks": FieldError(message, names=", ".join(unknown[:5]))} if unknown else {}


HOME_OF_ROLE = register(
    RecordType(
        code="home",
        slug="homes",
        model=HomeOfRole,
        label=_("Home page of a role"),
        plural=_("Home pages of roles"),
        icon="house",
        title="role",
        fields=(
            WhoseLayout(name="role", label=_("For whom"), required=True, narrow=1),
            Lines(name="blocks", label=_("Blocks"), help=_("inner names of blocks, one a line")),
        ),
        columns=("role",),
        quick=("role", "blocks"),
        orders=(SortOrder("role", _("name"), "role"),),
        visibility=Open(),
        small=True,
        listed=False,
        shaping=Shaping("homes", ("role",), ("blocks",)),
        searched=False,
        guard=guard_homes,
        rights={},
    )
)
