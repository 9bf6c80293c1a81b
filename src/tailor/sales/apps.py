from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class SalesModule(Module):
    name = "tailor.sales"
    label = "sales"
    title = _("Leads and deals")
    optional = True
    requires = ("clients",)
