"""The case header: who, how to speak with them, where, since when, and why somebody sees it."""

from datetime import timedelta
from types import SimpleNamespace as Line

import pytest

from accounts import explain
from accounts.permissions import Role
from core.access import held_among, sight
from encounters.models import Encounter
from patients import header
from patients.models import Case, CommunicationProfile, Identifier
from patients.tabs import PARTS, tabs
from teams.models import CaseAccess
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

EVERYTHING = {
    "view_identity",
    "summary_encounter",
    "summary_discharge",
    "view_plan",
    "flag_safeguarding",
    "view_case",
    "view_work",
}


@pytest.fixture(autouse=True)
def then(at):
    at(THEN)


@pytest.fixture
def full(case, unit):
    Identifier.objects.create(patient=case.patient, authority="NGH", value="204310")
    CommunicationProfile.objects.create(patient=case.patient, spoken="ig", interpreter="phone")
    values = {
        "unit": unit,
        "bed": unit.beds.get(),
        "admitted_at": THEN - timedelta(days=7),
        "high_risk": True,
        "purpose": "Home",
    }
    Case.objects.update(**values)
    return Case.objects.select_related(*header.HEADER).get()


def test_everything_for_somebody_who_may_see_everything(full):
    shown = header.banner(full, EVERYTHING, ["because"])
    assert (shown.mrn, shown.language, shown.interpreter) == ("204310", "Igbo", "interpreter by phone")
    assert (shown.unit, shown.bed, shown.day, shown.stage) == ("4B Medicine", "4B-01", 8, "Referred")
    assert (bool(shown.flag), shown.purpose, list(shown.why)) == (True, "Home", ["because"])


def test_what_one_may_not_see_is_absent(full):
    shown = header.banner(full, {"view_case"}, [])
    assert (shown.patient.family, shown.patient.birth_date, shown.mrn, shown.language) == (
        "Okafor",
        None,
        "",
        "",
    )
    assert (shown.unit, shown.day, shown.flag, shown.purpose, shown.leaves_on) == ("", None, "", "", None)
    assert [tab.label for tab in shown.tabs] == [
        str(part.label) for part in PARTS if part.perm == "view_case"
    ]


def test_the_day_of_admission_is_day_1_at_the_facility(full):
    full.admitted_at = THEN - timedelta(hours=9, minutes=59)
    assert header.day_of_stay(full) == 1
    full.admitted_at = THEN - timedelta(hours=10, minutes=1)
    assert header.day_of_stay(full) == 2
    full.admitted_at = None
    assert header.day_of_stay(full) is None


def test_a_language_nobody_named_stays_a_code_and_no_profile_says_nothing(case):
    assert header.language_name("pt") == "Portuguese"
    assert header.language_name("qqq") == "qqq"
    assert header.spoken_with(case.patient) == ("", "")


def test_the_number_that_stands_is_the_one_shown(full):
    Identifier.objects.update(retired=True)
    assert header.headed(full)["mrn"] is None


def test_one_reading_says_what_and_why(full, on_team, outsider, django_assert_num_queries):
    nurse = on_team(Role.NURSE)
    with django_assert_num_queries(1):
        rights, lines = sight(nurse, full)
    assert "edit_work" in rights
    assert [line.source for line in lines] == ["assignment"]
    assert sight(outsider, full) == (frozenset(), [])


def test_rights_on_a_page_of_rows_are_one_reading(full, on_team, outsider, django_assert_num_queries):
    nurse = on_team(Role.NURSE)
    held_among(nurse, Case, [full.pk], ("view_work", "view_concern"))
    with django_assert_num_queries(1):
        assert held_among(nurse, Case, [full.pk], ("view_work", "view_concern")) == {full.pk: {"view_work"}}
    assert held_among(outsider, Case, [full.pk], ("view_work",)) == {full.pk: set()}
    with pytest.raises(LookupError):
        held_among(nurse, Case, [full.pk], ("view_nonsense",))


def test_a_tab_is_marked_when_it_needs_attention(full):
    (discharge,) = tabs(full, {"view_discharge"}, "discharge", ["discharge"])
    assert (discharge.active, discharge.mark) == (True, "!")


@pytest.mark.parametrize("source", explain.SENTENCES)
def test_every_source_of_access_has_its_sentence(source, facility):
    line = Line(source=source, role=Role.SOCIAL_WORKER, since=THEN - timedelta(days=2), until=None)
    (said,) = explain.sentences([line], facility.tz)
    assert "Sun 1 Nov" in said
    line.until = THEN + timedelta(days=8)
    (said,) = explain.sentences([line], facility.tz)
    assert "Wed 11 Nov" in said


def test_the_sources_are_those_of_the_access_view(case, on_team, supervisor, intake):
    on_team(Role.NURSE)
    assert set(CaseAccess.objects.values_list("source", flat=True)) == {
        "assignment",
        "supervision",
        "facility_role",
    }


def test_who_left_is_said_to_have_left_and_no_longer_to_leave(full):
    Case.objects.update(expected_leaving_on=THEN.date() + timedelta(days=2), leaving_moves=1)
    visit = {"patient": full.patient, "case": full, "facility": full.facility}
    stay = Encounter.objects.create(**visit, status="finished", ended_at=THEN - timedelta(hours=11))
    full.refresh_from_db()
    inside = header.banner(full, EVERYTHING, [])
    assert (inside.leaves_on, inside.leaves_moved, inside.left_on) == (full.expected_leaving_on, 1, None)
    Case.objects.update(admitted_at=None)
    full.refresh_from_db()
    # 04:00 in London is 23:00 of the day before in New York.
    away = header.banner(full, EVERYTHING, [])
    assert (away.leaves_on, away.leaves_moved, away.left_on) == (None, 0, THEN.date() - timedelta(days=1))
    assert header.banner(full, EVERYTHING - {"summary_discharge"}, []).left_on is None
    Encounter.objects.filter(pk=stay.pk).update(status="cancelled")
    assert header.banner(full, EVERYTHING, []).leaves_on == full.expected_leaving_on
