from django.db import models


class Setting(models.Model):
    """A setting of the installation, kept in the database."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.TextField(default="")

    def __str__(self) -> str:
        return self.name
