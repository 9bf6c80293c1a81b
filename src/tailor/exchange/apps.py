from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class ExchangeModule(Module):
    name = "tailor.exchange"
    label = "exchange"
    title = _("Import and export")
    optional = True
