"""What counts for the indices: former visits as they began, needs as they stand; and an index that rises is noticed."""

from datetime import datetime, timedelta

import pytest

from assessments import known
from assessments.actions import needs, risk
from assessments.models import Reassessment
from assessments.reckoning import Reckoned
from assessments.risk.lace import Lace, score
from assessments.stays import Visit, _led_to, _since
from core.localtime import local_date
from policy.queries import reassess
from tests.conftest import THEN

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def visit(key: str, kind: str, began: datetime, ended: datetime | None, emergency: bool = False) -> Visit:
    return Visit(key, None, kind, began, ended, emergency)


HERE = visit("here", "IMP", THEN, None)


@pytest.mark.parametrize(
    ("kind", "emergency", "ed_visits", "admissions"),
    [("EMER", False, 1, 0), ("IMP", True, 1, 1), ("IMP", False, 0, 1)],
)
def test_an_emergency_visit_counts_though_it_became_an_admission(
    facility, kind, emergency, ed_visits, admissions
):
    before = [visit("then", kind, THEN - 40 * DAY, THEN - 38 * DAY, emergency)]
    on = local_date(THEN, facility.tz)
    assert _since(before, "EMER", on - 180 * DAY, on, facility.tz) == ed_visits
    assert _since(before, "IMP", on - 180 * DAY, on, facility.tz) == admissions


@pytest.mark.parametrize(
    ("began", "ended", "led"),
    [
        (THEN - 5 * HOUR, THEN - HOUR, True),
        (THEN - 5 * HOUR, None, True),
        (THEN - 60 * HOUR, None, True),
        (THEN - 61 * HOUR, None, False),
        (THEN - 90 * DAY, None, False),
        (THEN - 2 * DAY, THEN - DAY, False),
    ],
)
def test_a_visit_that_nobody_closed_led_here_only_if_it_was_lately(began, ended, led):
    assert _led_to(visit("ed", "EMER", began, ended), HERE) is led


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ends", "found"), [(("closed",), None), (("no",), None), (("closed", "open"), 1), (("yes", "open"), 2)]
)
def test_only_open_needs_count_and_closed_ones_alone_say_nothing(ward, ends, found):
    for end, domain in zip(ends, ("food", "transport"), strict=False):
        need = needs.find_need(ward.case, by=ward.worker, domain=domain, words="Told so")
        if end in ("yes", "no"):
            needs.answer_need(need, by=ward.worker, wants=end)
        elif end == "closed":
            needs.close_need(need, by=ward.worker, outcome="met")
    _version, rules = reassess(ward.case.facility, THEN)
    assert known.gather([ward.case], rules)[ward.case.pk].get("needs") == found


def reckoned(days, projected):
    """A LACE score of `days` and five points more."""
    return Reckoned("lace", score(Lace(days, True, frozenset(), True, 2)), {}, projected)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "projected", "raised"), [(3, False, 1), (3, True, 0), (2, False, 0)])
def test_an_index_that_rises_by_what_matters_asks_for_another_look(ward, at, days, projected, raised):
    type(ward.case).objects.filter(pk=ward.case.pk).update(stage="planning")
    ward.case.refresh_from_db()
    first = risk._write(ward.case, reckoned(1, False), None, ward.lead)
    at(THEN + DAY)
    second = risk._write(ward.case, reckoned(days, projected), first, ward.lead)
    assert (first.total, second.total) == (6, 5 + days)
    assert Reassessment.objects.filter(case=ward.case, trigger="worse").count() == raised
