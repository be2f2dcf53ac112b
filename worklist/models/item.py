"""The one table of work: what is to be done, for what, by whom, by when, and what happens if it waits."""

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from core.access import Access
from core.history import tracked
from core.models import Record
from directory.models import Organisation
from facilities.models import Facility, Team
from patients.merge_rules import MOVES
from patients.models import Case, CaseRecord, Patient, RelatedPerson

LIVE = ("scheduled", "open", "in_progress", "waiting")


@tracked
class FollowUp(CaseRecord):
    """A promise to look again: its occurrences are items, their reminders come by a ladder."""

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Kept to its end")
        STOPPED = "stopped", _("Stopped")

    access = Access("work", case="case", lock=("case",))

    activity = models.CharField(_("purpose"), max_length=40)
    what = models.CharField(_("what was promised"), max_length=160)
    if_waits = models.CharField(_("what happens if it waits"), max_length=240, blank=True)
    person = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("with whom")
    )
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("who does it")
    )
    first_due_at = models.DateTimeField(_("first due"))
    # Days between occurrences; empty for a single promise.
    every_days = models.PositiveSmallIntegerField(_("repeat every, days"), null=True, blank=True)
    until_on = models.DateField(_("repeat until and including"), null=True, blank=True)
    # Minutes before (negative) or after (positive) the due time at which each rung reminds; from the pack.
    ladder = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    stop_reason = models.CharField(_("why it stopped"), max_length=240, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("follow-up")
        indexes = [models.Index(fields=["case"], condition=Q(status="running"), name="follow_up_running")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="stopped") | ~Q(stop_reason=""),
                name="follow_up_stopped_says_why",
                violation_error_message=_("Say why it stops."),
            ),
            models.CheckConstraint(
                condition=Q(every_days__isnull=True) | Q(every_days__gte=1),
                name="follow_up_cadence",
                violation_error_message=_("Repeat every one day or more."),
            ),
        ]

    def why_here(self, n: int) -> str:
        """Why occurrence `n` stands in somebody's list."""
        if self.every_days is None:
            return gettext("A follow-up was promised.")
        said = ngettext(
            "Promised every day, number %(n)d.",
            "Promised every %(days)d days, number %(n)d.",
            self.every_days,
        )
        return said % {"days": self.every_days, "n": n}


