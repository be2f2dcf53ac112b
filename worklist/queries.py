"""What is asked of the worklist by its own pages and by the apps above."""

from datetime import datetime, time
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.models import User
from core import clock
from core.access import OWN, visible_among, visible_to
from core.calendar import add_hours
from core.refusals import Refused
from coverage.models import Coverage
from directory.models import Organisation, Practitioner
from facilities.models import Facility
from patients.models import Case, Consent, RelatedPerson
from policy import queries as rules
from teams.models import Assignment, FacilityRole, Responsibility
from worklist import ladder, own_ends
from worklist.models import Appointment, Availability, DuplicateAnswer, Item, Outbox, Preference
from worklist.models.item import LIVE

MORNING = time(9)


def next_due(case: Case) -> datetime | None:
    """When the next piece of live work on a case is due; equals the shown column `Case.next_due_at`."""
    found: Any = Item.objects.filter(case=case, status__in=LIVE).aggregate(next=Min("due_at"))["next"]
    return found


def missed_at(item: Item) -> datetime | None:
    """When an occurrence counts as missed by its rule's grace; None where it never does."""
    if item.series is None or item.series.grace_hours is None or item.due_at is None:
        return None
    return add_hours(item.due_at, item.series.grace_hours)


def ladder_in_force(facility: Facility) -> tuple[int, ...]:
    """The reminder ladder of a facility now: its own pack, else the one for all, else the default."""
    try:
        return tuple(rules.ladder(facility, clock.now()))
    except Refused:
        return ladder.DEFAULT


def live_work(case: Case, user: Any) -> QuerySet[Item]:
    """The work of a case that is not finished, the next due first; `may_work` where the person may do something about it."""
    theirs = visible_among(Item.objects.filter(case=case), user, "edit_work").order_by().values("pk")
    rows = visible_to(Item, user).filter(case=case, status__in=LIVE)
    rows = rows.annotate(may_work=Q(pk__in=theirs), more=own_ends.more(user))
    return rows.select_related("case__facility", "case__patient", "owner").order_by("due_at", "pk")


def needs_interpreter(case: Case) -> bool:
    """Whether the patient asked for an interpreter."""
    profile = getattr(case.patient, "communication", None)
    return profile is not None and profile.needs_interpreter


def people_on(case: Case) -> QuerySet[User]:
    """Who is on the care team now."""
    now = clock.now()
    on = Assignment.objects.filter(case=case, live=True, error_at=None, starts_at__lte=now).exclude(
        ends_at__lte=now
    )
    return User.objects.filter(pk__in=on.values("user"), is_active=True).order_by("name", "pk")


def practitioners(case: Case) -> QuerySet[Practitioner]:
    """Clinicians outside, those who already answer for something on the case first."""
    theirs = Responsibility.objects.filter(case=case, practitioner=OuterRef("pk"))
    return Practitioner.objects.annotate(near=Exists(theirs)).order_by("-near", "name", "pk")


def people_for(item: Item, user: Any) -> QuerySet[User]:
    """Who may be given an item: the care team, or the desk of the facility; not its owner, and oneself in any case."""
    if item.case is not None:
        able = people_on(item.case) | User.objects.filter(username=user.username)
    else:
        now = clock.now()
        desk = FacilityRole.objects.filter(facility=item.facility_for_intake, role="intake", live=True)
        able = User.objects.filter(pk__in=desk.exclude(ends_at__lte=now).values("user"), is_active=True)
    return able.exclude(items=item).order_by("name", "pk")


def people_near(case: Case, user: Any) -> QuerySet[RelatedPerson]:
    """The patient's people, as far as this person may see them."""
    return visible_to(RelatedPerson, user).filter(patient=case.patient_id).order_by("name", "pk")


def organisations_near(case: Case, user: Any) -> QuerySet[Organisation]:
    """The payers, providers and services round the patient: of the policies and consents one may see, and of the work."""
    patient = case.patient_id
    policies = visible_to(Coverage, user).filter(patient=patient, error_at=None)
    consents = visible_to(Consent, user).filter(patient=patient, to_organisation__isnull=False)
    work = Item.objects.filter(case=case, target_organisation__isnull=False)
    near = (
        Q(pk__in=policies.values("plan__payer"))
        | Q(pk__in=consents.values("to_organisation"))
        | Q(pk__in=work.values("target_organisation"))
    )
    return Organisation.objects.filter(near).order_by("name", "pk")


def places_of(user: Any) -> QuerySet[Facility]:
    """The facilities somebody works at: by a role there, or through the cases they are on."""
    now = clock.now()
    roles = FacilityRole.objects.filter(user=user, live=True).exclude(ends_at__lte=now)
    cases = Assignment.objects.filter(user=user, live=True).exclude(ends_at__lte=now)
    here = Q(pk__in=roles.values("facility")) | Q(pk__in=cases.values("case__facility"))
    return Facility.objects.filter(here).order_by("name")


def my_cases(user: Any) -> QuerySet[Case]:
    """The open cases somebody is on, for choosing one."""
    on = Assignment.objects.filter(user=user, live=True, error_at=None).exclude(ends_at__lte=clock.now())
    rows = visible_to(Case, user, "edit_work").filter(pk__in=on.values("case")).exclude(stage="closed")
    return rows.select_related("patient", "unit", "bed").order_by("patient__family", "patient__given", "pk")


def agenda(user: Any, since: datetime) -> QuerySet[Appointment]:
    """One's appointments from an instant on, and those before it that nobody has settled."""
    rows = visible_to(Appointment, user).filter(user=user)
    rows = rows.filter(Q(starts_at__gte=since) | Q(status=Appointment.Status.BOOKED))
    return rows.exclude(status=Appointment.Status.CANCELLED).select_related("case__patient", "case__facility")


def offered(user: Any, since: datetime) -> QuerySet[Availability]:
    """The times one has offered, from an instant on."""
    return (
        Availability.objects.filter(user=user, ends_at__gt=since)
        .select_related("facility")
        .order_by("starts_at")
    )


def duplicates_prevented(facility: Facility, since: datetime, until: datetime) -> dict[str, int]:
    """How the guard was answered in a period (KPI-18): `prevented` is what was not opened twice, `distinct` what was."""
    rows = DuplicateAnswer.objects.filter(
        case__facility=facility, created_at__gte=since, created_at__lt=until
    )
    ways = {str(way): Count("pk", filter=Q(way=way)) for way in DuplicateAnswer.Way.values}
    found: dict[str, int] = rows.aggregate(**ways)
    return found | {"prevented": sum(found.values()) - found["distinct"]}


def undelivered(user: Any) -> int:
    """How many messages to somebody were given up or came back: their address does not take them."""
    lost = Q(status=Outbox.Status.DEAD) | Q(bounced_at__isnull=False)
    return visible_to(Outbox, user, OWN).filter(lost, channel=Outbox.Channel.EMAIL).count()


def wishes(held: Preference | None) -> dict[str, Any]:
    """How somebody is told now: what they chose, else how the house tells whoever has chosen nothing."""
    if held is None:
        starts, ends = rules.house_escalation(clock.now()).quiet
        return {"by_email": True, "quiet_from": starts, "quiet_until": ends, "digest": "none"}
    names = ("by_email", "by_sms", "sms_to", "muted", "quiet_from", "quiet_until", "digest")
    return {name: getattr(held, name) for name in names}
