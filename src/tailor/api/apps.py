from tailor.kernel.modules import Module


class ApiModule(Module):
    name = "tailor.api"
    label = "api"
    title = "API"

    def ready(self) -> None:
        from tailor.access.leaving import on_leaving  # noqa: PLC0415 - models are not there earlier
        from tailor.api.tokens import revoke_all  # noqa: PLC0415

        super().ready()
        on_leaving(revoke_all)
