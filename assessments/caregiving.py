"""What a caregiver may be asked to do: the tasks by which capacity is said and plans are held against it (C16)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Task(TextChoices):
    """The tasks of caring for somebody at home."""

    PERSONAL_CARE = "personal_care", _("Washing, dressing, toilet")
    HOUSEHOLD = "household", _("Household, shopping, meals")
    MEDICINES = "medicines", _("Medicines")
    LIFTING = "lifting", _("Lifting and moving")
    TRANSPORT = "transport", _("Driving")
    COMPANY = "company", _("Being there")
    NIGHTS = "nights", _("Nights")
    APPOINTMENTS = "appointments", _("Appointments and papers")
    MONEY = "money", _("Money")


def label(code: str) -> str:
    """The words for a task; one that is not in this list is said as it is."""
    return str(dict(Task.choices).get(code, code.replace("_", " ")))
