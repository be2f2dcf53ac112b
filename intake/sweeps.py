"""What time brings to intake: first contacts to make, breaches that come near, benefits that run out.

Each sweep opens work under a source key, so running it twice, or two at once, changes nothing.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import CharField, Exists, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from accounts.actors import system
from accounts.permissions import Role
from core import clock, turns
from core.localtime import end_of_day
from core.refusals import Refused
from coverage.models import BenefitCheck, Coverage
from intake import actions, desk, queries
from intake.actions.routing import MADE
from intake.models import OPEN, IntakeRequest
from patients.models import Case, Patient, Stage
from worklist import actions as worklist
from worklist.activities import Activity
from worklist.models import ContactAttempt, Item
from worklist.models.item import LIVE

BATCH = 200
BREACH_NEAR = timedelta(hours=1)
# Project proposal: time enough to ask the payer before the policy, or what it last said, runs out.
POLICY_ENDS_SOON = timedelta(days=7)
CHECK_ENDS_SOON = timedelta(days=3)


def first_contacts() -> int:
    """Open the desk's item for every request in the queue that has none."""
    standing = Item.objects.filter(status__in=LIVE, source_key=_source("intake:"))
    rows = (
        IntakeRequest.objects.filter(status__in=OPEN)
        .exclude(Exists(standing))
        .select_related("patient__facility")
    )
    return _each(rows, _open_first_contact)


def breaches() -> int:
    """Tell the supervisors of every request whose clock runs out within the hour, once for each due time."""
    soon = clock.now() + BREACH_NEAR
    told = Item.objects.filter(
        source_key__startswith=_source("breach:"), due_at=OuterRef("first_contact_due")
    )
    rows = queries.to_contact(IntakeRequest.objects.filter(first_contact_due__lte=soon))
    return _each(rows.exclude(Exists(told)).select_related("patient__facility", "case"), _warn)


def contacts_made() -> int:
    """Finish the requests whose first contact was logged on the case instead of in the queue."""
    made = ContactAttempt.objects.filter(
        case=OuterRef("case"), outcome__in=MADE, at__gte=OuterRef("received_at")
    )
    rows = IntakeRequest.objects.filter(Exists(made), status=IntakeRequest.Status.ASSIGNED)
    return _each(rows, _note_contact)


def policies_ending() -> int:
    """Ask for a benefit check before a policy of a patient in our care ends."""
    today = clock.now().date()
    asked = Item.objects.filter(source_key=Concat(_source("policy:"), Value(":"), _text("until_on")))
    rows = Coverage.objects.filter(error_at=None, until_on__gte=today, until_on__lte=today + POLICY_ENDS_SOON)
    rows = rows.filter(_in_our_care("patient")).exclude(Exists(asked))
    return _each(rows.select_related("patient__facility"), _ask_about_policy)


def checks_ending() -> int:
    """Ask the payer again before what it said runs out, unless somebody has asked since."""
    today = clock.now().date()
    newer = BenefitCheck.objects.filter(coverage=OuterRef("coverage"), checked_at__gt=OuterRef("checked_at"))
    asked = Item.objects.filter(source_key=_source("benefits:"))
    rows = BenefitCheck.objects.filter(valid_until__gte=today, valid_until__lte=today + CHECK_ENDS_SOON)
    rows = rows.filter(_in_our_care("coverage__patient"), coverage__error_at=None)
    rows = rows.exclude(Exists(newer)).exclude(Exists(asked))
    return _each(rows.select_related("coverage__patient__facility"), _ask_about_check)


def leftovers() -> int:
    """Cancel what the desk need not do any more: its request was settled by a merge, or the record is a stub."""
    about = Func(
        OuterRef("source_key"), Value(":"), Value(2), function="split_part", output_field=CharField()
    )
    key = Cast("pk", CharField())
    decide = IntakeRequest.objects.annotate(key=key).filter(key=about, status__in=OPEN)
    stub = Patient.objects.annotate(key=key).filter(key=about, merged_into__isnull=False)
    asked = Q(source_key__startswith="intake:") | Q(source_key__startswith="breach:")
    gone = asked & ~Exists(decide) | Q(source_key__startswith="resolve-identity:") & Exists(stub)
    return _each(Item.objects.filter(gone, case=None, status__in=LIVE), _cancel)


