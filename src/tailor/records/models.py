"""Tables of the records room, and the base of every table that holds records."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.db import models

from tailor.kernel.columns import CodePointField, CompactJSONField


class OutsideTheGate(RuntimeError):
    """Somebody tried to change a record without passing `tailor.records.gate`."""

    def __init__(self) -> None:
        super().__init__("records are changed by tailor.records.gate only, so that rights, rules and history hold")


class GatedQuerySet(models.QuerySet[Any]):
    """Reads as any other; refuses to write."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise OutsideTheGate

    create = update = delete = bulk_create = bulk_update = get_or_create = update_or_create = _refuse
    acreate = aupdate = adelete = abulk_create = abulk_update = aget_or_create = aupdate_or_create = _refuse
    _raw_delete = _update = _insert = _refuse


class RecordModel(models.Model):
    """What every table of records has. `custom` holds the company's own fields."""

    version = models.IntegerField(default=1)
    custom = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = GatedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise OutsideTheGate

    def save_base(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise OutsideTheGate

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise OutsideTheGate


class OwnedModel(RecordModel):
    """A record somebody is in charge of; `department` is that person's, so that scopes are plain columns."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    department = models.ForeignKey(
        "access.Department", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
        base_manager_name = "objects"


def sort_indexes(prefix: str, *columns: str) -> list[models.Index]:
    """For each column people sort by, an index for those who see all, their own, and their department's."""
    living = models.Q(deleted_at__isnull=True)
    return [
        models.Index(
            fields=[*scope, column, "id"], name=f"{prefix}_{'_'.join([*short, column])}"[:30], condition=living
        )
        for column in columns
        for scope, short in (([], []), (["owner"], ["o"]), (["department"], ["d"]))
    ]


class SearchWord(models.Model):
    """The word index of search. `scope` is the record type, or the record type and its owner: ``party:12``."""

    pk = models.CompositePrimaryKey("scope", "word", "record_id")
    scope = CodePointField()
    word = CodePointField()
    record_id = models.BigIntegerField()


class SearchDigits(models.Model):
    """The kept tails of every phone number, with the columns rights are checked by."""

    pk = models.CompositePrimaryKey("record_type", "digits", "record_id")
    record_type = CodePointField()
    digits = CodePointField()
    record_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)


class Vocabulary(models.Model):
    """Each distinct word of the index once, so that a part inside of a word finds the word."""

    word = CodePointField(unique=True)


class Unindexed(models.Model):
    """A new record most of whose index is yet to be written; see `indexing/backlog`."""

    pk = models.CompositePrimaryKey("record_type", "record_id")
    record_type = CodePointField()
    record_id = models.BigIntegerField()


class ToReckon(models.Model):
    """Records whose derived fields are to be reckoned anew: those of a type whose field `link` names `source_id`, beyond
    `after`; without a link that record itself. See `derived/following`."""

    pk = models.CompositePrimaryKey("record_type", "link", "source_id")
    record_type = CodePointField()
    link = CodePointField()
    source_id = models.BigIntegerField()
    after = models.BigIntegerField(default=0)


class OwnIndex(models.Model):
    """The index of the values of one own field; nothing is answered from it before it is complete."""

    record_type = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    complete = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_type", "field"], name="own_index_of_field")]


class OwnValue(models.Model):
    """What a record holds in an own field, under the number of that field's index; see `indexing/own_values`."""

    pk = models.CompositePrimaryKey("index_id", "value", "sort_key", "record_id")
    index_id = models.BigIntegerField()
    value = models.TextField()
    sort_key = CodePointField()
    record_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)


class FileUse(models.Model):
    """Which record carries a stored file, kept by the gate."""

    file_id = models.BigIntegerField()
    record_type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file_id", "record_type", "record_id", "field"], name="file_use")
        ]


class SuspectedPair(models.Model):
    """Two records that look like the same one, until somebody says that they are not."""

    record_type = models.CharField(max_length=40)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    reason = models.CharField(max_length=10)
    score = models.IntegerField()
    different = models.BooleanField(default=False)
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_type", "first_id", "second_id"], name="suspected_pair")]
        indexes = [models.Index(fields=["record_type", "different", "-score"])]


class Draft(models.Model):
    """What somebody typed into a form and has not sent: nobody else's business, so outside the log. `form` is its address."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=200)
    content = CompactJSONField(default=list)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="draft_of_person")]


class OwnKind(RecordModel):
    """A kind of record the company added."""

    code = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=120)
    plural = models.CharField(max_length=120)
    icon = models.CharField(max_length=40)
    titled = models.CharField(max_length=120, default="")
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"


class OwnRecord(OwnedModel):
    """A record of a kind the company added: all such kinds share this table, and what they hold is in `custom`."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    sort_title = CodePointField()

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(
                fields=["kind", *scope, column, "id"],
                name=f"own_{column}{short}",
                condition=models.Q(deleted_at__isnull=True),
            )
            for column in ("sort_title", "created_at")
            for scope, short in (([], ""), (["owner"], "_o"), (["department"], "_d"))
        ]

    def __str__(self) -> str:
        return self.title


