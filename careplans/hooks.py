"""What the apps below show of plans: the button of a decision that waits, and notices."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from worklist import told
from worklist.models import Item
from worklist.own_ends import ENDS, End

ENDS[Item.Kind.APPROVAL] = End(
    _("Decide"),
    lambda item: reverse("careplans:version", args=[item.about.partition(":")[2]]),
    _("Approve the plan, or return it with a comment, on its page."),
    icon="file-check",
)
told.SAYS["approval"] = (_("A plan waits for your decision"), "careplans:version")
told.SAYS["plan-decided"] = (_("A plan you handed in was decided on"), "careplans:version")
told.SAYS["plan-comment"] = (_("Somebody commented on a plan"), "careplans:version")
