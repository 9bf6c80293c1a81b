from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class PlanningModule(Module):
    name = "tailor.planning"
    label = "planning"
    title = _("Tasks")
    optional = True
