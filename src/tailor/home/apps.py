from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class HomeModule(Module):
    name = "tailor.home"
    label = "home"
    title = _("Home page")
