"""What is wrong with a file, in words for whoever brought it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAULTS: Mapping[str, str | Promise] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is too large: at most 200 MB are read."),
    "password": _("The file is locked with a password. Save it without one and bring it again."),
    "broken": _("The file is damaged. Open it in its own program, save it anew and bring it again."),
    "unknown_kind": _("Tailor does not know this kind of file. It reads xlsx, xls, ods, csv and vCard."),
    "no_rows": _("There are no rows in the file."),
    "no_sheet": _("The workbook has no such sheet. Nothing was brought in."),
    "bad_encoding": _("The letters of the file cannot be read. Save it as UTF-8 and bring it again."),
    "too_many_columns": _("The file has more than 500 columns."),
}


def fault(code: str) -> str | Promise:
    return FAULTS[code]
