from tailor.kernel.modules import Module


class PresenceModule(Module):
    name = "tailor.presence"
    label = "presence"
    title = "Who has a card open"
