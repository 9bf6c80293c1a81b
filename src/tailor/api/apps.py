from django.utils.translation import gettext_lazy as _

from tailor.kernel.modules import Module


class ApiModule(Module):
    name = "tailor.api"
    label = "api"
    title = _("API, webhooks, assistants")
    optional = True

    def ready(self) -> None:
        from tailor.access.leaving import on_leaving  # noqa: PLC0415 - models are not there earlier
        from tailor.api.tokens import revoke_all  # noqa: PLC0415

        super().ready()
        on_leaving(revoke_all)
