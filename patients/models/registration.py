"""How a record came to be: who made it, why no look-alike was used, and how complete it was then."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from patients.merge_rules import MOVES
from patients.models.patient import PatientRecord


def _percent(label: Any) -> Any:
    return models.PositiveSmallIntegerField(label, default=0)


@tracked
class Registration(PatientRecord):
    """One registration at the desk; the completeness of its blocks is trended per intake worker."""

    on_merge = {"patient": MOVES}

    clerk = models.ForeignKey("accounts.User", models.PROTECT, related_name="registrations")
    none_fits = models.CharField(_("why no look-alike is this patient"), max_length=40, blank=True)
    registered_at = models.DateTimeField()
    who = _percent(_("who, percent"))
    reach = _percent(_("how to reach, percent"))
    pays = _percent(_("who pays, percent"))
    know = _percent(_("who may know, percent"))

    class Meta:
        verbose_name = _("registration")
        indexes = [models.Index(fields=["clerk", "registered_at"], name="registration_by_clerk")]
