from tailor.kernel.modules import Module


class WorkshopModule(Module):
    name = "tailor.workshop"
    label = "workshop"
    title = "Workshop"
