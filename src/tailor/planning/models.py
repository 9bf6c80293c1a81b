from __future__ import annotations

from django.conf import settings
from django.db import models

from tailor.kernel.columns import CodePointField, CompactJSONField
from tailor.records.models import OwnedModel, sort_indexes


class Task(OwnedModel):
    """Something to be done: by whom (`owner`), about what (``type/id``), and by when, a day or a moment as text
    (`fields.Due`)."""

    title = models.CharField(max_length=300)
    about = models.CharField(max_length=60, null=True)
    due = CodePointField(null=True)
    remind_at = models.DateTimeField(null=True)
    priority = models.CharField(max_length=10, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    watchers = CompactJSONField(default=list)
    checklist = CompactJSONField(default=list)
    text = models.TextField(default="")
    recurrence = models.CharField(max_length=120, default="")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        base_manager_name = "objects"
        indexes = [
            *sort_indexes("task", "due", "created_at"),
            models.Index(
                fields=["owner", "due", "id"], name="task_open", condition=models.Q(deleted_at=None, done_at=None)
            ),
            models.Index(
                fields=["owner", "done_at"], name="task_done", condition=models.Q(deleted_at=None, done_at__isnull=False)
            ),
            models.Index(fields=["about", "done_at"], name="task_about", condition=models.Q(about__isnull=False)),
            models.Index(
                fields=["remind_at"], name="task_reminder",
                condition=models.Q(deleted_at=None, done_at=None, remind_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Concerned(models.Model):
    """Whom a task concerns: who does it, who made it, who watches it. Kept by what follows a write."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "task"], name="concerned_once")]
        indexes = [models.Index(fields=["task"], name="concerned_by_task")]


class Reminded(models.Model):
    """That the reminder of a task for a moment was given."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "at"], name="reminded_once")]


class Feed(models.Model):
    """The secret address of somebody's calendar, of which only the hash is kept."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
