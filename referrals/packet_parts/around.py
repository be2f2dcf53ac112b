"""Life at home: what the patient manages there, and what the family can carry."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import CaregiverCapacity, Need
from assessments.queries import abilities
from referrals.parts import Place, Row, part, row

# Found by asking about money, housing, help; what was found by asking about mood or violence stands elsewhere.
SORT = "psychosocial"


@part("home", gettext_lazy("Life at home and who helps"), "psychosocial")
def home(place: Place) -> Iterable[Row]:
    """Needs the patient wants help with, hours of support, and each caregiver in their own judgement."""
    needs = Need.objects.filter(case=place.case, sort=SORT, status=Need.Status.ACCEPTED, error_at=None)
    for need in needs.order_by("-severity", "pk"):
        yield row(need.get_domain_display(), need.words, need.get_severity_display(), codes=need.codes)
    rating = abilities.latest(place.case).get("socioeconomic")
    if rating is not None and rating.support_needed is not None:
        hours = {"needed": rating.support_needed, "arranged": rating.support_arranged or 0}
        yield row(_("Support a day"), _("%(needed)d hours needed, %(arranged)d arranged") % hours)
    yield from _carers(place)


def _carers(place: Place) -> Iterable[Row]:
    rows = CaregiverCapacity.objects.filter(case=place.case, error_at=None).select_related("person")
    for one in rows.order_by("person__name", "pk"):
        hours = _("%(n)d hours a week") % {"n": one.hours_per_week} if one.hours_per_week is not None else ""
        willing = _("willing: %(answer)s") % {"answer": one.get_willing_display().lower()}
        yield row(one.person.name, ", ".join(filter(None, (hours, willing))), one.training_needed)
