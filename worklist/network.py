"""The people and organisations round a patient (C43): who they are, what they may be told, last contact and the next."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core import clock
from core.access import visible_to
from coverage.models import Coverage
from directory.models import Organisation
from patients.models import Case, Consent, ContactPoint, RelatedPerson
from teams.models import Assignment
from worklist import queries
from worklist.models import Appointment, ContactAttempt, Item
from worklist.models.item import LIVE

# What is shown of a contact point.
POINT = ("value", "safe_to_call", "hours")


@dataclass
class Node:
    """Somebody round the patient."""

    name: str
    relation: str
    last: datetime | None = None
    next: datetime | None = None
    consents: list[Consent] = field(default_factory=list)
    # Whether talking with them needs a consent at all: the team needs none.
    asks_consent: bool = True
    # The values of POINT of each contact point, the safe ones first.
    points: list[dict[str, Any]] = field(default_factory=list)
    phone: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def may_be_told(self) -> list[str]:
        """The kinds of information that live consents name, each once."""
        return sorted({name for consent in self.consents for name in consent.class_names})


@dataclass(frozen=True)
class Circle:
    """Those who belong together."""

    name: str
    label: str
    nodes: list[Node]


def of_patient() -> dict[str, Any]:
    """The patient's own line, to be read with the case: contacts with nobody else named are with them."""
    here = OuterRef("pk")
    return {"last": _last(here, person=None), "next": _next(here, target_person=None)}


def circles(case: Any, user: Any, rights: Collection[str]) -> list[Circle]:
    """The network of a case read with `of_patient`, as far as a person may see it: four statements, less where rights are less."""
    consents = _consents(case, user)
    people = _people(case, user) if "view_identity" in rights else []
    bodies = list(_organisations(case, user))
    work = "view_work" in rights
    own = Node(_("The patient"), "", case.last, case.next, asks_consent=False)
    payers = [_organisation(one, one.plan, consents) for one in bodies if one.plan]
    others = [_organisation(one, _kinds(one), consents) for one in bodies if not one.plan]
    found = [
        Circle("home", _("The patient and their people"), [own, *(_person(one, consents) for one in people)]),
        Circle("team", _("Care team"), _team(case)),
        Circle("payers", _("Payers"), payers),
        Circle("providers", _("Providers and services"), others),
    ]
    if not work:
        _without_work(found)
    return [circle for circle in found if circle.nodes]


def _without_work(found: list[Circle]) -> None:
    """Who may not see the work learns nothing of contacts either."""
    for node in (node for circle in found for node in circle.nodes):
        node.last = node.next = None


def _people(case: Case, user: Any) -> "QuerySet[Any]":
    here = OuterRef("pk")
    rows = visible_to(RelatedPerson, user).filter(patient=case.patient_id)
    points = ContactPoint.objects.filter(person=here, ended=False).order_by("-safe_to_call", "pk")
    rows = rows.annotate(
        last=_last(case, person=here),
        next=_next(case, target_person=here),
        points=ArraySubquery(points.values(point=JSONObject(**{name: name for name in POINT}))),
    )
    return rows.order_by("-emergency", "name", "pk")


def _person(row: Any, consents: dict[Any, list[Consent]]) -> Node:
    node = Node(row.name, row.relation, row.last, row.next, consents.get(row.pk, []))
    node.points = row.points
    node.notes = [_("emergency contact")] if row.emergency else []
    if row.authority != RelatedPerson.Authority.NONE:
        node.notes.append(str(row.get_authority_display()))
    return node


def _organisations(case: Case, user: Any) -> "QuerySet[Any]":
    done = Item.objects.filter(case=case, target_organisation=OuterRef("pk"), done_at__isnull=False)
    policies = visible_to(Coverage, user).filter(patient=case.patient_id, error_at=None)
    pays = policies.filter(plan__payer=OuterRef("pk")).order_by("rank")
    return queries.organisations_near(case, user).annotate(
        last=Subquery(done.order_by("-done_at").values("done_at")[:1]),
        next=_next(case, target_organisation=OuterRef("pk")),
        plan=Subquery(pays.values("plan__name")[:1]),
    )


def _organisation(row: Any, relation: str, consents: dict[Any, list[Consent]]) -> Node:
    return Node(row.name, relation, row.last, row.next, consents.get(row.pk, []), phone=row.phone)


def _kinds(row: Organisation) -> str:
    return ", ".join(str(Organisation.Kind(kind).label) for kind in row.kinds)


def _team(case: Case) -> list[Node]:
    """Who is on the team now; met is what counts as contact, and the next booked meeting as the next one."""
    now = clock.now()
    on = Assignment.objects.filter(case=case, live=True, error_at=None, starts_at__lte=now)
    spoke = ContactAttempt.objects.filter(case=case, recorded_by=OuterRef("user"))
    meets = Appointment.objects.filter(
        case=case, user=OuterRef("user"), status=Appointment.Status.BOOKED, starts_at__gte=now
    )
    on = on.exclude(ends_at__lte=now).annotate(
        last=Subquery(spoke.order_by("-at").values("at")[:1]),
        next=Subquery(meets.order_by("starts_at").values("starts_at")[:1]),
    )
    return [
        Node(
            row.user.short, str(row.get_role_display()), row.last, row.next, asks_consent=False,
            phone=row.user.phone, notes=[_("lead")] if row.is_lead else [],
        )
        for row in on.select_related("user").order_by("-is_lead", "starts_at", "pk")
    ]  # fmt: skip


def _consents(case: Case, user: Any) -> dict[Any, list[Consent]]:
    """The consents in force now, by the person or organisation they name."""
    now = clock.now()
    rows = visible_to(Consent, user).filter(
        Q(ends_at=None) | Q(ends_at__gt=now), patient=case.patient_id, revoked_at=None, starts_at__lte=now
    )
    found: dict[Any, list[Consent]] = defaultdict(list)
    for row in rows.order_by("starts_at", "pk"):
        found[row.to_person_id or row.to_organisation_id].append(row)
    return found


def _last(case: Any, **whom: Any) -> Subquery:
    reached = ContactAttempt.objects.filter(case=case, outcome=ContactAttempt.Outcome.REACHED, **_null(whom))
    return Subquery(reached.order_by("-at").values("at")[:1])


def _next(case: Any, **whom: Any) -> Subquery:
    """When the next work with them is due."""
    rows = Item.objects.filter(case=case, status__in=LIVE, due_at__isnull=False, **_null(whom))
    if "target_person" in whom and whom["target_person"] is None:
        rows = rows.filter(kind__in=(Item.Kind.FOLLOW_UP, Item.Kind.FIRST_CONTACT), target_organisation=None)
    return Subquery(rows.order_by("due_at").values("due_at")[:1])


def _null(whom: dict[str, Any]) -> dict[str, Any]:
    """Lookups by key; a None asks for rows without one."""
    return {
        f"{name}__isnull" if key is None else name: True if key is None else key for name, key in whom.items()
    }
