"""Whatever the clock does can be done twice: the second run changes nothing."""

import inspect

import pytest
from django.db import connection

from casemgmt.documents import ours
from tests.policy.source import none
from tests.policy.world import World

pytestmark = pytest.mark.django_db


def sweeps():
    """Every public function of a sweeps module that needs no argument."""
    found = {}
    for place, thing in ours.functions("sweeps"):
        needed = [
            one
            for one in inspect.signature(thing).parameters.values()
            if one.default is one.empty and one.kind != one.VAR_KEYWORD
        ]
        if not needed:
            found[place] = thing
    return found


def state_of_tables():
    """A digest of every table's rows; the trail and history count too, so a silent second write is seen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition order by 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(
                f'select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from "{table}" t'
            )
            found[table] = cursor.fetchone()
    return found


def runs_twice(sweep):
    """The tables that a second run changes."""
    sweep()
    before = state_of_tables()
    sweep()
    after = state_of_tables()
    return [table for table in after if after[table] != before.get(table)]


def test_every_sweep_can_run_twice(at, settings):
    from tests.conftest import THEN

    world = World()
    for label in (
        "worklist.Item", "worklist.FollowUp", "intake.IntakeRequest", "messaging.ConditionChange", "outreach.HomeVisit",
        "outreach.Outreach", "careplans.PathwayStep", "assessments.Reassessment", "assessments.ScoreOverride",
    ):  # fmt: skip
        world.one(label)
    at(THEN)
    none(
        [
            f"{place} changes {tables} the second time"
            for place, sweep in sweeps().items()
            if (tables := runs_twice(sweep))
        ]
    )


def test_the_sweeps_are_found():
    assert "audit.sweeps.keep_partitions" in sweeps()


def test_a_sweep_that_repeats_itself_is_seen(facility):
    from facilities.models import Unit

    n = iter(range(9))
    assert "facilities_unit" in runs_twice(
        lambda: Unit.objects.create(facility=facility, code=f"X{next(n)}", name="Again")
    )