@tracked
class Item(Record):
    """A piece of work (FHIR Task): open, in progress, waiting on somebody, done, or cancelled with a reason."""

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        OPEN = "open", _("Open")
        IN_PROGRESS = "in_progress", _("In progress")
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    class Kind(models.TextChoices):
        TASK = "task", _("Task")
        FOLLOW_UP = "follow_up", _("Follow-up")
        IDENTITY = "identity", _("Resolve identity")
        FIRST_CONTACT = "first_contact", _("First contact")
        BENEFITS = "benefits", _("Check benefits")
        REVIEW = "review", _("Look at what changed")
        ASSESSMENT = "assessment", _("Assessment")
        HOLE = "hole", _("Nobody answers for it")
        CONSULT = "consult", _("Consult")

    class Priority(models.IntegerChoices):
        HARM = 1, _("Harm if late")
        HIGH = 2, _("High")
        NORMAL = 3, _("Normal")

    access = Access("work", case="case", facility="facility_for_intake", lock=("case",))
    on_merge = {"patient": MOVES}

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="items")
    # Work on a patient who has no case yet (resolve identity, first contact): seen with the facility's intake.
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="items")
    facility_for_intake = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, related_name="+")
    activity = models.CharField(_("purpose"), max_length=40)
    subject = models.CharField(max_length=60, blank=True)
    target_person = models.ForeignKey(RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    target_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.TASK)
    what = models.CharField(_("what is to be done"), max_length=160)
    why = models.CharField(_("why it is here"), max_length=240)
    if_waits = models.CharField(_("what happens if it waits"), max_length=240, blank=True)
    owner = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="items")
    role = models.CharField(_("role that does it"), max_length=20, choices=Role, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    opens_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    waiting_on = models.CharField(_("waiting on"), max_length=120, blank=True)
    series = models.ForeignKey(FollowUp, models.PROTECT, null=True, blank=True, related_name="occurrences")
    n = models.PositiveSmallIntegerField(null=True, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=80, blank=True)
    distinct_because = models.CharField(_("why this is not the same work"), max_length=240, blank=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    done_note = models.CharField(_("what came of it"), max_length=500, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=240, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("work item")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "activity", "subject", "target_person", "target_organisation"],
                condition=Q(status__in=LIVE, distinct_because="", series=None, case__isnull=False),
                name="same_work_once",
                nulls_distinct=False,
                violation_error_message=_(
                    "The same work is already open. Join it, or say why this is not the same."
                ),
            ),
            models.UniqueConstraint(
                fields=["series", "n"], condition=Q(series__isnull=False), name="occurrence_once"
            ),
            models.UniqueConstraint(
                fields=["source_key"],
                condition=Q(status__in=LIVE) & ~Q(source_key=""),
                name="source_key_once",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(patient__isnull=False, facility_for_intake__isnull=False),
                name="item_is_about_somebody",
            ),
            # Whoever is kept from a patient is kept from the desk's work on them, which is known by this column.
            models.CheckConstraint(
                condition=Q(facility_for_intake=None) | Q(patient__isnull=False),
                name="desk_item_has_patient",
            ),
            models.CheckConstraint(
                condition=~Q(status="waiting") | ~Q(waiting_on=""),
                name="waiting_names_whom",
                violation_error_message=_("Say on whom this waits."),
            ),
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False, done_by__isnull=False)
                | ~Q(status="done") & Q(done_at=None, done_by=None),
                name="done_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""),
                name="cancelled_says_why",
                violation_error_message=_("Say why it is cancelled."),
            ),
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(opens_at__isnull=False),
                name="scheduled_item_opens_some_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_at", "id"], condition=Q(status__in=LIVE), name="item_live_owner"
            ),
            models.Index(
                fields=["case", "due_at", "id"], condition=Q(status__in=LIVE), name="item_live_case"
            ),
            models.Index(fields=["due_at", "id"], condition=Q(status__in=LIVE), name="item_live_due"),
            models.Index(fields=["opens_at", "id"], condition=Q(status="scheduled"), name="item_to_open"),
            models.Index(
                fields=["patient"], condition=Q(status__in=LIVE, case=None), name="item_live_patient"
            ),
            models.Index(fields=["case", "created_at"], name="item_of_case"),
        ]

    @property
    def row_id(self) -> str:
        """How a page addresses its row."""
        return f"#item-{self.pk}"

    @property
    def zone(self) -> ZoneInfo:
        """Where its times are read: at the facility of its case, or at the desk's."""
        facility = self.case.facility if self.case else self.facility_for_intake
        assert facility is not None  # noqa: S101 - held by the constraint item_is_about_somebody
        return facility.tz

    @property
    def about_patient(self) -> Patient | None:
        """Whom it is about, with or without a case."""
        return self.case.patient if self.case else self.patient

    @property
    def is_live(self) -> bool:
        return self.status in LIVE


@tracked
class ItemLink(Record):
    """One item that cannot start before another is done."""

    access = Access("work", case="item__case", lock=("item",))

    item = models.ForeignKey(Item, models.PROTECT, related_name="blocked_by")
    blocker = models.ForeignKey(Item, models.PROTECT, related_name="blocks")

    class Meta:
        verbose_name = _("blocked-by link")
        constraints = [
            models.CheckConstraint(condition=~Q(item=F("blocker")), name="item_does_not_block_itself"),
            models.UniqueConstraint(fields=["item", "blocker"], name="link_once"),
        ]
