"""What work is for: one code per activity, each with one role that answers for it (clinical.md 2.17)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Activity(TextChoices):
    """The purposes of work, contacts and appointments that a person chooses from."""

    FOLLOW_UP = "follow_up", _("Follow-up call or visit")
    FAMILY_CONTACT = "family_contact", _("Contact with the family")
    TEACHING = "teaching", _("Teaching")
    APPOINTMENTS = "appointments", _("Appointments")
    GOAL_COACHING = "goal_coaching", _("Coaching towards a goal")
    CM_ASSESSMENT = "cm_assessment", _("Assessment by the case manager")
    NURSING_ASSESSMENT = "nursing_assessment", _("Nursing assessment")
    PSYCHOSOCIAL = "psychosocial", _("Psychosocial assessment")
    SOCIAL_NEEDS = "social_needs", _("Social needs")
    COMMUNITY = "community", _("Community resources")
    PLAN = "plan_edd_rounds", _("Plan of care, discharge date, rounds")
    CHOICE = "choice_pac", _("Choice of care after the hospital")
    EQUIPMENT = "equipment_transport", _("Equipment and transport")
    CLINICAL_REVIEW = "clinical_review", _("Clinical review for the payer")
    NOTICES = "notices", _("Notices to the patient")
    BENEFITS = "benefits", _("Benefits and coverage")
    REGISTRATION = "registration", _("Registration")
    FIRST_CONTACT = "first_contact", _("First contact")


def label(code: str) -> str:
    """The words for a code; one that is not in this list is said as it is."""
    return str(dict(Activity.choices).get(code, code.replace("_", " ").capitalize()))
