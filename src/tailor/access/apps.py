from tailor.kernel.modules import Module


class AccessModule(Module):
    name = "tailor.access"
    label = "access"
    title = "Access"
