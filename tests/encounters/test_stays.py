"""Stays with their coding on real rows: what beside the date is said, and the measures over a period."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.refusals import Denied, Refused
from encounters import actions
from encounters.actions import code_stay
from encounters.models import Encounter, ExpectedStay, StayCoding, StayImport
from encounters.queries import readmissions, stays
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture(autouse=True)
def then(at):
    at(THEN + 60 * DAY)


@pytest.fixture
def table(feed):
    """A table of one group, invented."""
    brought = StayImport.objects.create(
        fiscal_year=2027, file_hash="x", source="A test", imported_at=THEN, imported_by=feed, invented=True
    )
    return ExpectedStay.objects.create(
        brought=brought, fiscal_year=2027, drg="291", title="Invented", gmlos=Decimal("4.20"), post_acute=True
    )


@pytest.fixture
def stay(patient, facility, unit, feed):
    """A stay from one day after THEN to another."""

    def make(first, last, disposition="01", kind="IMP", who=patient, **coded):
        key = f"{who.pk}:{first}:{kind}"
        begun = actions.admit(
            who,
            by=feed,
            facility=facility,
            kind=kind,
            unit=unit,
            event_at=THEN + first * DAY,
            key=f"in:{key}",
        )
        if last is not None:
            actions.leave(
                begun, by=feed, event_at=THEN + last * DAY, disposition=disposition, key=f"out:{key}"
            )
        begun.refresh_from_db()
        if coded:
            code_stay(begun, by=feed, **coded)
        return begun

    return make


def test_coding_is_kept_row_by_row_and_a_change_says_why(stay, feed):
    visit = stay(0, 4, drg="291")
    assert code_stay(visit, by=feed, drg="291") == stays.coding(visit)
    with pytest.raises(Refused, match="why the coding changes"):
        code_stay(visit, by=feed, drg="292", final=True)
    code_stay(visit, by=feed, drg="292", final=True, why="Reviewed")
    assert list(visit.codings.order_by("coded_at", "pk").values_list("drg", "final")) == [
        ("291", False),
        ("292", True),
    ]


@pytest.mark.parametrize(
    ("said", "words"),
    [({"drg": "29x"}, "up to three digits"), ({"drg": "0"}, "up to three"), ({"final": True}, "group")],
)
def test_what_cannot_be_coded(stay, feed, said, words):
    with pytest.raises(Refused, match=words):
        code_stay(stay(0, 4), by=feed, **said)


def test_a_group_is_final_only_after_leaving(stay, feed):
    with pytest.raises(Refused, match="only after the patient has left"):
        code_stay(stay(0, None), by=feed, drg="291", final=True)


def test_who_may_not_code(stay, outsider):
    with pytest.raises(Denied):
        code_stay(stay(0, 4), by=outsider, drg="291")


def test_beside_the_date_it_says_what_is_missing(stay, table):
    uncoded = stay(0, None)
    assert stays.beside_date(uncoded, {"view_encounter"}).table
    assert stays.beside_date(uncoded, {"view_encounter"}).row is None
    assert stays.beside_date(uncoded, set()) is None
    ExpectedStay.objects.all().delete()
    assert not stays.beside_date(uncoded, {"view_encounter"}).table


def test_beside_the_date_stands_the_mean_and_a_day_to_plan_with(stay, table):
    found = stays.beside_date(stay(0, None, drg="291"), {"view_encounter"})
    assert (found.row, found.hint) == (table, date(2026, 11, 7))
    assert found.row.brought.invented


def test_the_line_of_payment_is_for_supervisors_alone(stay, table):
    visit = stay(0, 3, "03", drg="291")
    assert stays.beside_date(visit, {"view_encounter", "supervise"}).transfer_paid
    assert not stays.beside_date(visit, {"view_encounter"}).transfer_paid


def test_lengths_over_a_period(stay):
    stay(0, 4)
    stay(5, 7, disposition="20")
    stay(8, 9, line="psychiatric")
    stay(10, 12, line="newborn")
    stay(13, 20, kind="OBSENC")
    stay(28, 40)
    found = stays.lengths_of_stay(stays.ended(Encounter.objects.all(), *NOVEMBER))
    assert [int(days) for days in found.all.values] == [2, 4]
    assert [int(days) for days in found.adjusted.values] == [4]
    assert (found.flagged, found.apart["psychiatric"].of, found.apart["hospice"].mean) == (1, 1, None)
    assert str(found.all.mean) == "3.0"


def test_a_stay_begins_with_the_first_inpatient_order(stay, feed):
    from encounters.models import StatusOrder

    visit = stay(0, 4)
    order = {"ordered_by": "Dr. A", "recorded_by": feed}
    StatusOrder.objects.create(encounter=visit, status="observation", ordered_at=THEN, **order)
    StatusOrder.objects.create(encounter=visit, status="inpatient", ordered_at=THEN + DAY, **order)
    [found] = stays.ended(Encounter.objects.all(), *NOVEMBER)
    assert (found.length.days, found.length.total) == (3, 4)


def test_variance_over_a_period_in_two_statements(stay, table, django_assert_num_queries):
    stay(0, 6, drg="291", final=True)
    stay(7, 9, drg="291")
    with django_assert_num_queries(2):
        found = stays.variance(stays.ended(Encounter.objects.all(), *NOVEMBER))
    assert (found.all.of, str(found.all.mean), str(found.all.index)) == (1, "1.8", "1.43")
    assert found.left_out == {"no_mean": 1}


def test_readmissions_over_a_period_in_two_statements(stay, unit, django_assert_num_queries):
    index, back = stay(0, 4), stay(12, 15)
    planned = stay(20, 22, planned="planned")
    with django_assert_num_queries(2):
        found = readmissions.judged(Encounter.objects.all(), *NOVEMBER, today=date(2027, 1, 31))
    said = {stay.key: (row.day, row.excluded) for stay, row in found}
    assert said == {index.pk: (8, None), back.pk: (None, None), planned.pk: (None, None)}
    rate = readmissions.readmissions(Encounter.objects.all(), *NOVEMBER, today=date(2027, 1, 31))
    assert rate.words == "33.3 % (1 of 3)"
    by_unit = readmissions.readmissions_by(found, lambda stay: stay.unit)
    assert by_unit[unit.pk].words == rate.words


def test_the_newest_coding_counts(stay, feed):
    visit = stay(0, 4, condition="i50")
    code_stay(visit, by=feed, condition="j44", why="Another one")
    [found] = stays.ended(Encounter.objects.all(), *NOVEMBER)
    assert found.coded["condition"] == "J44"
    assert StayCoding.objects.filter(encounter=visit).count() == 2
