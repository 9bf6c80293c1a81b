from django.apps import AppConfig


class DeskModule(AppConfig):
    name = "tailor.desk"
    label = "desk"
    default = True
