from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class WorkshopModule(Module):
    name = "tailor.workshop"
    label = "workshop"
    title = _("Workshop")
