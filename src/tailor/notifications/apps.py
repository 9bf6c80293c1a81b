from tailor.kernel.modules import Module


class NotificationsModule(Module):
    name = "tailor.notifications"
    label = "notifications"
    title = "Notifications"
