from __future__ import annotations

from django.conf import settings
from django.db import models

from tailor.kernel.columns import CompactJSONField
from tailor.records.models import RecordModel
from tailor.sales.models import Channel, Lead


class SiteForm(RecordModel):
    """A form of the company's site; `key` stands in its address, which everybody may know."""

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=8)
    active = models.BooleanField(default=True)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+")
    heading = models.CharField(max_length=200, default="")
    asks = CompactJSONField(default=list)
    requires = CompactJSONField(default=list)
    consent = models.TextField(default="")
    thanks = models.TextField(default="")
    back = models.CharField(max_length=2000, default="")
    origins = CompactJSONField(default=list)
    colour = models.CharField(max_length=20, default="denim")
    told = CompactJSONField(default=list)

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name


class Source(RecordModel):
    """A list somewhere outside that is looked at again and again. What begins with ``take_`` says where in an item a lead's
    field stands: a path, a selector, a heading."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, default="feed")
    url = models.CharField(max_length=2000)
    active = models.BooleanField(default=True)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+")
    every = models.CharField(max_length=8, default="60")
    items = models.CharField(max_length=300, default="")
    take_key = models.CharField(max_length=300, default="")
    take_title = models.CharField(max_length=300, default="")
    take_text = models.CharField(max_length=300, default="")
    take_name = models.CharField(max_length=300, default="")
    take_phones = models.CharField(max_length=300, default="")
    take_emails = models.CharField(max_length=300, default="")
    take_link = models.CharField(max_length=300, default="")
    told = CompactJSONField(default=list)

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name


class DistributionRule(RecordModel):
    """Which leads go to whom, and how one of several people is chosen."""

    name = models.CharField(max_length=120)
    place = models.IntegerField(default=0)
    active = models.BooleanField(default=True)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(SiteForm, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=60, default="")
    value = models.CharField(max_length=200, default="")
    days = CompactJSONField(default=list)
    begins = models.CharField(max_length=5, default="")
    ends = models.CharField(max_length=5, default="")
    outside = models.CharField(max_length=8, default="next")
    people = CompactJSONField(default=list)
    department = models.ForeignKey("access.Department", null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, default="turn")

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name


class Arrival(models.Model):
    """How a lead came in, and how it got to whom it has now. What was agreed to is kept as it was read, and never edited;
    the rule by its name then. `passed` are those it would have been, had they not been away."""

    lead = models.OneToOneField(Lead, primary_key=True, on_delete=models.CASCADE, related_name="+")
    form = models.ForeignKey(SiteForm, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    consent = models.TextField(default="")
    consented_at = models.DateTimeField(null=True)
    rule = models.CharField(max_length=120, default="")
    way = models.CharField(max_length=8, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    waits_until = models.DateTimeField(null=True, db_index=True)
    passed = CompactJSONField(default=list)


class Turn(models.Model):
    """Who had the last lead of a rule that goes in turn."""

    rule = models.OneToOneField(DistributionRule, primary_key=True, on_delete=models.CASCADE, related_name="+")
    person_id = models.BigIntegerField(default=0)
    given = models.BigIntegerField(default=0)


class SeenItem(models.Model):
    """An item of a source that became a lead, by the hash of its key there."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="seen_once")]


class Watch(models.Model):
    """How it stands with a source: when it is looked at next, by which job, and how often it failed on end. `found` is how
    many items stood there when there were any last; `odd` that somebody was told of what is wrong."""

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE, related_name="+")
    job_id = models.BigIntegerField(null=True)
    failures = models.IntegerField(default=0)
    found = models.IntegerField(default=0)
    odd = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True)


class Look(models.Model):
    """One look at a source. `fault` is a kept text."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    found = models.IntegerField(default=0)
    made = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    fault = CompactJSONField(default=str)

    class Meta:
        indexes = [models.Index(fields=["source", "-id"], name="look_of_source")]
