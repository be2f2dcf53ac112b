"""What the plan of leaving gives to the papers for the next place: where to and when, and the visits afterwards."""

from collections.abc import Iterable

from django.utils.dateformat import format as written
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discharge.models import DischargePlan, FollowUpVisit
from encounters.dispositions import label
from referrals.parts import Place, Row, part, row


@part("wishes", gettext_lazy("Where the patient wants to go, and when"), "discharge")
def wishes(place: Place) -> Iterable[Row]:
    """The patient's words, the destination and the expected day."""
    plan = DischargePlan.objects.filter(case=place.case, error_at=None).first()
    if plan is None:
        return
    if plan.wishes or plan.wishes_declined:
        yield row(_("What the patient wants"), plan.wishes or _("They did not want to say."))
    if plan.disposition:
        yield row(_("Goes to"), label(plan.disposition), plan.handed_to, disposition=plan.disposition)
    if plan.expected_on:
        yield row(_("Expected to leave"), written(plan.expected_on, "j M Y"), on=plan.expected_on.isoformat())


@part("visits", gettext_lazy("Visits after leaving"), "discharge")
def visits(place: Place) -> Iterable[Row]:
    """The visits that stand, as the patient's paper lists them."""
    rows = FollowUpVisit.objects.filter(case=place.case, leaving=place.leaving, error_at=None)
    for one in rows.filter(status=FollowUpVisit.Status.BOOKED).order_by("at", "pk"):
        at = written(one.at.astimezone(place.case.facility.tz), "D j M Y, H:i")
        where = ", ".join(filter(None, (one.place, one.phone)))
        more = [_("Bring: %(things)s") % {"things": one.bring} if one.bring else "", one.ride]
        said = ". ".join(filter(None, more))
        yield row(
            f"{at}: {one.with_whom}", where, said, kind=one.kind, at=one.at.isoformat(), who=one.with_whom
        )
