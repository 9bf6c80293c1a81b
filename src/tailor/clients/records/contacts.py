"""In which ways one is in contact with a client."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tailor.records.fields import Option

KINDS = (
    Option("call", _("Call"), icon="phone"),
    Option("meeting", _("Meeting"), icon="handshake"),
    Option("letter", _("Letter"), icon="mail"),
    Option("sms", _("SMS"), icon="message-square"),
    Option("note", _("Note"), icon="sticky-note"),
    Option("file", _("File"), icon="paperclip"),
)
DIRECTIONS = (
    Option("in", _("incoming")),
    Option("out", _("outgoing")),
    Option("missed", _("missed")),
)
