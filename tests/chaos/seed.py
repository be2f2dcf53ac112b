"""Fills an empty database with a house and N due reminders: `python -m tests.chaos.seed N [people]`; prints what tests need.

Everything about the patient carries the canary; nothing outside the database may.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

CANARY = "Quixolotl"
LONG_AGO = datetime(2025, 1, 6, 15, tzinfo=UTC)
FAR = datetime(2099, 1, 5, 15, tzinfo=UTC)
# Of so many that are due, one more that is not: it must not ring.
NOT_YET = 50


def house() -> tuple[Any, Any]:
    """A facility with a team, one case, and its lead."""
    from accounts.models import User
    from accounts.permissions import Role
    from facilities.models import Facility, Team, Unit
    from patients.actions import open_case
    from patients.models import Patient
    from teams.actions import assign
    from teams.models import FacilityRole, TeamMember

    facility = Facility.objects.create(
        code="NGH", name="Northgate", zone="America/New_York", phone="555-0100"
    )
    Unit.objects.create(facility=facility, code="4B", name="4B Medicine")
    team = Team.objects.create(facility=facility, name="Team North")
    people = {}
    for role in (Role.INTAKE, Role.SUPERVISOR, Role.CASE_MANAGER):
        people[role] = User.objects.create(username=f"u.{role}", name=role, default_role=role)
        FacilityRole.objects.create(user=people[role], facility=facility, role=role, starts_at=LONG_AGO)
    boss, lead = people[Role.SUPERVISOR], people[Role.CASE_MANAGER]
    TeamMember.objects.create(team=team, user=boss, supervises=True, starts_at=LONG_AGO)
    patient = Patient.objects.create(
        facility=facility, family=CANARY, given=CANARY, birth_date="1958-03-14", search_name=CANARY.lower()
    )
    case = open_case(patient, by=people[Role.INTAKE], team=team)
    assign(case, by=boss, user=lead, role=Role.CASE_MANAGER, is_lead=True)
    return case, lead


def colleagues(case: Any, number: int) -> list[Any]:
    """Nurses of the case with an address and no quiet hours; every twentieth wants text messages as well."""
    from accounts.models import User
    from teams.models import Assignment
    from worklist.models import Preference

    people = User.objects.bulk_create(
        User(username=f"p{n}", name=f"Person {n}", default_role="nurse", email=f"p{n}@example.org")
        for n in range(number)
    )
    Preference.objects.bulk_create(
        Preference(user=one, by_sms=n % 20 == 0, sms_to=f"+1555{n:07}") for n, one in enumerate(people)
    )
    # Work of people who are not on the case any more would be handed on.
    Assignment.objects.bulk_create(
        Assignment(case=case, user=one, role="nurse", starts_at=LONG_AGO, created_by=people[0])
        for one in people
    )
    return people


def reminders(case: Any, people: list[Any], number: int, at: datetime) -> None:
    """That many pieces of work that harm when late, each with the reminder of its owner at an instant."""
    from worklist.models import Item, Reminder

    facts = {"case": case, "activity": "follow_up", "what": f"Call {CANARY}", "why": CANARY, "priority": 1}
    facts |= {"created_by": people[0], "due_at": at}
    items = Item.objects.bulk_create(
        Item(**facts, owner=people[n % len(people)], subject=f"{at.year}-{n}") for n in range(number)
    )
    wall: dict[str, Any] = {"wall_on": at.date(), "wall_at": at.time(), "zone": "America/New_York"}
    Reminder.objects.bulk_create(
        Reminder(item=item, recipient_id=item.owner_id, risk=1, due_at=at + timedelta(milliseconds=n), **wall)
        for n, item in enumerate(items)
    )


def session(user: Any) -> str:
    """The cookie of somebody who has signed in."""
    from django.test import Client

    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return str(client.cookies["sessionid"].value)


def main(number: int, people: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")
    django.setup()
    from django.core.management import call_command

    call_command("grant_app_role", verbosity=0)
    call_command("load_packs", verbosity=0)
    case, lead = house()
    staff = colleagues(case, people)
    reminders(case, staff, number, LONG_AGO)
    reminders(case, staff, number // NOT_YET, FAR)
    print(json.dumps({"case": str(case.pk), "session": session(lead)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 40)
