from __future__ import annotations

from django.conf import settings
from django.db import models

from tailor.kernel.columns import CompactJSONField


class CallRound(models.Model):
    """A list somebody calls through, kept as it was when begun: `ids` in their order, what became of each by its id in
    `states`, and at which `place` one is. `further` is where the list goes on behind them; "" where it does not."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    record_type = models.CharField(max_length=40)
    question = models.TextField(default="")
    ids = CompactJSONField(default=list)
    states = CompactJSONField(default=dict)
    place = models.IntegerField(default=0)
    further = models.TextField(default="")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "record_type", "begun_at"], name="call_round_of")]

    def __str__(self) -> str:
        return f"{self.record_type} {self.place}/{len(self.ids)}"


class CallClaim(models.Model):
    """Whoever calls a record has it for a while, and after the call for some hours: nobody is called by two."""

    record_type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_type", "record_id"], name="call_claim_record")]

    def __str__(self) -> str:
        return f"{self.record_type}/{self.record_id} until {self.until:%H:%M}"
