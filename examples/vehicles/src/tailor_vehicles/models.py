from django.db import models

from tailor.extend import OwnedModel, sort_indexes


class Vehicle(OwnedModel):
    """A car or lorry of a client."""

    plate = models.CharField(max_length=20)
    make = models.CharField(max_length=80, default="")
    keeper = models.ForeignKey("clients.Party", null=True, on_delete=models.PROTECT, related_name="+")
    inspection_on = models.DateField(null=True)
    checked = models.BooleanField(default=False)

    class Meta:
        base_manager_name = "objects"
        indexes = sort_indexes("vehicle", "plate")

    def __str__(self) -> str:
        return self.plate
