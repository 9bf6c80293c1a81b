"""What the person of a webhook is written when it stops."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from tailor.access.house import house_name, link
from tailor.api.webhooks.models import Webhook
from tailor.kernel.mail.letters import post


def tell_of_pause(hook: Webhook, why: Webhook.State) -> None:
    """In their language, and with the way to the page that shows what came back."""
    with translation.override(hook.user.language):
        words = {
            "name": hook.user.name,
            "hook": hook.name,
            "company": house_name(),
            "link": link(f"/webhooks/{hook.pk}/"),
        }
        if why == Webhook.State.GONE:
            text = _(
                "Hello %(name)s,\n\nthe receiver of the webhook “%(hook)s” says that nobody is there any more, so nothing "
                "more is sent to it. Here you see what it answered, and let it go on:\n\n%(link)s"
            )
        else:
            text = _(
                "Hello %(name)s,\n\nfor three days nothing that the webhook “%(hook)s” sent was taken, so it is paused. What "
                "waits is kept for 30 days. Here you see what the receiver answered, and let it go on:\n\n%(link)s"
            )
        post(hook.user.email, _("The webhook “%(hook)s” of %(company)s is paused") % words, text % words)
