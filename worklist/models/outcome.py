"""What came of a follow-up: how the treatment works, what was decided and told to whom, and whether it was understood."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only
from core.models import Entry
from directory.models import Practitioner
from worklist.models.item import Item


class FollowUpOutcome(Entry):
    """The result of one follow-up; insert-only, so that a correction is a new row naming the one it amends."""

    class Response(models.TextChoices):
        BETTER = "better", _("Better")
        SAME = "same", _("The same")
        WORSE = "worse", _("Worse")
        NOT_ASKED = "not_asked", _("Not asked")

    class Decision(models.TextChoices):
        GO_ON = "go_on", _("Go on as planned")
        CHANGE = "change", _("Change the plan")
        STOP = "stop", _("Stop the treatment")
        ASK = "ask", _("Ask the deciding clinician")

    class Said(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    access = Access("clinical", case="item__case", lock=("item__case", "item"))

    item = models.ForeignKey(Item, models.PROTECT, related_name="outcomes")
    amends = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="amended_by")
    response = models.CharField(_("response to the treatment"), max_length=10, choices=Response)
    side_effects = models.CharField(_("side effects"), max_length=500, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    decision_note = models.CharField(_("what was decided"), max_length=500, blank=True)
    # Whoever decides on the treatment: a colleague who finds it in their notices, or a named clinician outside.
    told_user = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who was told"),
    )
    told_practitioner = models.ForeignKey(
        Practitioner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("clinician outside who was told"),
    )
    # Evidence that it was explained.
    explained = models.CharField(_("explained"), max_length=6, choices=Said)
    understood = models.CharField(_("understood"), max_length=6, choices=Said, blank=True)
    agreed = models.CharField(_("agreed"), max_length=6, choices=Said, blank=True)
    obstacles = models.CharField(_("obstacles named"), max_length=500, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("outcome of a follow-up")
        triggers = [insert_only("follow_up_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(amends=None), name="one_outcome_each"),
            models.CheckConstraint(
                condition=Q(decision="go_on") | ~Q(decision_note=""),
                name="decision_is_said",
                violation_error_message=_("Say what was decided."),
            ),
            models.CheckConstraint(
                condition=~Q(decision="ask")
                | Q(told_user__isnull=False)
                | Q(told_practitioner__isnull=False),
                name="asked_clinician_is_named",
                violation_error_message=_("Name the clinician who is to decide."),
            ),
            models.CheckConstraint(
                condition=Q(explained="no") | ~Q(understood="") & ~Q(agreed=""),
                name="explained_says_understood",
                violation_error_message=_("Say whether it was understood and agreed."),
            ),
            models.CheckConstraint(
                condition=~Q(understood__in=["no", "partly"]) & ~Q(agreed__in=["no", "partly"])
                | ~Q(obstacles=""),
                name="obstacles_are_named",
                violation_error_message=_("Name what stands in the way."),
            ),
        ]

    @property
    def short(self) -> str:
        """That there is an outcome, without what it says: the note of the work is read by more people."""
        return gettext("Outcome on record")