def _each(rows: "QuerySet[Any]", step: Callable[[Any, Any], Any]) -> int:
    """Do one step for each of a batch; a row that somebody changed in the same moment waits for the next time."""
    keeper, done = system("keeper"), 0
    for row in rows.order_by("pk")[:BATCH]:
        try:
            step(row, keeper)
        except Refused:
            continue
        except turns.BROKEN_ROW as error:
            turns.say(step, error)
            continue
        done += 1
    return done


def _open_first_contact(request: IntakeRequest, by: Any) -> None:
    worklist.open_desk_item(
        request.patient.facility,
        by=by,
        patient=request.patient,
        activity=desk.ACTIVITY,
        kind=Item.Kind.FIRST_CONTACT,
        what=_("Screen and route the request"),
        why=_("In the queue: %(reasons)s") % {"reasons": "; ".join(request.tier_reasons)},
        if_waits=_("The first-contact clock is breached."),
        due_at=request.first_contact_due,
        priority=Item.Priority.HIGH,
        source_key=desk.first_contact_key(request),
    )


def _warn(request: IntakeRequest, by: Any) -> None:
    about: dict[str, Any] = {
        "by": by,
        "activity": desk.ACTIVITY,
        "kind": Item.Kind.REVIEW,
        "what": _("See that the first contact is made"),
        "why": _("Its clock runs out within the hour or has run out"),
        "if_waits": _("The patient waits longer than their urgency allows."),
        "due_at": request.first_contact_due,
        "priority": Item.Priority.HARM,
        "source_key": desk.breach_key(request),
    }
    if request.case is not None and request.status == IntakeRequest.Status.ASSIGNED:
        worklist.open_item(request.case, role=Role.SUPERVISOR, subject="breach", **about)
    else:
        worklist.open_desk_item(
            request.patient.facility, patient=request.patient, role=Role.SUPERVISOR, **about
        )


def _cancel(item: Item, by: Any) -> None:
    worklist.cancel(item, by=by, reason=_("Its request was settled, or its record was joined with another."))


def _note_contact(request: IntakeRequest, by: Any) -> None:
    made = ContactAttempt.objects.filter(case=request.case_id, outcome__in=MADE, at__gte=request.received_at)
    actions.note_contact(request, by=by, logged=made.order_by("at", "pk")[0])


def _ask_about_policy(policy: Coverage, by: Any) -> None:
    _ask(
        policy.patient,
        by,
        f"policy:{policy.pk}:{policy.until_on}",
        _("The policy ends soon"),
        policy.until_on,
    )


def _ask_about_check(check: BenefitCheck, by: Any) -> None:
    said = _("What the payer said holds only a few days more")
    _ask(check.coverage.patient, by, f"benefits:{check.pk}", said, check.valid_until)


def _ask(patient: Patient, by: Any, source_key: str, why: str, until_on: Any) -> None:
    worklist.open_desk_item(
        patient.facility,
        by=by,
        patient=patient,
        activity=Activity.BENEFITS,
        kind=Item.Kind.BENEFITS,
        what=_("Check the benefits with the payer"),
        why=why,
        if_waits=_("Days may not be covered."),
        due_at=end_of_day(until_on, patient.facility.tz),
        source_key=source_key,
    )


def _source(prefix: str) -> Any:
    return Concat(Value(prefix), _text("pk"))


def _text(column: str) -> Any:
    return Cast(OuterRef(column), CharField())


def _in_our_care(patient: str) -> Any:
    """Patients with an open case, or a request that is not decided yet."""
    cases = Case.objects.filter(patient=OuterRef(patient)).exclude(stage=Stage.CLOSED)
    waiting = IntakeRequest.objects.filter(patient=OuterRef(patient), status__in=OPEN)
    return Exists(cases) | Exists(waiting)


# What beat's tick goes through, in this order.
EVERY_MINUTE = (first_contacts, breaches, contacts_made, policies_ending, checks_ending, leftovers)
