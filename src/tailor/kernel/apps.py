from tailor.kernel.modules import Module


class KernelModule(Module):
    name = "tailor.kernel"
    label = "kernel"
    title = "Kernel"
