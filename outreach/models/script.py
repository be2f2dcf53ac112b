"""A call by a script: who was verified how, every answer as it was given, and whom a red one went to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, together
from patients.models import CaseRecord, RelatedPerson
from policy.models import PackVersion
from worklist.models import ContactAttempt, Item


@tracked
class ScriptRun(CaseRecord):
    """One call; it ends with an outcome, and becomes a contact."""

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")

    # What a call asks is health information: who does not read it neither sees nor makes one.
    access = Access("clinical", case="case", lock=("case",))

    rule = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    script = models.CharField(max_length=40)
    person = models.ForeignKey(RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    # The work this call keeps.
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="script_runs")
    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    verified_by = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.OneToOneField(
        ContactAttempt, models.PROTECT, null=True, blank=True, related_name="script_run"
    )

    class Meta:
        verbose_name = _("call by a script")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(status="running"),
                name="one_script_at_a_time",
                nulls_distinct=False,
                violation_error_message=_("A call by a script is running already. Go on with that one."),
            ),
            together("ended_at", "ended_by", name="script_ended_pair"),
            models.CheckConstraint(
                condition=Q(status="running", ended_at=None, outcome="")
                | Q(status="ended", ended_at__isnull=False) & ~Q(outcome=""),
                name="script_ends_with_outcome",
            ),
        ]
        indexes = [models.Index(fields=["case", "-id"], name="script_of_case")]


class ScriptAnswer(Entry):
    """One answer; a corrected one stands beside the first, the last of a question counts."""

    access = Access("clinical", case="run__case", lock=("run__case", "run"))

    run = models.ForeignKey(ScriptRun, models.PROTECT, related_name="answers")
    question = models.CharField(max_length=40)
    n = models.PositiveSmallIntegerField(default=1)
    answer = models.CharField(max_length=40)
    note = models.CharField(_("in their words"), max_length=240, blank=True)
    # Whom a red answer escalates to, and the work that came of it.
    red = models.CharField(max_length=10, blank=True)
    because = models.CharField(_("why it is red"), max_length=120, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="red_answers")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer in a call")
        triggers = [insert_only("script_answer")]
        constraints = [
            models.UniqueConstraint(fields=["run", "question", "n"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(red="", item=None) | ~Q(red="") & Q(item__isnull=False),
                name="red_answer_has_work",
            ),
        ]
