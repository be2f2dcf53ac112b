"""What the performance targets say exactly, on ten thousand patients: blocks and statements, never times."""

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from demo.bench import parity
from demo.bench.goals import depth, handover, lists
from demo.bench.lines import Line
from demo.bench.rounds import Bench

pytestmark = pytest.mark.slow
PATIENTS, BEDS = 10_000, 200


@pytest.fixture(scope="module")
def hospital(django_db_setup: None, django_db_blocker: Any) -> Any:
    """One hospital for all tests of this file: kept and vacuumed, for an index alone answers only what is; then emptied."""
    with django_db_blocker.unblock():
        call_command("populate", patients=PATIENTS, beds=BEDS, seed=1, verbosity=0)
        yield Bench(SimpleNamespace(open=lambda name: nullcontext()), ["10k"])  # type: ignore[arg-type]
        call_command("flush", verbosity=0, interactive=False)
        connection.close()


@pytest.fixture
def bench(hospital: Bench, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), transaction.atomic():
        yield hospital
        transaction.set_rollback(True)


def missed(found: list[Line]) -> list[str]:
    assert found
    return [str(line) for line in found if not line.met]


def test_the_application_plain_sql_and_guardian_name_the_same_cases(bench: Bench) -> None:
    assert "22 people" in parity.check()


def test_lists_touch_no_more_than_sql_written_by_hand(bench: Bench) -> None:
    assert missed(list(lists.buffers(bench))) == []


def test_pages_ask_few_questions_however_many_rows(bench: Bench) -> None:
    assert missed(list(lists.statements(bench))) == []


def test_a_page_far_down_touches_what_the_first_one_does(bench: Bench) -> None:
    assert missed(list(depth.pages(bench))) == []


def test_a_hundred_parts_are_handed_over_in_as_many_statements_as_ten(bench: Bench) -> None:
    many, few = handover.statements(100), handover.statements(10)
    assert len(many) == len(few)
    assert handover.writing(many) <= handover.OF_ITS_OWN.limit
