from tailor.kernel.modules import Module


class ExchangeModule(Module):
    name = "tailor.exchange"
    label = "exchange"
    title = "Import and export"
