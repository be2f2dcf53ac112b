"""The one table of work: what is to be done, for what, by whom, by when, and what happens if it waits."""

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from core.access import Access
from core.history import tracked
from core.models import Record
from directory.models import Organisation
from facilities.models import Facility, Team
from patients.merge_rules import MOVES
from patients.models import Case, Patient, RelatedPerson
from worklist.models.follow_up import FollowUp

LIVE = ("scheduled", "open", "in_progress", "waiting")


@tracked
class Item(Record):
    """A piece of work (FHIR Task): open, in progress, waiting on somebody, done, or cancelled with a reason."""

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        OPEN = "open", _("Open")
        IN_PROGRESS = "in_progress", _("In progress")
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        MISSED = "missed", _("Missed")
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
        ACKNOWLEDGE = "acknowledge", _("Change of condition")
        RED_FLAG = "red_flag", _("Red flag")
        RELAY = "relay", _("Pass on and bring back")
        REACH = "reach", _("Unable to reach")
        QUIET = "quiet", _("Engagement is falling")
        PLAN = "plan", _("Look at the plan")
        APPROVAL = "approval", _("Plan to decide on")
        PROTOCOL = "protocol", _("Safety plan")
        READING = "reading", _("Reading out of range")
        GATE = "gate", _("Left open at leaving")
        NOTICE = "notice", _("Notice to the patient")
        DELAY = "delay", _("What holds the patient")
        REFERRAL = "referral", _("Referral")
        PACKET = "packet", _("Papers for the next place")
        RETURN = "return", _("Return to hospital")

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
    missed_at = models.DateTimeField(null=True, blank=True)

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
                condition=Q(status="missed", missed_at__isnull=False)
                | ~Q(status="missed") & Q(missed_at=None),
                name="missed_pair",
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
    def place(self) -> Facility:
        """The facility of its case, or of the desk."""
        facility = self.case.facility if self.case else self.facility_for_intake
        assert facility is not None  # noqa: S101 - held by the constraint item_is_about_somebody
        return facility

    @property
    def zone(self) -> ZoneInfo:
        """Where its times are read."""
        return self.place.tz

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
