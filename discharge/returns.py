"""A return to the hospital: its review, opened by the admission and linked to the stay it came back from. Inside verbs only.

Source: 42 CFR 482.43(a)(7); C60. An inpatient admission within the days of the pack after an inpatient stay that the
patient left alive and not for another acute hospital. Emergency and observation visits are shown beside it, not reviewed.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import clock
from core.actions import change, keep
from core.localtime import local_date
from core.models import new_key
from discharge.models import ReadmissionReview
from encounters.dispositions import ACUTE_TRANSFER, DIED
from encounters.models import Encounter, StayCoding
from encounters.queries.stays import coding
from facilities.queries import site_holidays
from outreach import people
from patients.models import Case
from policy import ready
from worklist import endings, promises
from worklist.dues import keep_next_due
from worklist.models import Item, Notification

INPATIENT = Encounter.Kind.INPATIENT
HERE = (Encounter.Status.IN_PROGRESS, Encounter.Status.FINISHED)


def heard_visit(encounter: Encounter, by: Any) -> None:
    """A visit began, ended or changed: it may be a return, or what was a return or its first stay is none any more."""
    reviews = ReadmissionReview.objects.filter(error_at=None, status=ReadmissionReview.Status.DUE)
    for review in reviews.filter(back=encounter).select_related("index", "item", "case"):
        review.back = encounter
        _or_none(review, by)
    for review in reviews.filter(index=encounter).select_related("back", "item", "case"):
        review.index = encounter
        _or_none(review, by)
    raise_for(encounter, by=by)


def raise_for(back: Encounter, *, by: Any) -> ReadmissionReview | None:
    """Open the review of a return, once; None where it is none, or no case holds it yet."""
    index = index_of(back)
    case = _case_of(back, index)
    if index is None or case is None or back.started_at is None:
        return None
    _version, rules = ready.after_leaving(case.facility, back.started_at)
    day = days_between(index, back)
    if rules is None or day > rules.return_days:
        return None
    known = ReadmissionReview.objects.filter(index=index, back=back).first()
    if known is not None and known.error_at is None:
        return known
    due_at = rules.review_by(back.started_at, case.facility.tz, site_holidays(case.facility))
    if known is not None:
        item = _work(known.pk, case, by, due_at, day)
        return change(known, error_at=None, error_by=None, error_reason="", item=item, day=day, due_at=due_at)
    made = ReadmissionReview(pk=new_key(), case=case, index=index, back=back, day=day, due_at=due_at)
    made.created_by = by
    made.item = _work(made.pk, case, by, due_at, day)
    return keep(made)


def index_of(back: Encounter) -> Encounter | None:
    """The stay somebody came back from: of the last inpatient stays that ended before; None where it is no return."""
    if back.kind != INPATIENT or back.status not in HERE or back.started_at is None:
        return None
    said = coding(back)
    if said is not None and said.planned == StayCoding.Planned.PLANNED:
        return None
    before = Encounter.objects.filter(
        patient=back.patient_id, kind=INPATIENT, status=Encounter.Status.FINISHED
    )
    before = (
        before.filter(ended_at__lte=back.started_at).exclude(pk=back.pk).select_related("case", "facility")
    )
    last = before.order_by("-ended_at", "-pk").first()
    if last is None or last.disposition in DIED | ACUTE_TRANSFER:
        return None
    return last


def days_between(index: Encounter, back: Encounter) -> int:
    """Calendar days from leaving to the return, each by its own facility's dates (R-READ 4)."""
    left = local_date(index.ended_at or clock.now(), index.facility.tz)
    return (local_date(back.started_at or clock.now(), back.facility.tz) - left).days


def beside(left_at: datetime, days: int) -> Q:
    """Emergency and observation visits in the days after leaving: returns, but no readmissions (R-READ 1)."""
    kinds = [Encounter.Kind.EMERGENCY, Encounter.Kind.OBSERVATION]
    until = left_at + timedelta(days=days + 1)
    return Q(kind__in=kinds, status__in=HERE, started_at__gt=left_at, started_at__lt=until)


def _case_of(back: Encounter, index: Encounter | None) -> Case | None:
    """The open case of the return, else of the first stay; a closed one only once the return is over."""
    pairs = [row for row in (back, index) if row is not None and row.case_id is not None]
    cases = [Case.objects.select_related("facility", "lead").get(pk=row.case_id or "") for row in pairs]
    found = next((case for case in cases if case.is_open), None)
    if found is None and back.status == Encounter.Status.FINISHED:
        found = cases[0] if cases else None
    return found


def _or_none(review: ReadmissionReview, by: Any) -> None:
    """A review whose return or first stay was taken back was opened in error."""
    if review.back.status in HERE and review.index.status == Encounter.Status.FINISHED:
        return
    why = _("The admission or the departure it rests on was taken back.")
    if review.item is not None and review.item.is_live:
        endings.drop_at_once(review.item, why, by=by)
    change(review, error_at=clock.now(), error_by=by, error_reason=why)
    keep_next_due(review.case_id)


def _work(key: Any, case: Case, by: Any, due_at: Any, day: int) -> Item:
    owner = people.in_role(case, Role.CASE_MANAGER)
    item: Item = keep(
        Item(
            case=case,
            activity="follow_up",
            subject=f"return:{str(key)[-12:]}",
            about=f"return:{key}",
            kind=Item.Kind.RETURN,
            what=_("Review the return to hospital"),
            why=_("Admitted again on day %(day)d after leaving") % {"day": day},
            if_waits=_("The next patient comes back for the same cause."),
            owner=owner,
            role="" if owner else Role.CASE_MANAGER,
            due_at=due_at,
            created_by=by,
        )
    )
    promises.climb(item)
    if owner is not None and owner.pk != by.pk:
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(case.pk)
    return item


def causes_of(review: ReadmissionReview) -> dict[str, str]:
    """The causes to choose from, by code, in the version in force at the return."""
    _version, rules = ready.after_leaving(review.case.facility, review.created_at)
    return rules.labels() if rules else {}
