"""Asking others to take over: one machine for care after the hospital, equipment, transport and the community."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry
from directory.models import Service
from patients.models import CaseRecord
from referrals.models.choice import Choice
from referrals.models.packets import Packet

# 42 CFR 482.43(c): no referral to one of these before the patient has chosen.
BY_CHOICE = ("home_health", "snf", "irf", "ltch")


@tracked
class Referral(CaseRecord):
    """One service asked to take the patient (FHIR ServiceRequest): sent, answered, booked, started, closed (C57, C68)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        VIEWED = "viewed", _("Seen by them")
        INFO_REQUESTED = "info_requested", _("They ask for more")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        BOOKED = "booked", _("Booked")
        STARTED = "started", _("Started")
        NOT_STARTED = "not_started", _("Did not start")
        CLOSED = "closed", _("Closed")

    class Declined(models.TextChoices):
        NO_BED = "no_bed", _("No bed or place")
        PAYER = "payer", _("Payer")
        CLINICAL = "clinical", _("Clinical needs")
        BEHAVIOUR = "behaviour", _("Behaviour")
        DISTANCE = "distance", _("Distance")
        STAFFING = "staffing", _("Staffing")
        OTHER = "other", _("Other")

    class Outcome(models.TextChoices):
        MET = "met", _("Need met")
        PARTLY = "partly", _("Partly met")
        NOT_MET = "not_met", _("Not met")

    class Mode(models.TextChoices):
        CAR = "car", _("Car")
        WHEELCHAIR = "wheelchair", _("Wheelchair van")
        BLS = "bls", _("Ambulance, basic")
        ALS = "als", _("Ambulance, advanced")

    access = Access("discharge", case="case", lock=("case",))

    service = models.ForeignKey(Service, models.PROTECT, related_name="referrals", verbose_name=_("service"))
    kind = models.CharField(_("kind of service"), max_length=20, choices=Service.Kind)
    # Which departure it is for (discharge.DischargePlan.leaving).
    leaving = models.PositiveSmallIntegerField(default=1)
    choice = models.ForeignKey(Choice, models.PROTECT, null=True, blank=True, related_name="referrals")
    packet = models.ForeignKey(Packet, models.PROTECT, null=True, blank=True, related_name="referrals")
    need = models.ForeignKey(
        "assessments.Need", models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    asks_for = models.CharField(_("what is asked for"), max_length=500)
    status = models.CharField(max_length=15, choices=Status, default=Status.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    viewed_at = models.DateTimeField(null=True, blank=True)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Who at the service answered, and their words.
    answered_by = models.CharField(_("who answered"), max_length=120, blank=True)
    asked_for_more = models.CharField(_("what more they ask"), max_length=500, blank=True)
    declined_because = models.CharField(_("why they declined"), max_length=10, choices=Declined, blank=True)
    words = models.CharField(_("in words"), max_length=240, blank=True)
    # When the service says it begins, and where: a bed, a first visit, a delivery, a pick-up.
    promised_at = models.DateTimeField(_("promised for"), null=True, blank=True)
    place = models.CharField(_("bed or place"), max_length=120, blank=True)
    report_to = models.CharField(_("who takes the report"), max_length=120, blank=True)
    # Of equipment: it is there and its use was taught before the patient leaves.
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    taught_at = models.DateTimeField(_("use taught at"), null=True, blank=True)
    essential = models.BooleanField(_("the patient cannot leave without it"), default=False)
    # Of transport.
    mode = models.CharField(_("by what"), max_length=10, choices=Mode, blank=True)
    certified_by = models.CharField(_("physician who certified the ambulance"), max_length=120, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)
    item = models.ForeignKey("worklist.Item", models.PROTECT, null=True, blank=True, related_name="referrals")

    class Meta:
        verbose_name = _("referral")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=BY_CHOICE)
                | Q(status__in=["draft", "withdrawn"])
                | Q(choice__isnull=False),
                name="referral_after_choice",
                violation_error_message=_("Record the patient's choice before the referral."),
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(declined_because=""),
                name="declined_referral_says_why",
                violation_error_message=_("Choose why they declined."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(sent_at__isnull=False),
                name="referral_was_sent",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["booked", "started"]) | Q(promised_at__isnull=False),
                name="booked_referral_has_a_time",
                violation_error_message=_("Say when the service begins."),
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(outcome=""),
                name="closed_referral_says_outcome",
                violation_error_message=_("Say whether the need was met."),
            ),
            models.UniqueConstraint(
                fields=["case", "leaving", "kind"],
                condition=Q(status__in=["booked", "started"], error_at=None)
                & ~Q(kind__in=["equipment", "community", "transport"]),
                name="one_booked_service_per_kind",
                violation_error_message=_("Another service of this kind is booked. Withdraw that one first."),
            ),
            models.UniqueConstraint(
                fields=["case", "leaving", "service", "kind", "asks_for"],
                condition=Q(error_at=None)
                & ~Q(status__in=["declined", "withdrawn", "closed", "not_started"]),
                name="one_open_referral_per_service",
                violation_error_message=_("This service is asked already. Open that referral."),
            ),
        ]
        triggers = [
            # The choice is of the same case and kind, and whole: the database asks it of every way in.
            pgtrigger.Trigger(
                name="referral_choice_is_whole",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "NEW.kind IN ('home_health', 'snf', 'irf', 'ltch') AND NEW.status NOT IN ('draft', 'withdrawn')"
                ),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM referrals_choice c WHERE c.id = NEW.choice_id AND c.case_id = NEW.case_id
                           AND c.kind = NEW.kind AND c.recorded_at IS NOT NULL AND c.error_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'referral without a recorded choice' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'referral_after_choice';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]
        indexes = [
            models.Index(fields=["status", "sent_at"], name="referral_by_status"),
            models.Index(fields=["service", "-sent_at"], name="referral_of_service"),
        ]


