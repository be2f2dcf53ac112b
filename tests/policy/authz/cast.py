"""A person for every role in every relation, all to the same few cases: one open, one referred, one closed, one restricted.

Rows are made in bulk, past the verbs: periods that a verb would never write must be decided rightly too. A relation of
matrix.toml without a maker in relations.py fails with what to add.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from accounts.models import User
from core import clock
from facilities.models import Facility, Team, Unit
from patients.models import Case, Consent, Patient
from teams.models import (
    Absence,
    AccessBlock,
    Assignment,
    CaseGrant,
    EmergencyAccess,
    FacilityRole,
    TeamMember,
    Transfer,
    UnitCover,
)
from tests.policy.authz.matrix import matrix

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STATES = ("open", "referred", "closed", "restricted")
Rows = Iterator[models.Model]


@dataclass
class Person:
    """Somebody who stands in one relation, in one role."""

    user: User
    relation: str
    role: str


# Everybody would be spelt out in every report of a failure.
@dataclass(repr=False)
class Cast:
    """The stage and everybody on it."""

    now: datetime
    facility: Facility
    elsewhere: Facility
    unit: Unit
    team: Team
    by: User
    cases: dict[str, Case]
    people: list[Person] = field(default_factory=list)
    colleagues: dict[Any, User] = field(default_factory=dict)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """For Hypothesis, which spells out even what has no words of its own."""
        printer.text("the cast")

    @property
    def first(self) -> Case:
        """The case at which relations that are about no single case are made once."""
        return next(iter(self.cases.values()))

    def of(self, relation: str, role: str) -> Person:
        """The person in a relation and role."""
        return next(one for one in self.people if (one.relation, one.role) == (relation, role))


Maker = Callable[[Cast, Person, Case], Rows]
MAKERS: dict[str, Maker] = {}
# What the database refuses, so that there is nothing to decide.
IMPOSSIBLE = {"PA": ("assignment", "deputy", "blocked_assignment", "block_", "label", "deactivated")}


def makes(*names: str) -> Callable[[Maker], Maker]:
    """Register how people come to stand in a relation."""

    def register(make: Maker) -> Maker:
        MAKERS.update(dict.fromkeys(names, make))
        return make

    return register


def possible(relation: str, role: str) -> bool:
    """Whether the database would take such a relation at all."""
    if relation == "consent_employed":
        return role == "PA"
    return relation == "label_without_part" or not relation.startswith(IMPOSSIBLE.get(role, ("\0",)))


def populate(cast: Cast) -> Cast:
    """Fill the stage with everybody; rows of a kind go in together, what others point at first."""
    for relation in matrix().relations:
        if relation not in MAKERS:
            raise LookupError(
                f"Nobody knows how to stand in relation {relation!r}: add @makes to tests/policy/authz/relations.py."
            )
        for role in matrix().roles:
            if possible(relation, role):
                cast.people.append(Person(_user(cast, f"{relation}.{role}", role), relation, role))
    for person in cast.people:
        if person.relation == "deputy" or person.relation.startswith("deputy_"):
            cast.colleagues[person.user.pk] = _user(
                cast, f"away.{person.relation}.{person.role}", person.role
            )
    User.objects.bulk_create([*(one.user for one in cast.people), *cast.colleagues.values()])
    waiting: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for person in cast.people:
        for case in cast.cases.values():
            for row in MAKERS[person.relation](cast, person, case):
                waiting[type(row)].append(row)
    for model in sorted(waiting, key=lambda model: ORDER.index(model)):
        model._default_manager.bulk_create(waiting[model])
    return cast


ORDER = [
    Patient, FacilityRole, TeamMember, UnitCover, Assignment, Absence, Transfer, CaseGrant, Consent, EmergencyAccess, AccessBlock,
]  # fmt: skip


def _user(cast: Cast, name: str, role: str) -> User:
    return User(
        username=f"authz.{name}".lower(),
        name=name.replace(".", " ").replace("_", " ").title(),
        default_role=matrix().roles[role],
        is_active=not name.startswith("deactivated"),
    )


def stage(facility: Facility, elsewhere: Facility, unit: Unit, team: Team, by: User, family: str) -> Cast:
    """The four cases, each of a patient of its own, in one unit of one team."""
    now = clock.now()
    cast = Cast(now, facility, elsewhere, unit, team, by, {})
    for state in STATES:
        patient = Patient.objects.create(
            facility=facility,
            family=f"{family}{state}",
            given=family,
            birth_date="1950-05-05",
            search_name=f"{family}{state} {family}".lower(),
        )
        cast.cases[state] = Case.objects.create(**case_facts(cast, patient, state))
    return cast


def case_facts(cast: Cast, patient: Patient, state: str) -> dict[str, Any]:
    """The columns of a case in a state."""
    over = {"closed_at": cast.now - 400 * DAY, "closed_by": cast.by, "closing": "goals_met"}
    return {
        "reference": f"Z{str(patient.pk)[-6:]}",
        "patient": patient,
        "facility": cast.facility,
        "unit": cast.unit,
        "team": cast.team,
        "stage": {"referred": "referred", "closed": "closed"}.get(state, "active"),
        "stage_since": cast.now - 500 * DAY,
        "opened_at": cast.now - 500 * DAY,
        "restricted": state == "restricted",
        **(over if state == "closed" else {}),
    }