class Pipeline(RecordModel):
    """A way that records of a kind go, stage by stage."""

    record_type = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    labels = CompactJSONField(default=dict)
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["record_type", "code"], name="pipeline_code")]


class PipelineStage(RecordModel):
    """A stage of a pipeline, and what it asks for."""

    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    labels = CompactJSONField(default=dict)
    colour = models.CharField(max_length=20, default="")
    outcome = models.CharField(max_length=10, default="")
    probability = models.IntegerField(null=True)
    requires = CompactJSONField(default=list)
    checklist = CompactJSONField(default=list)
    enters_from = CompactJSONField(default=list)
    roles = CompactJSONField(default=list)
    script = models.TextField(default="")
    scripts = CompactJSONField(default=dict)
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["pipeline", "code"], name="stage_code")]


class OwnField(RecordModel):
    """A field the company added to a kind of record."""

    record_type = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=200)
    labels = CompactJSONField(default=dict)
    help = models.CharField(max_length=300, default="")
    helps = CompactJSONField(default=dict)
    required = models.BooleanField(default=False)
    unique = models.BooleanField(default=False)
    preset = models.TextField(default="")
    to = models.CharField(max_length=40, default="")
    pipeline = models.ForeignKey(Pipeline, null=True, on_delete=models.PROTECT, related_name="+")
    choices = CompactJSONField(default=list)
    unit = models.CharField(max_length=20, default="")
    places = models.SmallIntegerField(null=True)
    least = models.BigIntegerField(null=True)
    most = models.BigIntegerField(null=True)
    longest = models.IntegerField(null=True)
    mask = models.CharField(max_length=60, default="")
    formula = models.TextField(default="")
    gives = models.CharField(max_length=10, default="")
    through = models.CharField(max_length=82, default="")
    summary = models.CharField(max_length=10, default="")
    condition = models.TextField(default="")
    place = models.IntegerField(default=0)
    first_form = models.CharField(max_length=60, default="")  # of its values, once it became of another kind

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["record_type", "name"], name="own_field_name")]


class OwnRule(RecordModel):
    """What has to be true of every record of a kind."""

    record_type = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    formula = models.TextField()
    message = models.CharField(max_length=300)
    messages = CompactJSONField(default=dict)
    field = models.CharField(max_length=40, default="")
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["record_type", "code"], name="own_rule_code")]


class Word(RecordModel):
    """What the company calls a kind of record that came with Tailor, or a field of one."""

    record_type = models.CharField(max_length=40)
    about = models.CharField(max_length=40)
    labels = CompactJSONField(default=dict)
    plurals = CompactJSONField(default=dict)
    counts = CompactJSONField(default=dict)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["record_type", "about"], name="word_about")]


class Layout(RecordModel):
    """How the fields of a kind of record stand in its list, on its card and in its form, for one role or everybody."""

    record_type = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    columns = CompactJSONField(default=list)
    blocks = CompactJSONField(default=list)
    left_out = CompactJSONField(default=list)
    asked = CompactJSONField(default=list)
    phone = CompactJSONField(default=list)
    caller = CompactJSONField(default=list)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["record_type", "role"], name="layout_of_role")]


class Company(RecordModel):
    """The company itself: one row."""

    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name


class ModuleSwitch(RecordModel):
    """Whether the company does without a module."""

    code = models.CharField(max_length=40, unique=True)
    off = models.BooleanField(default=False)

    class Meta:
        base_manager_name = "objects"


class Segment(RecordModel):
    """A question about the records of a kind that the company gave a name."""

    record_type = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    colour = models.CharField(max_length=20, default="sand")
    conditions = CompactJSONField(default=list)
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["record_type", "code"], name="segment_code")]

    def __str__(self) -> str:
        return self.name


class SavedView(OwnedModel):
    """A question somebody keeps: filters, columns, order and grouping as they stand in the address."""

    SHARING: ClassVar = ("me", "department", "all")

    record_type = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    question = models.TextField(default="")
    sharing = models.CharField(max_length=12, default="me")
    place = models.IntegerField(default=0)

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["record_type", "owner"])]


class ListSettings(models.Model):
    """How one person likes one list: widths and density. No record of the business, so outside the log."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    record_type = models.CharField(max_length=40)
    settings = CompactJSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "record_type"], name="list_settings_of_user")]

    @classmethod
    def of(cls, user_id: int, record_type: str) -> Self:
        found = cls.objects.filter(user_id=user_id, record_type=record_type).first()
        return found or cls(user_id=user_id, record_type=record_type, settings={})
