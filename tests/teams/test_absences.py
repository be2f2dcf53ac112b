"""Being away: who may stand in, for how long, in which roles; and every way in which it is refused."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import Role
from core.access import can, held, visible_to, why
from core.refusals import Denied, Refused
from patients.models import Case
from supervision import actions, board, sweeps
from teams.actions import assign, end_facility_role
from teams.models import Absence, Assignment, FacilityRole, Handover
from tests.conftest import THEN
from tests.supervision.conftest import *  # noqa: F403 - the same cast
from worklist.models import Notification

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def covered(absence):
    return actions.accept_cover(absence, by=absence.deputy)


def test_a_deputy_sees_and_acts_from_the_start_to_the_end(led, lead, deputy, away, at):
    [case] = led(lead)
    covered(away(starts=DAY, ends=3 * DAY))
    assert not can(deputy, "view_case", case)
    at(THEN + DAY)
    assert can(deputy, "lead_case", case)
    assert [(line.source, line.role) for line in why(deputy, case)] == [("deputy", "case_manager")]
    at(THEN + 3 * DAY)
    assert held(deputy, case) == frozenset()


def test_nothing_is_seen_before_the_deputy_agrees(led, lead, deputy, away):
    [case] = led(lead)
    absence = away()
    assert not can(deputy, "view_case", case)
    covered(absence)
    assert can(deputy, "view_case", case)


def test_ending_early_ends_the_sight_in_the_same_moment(led, lead, deputy, away, at):
    [case] = led(lead)
    absence = covered(away())
    at(THEN + HOUR)
    actions.end_absence(absence, by=lead)
    assert held(deputy, case) == frozenset()
    back = Handover.objects.get(from_user=deputy)
    assert (back.to_user, [line["case"] for line in back.sheet["cases"]]) == (lead, [str(case.pk)])


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (DAY, HOUR, "ends before it starts"),
        (DAY, DAY, "ends before it starts"),
        (-2 * DAY, -DAY, "This period is over"),
    ],
)
def test_a_reversed_or_past_period_is_refused(away, starts, ends, sentence):
    with pytest.raises(Refused, match=sentence):
        away(starts=starts, ends=ends)
    assert not Absence.objects.exists()


def test_a_beginning_in_the_past_is_now(away):
    assert away(starts=-DAY).starts_at == THEN


def test_an_overlapping_absence_is_refused_in_the_constraint_s_words(away):
    from django.core.exceptions import ValidationError

    away(starts=DAY, ends=3 * DAY)
    with pytest.raises(ValidationError, match="There is an absence in that period already"):
        away(starts=2 * DAY, ends=4 * DAY)
    assert Absence.objects.count() == 1
    away(starts=3 * DAY, ends=4 * DAY)


def test_a_deputy_who_is_away_themselves_is_refused_when_asked_and_when_agreeing(away, member, deputy, lead):
    other = member("o.other")
    away(user=deputy, deputy=other, starts=DAY, ends=2 * DAY)
    with pytest.raises(Refused, match="is away in that period too"):
        away(starts=HOUR, ends=3 * DAY)
    absence = away(starts=3 * DAY, ends=4 * DAY)
    away(user=deputy, deputy=other, starts=3 * DAY + HOUR, ends=3 * DAY + 2 * HOUR)
    with pytest.raises(Refused, match="is away in that period too"):
        covered(absence)


def test_nobody_covers_themselves_and_nobody_accepts_for_another(away, lead, deputy, supervisor, facility):
    with pytest.raises(Refused, match="Choose a colleague"):
        away(deputy=lead)
    absence = away()
    with pytest.raises(Refused, match=r"Only D\. Deputy can answer"):
        actions.accept_cover(absence, by=lead)
    with pytest.raises(Denied):
        actions.accept_cover(absence, by=supervisor)
    with pytest.raises(Refused, match="Nobody gives cover to themselves"):
        actions.plan_absence(
            facility,
            by=supervisor,
            user=lead,
            deputy=supervisor,
            starts_at=THEN + DAY,
            ends_at=THEN + 2 * DAY,
        )
    absence.refresh_from_db()
    assert (absence.status, absence.roles) == ("planned", [])


def test_a_deputy_without_any_of_the_roles_is_refused(away, member):
    nurse = member("n.nurse", Role.NURSE)
    with pytest.raises(Refused, match=r"You hold none of the roles of M\. Lead"):
        covered(away(deputy=nurse))


def test_a_deputy_stands_in_only_in_the_roles_they_hold(led, lead, deputy, away, supervisor):
    first, second = led(lead), led(deputy)
    lead.default_role = Role.NURSE
    lead.save()
    assign(second[0], by=supervisor, user=lead, role=Role.NURSE)
    covered(away())
    assert set(visible_to(Case, deputy, sources=("deputy",))) == set(first)


def test_a_deputy_whose_role_is_ended_stands_in_no_more_in_that_moment(
    led, lead, deputy, away, person, facility, supervisor
):
    [case] = led(lead)
    absence = covered(away())
    assert can(deputy, "lead_case", case)
    role = FacilityRole.objects.get(user=deputy, facility=facility, role=Role.CASE_MANAGER)
    end_facility_role(role, by=person("a.admin", Role.ADMINISTRATOR, facility))
    assert held(deputy, case) == frozenset()
    absence.refresh_from_db()
    assert (absence.status, absence.roles) == ("planned", [])
    assert absence in board.uncovered(board.Seen(supervisor, ()))


def test_a_cover_keeps_the_roles_its_deputy_still_holds(led, lead, deputy, away, person, facility):
    second = FacilityRole.objects.create(
        user=deputy, facility=facility, role=Role.NURSE, starts_at=THEN - DAY
    )
    absence = covered(away())
    assert absence.roles == ["case_manager", "nurse"]
    end_facility_role(second, by=person("a.admin", Role.ADMINISTRATOR, facility))
    absence.refresh_from_db()
    assert (absence.status, absence.roles) == ("covered", ["case_manager"])
    assert sweeps.trim_covers() == 0


def test_a_deputy_whose_role_runs_out_or_who_leaves_is_taken_out_and_both_are_told(
    led, lead, member, away, facility, at
):
    [case] = led(lead)
    other = member("o.other", Role.NURSE)
    FacilityRole.objects.create(
        user=other, facility=facility, role=Role.CASE_MANAGER, starts_at=THEN - DAY, ends_at=THEN + HOUR
    )
    absence = covered(away(deputy=other))
    assert can(other, "lead_case", case)
    at(THEN + HOUR)
    told = Notification.objects.filter(source=f"absence:{absence.pk}")
    before = told.count()
    assert (sweeps.trim_covers(), told.count()) == (1, before + 2)
    assert not can(other, "lead_case", case)
    other.is_active = False
    other.save()
    assert (sweeps.trim_covers(), sweeps.trim_covers()) == (1, 0)
    absence.refresh_from_db()
    assert absence.status == "planned"


def test_a_deputy_is_told_when_they_are_not_needed_any_more(lead, deputy, away):
    absence = covered(away(starts=DAY, ends=3 * DAY))
    told = Notification.objects.filter(recipient=deputy, source=f"absence:{absence.pk}")
    before = told.count()
    actions.end_absence(absence, by=lead)
    assert told.count() == before + 1


def test_only_the_cases_they_lead_when_asked_so(led, lead, deputy, member, away, supervisor):
    [mine] = led(lead)
    [other] = led(member("o.other"))
    assign(other, by=supervisor, user=lead, role=Role.CASE_MANAGER)
    absence = covered(away(only_led=True))
    assert set(visible_to(Case, deputy, sources=("deputy",))) == {mine}
    assert absence.only_led


def test_somebody_who_left_or_works_elsewhere_is_no_deputy(away, member, outsider):
    gone = member("g.gone", is_active=False)
    with pytest.raises(Refused, match="cannot sign in any more"):
        away(deputy=gone)
    with pytest.raises(Refused, match="does not work at this facility"):
        away(deputy=outsider)


def test_a_supervisor_plans_for_their_people_and_not_for_a_leaver(
    facility, supervisor, lead, deputy, member, outsider
):
    facts = {"deputy": deputy, "starts_at": THEN + DAY, "ends_at": THEN + 2 * DAY}
    assert actions.plan_absence(facility, by=supervisor, user=lead, **facts).user == lead
    with pytest.raises(Refused, match="Balance their cases instead"):
        actions.plan_absence(facility, by=supervisor, user=member("g.gone", is_active=False), **facts)
    with pytest.raises(Refused, match="does not work at this facility"):
        actions.plan_absence(facility, by=supervisor, user=outsider, **facts)
    with pytest.raises(Denied):
        actions.plan_absence(facility, by=deputy, user=lead, **facts)


def test_declining_says_why_and_lets_somebody_else_be_asked(away, deputy, lead, member):
    absence = away()
    with pytest.raises(Refused, match="Say why"):
        actions.decline_cover(absence, by=deputy, reason=" ")
    assert actions.decline_cover(absence, by=deputy, reason="On a course").answer == "On a course"
    assert covered(away(deputy=member("o.other"))).status == "covered"
    assert Notification.objects.filter(recipient=lead, source=f"absence:{absence.pk}").count() == 1


def test_only_whoever_is_away_or_a_supervisor_ends_it(away, deputy, supervisor):
    absence = covered(away())
    with pytest.raises(Denied):
        actions.end_absence(absence, by=deputy)
    assert actions.end_absence(absence, by=supervisor).status == "ended"


def test_the_first_day_makes_the_sheet_and_the_last_closes_with_the_sheet_back(led, lead, deputy, away, at):
    led(lead)
    absence = covered(away(starts=DAY, ends=2 * DAY))
    assert sweeps.begin_covers() == 0
    at(THEN + DAY)
    assert (sweeps.begin_covers(), sweeps.begin_covers()) == (1, 0)
    at(THEN + 2 * DAY)
    assert (sweeps.close_absences(), sweeps.close_absences()) == (1, 0)
    absence.refresh_from_db()
    assert (absence.status, absence.live) == ("ended", False)
    assert set(Handover.objects.values_list("from_user", "to_user")) == {
        (lead.pk, deputy.pk),
        (deputy.pk, lead.pk),
    }


periods = st.tuples(st.integers(-6, 6), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    role=st.sampled_from([Role.CASE_MANAGER, Role.NURSE]), licence=st.sets(st.sampled_from(["case_manager", "nurse"])),
    part=periods, absence=periods, only_led=st.booleans(), agreed=st.booleans(), hour=st.integers(-7, 9),
)  # fmt: skip
def test_the_deputy_s_sight_is_role_and_licence_and_both_periods(
    lead, deputy, facility, case, at, role, licence, part, absence, only_led, agreed, hour
):
    from django.db import transaction

    with transaction.atomic():
        Assignment.objects.create(
            case=case,
            user=lead,
            role=role,
            created_by=lead,
            starts_at=THEN + part[0] * HOUR,
            ends_at=THEN + part[1] * HOUR,
        )
        agreed = agreed and bool(licence)
        Absence.objects.create(
            user=lead, deputy=deputy, facility=facility, created_by=lead, roles=sorted(licence) if agreed else [],
            status="covered" if agreed else "planned", only_led=only_led,
            starts_at=THEN + absence[0] * HOUR, ends_at=THEN + absence[1] * HOUR,
        )  # fmt: skip
        at(THEN + hour * HOUR)
        expected = (
            agreed
            and role in licence
            and not only_led
            and part[0] <= hour < part[1]
            and absence[0] <= hour < absence[1]
        )
        assert can(deputy, "view_case", case) == expected
        assert visible_to(Case, deputy).filter(pk=case.pk).exists() == expected
        transaction.set_rollback(True)
    at(THEN)
