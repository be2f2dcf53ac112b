"""Helpers of the tests of answers that others owe us."""

from datetime import timedelta

from accounts.actors import system
from discharge import actions as leaving
from encounters import actions as encounters
from patients.models import Case
from tests.conftest import THEN
from worklist.models import Item

HOUR = timedelta(hours=1)


def expect(case, by, on, cause=""):
    plan = leaving.start_plan(Case.objects.get(pk=case.pk), by=by)
    leaving.set_expected_date(plan, by=by, expected_on=on, why="Ready", cause=cause)


def work_for(kind):
    """What is live of it, else what was."""
    rows = list(Item.objects.filter(about__startswith=f"{kind}:").order_by("created_at"))
    return next((row for row in rows if row.is_live), rows[-1] if rows else None)


def gone(visit, hours=1, code="03", key="gone"):
    return encounters.leave(visit, by=system("feed"), event_at=THEN + hours * HOUR, disposition=code, key=key)


def another(case, facility, unit, hours, key="2", kind="IMP"):
    """One more stay of the case."""
    facts = {"facility": facility, "kind": kind, "unit": unit, "event_at": THEN + hours * HOUR, "key": key}
    made = encounters.admit(case.patient, by=system("feed"), **facts)
    return encounters.link_to_case(made, by=system("feed"), case=case)
