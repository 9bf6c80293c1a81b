from tailor.kernel.modules import Module


class RecordsModule(Module):
    name = "tailor.records"
    label = "records"
    title = "Records"