class ReferralStep(Entry):
    """One thing that happened to a referral, with the words of it; the machine's history a person can read."""

    access = Access("discharge", case="referral__case", lock=("referral",))

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="steps")
    status = models.CharField(max_length=15, choices=Referral.Status)
    words = models.CharField(max_length=500, blank=True)
    who = models.CharField(_("who at the service"), max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("step of a referral")
        triggers = [insert_only("referral_step")]
        indexes = [models.Index(fields=["referral", "at"], name="referral_step_in_order")]


class StartCheck(Entry):
    """Whether a service began when promised and as ordered, and what the patient says of it (C59)."""

    access = Access("discharge", case="referral__case", lock=("referral",))

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="checks")
    started = models.BooleanField(_("it has begun"))
    started_on_time = models.BooleanField(_("when promised"), null=True, blank=True)
    as_ordered = models.BooleanField(_("as ordered"), null=True, blank=True)
    # Minimum questions of quality, 1 (no) to 5 (fully): came when they said, knew the plan, treated with respect.
    punctual = models.PositiveSmallIntegerField(_("they come when they say"), null=True, blank=True)
    informed = models.PositiveSmallIntegerField(_("they know the plan"), null=True, blank=True)
    respectful = models.PositiveSmallIntegerField(_("the patient feels respected"), null=True, blank=True)
    words = models.CharField(_("in words"), max_length=500, blank=True)
    asked = models.CharField(_("who was asked"), max_length=120)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("check of a start")
        triggers = [insert_only("start_check")]
        constraints = [
            models.CheckConstraint(
                condition=Q(started=True, started_on_time__isnull=False, as_ordered__isnull=False)
                | Q(started=False, started_on_time=None, as_ordered=None),
                name="begun_service_is_judged",
                violation_error_message=_("Say whether it began when promised and as ordered."),
            ),
            models.CheckConstraint(
                condition=(Q(punctual=None) | Q(punctual__gte=1, punctual__lte=5))
                & (Q(informed=None) | Q(informed__gte=1, informed__lte=5))
                & (Q(respectful=None) | Q(respectful__gte=1, respectful__lte=5)),
                name="start_check_scale",
            ),
        ]
        indexes = [models.Index(fields=["referral", "-at"], name="start_check_of_referral")]
