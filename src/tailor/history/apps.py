from tailor.kernel.modules import Module


class HistoryModule(Module):
    name = "tailor.history"
    label = "history"
    title = "History"
