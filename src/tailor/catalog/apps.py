from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class CatalogModule(Module):
    name = "tailor.catalog"
    label = "catalog"
    title = _("Products")
    optional = True
