"""High-risk protocols: a timed checklist with a named owner that only a second qualified person can clear (C20)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.asking import Section
from core.access import Access
from core.history import tracked
from core.models import Record, together
from core.sorts import Sorts
from patients.models import Case, CaseRecord
from policy.models import PackVersion
from worklist.models import Item


class Kind(models.TextChoices):
    """What threatens; violence at home and neglect are read more narrowly than mood."""

    SELF_HARM = "self_harm", _("Self-harm")
    VIOLENCE = "violence", _("Violence towards others")
    WANDERING = "wandering", _("Wandering")
    ABUSE = "abuse", _("Abuse or neglect")
    SAFEGUARDING = "safeguarding", _("Safeguarding")


CLASSES: dict[str, str] = {
    Kind.SELF_HARM: "behavioural",
    Kind.VIOLENCE: "behavioural",
    Kind.WANDERING: "behavioural",
    Kind.ABUSE: "safeguarding",
    Kind.SAFEGUARDING: "safeguarding",
}


def protocol_access(path: str = "") -> Access:
    """The rights of a protocol, or of what hangs on one by `path`."""
    column = f"{path}__kind" if path else "kind"
    author = f"{path}__created_by" if path else "created_by"
    sorts = Sorts(column=column, classes=CLASSES, shared={column: tuple(Kind.values)}, author=author)
    return Access("safeguarding", case="case", lock=("case",), sorts=sorts)


@tracked
class Protocol(CaseRecord):
    """One danger under watch: raised, its steps done in time, cleared by somebody who did not ask for it."""

    Kind = Kind

    class Status(models.TextChoices):
        RAISED = "raised", _("Open")
        CLEARING = "clearing", _("Waiting for a second person")
        CLEARED = "cleared", _("Cleared")

    access = protocol_access()

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    because = models.CharField(_("what was seen or said"), max_length=500)
    acute = models.BooleanField(_("acute"), default=False)
    rules = models.ForeignKey(PackVersion, models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="protocols")
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("owner"))
    status = models.CharField(max_length=8, choices=Status, default=Status.RAISED)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    asked_because = models.CharField(_("why it can be cleared"), max_length=500, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    cleared_note = models.CharField(_("what the second person found"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("high-risk protocol")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(error_at=None) & ~Q(status="cleared"),
                name="one_open_protocol_per_kind",
                violation_error_message=_("This protocol is already open. Go on with it."),
            ),
            together("asked_at", "asked_by", name="protocol_asked_pair"),
            together("cleared_at", "cleared_by", name="protocol_cleared_pair"),
            models.CheckConstraint(
                condition=Q(cleared_by=None) | Q(asked_by__isnull=False) & ~Q(cleared_by=F("asked_by")),
                name="protocol_cleared_by_a_second_person",
                violation_error_message=_("A second qualified person clears it, not the one who asked."),
            ),
            models.CheckConstraint(
                condition=Q(status="cleared", cleared_at__isnull=False)
                | ~Q(status="cleared") & Q(cleared_at=None),
                name="cleared_protocol_is_dated",
            ),
        ]


@tracked
class ProtocolPerson(Record):
    """Somebody named on a protocol: they read its kind on every page of the case."""

    access = protocol_access("protocol")

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="people")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("person named on a protocol")
        constraints = [models.UniqueConstraint(fields=["protocol", "user"], name="named_once_on_protocol")]


@tracked
class ProtocolStep(CaseRecord):
    """One step of the checklist with its clock; the work stands in the list of work as well."""

    access = protocol_access("protocol")

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="steps")
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=240)
    position = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(null=True, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("what came of it"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("step of a protocol")
        constraints = [
            models.UniqueConstraint(fields=["protocol", "code"], name="protocol_step_once"),
            together("done_at", "done_by", name="protocol_step_done_pair"),
        ]
