"""The block that is made of what several modules count."""

from django.utils.translation import gettext_lazy as _

from tailor.home.blocks import HomeBlock, register_block
from tailor.home.team import figures_for, fill_team, team_asks

register_block(
    HomeBlock(
        "team", _("The team"), "users-round", ("owner", "administrator", "manager"),
        lambda by: by.role.oversees and bool(figures_for(by)), fill_team, team_asks, wide=True, place=2,
    )
)  # fmt: skip
