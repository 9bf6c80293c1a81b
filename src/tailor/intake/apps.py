from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class IntakeModule(Module):
    name = "tailor.intake"
    label = "intake"
    title = _("Forms, outside lists and distribution of leads")
    optional = True
    requires = ("sales",)
