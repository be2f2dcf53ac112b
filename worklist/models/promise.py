"""The ledger of promises: a reminder when it is due, and a notice in the app; each once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.clock import CoreNow
from core.models import Record
from worklist.models.contact import Appointment
from worklist.models.item import Item


class Reminder(Record):
    """One rung of one promise: due at an instant, planned exactly once.

    A rung for the owner names them; one for a deputy or supervisor finds its people when it rings, because roles and
    absences move in between; one for the patient finds the consented ways then, or tells nobody and says so.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        PLANNED = "planned", _("Told")
        CANCELLED = "cancelled", _("Not needed any more")

    class To(models.TextChoices):
        PERSON = "person", _("The person themselves")
        DEPUTY = "deputy", _("Their deputy")
        SUPERVISOR = "supervisor", _("The supervisor")
        PATIENT = "patient", _("The patient")

    access = Access("work", case="item__case", facility="item__facility_for_intake", lock=("item",))

    # Both are found by indexes below: the first leads the unique key.
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="reminders", db_index=False
    )
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="reminders", db_index=False
    )
    to = models.CharField(_("who is told"), max_length=10, choices=To, default=To.PERSON)
    recipient = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    # The oldest risk first: the priority of the work when the rung was set.
    risk = models.PositiveSmallIntegerField(choices=Item.Priority, default=Item.Priority.NORMAL)
    # Grows when the due time or the person changes: the ladder then starts anew.
    n = models.PositiveSmallIntegerField(default=1)
    rung = models.PositiveSmallIntegerField(default=0)
    # After the due time: said as late, not as due.
    late = models.BooleanField(default=False)
    # What the person meant: the due date and time on the wall at the facility; `due_at` is the instant of the rung.
    wall_on = models.DateField()
    wall_at = models.TimeField()
    zone = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    planned_at = models.DateTimeField(null=True, blank=True)
    # Whom it rang for in the end: the supervisor where a deputy was meant and nobody stands in; empty for nobody.
    rang_for = models.CharField(max_length=10, choices=To, blank=True)
    # How many were told when it rang; none is a failure that the system page shows.
    told = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("reminder")
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, appointment=None) | Q(item=None, appointment__isnull=False),
                name="reminder_has_one_source",
            ),
            models.CheckConstraint(
                condition=Q(to="person", recipient__isnull=False) | ~Q(to="person") & Q(recipient=None),
                name="reminder_names_its_person",
            ),
            models.CheckConstraint(
                condition=~Q(to="patient") | Q(appointment__isnull=False),
                name="patient_is_reminded_of_appointments",
            ),
            models.UniqueConstraint(
                fields=["item", "appointment", "n", "rung", "to", "recipient"],
                name="reminder_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(status="planned", planned_at__isnull=False)
                | ~Q(status="planned") & Q(planned_at=None),
                name="reminder_planned_pair",
            ),
        ]
        indexes = [
            # No other index of all that waits: a planner with old numbers would read it whole at every turn.
            models.Index(
                fields=["risk", "due_at", "id"], condition=Q(status="waiting"), name="reminder_due_by_risk"
            ),
            models.Index(
                fields=["planned_at"], condition=Q(status="planned", told=0), name="reminder_unheard"
            ),
            models.Index(
                fields=["appointment"], condition=Q(appointment__isnull=False), name="reminder_appointment"
            ),
        ]


class Notification(Record):
    """A notice in the application for one person; unique by its source, occurrence and rung."""

    class Kind(models.TextChoices):
        DUE = "due", _("Due")
        LATE = "late", _("Late")
        CLIMBED = "climbed", _("Nobody acted")
        CHANGE = "change", _("Change of condition")
        ASSIGNED = "assigned", _("Given to you")
        MESSAGE = "message", _("Message")
        REVIEW = "review", _("To look at")

    access = Access("own", own="recipient")

    # Found by the indexes below, like the reminder: two more would be paid for with every notice.
    recipient = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="notifications", db_index=False
    )
    source = models.CharField(max_length=60)
    n = models.PositiveIntegerField(default=0)
    rung = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="notifications")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="notifications", db_index=False
    )
    # The ledger: what rang for whom. A rung for a deputy or for supervisors rings for several.
    reminder = models.ForeignKey(
        Reminder, models.PROTECT, null=True, blank=True, related_name="notifications", db_index=False
    )
    # Concerns harm: no switch, no quiet hour and no digest holds it back.
    safety = models.BooleanField(default=False)
    # Told later than promised, because something was down.
    delayed = models.BooleanField(default=False)
    told_at = models.DateTimeField(db_default=CoreNow())
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(fields=["source", "n", "rung", "recipient"], name="notice_once"),
            models.UniqueConstraint(
                fields=["reminder", "recipient"],
                condition=Q(reminder__isnull=False),
                name="one_notice_for_one_rung",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-told_at", "-id"], name="notice_of_person"),
            models.Index(fields=["recipient", "-told_at"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["item"], condition=Q(read_at=None), name="notice_unread_item"),
            # What another system is told of, minute after minute.
            models.Index(fields=["told_at"], condition=Q(kind__in=["late", "climbed"]), name="notice_late"),
            models.Index(
                fields=["appointment"], condition=Q(appointment__isnull=False), name="notice_appointment"
            ),
        ]

    @property
    def nobody_stood_in(self) -> bool:
        """Whether it was meant for a deputy and came to a supervisor because there is none."""
        rung = self.reminder
        return rung is not None and (rung.to, rung.rang_for) == (Reminder.To.DEPUTY, Reminder.To.SUPERVISOR)

    @property
    def tone(self) -> str:
        """The colour of its kind."""
        tones = {"late": "red", "climbed": "red", "change": "red", "due": "orange"}
        return tones.get(self.kind, "grey")
