"""What a hospital may change, as dated data: clocks and urgency tiers; the version in force at the trigger governs."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import Record
from facilities.models import Facility


@tracked
class RulePack(Record):
    """A set of rules of one kind, for one facility or for all that have none of their own."""

    class Kind(models.TextChoices):
        TIERS = "tiers", _("Urgency tiers and first-contact clocks")
        FOLLOW_UP = "follow_up", _("Reminder ladder of follow-ups")
        ACTIVITIES = "activities", _("Activities and who answers for them")
        CLOCKS = "clocks", _("Clocks of teamwork: offers, holes, consults, reading on")
        PRIVACY = "privacy", _("What the daily look at the access log asks about")
        SERIES = "series", _("Follow-up series: when, how often, until when")
        LADDER = "ladder", _("Escalation: who is told when nobody acts")
        REACH = "reach", _("Reaching the patient: attempts, cadence by tier, home visits")
        SCRIPT = "script", _("Call scripts with red flags")
        ENGAGEMENT = "engagement", _("Engagement index")
        FORMS = "forms", _("What an assessment consists of")
        REASSESS = "reassess", _("Reassessment: how often, and after what")
        PROTOCOLS = "protocols", _("Checklists of high-risk protocols")
        CONFLICTS = "conflicts", _("Conflicts between parts of a plan")
        OVERLAPS = "overlaps", _("Work done twice: what counts as the same")
        TEMPLATES = "templates", _("Plan templates")
        PATHWAYS = "pathways", _("Care maps")
        PROGRAMMES = "programmes", _("Programmes: who enters, what they bring")
        GATES = "gates", _("Leaving: what must be done first, by destination")
        DELAYS = "delays", _("Delays: causes, attribution, escalation by age")
        NOTICES = "notices", _("Notices to the patient and their windows")
        MILESTONES = "milestones", _("Milestones of leaving, and what waits for what")
        PACKET = "packet", _("What goes along to the next place of care")
        AFTERWARDS = "afterwards", _("After leaving: clocks by tier, red flags, reviews")

    access = Access("identity", facility="facility")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, related_name="packs")

    class Meta:
        verbose_name = _("rule pack")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "facility"], name="one_pack_per_kind", nulls_distinct=False
            )
        ]


@tracked
class PackVersion(Record):
    """One dated version of a pack; a result stores the version it was made with."""

    access = Access("identity", facility="pack__facility", lock=("pack",))

    pack = models.ForeignKey(RulePack, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version number"))
    body: Any = models.JSONField(_("rules"))
    source = models.CharField(_("source"), max_length=240)
    # Empty while it is a draft; open-ended while it governs; an end once another version follows.
    in_force = DateTimeRangeField(_("in force"), null=True, blank=True)

    class Meta:
        verbose_name = _("pack version")
        constraints = [
            models.UniqueConstraint(fields=["pack", "number"], name="pack_version_once"),
            ExclusionConstraint(
                name="one_version_in_force",
                expressions=[("pack", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
                violation_error_message=_("Another version of these rules is in force in that period."),
            ),
        ]
