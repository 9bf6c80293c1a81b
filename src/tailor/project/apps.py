from tailor.kernel.modules import Module


class ProjectModule(Module):
    name = "tailor.project"
    label = "project"
    title = "Project"
