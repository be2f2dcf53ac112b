"""The patient's choice among those who can care for them next: what was shown, in which order, and what they said."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import Record
from directory.models import Service
from patients.models import CaseRecord, RelatedPerson


@tracked
class Choice(CaseRecord):
    """One list that was given and the choice made from it (42 CFR 482.43(c), R-CHO); a new choice appends.

    The order of the list is neutral: by `seed`, drawn for this patient, and the same each time it is printed.
    """

    class Status(models.TextChoices):
        OFFERED = "offered", _("List given")
        RECORDED = "recorded", _("Choice recorded")
        WITHDRAWN = "withdrawn", _("Put aside")

    class How(models.TextChoices):
        SIGNED = "signed", _("Signed")
        VERBAL = "verbal", _("Said, with a witness")
        DECLINED = "declined", _("Did not want to choose: the team may ask any on the list")

    access = Access("discharge", case="case", lock=("case",))

    kind = models.CharField(_("kind of service"), max_length=20, choices=Service.Kind)
    # The home area for a home health agency, the area asked for otherwise.
    area = models.CharField(_("postal code it is for"), max_length=12, blank=True)
    seed = models.PositiveIntegerField(editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.OFFERED)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    # The newest day among the quality facts on the list; null where none is on record.
    quality_on = models.DateField(null=True, blank=True)
    quality_shared = models.BooleanField(_("quality and resource use were gone through"), default=False)
    network_shown = models.BooleanField(_("told which are in the plan's network"), default=False)
    interests_shown = models.BooleanField(_("told of the hospital's financial interests"), default=False)
    language = models.CharField(_("language"), max_length=20, blank=True)
    interpreter = models.CharField(_("interpreter"), max_length=120, blank=True)
    # The patient where no person is named.
    chosen_by = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who chose")
    )
    how = models.CharField(_("how"), max_length=8, choices=How, blank=True)
    witness = models.CharField(_("witness"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("choice of care after the hospital")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="recorded", recorded_at__isnull=False, recorded_by__isnull=False)
                & ~Q(how="")
                & Q(quality_shared=True, network_shown=True, interests_shown=True)
                | ~Q(status="recorded"),
                name="recorded_choice_is_complete",
                violation_error_message=_(
                    "Go through quality, network and interests with the patient, and say how they chose."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(how="verbal") | ~Q(witness=""),
                name="verbal_choice_has_witness",
                violation_error_message=_("Name the witness of a choice that was only said."),
            ),
        ]
        indexes = [models.Index(fields=["case", "kind", "-offered_at"], name="choice_of_case")]


@tracked
class ChoiceOption(Record):
    """One service on a given list as it stood then: its place, what was said of it, and the rank the patient gave it."""

    access = Access("discharge", case="choice__case", lock=("choice",))

    choice = models.ForeignKey(Choice, models.PROTECT, related_name="options")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("place on the list"))
    rank = models.PositiveSmallIntegerField(_("the patient's rank"), null=True, blank=True)
    interest = models.CharField(_("financial interest that was told"), max_length=240, blank=True)
    in_network = models.BooleanField(_("in the plan's network"), null=True, blank=True)
    # Copies of what was on the list: [{"measure", "value", "as_of", "source"}] and the codes of needs it does not meet.
    quality: Any = models.JSONField(default=list, blank=True)
    unmet: Any = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("service on a choice list")
        constraints = [
            models.UniqueConstraint(fields=["choice", "service"], name="service_on_list_once"),
            models.UniqueConstraint(fields=["choice", "place"], name="place_on_list_once"),
            models.UniqueConstraint(
                fields=["choice", "rank"], condition=Q(rank__isnull=False), name="rank_of_choice_once"
            ),
        ]
