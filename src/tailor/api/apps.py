from tailor.kernel.modules import Module


class ApiModule(Module):
    name = "tailor.api"
    label = "api"
    title = "API"
