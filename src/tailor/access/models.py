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
    away_from = models.DateField(null=True)
    away_until = models.DateField(null=True)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    custom = CompactJSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.name


class OwnRole(models.Model):
    """A role as the company has it: one of its own, or what it changed of a built-in one. `like` is the built-in role whose
    declared rights hold where `rights` say nothing; these are ``{record type: {"may", "hidden", "read_only"}}``. `without` are
    the labels of modules that are off for it."""

    code = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=120, default="")
    labels = CompactJSONField(default=dict)
    like = models.CharField(max_length=40, default="")
    oversees = models.BooleanField(default=False)
    home = models.CharField(max_length=200, default="")
    entries = CompactJSONField(default=list)
    without = CompactJSONField(default=list)
    rights = CompactJSONField(default=dict)
    place = models.IntegerField(default=0)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code


class SignIn(models.Model):
    """One browser a person is signed in with. Only the hash of its key is kept. `both` tells that two factors were shown
    there. `as_user` or `as_role` is as whom they work there, until `as_until`."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    ip = models.CharField(max_length=45)
    agent = models.CharField(max_length=300)
    way = models.CharField(max_length=20, default="password")
    both = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    as_user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    as_role = models.CharField(max_length=40, default="")
    as_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} from {self.ip}"


class SignInAttempt(models.Model):
    """Every attempt to sign in, good or bad. `network` is what is counted together: an address, of IPv6 the 64 bits a
    house is given. What comes again and again at a closed door is one row with its `times`."""

    class Result(models.TextChoices):
        GOOD = "good"
        WRONG = "wrong"  # the only one that counts against a login and a network
        SECOND = "second"  # the first factor was right, the second is asked for
        CHECK = "check"  # whoever it was did not show that they are no machine
        BANNED = "banned"  # the login waits
        BLOCKED = "blocked"  # the network does

    login = models.CharField(max_length=254)
    ip = models.CharField(max_length=45)
    network = models.CharField(max_length=45, default="")
    agent = models.CharField(max_length=300)
    good = models.BooleanField()
    result = models.CharField(max_length=10, choices=Result.choices, default=Result.WRONG)
    way = models.CharField(max_length=20, default="password")
    times = models.IntegerField(default=1)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["login", "at"]),
            models.Index(fields=["ip", "at"]),
            models.Index(fields=["network", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.login} {self.result}"


class Ban(models.Model):
    """A login or a network that has to wait. `until` is empty for what an administrator blocked until further notice."""

    class Kind(models.TextChoices):
        LOGIN = "login"
        NETWORK = "network"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.CharField(max_length=254)
    until = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "subject", "-id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class MailedLink(models.Model):
    """A link that was sent by mail: good for one purpose, one person or address, once, and not for long. Only the hash of
    what stands in it is kept. `bound` is what the account looked like then: a link is dead once that has changed."""

    class Kind(models.TextChoices):
        RESET = "reset"
        UNLOCK = "unlock"
        INVITE = "invite"
        REGISTER = "register"
        EMAIL = "email"

    token_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    email = models.CharField(max_length=254)
    data = CompactJSONField(default=dict)
    bound = models.CharField(max_length=64, default="")
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "email", "created_at"])]

    def __str__(self) -> str:
        return f"{self.kind} for {self.email}"


class ConfirmedEmail(models.Model):
    """That a letter to this address reached this person; it says nothing of any other address."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE)
    email = models.CharField(max_length=254)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.email


class SpentChallenge(models.Model):
    """A challenge that was solved once and is good for nothing more."""

    signature = models.CharField(max_length=128, primary_key=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.signature


class Authenticator(models.Model):
    """An app that shows one-time codes (TOTP). `last_step` is the time step of the last code that was taken: none is taken
    twice. Not `confirmed_at` yet, it is asked of nobody."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE)
    secret = models.CharField(max_length=300)
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"authenticator of {self.user_id}"


class RecoveryCode(models.Model):
    """A code written on paper for the day the telephone is lost; only a keyed hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="one_recovery_code")]

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"


class Passkey(models.Model):
    """A key pair whose private half never leaves a device; this is the public one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    credential_id = models.CharField(max_length=1400, unique=True)
    public_key = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class HalfSignIn(models.Model):
    """Somebody on their way in, or on their way to a further key: what they were asked and have not answered yet. It opens
    no page but the next step; nothing that recognises people looks here."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=20)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    data = CompactJSONField(default=dict)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} of {self.user_id}"


class Provider(models.Model):
    """An OpenID Connect provider people may sign in with. `joins` lets people come in who have no account yet, as `role`;
    `trusted` takes its word for the second factor too."""

    name = models.CharField(max_length=100)
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=300)
    secret = models.TextField(default="")
    joins = models.BooleanField(default=False)
    role = models.CharField(max_length=40, default="")
    trusted = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class OutsideIdentity(models.Model):
    """Who a provider calls `subject` is this person here. A provider never gives a subject to somebody else, an e-mail it
    may."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE)
    subject = models.CharField(max_length=255)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "subject"], name="one_outside_identity")]

    def __str__(self) -> str:
        return f"{self.subject} of {self.provider_id}"
