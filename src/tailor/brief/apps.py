from tailor.kernel.modules import Module


class BriefModule(Module):
    name = "tailor.brief"
    label = "brief"
    title = "The brief: ten questions and a first shape"
    requires = ("clients", "staff", "workshop")
