"""A request for case management, from the door to the first contact made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record, together
from encounters.models import Encounter
from facilities.models import Facility, Team, Unit
from patients.merge_rules import Change, Rule, Step
from patients.models import Case, Patient
from policy.models import PackVersion
from worklist.models import Appointment, ContactAttempt

OPEN = ("received", "screening", "accepted")


def _give_way_in_the_queue(request: "IntakeRequest", step: Step) -> Change:
    """One patient waits once: the kept record's open request goes on, the other's is sent on to it."""
    moved = {"patient_id": step.survivor.pk}
    waits = IntakeRequest.objects.filter(patient=step.survivor, status__in=OPEN)
    if request.status not in OPEN or not waits.exists():
        return moved
    return {
        **moved,
        "status": IntakeRequest.Status.REDIRECTED,
        "redirected_to": str(_("The request of the joined record")),
        "decision_reason": str(_("Two records of one patient were joined.")),
        "decided_at": step.at,
        "decided_by_id": step.by.pk,
    }


@tracked
class IntakeRequest(Record):
    """One request: its urgency with reasons, its first-contact clock, and where it went."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        SCREENING = "screening", _("Screening")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        REDIRECTED = "redirected", _("Redirected")
        ASSIGNED = "assigned", _("Assigned")
        CONTACTED = "contacted", _("First contact made")

    class Source(models.TextChoices):
        DESK = "desk", _("Registration desk")
        FEED = "feed", _("Admission message")
        PHYSICIAN = "physician", _("Physician")
        NURSE = "nurse", _("Ward nurse")
        FAMILY = "family", _("Patient or family")
        COMMUNITY = "community", _("Community")

    access = Access("intake", case="case", facility="facility", lock=("patient", "case"))
    on_merge = {"patient": Rule("moves; an open one gives way to the kept record's", _give_way_in_the_queue)}

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="intake_requests")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="intake_requests")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="intake_requests")
    encounter = models.ForeignKey(Encounter, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    source = models.CharField(_("who asked"), max_length=12, choices=Source, default=Source.DESK)
    # Whoever asked hears when the request is declined or sent on: a colleague in the application, others by letter.
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    asker = models.CharField(_("name of whoever asked"), max_length=120, blank=True)
    arrival = models.CharField(_("arrival"), max_length=40, blank=True)
    need = models.CharField(_("need"), max_length=40, blank=True)
    question = models.CharField(_("what is asked for"), max_length=240, blank=True)
    # The triage answers, item code to choice code, and the tier they came to under the stored pack version.
    triage = models.JSONField(default=dict, blank=True)
    tier = models.CharField(_("urgency"), max_length=20, blank=True)
    tier_reasons = models.JSONField(default=list, blank=True)
    tier_pack = models.ForeignKey(PackVersion, models.PROTECT, null=True, blank=True, related_name="+")
    # Each time changed facts moved the clock (E-9): when, who, and tier and due time, old and new.
    clock_log = models.JSONField(default=list, blank=True)
    received_at = models.DateTimeField()
    first_contact_due = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    suggestion = models.JSONField(default=dict, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, blank=True, related_name="+")
    waiver = models.CharField(_("why no first contact is booked"), max_length=240, blank=True)
    contact = models.ForeignKey(ContactAttempt, models.PROTECT, null=True, blank=True, related_name="+")
    contacted_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(_("reason"), max_length=240, blank=True)
    redirected_to = models.CharField(_("sent on to"), max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("intake request")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["assigned", "contacted"])
                | (Q(case__isnull=False) & (Q(appointment__isnull=False) | ~Q(waiver=""))),
                name="assigned_has_case_and_contact",
                violation_error_message=_("Book the first contact, or say why none is booked."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["declined", "redirected"]) | ~Q(decision_reason=""),
                name="decision_says_why",
                violation_error_message=_("Give the reason; it is sent to whoever asked."),
            ),
            models.CheckConstraint(
                condition=~Q(status="redirected") | ~Q(redirected_to=""), name="redirect_says_where"
            ),
            together("decided_at", "decided_by", name="intake_decided_pair"),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(status__in=OPEN),
                name="one_open_request_per_patient",
                violation_error_message=_("This patient already waits in the queue. Open that request."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["facility", "first_contact_due", "id"],
                condition=Q(status__in=["received", "screening", "accepted", "assigned"]),
                name="intake_queue",
            )
        ]

    @property
    def is_waiting(self) -> bool:
        """Whether the first contact is still to be made."""
        return self.status in (*OPEN, self.Status.ASSIGNED)


class IntakeAnswer(Entry):
    """What whoever asked was told when their request was declined or sent on; names no patient, never changes."""

    access = Access("own", own="to")

    request = models.ForeignKey(IntakeRequest, models.PROTECT, related_name="answers")
    # A colleague reads it in the application; anybody else gets it on paper.
    to = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    to_name = models.CharField(max_length=120, blank=True)
    text = models.TextField(max_length=4000)
    said_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer to a request")
        triggers = [insert_only("intake_answer")]
