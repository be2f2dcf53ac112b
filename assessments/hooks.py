"""What the apps below show of assessments: how steps end, notices, and the flag beside the patient's name."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import (
    danger,
    raising,
    told_of_person,  # noqa: F401 - lines of the timeline
)
from assessments.models import ProtocolStep
from core import access
from patients import header
from worklist import told
from worklist.models import Item
from worklist.own_ends import DONE_BY, ENDS, ENDS_ABOUT, GOES_ON, End


def _step(item: Any) -> str:
    return reverse("assessments:do_step", args=[item.about.partition(":")[2]])


def _does_steps(person: Any, key: str) -> bool:
    """Whether somebody may work on the safety plan of a step: who may not read it cannot do what it asks for."""
    step = ProtocolStep.objects.select_related("protocol").filter(pk=key).first()
    return step is None or access.can(person, "edit_safeguarding", step.protocol)


ENDS[Item.Kind.PROTOCOL] = End(
    _("Open"), _step, _("This ends on the safety plan itself: open it, and say there what was done."),
    icon="arrow-right",
)  # fmt: skip
# The work of a plan that is read more narrowly than work is a task like any other: it leads where everybody may go.
ENDS_ABOUT[raising.STEP] = End(
    _("Open"), lambda item: reverse("assessments:case", args=[item.case_id]),
    _("This ends where it was asked for: open it there, and say what was done."), icon="arrow-right",
)  # fmt: skip
DONE_BY[raising.STEP] = _does_steps
GOES_ON["assessments.Section"] = (_("Resume"), lambda key: reverse("assessments:section", args=[key]))
told.SAYS["safety-plan"] = (_("A safety plan was opened. Ask the lead."), "cases:summary")
told.SAYS["safety-named"] = (_("You are named on a safety plan"), "assessments:protocols")
told.SAYS["safety-clear"] = (_("A safety plan waits for a second person"), "assessments:protocols")
told.SAYS["need"] = (_("A need of a patient is yours to look after"), "assessments:needs")
header.FLAGS.append((danger.value, danger.words, "assessments:protocols"))
