"""Risk is reckoned from visits and what is typed: missing inputs leave ranges, and a change makes a new score."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from assessments import sweeps
from assessments.actions.risk import assess_risk, refresh_risk
from assessments.models import Score
from core.refusals import Denied, Refused
from encounters import actions as visits
from patients.models import Patient
from policy.models import PackVersion, RulePack
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHOLE = {"conditions": ["heart_failure", "diabetes"], "reviewed": True}


@pytest.fixture
def feed(db):
    from accounts.actors import system

    return system("feed")


@pytest.fixture
def visit(ward, facility, unit, feed):
    """A visit so many hours before THEN: `visit(24, "EMER", until=20, case=None)`."""
    n = iter(range(100))

    def make(hours, kind="IMP", until=None, case=None, patient=None):
        key = f"visit-{next(n)}"
        patient = patient or ward.case.patient
        patient.refresh_from_db()
        made = visits.admit(
            patient, by=feed, facility=facility, kind=kind, event_at=THEN - hours * HOUR, unit=unit, key=key
        )
        if case is not None:
            visits.link_to_case(made, by=feed, case=case)
        if until is not None:
            visits.leave(made, by=feed, event_at=THEN - until * HOUR, disposition="01", key=f"{key}-left")
        return made

    return make


def of(case, kind="lace"):
    return Score.objects.filter(case=case, kind=kind).latest("pk")


def test_with_nothing_known_everything_is_a_range(ward):
    score = assess_risk(ward.case, by=ward.lead)
    assert (score.total, score.low, score.high, score.band) == (None, 0, 19, "")
    assert score.missing == ["days", "acute", "conditions", "ed_visits"]
    assert {row.kind for row in Score.objects.all()} == {
        "lace",
        "hospital",
        "hospital_simple",
        "cci",
        "acuity",
    }
    ward.case.refresh_from_db()
    assert ward.case.risk == ""


def test_length_admission_and_visits_come_from_the_record(ward, visit):
    visit(24 * 40, "EMER", until=24 * 40 - 5)
    visit(24 * 100, "IMP", until=24 * 97)
    # Two days in the house (1 Nov), from an emergency visit that is not counted.
    visit(50, "EMER", until=47)
    visit(48, "IMP", case=ward.case)
    ward.case.expected_leaving_on = date(2026, 11, 8)
    ward.case.save(update_fields=["expected_leaving_on"])
    score = assess_risk(ward.case, by=ward.lead, **WHOLE)
    assert score.points == {"days": 5, "acute": 3, "conditions": 3, "ed_visits": 1}
    assert (score.total, score.band, score.projected, score.rules) == (12, "high", True, "lace v2010")
    assert score.inputs["days"] == {"value": 7, "source": "visits", "until": "2026-11-08", "at_least": 0}
    assert score.inputs["acute"] == {"value": True, "source": "visits"}
    assert of(ward.case, "hospital").inputs["admissions"] == {"value": 1, "source": "visits"}
    ward.case.refresh_from_db()
    assert ward.case.risk == "high"


@pytest.mark.parametrize(
    ("seen", "counted"),
    [("2026-05-01", 1), ("2026-04-30", 0), ("2026-10-31", 1), ("2026-11-01", 0)],
)
def test_six_months_are_calendar_months(ward, visit, at, seen, counted):
    """Admitted on 1 November: visits from 1 May to 31 October count."""
    visit(48, "IMP", case=ward.case)
    hours = (date(2026, 11, 3) - date.fromisoformat(seen)).days * 24
    visit(hours, "EMER", until=hours - 3) if counted or seen < "2026-11" else visit(44, "EMER", until=43)
    assert assess_risk(ward.case, by=ward.lead).inputs["ed_visits"]["value"] == counted


def test_a_stay_without_an_expected_date_lasts_at_least_until_now(ward, visit):
    visit(24 * 5, "IMP", case=ward.case)
    score = assess_risk(ward.case, by=ward.lead, acute=False, ed_visits=0, **WHOLE)
    assert (score.low, score.high, score.points["days"], score.missing) == (7, 10, [4, 7], ["days"])
    assert score.band == ""


def test_both_days_count_where_the_house_counts_so(ward, visit, facility):
    pack = RulePack.objects.create(kind="reassess", facility=facility)
    body = PackVersion.objects.get(pack__kind="reassess").body | {
        "risk": {"days": "inclusive", "hospital": "2013"}
    }
    since = DateTimeTZRange(THEN - DAY, None)
    PackVersion.objects.create(pack=pack, number=1, body=body, source="Board", in_force=since)
    visit(48, "IMP", case=ward.case, until=1)
    score = assess_risk(ward.case, by=ward.lead, acute=False)
    assert score.inputs["days"]["value"] == 3
    assert of(ward.case, "hospital").rules == "hospital 2013"


def test_what_is_typed_goes_before_what_was_found_and_goes_on(ward, visit):
    visit(48, "IMP", case=ward.case)
    first = assess_risk(
        ward.case, by=ward.lead, acute=True, ed_visits=4, haemoglobin=Decimal("11.9"), **WHOLE
    )
    assert (first.inputs["ed_visits"], first.inputs["acute"]["source"]) == (
        {"value": 4, "source": "typed"},
        "typed",
    )
    assert of(ward.case, "hospital").points["haemoglobin"] == 1
    again = refresh_risk(ward.case, by=ward.lead)
    assert again.pk == first.pk


def test_a_score_is_written_only_where_something_changed(ward, visit):
    visit(48, "IMP", case=ward.case)
    assess_risk(ward.case, by=ward.lead, **WHOLE)
    before = Score.objects.count()
    assess_risk(ward.case, by=ward.lead, **WHOLE)
    assert Score.objects.count() == before
    assess_risk(ward.case, by=ward.lead, procedure=True, **WHOLE)
    assert Score.objects.count() == before + 1
    newest = of(ward.case, "hospital")
    assert newest.supersedes.kind == "hospital"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"conditions": ["gout"]}, "conditions"),
        ({"ed_visits": -1}, "ed_visits"),
        ({"haemoglobin": Decimal(120)}, "haemoglobin"),
        ({"sodium": Decimal(13)}, "sodium"),
        ({"destination": "moon"}, "destination"),
    ],
)
def test_what_no_patient_can_have_is_refused_beside_its_field(ward, wrong, field):
    with pytest.raises(Refused) as refused:
        assess_risk(ward.case, by=ward.lead, **wrong)
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["nurse", "worker", "coordinator"])
def test_only_the_case_manager_reckons(ward, who):
    with pytest.raises(Denied):
        assess_risk(ward.case, by=getattr(ward, who))


def test_the_keeper_makes_it_final_once_the_patient_has_left(ward, visit, feed, at):
    stay = visit(48, "IMP", case=ward.case)
    ward.case.expected_leaving_on = date(2026, 11, 4)
    ward.case.save(update_fields=["expected_leaving_on"])
    assert assess_risk(ward.case, by=ward.lead, acute=True, **WHOLE).projected
    at(THEN + 2 * DAY)
    visits.leave(stay, by=feed, event_at=THEN + DAY, disposition="01", key="gone")
    assert (sweeps.refresh_scores(), sweeps.refresh_scores()) == (1, 0)
    final = of(ward.case)
    assert (final.projected, final.inputs["days"]["value"], final.created_by.username) == (
        False,
        3,
        "system:keeper",
    )
    assert final.inputs["conditions"]["value"] == ["diabetes", "heart_failure"]


def test_days_that_change_no_points_write_nothing(ward, visit, at):
    visit(24 * 4, "IMP", case=ward.case)
    assess_risk(ward.case, by=ward.lead, acute=True, ed_visits=0, **WHOLE)
    at(THEN + DAY)
    assert sweeps.refresh_scores() == 1  # five days: the HOSPITAL score counts them
    at(THEN + 2 * DAY)
    assert sweeps.refresh_scores() == 0
    at(THEN + 3 * DAY)
    assert sweeps.refresh_scores() == 1  # seven days: L is 5 at least


def test_the_sweep_reads_as_often_for_many_cases_as_for_few(ward, visit, intake, team, facility):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from patients.actions import open_case
    from teams.actions import assign

    visit(48, "IMP", case=ward.case)
    assess_risk(ward.case, by=ward.lead, **WHOLE)
    with CaptureQueriesContext(connection) as few:
        assert sweeps.refresh_scores() == 0
    for n in range(8):
        other = Patient.objects.create(
            facility=facility, family=f"Other{n}", given="X", search_name=f"other{n} x"
        )
        case = open_case(other, by=intake, team=team)
        assign(case, by=intake, user=ward.lead, role="case_manager", is_lead=True)
        visit(48, "IMP", case=case, patient=other)
        assess_risk(case, by=ward.lead, **WHOLE)
    with CaptureQueriesContext(connection) as many:
        assert sweeps.refresh_scores() == 0
    assert len(many) == len(few)
