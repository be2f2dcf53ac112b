"""Who the patient is, how to reach them, who decides and who is beside them."""

from collections.abc import Iterable
from typing import Any

from django.utils.dateformat import format as written
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from coverage.queries import active_on
from patients.header import language_name, mrn_of
from patients.models import CommunicationProfile, ContactPoint, RelatedPerson
from patients.naming import display_name, provisional_name
from referrals.parts import Place, Row, part, row


@part("identity", gettext_lazy("Who the patient is"), "identity")
def identity(place: Place) -> Iterable[Row]:
    """Name, birth date, sex, number, language; two identifiers for whoever receives the papers."""
    who = place.case.patient
    name = (
        provisional_name(who.alias)
        if who.provisional
        else display_name(who.family, who.given, who.preferred_name)
    )
    number = mrn_of(who).values_list("value", flat=True).first() or ""
    born = who.birth_date.isoformat() if who.birth_date else ""
    yield row(_("Name"), name, family=who.family, given=who.given)
    if born:
        yield row(_("Born"), written(who.birth_date, "j M Y"), birth_date=born)
    yield row(_("Administrative sex"), who.get_sex_display(), sex=who.sex)
    if number:
        yield row(_("MRN"), number, mrn=number, authority=place.case.facility.code)
    yield from _language(who)


def _language(who: Any) -> Iterable[Row]:
    profile = _profile(who)
    if profile is None:
        return
    if profile.spoken:
        yield row(_("Language spoken"), language_name(profile.spoken), language=profile.spoken)
    if profile.needs_interpreter:
        yield row(_("Interpreter"), profile.get_interpreter_display())
    if profile.needs:
        known = dict(CommunicationProfile.Need.choices)
        yield row(_("Needs help with"), ", ".join(str(known.get(need, need)) for need in profile.needs))


@part("contact", gettext_lazy("How to reach the patient"), "identity")
def contact(place: Place) -> Iterable[Row]:
    """What is safe to use; a number that is not safe never goes along."""
    for point in _safe(place).filter(person=None):
        yield row(
            point.get_kind_display(),
            point.value,
            "" if point.leave_message else _("Leave no message."),
            system=point.kind,
            value=point.value,
        )


@part("family", gettext_lazy("Family and caregivers"), "identity")
def family(place: Place) -> Iterable[Row]:
    """Who is there, with the numbers that are safe to use."""
    today = clock.today(place.case.facility.tz)
    reached: dict[Any, list[str]] = {}
    for point in _safe(place).exclude(person=None).exclude(kind=ContactPoint.Kind.ADDRESS):
        reached.setdefault(point.person_id, []).append(point.value)
    for one in (
        RelatedPerson.objects.filter(patient=place.case.patient).exclude(until_on__lt=today).order_by("pk")
    ):
        what = [one.relation, _("lives with the patient") if one.household else ""]
        what += [_("emergency contact") if one.emergency else ""]
        yield row(
            one.name, ", ".join(filter(None, what)), ", ".join(reached.get(one.pk, [])), relation=one.relation
        )


@part("directive", gettext_lazy("Advance directive, and who decides"), "identity")
def directive(place: Place) -> Iterable[Row]:
    """What was asked and answered; who has authority by law."""
    profile = _profile(place.case.patient)
    if profile is not None and profile.directive:
        yield row(_("Advance directive"), profile.get_directive_display())
        yield row(_("How decisions are made"), profile.get_decides_display())
    rows = RelatedPerson.objects.filter(patient=place.case.patient).exclude(
        authority=RelatedPerson.Authority.NONE
    )
    for one in rows.order_by("pk"):
        yield row(one.name, one.get_authority_display(), one.relation)


@part("cautions", gettext_lazy("With care: what must not be said or done"), "identity")
def cautions(place: Place) -> Iterable[Row]:
    """Who may not be told, and that a number is not safe, without the number itself."""
    people = RelatedPerson.objects.filter(patient=place.case.patient, may_be_told=[])
    for one in people.filter(authority=RelatedPerson.Authority.NONE).order_by("pk"):
        yield row(one.name, _("Nothing about the patient is told to them without asking the patient."))
    points = ContactPoint.objects.filter(patient=place.case.patient, ended=False, safe_to_call=False)
    if points.exists():
        yield row(_("Contact"), _("Use only the numbers and addresses given here. Another one is not safe."))


@part("coverage", gettext_lazy("Who pays"), "coverage")
def coverage(place: Place) -> Iterable[Row]:
    """The policies of today by rank."""
    day = clock.today(place.case.facility.tz)
    for one in active_on(place.case.patient, day).select_related("plan__payer").order_by("rank"):
        yield row(str(one.plan), one.member_id, rank=one.rank)


def _profile(who: Any) -> CommunicationProfile | None:
    return CommunicationProfile.objects.filter(patient=who).first()


def _safe(place: Place) -> Any:
    rows = ContactPoint.objects.filter(patient=place.case.patient, ended=False, safe_to_call=True)
    return rows.order_by("kind", "pk")
