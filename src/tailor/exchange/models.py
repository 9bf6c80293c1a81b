from __future__ import annotations

from django.db import models

from tailor.kernel.columns import CompactJSONField


class Import(models.Model):
    """One file being brought in: how its columns are understood, what is done about duplicates, what came of it.

    `sheets` are the names of all sheets of a workbook that hold something, `sheet` is the one that is read;
    `mapping` has a target key (or null) for each column; `step_id` is the one step of the log all its rows are in;
    `preview` are the first rows as they would become (`foresight.Foreseen`).
    """

    class State(models.TextChoices):
        MAPPING = "mapping"
        PLANNING = "planning"
        PLANNED = "planned"
        LOADING = "loading"
        LOADED = "loaded"
        STOPPED = "stopped"

    record_type = models.CharField(max_length=40)
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT)
    file_kind = models.CharField(max_length=20)
    encoding = models.CharField(max_length=20, default="")
    delimiter = models.CharField(max_length=4, default="")
    sheet = models.TextField(default="")
    sheets = CompactJSONField(default=list)
    columns = CompactJSONField(default=list)
    samples = CompactJSONField(default=list)
    mapping = CompactJSONField(default=list)
    rule = models.CharField(max_length=12, default="fill")
    fixed = CompactJSONField(default=dict)
    total = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAPPING)
    plan = CompactJSONField(default=dict)
    preview = CompactJSONField(default=list)
    counts = CompactJSONField(default=dict)
    step_id = models.BigIntegerField(null=True)
    job_id = models.BigIntegerField(null=True)
    created_by_id = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.file} into {self.record_type}"


class ImportRow(models.Model):
    """What became of one row. `data` is kept for rows that were refused or wait for a decision."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE)
    number = models.IntegerField()
    outcome = models.CharField(max_length=10)
    record_id = models.BigIntegerField(null=True)
    reasons = CompactJSONField(default=list)
    data = CompactJSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["of", "outcome", "number"])]

    def __str__(self) -> str:
        return f"row {self.number}: {self.outcome}"


class RememberedSheet(models.Model):
    """Which sheet was read last time out of workbooks that have several."""

    record_type = models.CharField(max_length=40)
    name = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_type", "name"], name="remembered_sheet")]

    def __str__(self) -> str:
        return f"{self.name} of {self.record_type}"


class RememberedColumn(models.Model):
    """How a heading was understood last time, so that the next file of the same kind is right at once."""

    record_type = models.CharField(max_length=40)
    heading = models.CharField(max_length=200)
    target = models.CharField(max_length=80, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_type", "heading"], name="remembered_heading")]

    def __str__(self) -> str:
        return f"{self.heading} is {self.target}"
