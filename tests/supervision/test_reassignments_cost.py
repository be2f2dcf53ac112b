"""What a reassignment of many cases costs in statements."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patients.models import Case, Patient
from supervision import actions
from teams.models import Assignment, Responsibility
from tests.conftest import THEN
from tests.supervision.conftest import LONG_AGO, previewed
from worklist.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(facility, team, intake, lead, deputy):
    """So many open cases of the lead at once, each with an item, made in bulk."""

    def make(number):
        patients = Patient.objects.bulk_create(
            [
                Patient(facility=facility, family="Many", given=str(n), search_name=f"many {n}")
                for n in range(number)
            ]
        )
        cases = Case.objects.bulk_create(
            [
                Case(
                    reference=f"M{n:05}", patient=each, facility=facility, team=team, lead=lead, stage="active",
                    stage_since=THEN, opened_at=THEN,
                )
                for n, each in enumerate(patients)
            ]
        )  # fmt: skip
        facts = {"created_by": lead}
        Assignment.objects.bulk_create(
            [
                Assignment(case=c, user=lead, role="case_manager", is_lead=True, starts_at=LONG_AGO, **facts)
                for c in cases
            ]
        )
        Item.objects.bulk_create(
            [Item(case=c, activity="x", what="Call", why="y", owner=lead, **facts) for c in cases]
        )
        Responsibility.objects.bulk_create(
            [
                Responsibility(
                    case=c, activity="plan", holder=lead, origin="rule", starts_at=LONG_AGO, **facts
                )
                for c in cases
            ]
        )
        return cases

    return make


# Before each write the history's context is set in the same round trip.
CONTEXT = re.compile(r"^SELECT set_config\(.*?, true\);", re.DOTALL)


def writes(queries):
    """The statements of the verb's own: not the kernel's locks, rights, trail and savepoints, nor its own row."""
    texts = [CONTEXT.sub("", query["sql"]).strip() for query in queries]
    own = [text for text in texts if re.match(r"(with\s+steps|insert|update|delete)\b", text, re.IGNORECASE)]
    return [text for text in own if "audit_event" not in text and 'UPDATE "teams_reassignment"' not in text]


@pytest.mark.parametrize("number", [10, 100])
def test_a_hundred_cases_take_no_more_statements_than_ten(many, team, supervisor, lead, number):
    cases = many(number)
    previewed(team, supervisor, lead, most=1)  # what a process asks once is asked before the count
    with CaptureQueriesContext(connection) as preview:
        made = previewed(team, supervisor, lead)
    with CaptureQueriesContext(connection) as applying:
        actions.apply_reassignment(made, by=supervisor)
    assert Case.objects.exclude(lead=lead).count() == len(cases)
    with CaptureQueriesContext(connection) as undoing:
        actions.undo_reassignment(made, by=supervisor)
    assert Case.objects.filter(lead=lead).count() == len(cases)
    # Of the 21, 7 are the verb's own; the rest are savepoints, locks, rights, clock, trail and the row itself.
    assert (len(writes(applying)), len(applying)) == (7, 21)
    assert (len(preview), len(undoing)) == (18, 21)
