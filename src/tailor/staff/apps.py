from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class StaffModule(Module):
    name = "tailor.staff"
    label = "staff"
    title = _("Staff")
