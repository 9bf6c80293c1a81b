from tailor.kernel.modules import Module


class ClientsModule(Module):
    name = "tailor.clients"
    label = "clients"
    title = "Clients"
