"""What the apps below show and tell of papers and results: how their work ends, and what opens papers again."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import relisted
from referrals import reopening
from worklist.models import Item
from worklist.own_ends import ENDS, ENDS_ABOUT, End


def _of_the_case(item: Any) -> str:
    return reverse("packets:case", args=[item.case_id])


ENDS[Item.Kind.PACKET] = End(
    gettext_lazy("Open"), _of_the_case,
    gettext_lazy("This ends when the next version is sent: put the papers together and send them."),
    icon="arrow-right",
)  # fmt: skip
ENDS_ABOUT["result"] = End(
    gettext_lazy("Open"), _of_the_case,
    gettext_lazy("This ends when the result is back: say there what it says and who was told."),
    icon="arrow-right",
)  # fmt: skip


def _relisted(case: Any, what: str, by: Any) -> None:
    said = {"medicines": _("The medicines were reconciled anew."), "allergies": _("The allergies changed.")}
    reopening.reopen(case, what, said[what], by=by)


relisted.HEARS.append(_relisted)
