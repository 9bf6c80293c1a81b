"""What import and export put into the menu and above the lists."""

from django.utils.translation import gettext_lazy as _

from tailor.access.actors import Actor
from tailor.access.rights import Scope
from tailor.exchange.exporting import has_cards
from tailor.records.menu import ListAction, MenuPage, register_list_action, register_page
from tailor.records.types import all_types, record_type


def may_import(actor: Actor) -> bool:
    """Whoever may create records that come in files."""
    return any(kind.importable and actor.scope(kind.code, "create") is not Scope.NONE for kind in all_types())


register_page(MenuPage("import", _("Import"), "/import/", "upload", may_import, hotkey="i", place=60))
register_list_action(
    ListAction("import", _("Bring in a file"), lambda slug: f"/{slug}/import/", "create",
               lambda code: record_type(code).importable)
)  # fmt: skip
for form, label in (
    ("xlsx", _("What is shown, as xlsx")),
    ("csv", _("What is shown, as csv")),
    ("xlsx-all", _("All fields, as xlsx")),
    ("csv-all", _("All fields, as csv")),
):
    register_list_action(ListAction("export", label, lambda slug, form=form: f"/{slug}/export/{form}/", "export"))  # type: ignore[misc]
register_list_action(ListAction("export", _("As vCards"), lambda slug: f"/{slug}/export/vcard/", "export", has_cards))
