from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """A file somebody brought in: kept once by its content, outside the web root, served with a safe type. `key_id` is the key,
    with fewer rights than theirs, by which a program did that for them; `lasting` what was found in use when it was old.
    """

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    created_by_id = models.BigIntegerField(null=True)
    key_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    lasting = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], name="stored_file_waiting", condition=models.Q(lasting=False))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.width > 0


class Leftover(models.Model):
    """Content on disk whose row is deleted, and which goes next."""

    sha256 = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.sha256
