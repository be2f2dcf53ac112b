"""What the apps below tell and show of notices: facts that move them, how their work ends, and what supervisors hear."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coverage import changed
from discharge import (
    answer_work,
    answers,
    departed,
    gate_facts_of_notices,  # noqa: F401 - says how the gates of notices stand
    notice_keeping,
    pages,
)
from encounters import statuses
from worklist import told
from worklist.models import Item
from worklist.own_ends import ENDS, ENDS_ABOUT, End

statuses.HEARS.append(notice_keeping.heard)
changed.HEARS.append(notice_keeping.of_patient)
ENDS[Item.Kind.NOTICE] = End(
    _("Give it"),
    lambda item: reverse("notices:notice", args=[item.about.partition(":")[2]]),
    _("This ends when the notice is given: open it, and say when and how."),
    icon="arrow-right",
)
ENDS_ABOUT[answers.QIO] = End(
    _("Record the decision"),
    lambda item: reverse("notices:decide", args=[item.about.partition(":")[2]]),
    _("This ends when the decision is on record: open it, and say what was decided and when."),
    icon="arrow-right",
)
ENDS_ABOUT[answers.LEVEL_TWO] = End(
    _("Record the determination"),
    lambda item: reverse("notices:determine", args=[item.about.partition(":")[2]]),
    _("This ends when the determination is on record: open it, and say what it came to."),
    icon="arrow-right",
)
for heard in (departed.LISTENERS, departed.TAKEN_BACK, departed.NEXT):
    heard.append(answer_work.departed)
told.SAYS["notice-missed"] = (_("A notice to a patient was not given in time"), "notices:notice")
pages.PAGES.append((_("Notices and status"), "notices:case", "view_notice"))
