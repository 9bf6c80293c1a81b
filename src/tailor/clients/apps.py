from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class ClientsModule(Module):
    name = "tailor.clients"
    label = "clients"
    title = _("Clients")
