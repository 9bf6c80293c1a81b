from tailor.extend import Module


class VehiclesModule(Module):
    name = "tailor_vehicles"
    label = "vehicles"
    title = "Vehicles"
