from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class NotificationsModule(Module):
    name = "tailor.notifications"
    label = "notifications"
    title = _("Notifications")
    optional = True
