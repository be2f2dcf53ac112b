"""Orders of status: never overwritten, corrected by a new one, and what they come to (R-LOC-1, R-LOC-2, R-LOC-4, R-LOC-5)."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.permissions import Role
from core.refusals import Denied, Refused
from encounters import actions, statuses
from encounters.models import StatusOrder
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
DOCTOR = "Dr. Lindqvist"


@pytest.fixture(autouse=True)
def later(at):
    at(THEN + timedelta(days=3))


def order(encounter, by, status, hours, **more):
    facts = {"status": status, "ordered_at": THEN + timedelta(hours=hours), "ordered_by": DOCTOR}
    return actions.order_status(encounter, by=by, **facts | more)


def said(encounter):
    encounter.refresh_from_db()
    return [(row.status, (row.at - THEN) // timedelta(hours=1)) for row in statuses.timeline(encounter)]


def test_the_class_of_the_feed_counts_until_somebody_records_an_order(admitted):
    assert said(admitted) == [("inpatient", 0)]


def test_orders_stand_in_the_order_they_were_given_and_not_in_which_they_were_typed(admitted, manager):
    order(admitted, manager, "observation", 0)
    order(admitted, manager, "inpatient", 30)
    order(admitted, manager, "hospice", 20)
    assert said(admitted) == [("observation", 0), ("hospice", 20), ("inpatient", 30)]


def test_a_correction_is_a_new_row_and_the_wrong_one_stays(admitted, manager):
    wrong = order(admitted, manager, "observation", 5, reason="Agreed by both")
    order(admitted, manager, "observation", 7, corrects=wrong, reason="Typed two hours early")
    assert said(admitted) == [("inpatient", 0), ("observation", 7)]
    assert StatusOrder.objects.filter(encounter=admitted).count() == 2


def test_a_corrected_order_is_not_corrected_twice(admitted, manager):
    wrong = order(admitted, manager, "hospice", 5)
    order(admitted, manager, "swing", 5, corrects=wrong, reason="Swing bed")
    with pytest.raises(Refused, match="corrected already"):
        order(admitted, manager, "hospice", 6, corrects=wrong, reason="Again")


def test_a_correction_says_what_was_wrong(admitted, manager):
    wrong = order(admitted, manager, "hospice", 5)
    with pytest.raises(Refused, match="Say what was wrong"):
        order(admitted, manager, "hospice", 6, corrects=wrong)


def test_an_order_is_on_record_once(admitted, manager):
    order(admitted, manager, "hospice", 5)
    with pytest.raises(Exception, match="on record already"):
        order(admitted, manager, "hospice", 5)


def test_an_inpatient_becomes_an_outpatient_only_with_the_committees_reason(admitted, manager):
    with pytest.raises(Refused, match="who decided") as refused:
        order(admitted, manager, "observation", 20)
    assert refused.value.field == "reason"


def test_and_never_after_leaving(admitted, manager, fact):
    actions.leave(admitted, by=manager, disposition="01", **fact(40))
    with pytest.raises(Refused, match="billed, not changed"):
        order(admitted, manager, "observation", 20, reason="Committee and physician agree")


@pytest.mark.parametrize(("hours", "words"), [(80, "still to come"), (50, "had left by then")])
def test_an_order_was_given_during_the_stay(admitted, manager, fact, hours, words):
    actions.leave(admitted, by=manager, disposition="01", **fact(40))
    with pytest.raises(Refused, match=words) as refused:
        order(admitted, manager, "inpatient", hours)
    assert refused.value.field == "ordered_at"


def test_only_who_records_visits_records_orders(admitted, on_team):
    with pytest.raises(Denied):
        order(admitted, on_team(Role.SOCIAL_WORKER), "inpatient", 1)


def test_the_database_refuses_to_change_an_order(admitted, manager):
    row = order(admitted, manager, "hospice", 5)
    with transaction.atomic(), pytest.raises(Exception, match="Cannot update or delete"):
        StatusOrder.objects.filter(pk=row.pk).update(reason="Nothing happened")


def test_who_listens_hears_of_orders_and_of_what_changes_a_stay_alone(
    admitted, manager, fact, unit, other_unit, monkeypatch
):
    heard = []
    monkeypatch.setattr(statuses, "HEARS", [lambda encounter, by: heard.append(encounter.status)])
    order(admitted, manager, "hospice", 5)
    actions.transfer(admitted, by=manager, unit=other_unit, **fact(6))
    actions.leave(admitted, by=manager, disposition="01", **fact(7))
    assert heard == ["in_progress", "finished"]


# Statuses since (local time), counted until | towards two midnights | as an inpatient | three days | why
STAYS = """
observation 2026-11-03 22:00                             | 2026-11-04 09:00 | 1 | 0 | no  | outpatient care counts from its start
observation 2026-11-03 22:00, inpatient 2026-11-04 15:00 | 2026-11-05 09:00 | 2 | 1 | no  | benchmark met, presumption not
ed 2026-11-03 23:50, inpatient 2026-11-04 00:10          | 2026-11-06 09:00 | 3 | 2 | no  | the order came just after midnight
inpatient 2026-11-03 23:59                               | 2026-11-04 00:01 | 1 | 1 | no  | E-2: two minutes, one midnight
inpatient 2026-11-03 23:59                               | 2026-11-06 00:01 | 3 | 3 | yes | the day of admission counts
inpatient 2026-11-03 00:01                               | 2026-11-05 23:59 | 2 | 2 | no  | the day of leaving does not
inpatient 2026-10-31 20:00                               | 2026-11-03 08:00 | 3 | 3 | yes | over the hour that comes twice
inpatient 2028-02-27 20:00                               | 2028-03-01 08:00 | 3 | 3 | yes | 29 February is a midnight too
inpatient 2026-11-03 09:00, observation 2026-11-04 09:00 | 2026-11-07 09:00 | 4 | 0 | no  | an inpatient no more
"""


@pytest.mark.parametrize("row", STAYS.strip().splitlines())
def test_both_counts_of_midnights_and_the_three_days_before_skilled_nursing(row, local):
    orders, until, benchmark, inpatient, three, why = (cell.strip() for cell in row.split("|"))
    stay = [
        statuses.Ordered(status, local(at))
        for status, at in (each.strip().split(" ", 1) for each in orders.split(","))
    ]
    found = statuses.midnights(stay, local(until), local.zone)
    assert (found.benchmark, found.inpatient, found.three_days) == (
        int(benchmark),
        int(inpatient),
        three == "yes",
    ), why
    assert (found.benchmark_met, found.presumption_met) == (int(benchmark) >= 2, int(inpatient) >= 2)
