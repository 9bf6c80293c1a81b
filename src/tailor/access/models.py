from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from tailor.kernel.columns import CompactJSONField


class Department(models.Model):
    """A branch of the company; scopes and reports follow this tree."""

    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    version = models.IntegerField(default=1)
    custom = CompactJSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """An employee who may sign in."""

    email = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=40)
    position = models.CharField(max_length=200, default="")
    phones = CompactJSONField(default=list)
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT)
    photo = models.ForeignKey("kernel.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=60, default="UTC")
    theme = models.CharField(max_length=8, default="auto")
    settings = CompactJSONField(default=dict)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    custom = CompactJSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.name


class SignIn(models.Model):
    """One browser a person is signed in with. Only the hash of its key is kept."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    ip = models.CharField(max_length=45)
    agent = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} from {self.ip}"


class SignInAttempt(models.Model):
    """Every attempt to sign in, good or bad."""

    login = models.CharField(max_length=254)
    ip = models.CharField(max_length=45)
    agent = models.CharField(max_length=300)
    good = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["login", "at"]), models.Index(fields=["ip", "at"])]

    def __str__(self) -> str:
        return f"{self.login} {'in' if self.good else 'refused'}"
