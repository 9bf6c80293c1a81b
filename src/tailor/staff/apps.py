from tailor.kernel.modules import Module


class StaffModule(Module):
    name = "tailor.staff"
    label = "staff"
    title = "Staff"
