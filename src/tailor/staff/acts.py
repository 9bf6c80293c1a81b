"""What is done to the doors, as the history says it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tailor.records.acts import DOORS, act

BLOCKED = act(DOORS, "block", _("blocked a network"))
FREED = act(DOORS, "free", _("ended a wait at the door"))
INVITED = act(DOORS, "invite", _("invited"))
WITHDRAWN = act(DOORS, "withdraw", _("withdrew an invitation"))
MAIL_SERVER = act(DOORS, "mail_server", _("set the mail server"))
NO_MAIL_SERVER = act(DOORS, "no_mail_server", _("did without the mail server"))
PROVIDER = act(DOORS, "provider", _("set up a sign-in provider"))
NO_PROVIDER = act(DOORS, "no_provider", _("removed a sign-in provider"))
RULES = act(DOORS, "rules", _("changed the rules of the doors"))
OWN_PASSWORD = act(DOORS, "own_password", _("changed their own password"))
PASSWORD = act(DOORS, "password", _("gave a new password"))
OWN_SECOND_FACTOR = act(DOORS, "own_second_factor", _("changed their own second factor"))
SECOND_FACTOR_TAKEN = act(DOORS, "second_factor_taken", _("took away a second factor"))
SIGNED_OUT = act(DOORS, "signed_out", _("signed out their other browsers"))
