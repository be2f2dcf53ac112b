"""Who answers for what follows the people: by the rules when they join, passed on when they leave."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import system
from accounts.permissions import Role
from core.refusals import Refused
from discharge import actions as leaving
from intake import actions as intake_actions
from patients import actions as patients
from patients.models import Case
from policy.queries import activities
from teams import actions
from teams.holes import holes
from teams.models import FacilityRole, Responsibility, Transfer
from teams.sweeps import let_speak, pass_on_left
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


def codes(role):
    """What a role answers for in the rules that come with the application."""
    return {
        "case_manager": {"clinical_review", "denial_file", "screen", "cm_assessment", "plan_edd_rounds", "choice_pac",
                         "notices", "equipment_transport", "delay_coding"},
        "nurse": {"nursing_assessment", "teaching"},
        "social_worker": {"psychosocial", "social_needs", "capacity_legal", "community", "family_contact"},
        "advocate": {"patient_appeal", "rights_grievance"},
    }[role]  # fmt: skip


def test_a_lead_takes_up_what_case_managers_answer_for_and_the_supervisor_theirs(
    formed, lead, holders, supervisor
):
    assert holders(formed) == dict.fromkeys(codes("case_manager"), lead.username) | {
        "supervision_audit": supervisor.username
    }
    row = Responsibility.objects.filter(holder=lead).first()
    assert (row.origin, row.starts_at, row.ends_at) == ("rule", THEN, None)


def test_the_second_of_a_role_takes_nothing_from_the_first(at, formed, on_team, person, supervisor, holders):
    first = on_team(Role.NURSE)
    second = person("n.second", Role.NURSE)
    actions.assign(formed, by=supervisor, user=second, role=Role.NURSE)
    assert {holders(formed)[code] for code in codes("nurse")} == {first.username}


def test_the_social_worker_stands_in_for_an_advocate_until_one_is_consented(
    formed, lead, on_team, person, holders, patient
):
    worker = on_team(Role.SOCIAL_WORKER)
    assert {holders(formed)[code] for code in codes("advocate")} == {worker.username}
    assert {holders(formed)[code] for code in codes("social_worker")} == {worker.username}


def test_a_consented_advocate_answers_once_the_team_forms(
    at, packs, case, patient, person, facility, on_team, lead_free, holders
):
    at(THEN)
    advocate = person("a.vocate", Role.ADVOCATE, facility)
    patients.record_consent(
        patient, by=lead_free, purpose="advocacy", to_user=advocate, classes=["plan"], method="signed"
    )
    on_team(Role.CASE_MANAGER, is_lead=True)
    on_team(Role.SOCIAL_WORKER)
    assert {holders(case)[code] for code in codes("advocate")} == {advocate.username}


@pytest.fixture
def lead_free(intake):
    """Somebody who may record a consent while the case has no lead."""
    return intake


def test_who_joins_for_a_time_answers_for_that_time(formed, person, supervisor):
    nurse = person("n.temp", Role.NURSE)
    until = THEN + timedelta(days=2)
    actions.assign(formed, by=supervisor, user=nurse, role=Role.NURSE, ends_at=until)
    assert {row.ends_at for row in Responsibility.objects.filter(holder=nurse)} == {until}


def test_defaulting_takes_three_statements(at, packs, case, supervisor, person):
    at(THEN)
    nurse, worker = person("n.one", Role.NURSE), person("s.one", Role.SOCIAL_WORKER)
    rows = []
    for user, role in ((nurse, Role.NURSE), (worker, Role.SOCIAL_WORKER)):
        with CaptureQueriesContext(
            connection,
        ) as said:
            actions.assign(case, by=supervisor, user=user, role=role)
        rows.append(
            [q["sql"] for q in said if "teams_responsibility" in q["sql"] or "policy_pack" in q["sql"]]
        )
    assert [len(each) for each in rows] == [3, 3]
    assert Responsibility.objects.filter(holder=worker).count() == 7


class TestLeaving:
    def test_theirs_pass_to_another_of_the_role(self, at, formed, on_team, person, supervisor, holders):
        first, second = on_team(Role.NURSE), person("n.second", Role.NURSE)
        actions.assign(formed, by=supervisor, user=second, role=Role.NURSE)
        at(THEN + timedelta(hours=1))
        actions.stand_down(first.assignments.get(), by=supervisor, why="Moved")
        assert {holders(formed)[code] for code in codes("nurse")} == {second.username}
        ended = Responsibility.objects.filter(holder=first)
        assert {(row.status, row.why, row.live) for row in ended} == {("ended", "Moved", False)}
        assert {row.ends_at for row in ended} == {
            row.starts_at for row in Responsibility.objects.filter(holder=second)
        }

    def test_without_another_nobody_answers(self, at, formed, on_team, supervisor, holders):
        nurse = on_team(Role.NURSE)
        at(THEN + timedelta(hours=1))
        actions.stand_down(nurse.assignments.get(), by=supervisor, why="Moved")
        assert not codes("nurse") & set(holders(formed))

    def test_who_shared_becomes_the_one_to_answer(self, at, formed, on_team, person, supervisor, holders):
        first, second = on_team(Role.NURSE), person("n.second", Role.NURSE)
        actions.assign(formed, by=supervisor, user=second, role=Role.NURSE)
        actions.share(formed, by=second, activity="teaching", because="Two languages")
        at(THEN + timedelta(hours=1))
        actions.stand_down(first.assignments.get(), by=supervisor, why="Moved")
        live = Responsibility.objects.filter(case=formed, activity="teaching", status="held")
        assert [(row.holder, row.shared) for row in live] == [(second, False)]

    def test_one_of_two_roles_ends_and_the_other_keeps_what_is_its_own(
        self, at, formed, person, facility, supervisor, holders
    ):
        both = person("b.oth", Role.NURSE)
        actions.give_facility_role(
            facility, by=facility_admin(person, facility), user=both, role=Role.COORDINATOR
        )
        for role in (Role.NURSE, Role.COORDINATOR):
            actions.assign(formed, by=supervisor, user=both, role=role)
        at(THEN + timedelta(hours=1))
        actions.stand_down(both.assignments.get(role=Role.NURSE), by=supervisor, why="Only coordinating")
        theirs = {code for code, who in holders(formed).items() if who == both.username}
        assert theirs == {"appointments", "follow_up", "goal_coaching"}

    def test_offers_of_it_are_taken_back(self, at, formed, on_team, colleague, supervisor, held):
        nurse, other = on_team(Role.NURSE), colleague(Role.NURSE, "n.other")
        actions.offer(held("teaching"), by=nurse, to=other)
        at(THEN + timedelta(hours=1))
        actions.stand_down(nurse.assignments.get(), by=supervisor, why="Moved")
        assert Transfer.objects.get().status == "revoked"


def facility_admin(person, facility):
    return person("a.dmin", Role.ADMINISTRATOR, facility)


class TestTheCase:
    def test_closing_ends_everything_and_reopening_takes_it_up(
        self, at, formed, lead, on_team, supervisor, holders
    ):
        on_team(Role.NURSE)
        at(THEN + timedelta(days=1))
        leaving.close_case(formed, by=lead, closing="declined", handed_to="none needed")
        assert holders(formed) == {}
        assert not Responsibility.objects.filter(case=formed, live=True).exists()
        at(THEN + timedelta(days=2))
        leaving.reopen_case(formed, by=supervisor, why="Came back")
        assert holders(formed) == {"supervision_audit": supervisor.username}

    def test_who_accepts_at_intake_answers_for_registration(
        self, at, packs, patient, intake, unit, team, person, holders
    ):
        at(THEN)
        made = intake_actions.receive(
            patient, by=intake, source="nurse", unit=unit, asker="B. Ward", need="placement"
        )
        calm = {"need": "placement", "danger": "no", "leaves": "later", "support": "yes", "returned": "no"}
        intake_actions.screen(made, by=intake, triage=calm)
        case = intake_actions.accept(made, by=intake).case
        assert holders(case) == dict.fromkeys(("registration", "benefits"), intake.username)
        intake_actions.decline(made, by=intake, reason="Asked twice")
        assert holders(case) == {}


class TestComplexCases:
    def test_complex_needs_a_nurse_first(self, formed, lead, on_team):
        with pytest.raises(Refused, match=r"needs a nurse on its team. Add a nurse first"):
            actions.set_complexity(formed, by=lead, complexity="complex", why="Two wounds")
        formed.refresh_from_db()
        assert formed.complexity == Case.Complexity.STANDARD
        on_team(Role.NURSE)
        assert (
            actions.set_complexity(formed, by=lead, complexity="complex", why="Two wounds").complexity
            == "complex"
        )

    def test_the_last_nurse_stays(self, at, formed, lead, on_team, person, supervisor, holders):
        nurse = on_team(Role.NURSE)
        actions.set_complexity(formed, by=lead, complexity="complex", why="Two wounds")
        at(THEN + timedelta(hours=1))
        with pytest.raises(Refused, match=r"only nurse on a complex case. Add another nurse first"):
            actions.stand_down(nurse.assignments.get(), by=supervisor, why="Moved")
        assert nurse.assignments.get().status == "active"
        assert holders(formed)["teaching"] == nurse.username
        actions.assign(formed, by=supervisor, user=person("n.two", Role.NURSE), role=Role.NURSE)
        actions.stand_down(nurse.assignments.get(), by=supervisor, why="Moved")
        assert holders(formed)["teaching"] == "n.two"

    def test_less_complex_needs_nobody_but_a_reason(self, formed, lead):
        with pytest.raises(Refused, match="Say why"):
            actions.set_complexity(formed, by=lead, complexity="high", why=" ")
        assert (
            actions.set_complexity(formed, by=lead, complexity="high", why="Alone at home").complexity
            == "high"
        )


def test_every_activity_has_one_accountable_role(formed):
    rules = activities(formed.facility, THEN)
    assert len(rules) == 29
    assert [rule.code for rule in rules if rule.accountable in rule.does] == []


def test_what_somebody_took_up_passes_on_when_their_part_runs_out(at, formed, supervisor, colleague, holders):
    first, second = colleague(Role.NURSE, "n.first"), colleague(Role.NURSE, "n.second")
    actions.assign(formed, by=supervisor, user=first, role=Role.NURSE, ends_at=THEN + timedelta(days=1))
    actions.assign(formed, by=supervisor, user=second, role=Role.NURSE)
    actions.take(formed, by=first, activity="registration")
    actions.move(
        Responsibility.objects.get(case=formed, activity="screen", status="held"),
        by=supervisor,
        to=first,
        why="x",
    )
    assert pass_on_left() == 0
    at(THEN + timedelta(days=1, minutes=1))
    assert pass_on_left() == 2
    assert holders(formed)["screen"] == formed.lead.username
    assert "registration" not in holders(formed)
    assert "registration" in {hole.activity for hole in holes(formed)}
    assert pass_on_left() == 0


@pytest.mark.parametrize("role", [Role.NURSE, Role.INTAKE])
def test_a_change_of_role_leaves_no_hole_unlisted(at, formed, lead, person, facility, holders, role):
    held = FacilityRole.objects.create(
        user=lead, facility=facility, role=Role.CASE_MANAGER, starts_at=THEN - timedelta(days=1)
    )
    mine = {code for code, who in holders(formed).items() if who == lead.username}
    actions.change_role(held, by=person("a.admin", Role.ADMINISTRATOR, facility), role=role, on=THEN.date())
    at(THEN + timedelta(minutes=5))
    assert pass_on_left() == len(mine)
    assert not mine & set(holders(formed))


def test_who_registered_a_case_answers_for_it_without_a_part_in_it(formed, intake, supervisor):
    Responsibility.objects.create(
        case=formed,
        activity="registration",
        holder=intake,
        origin="rule",
        starts_at=THEN,
        created_by=supervisor,
    )
    assert pass_on_left() == 0


def test_who_is_kept_from_the_patient_answers_for_nothing(at, formed, lead, person, facility, holders):
    officer = person("p.officer", Role.PRIVACY, facility)
    actions.block_access(formed.patient, by=officer, user=lead, why="family")
    assert pass_on_left() > 0
    assert lead.username not in holders(formed).values()


def test_a_part_that_goes_on_as_lead_keeps_what_fell_to_it(at, formed, supervisor, colleague):
    worker = colleague(Role.SOCIAL_WORKER, "w.two")
    actions.assign(
        formed, by=supervisor, user=worker, role=Role.SOCIAL_WORKER, ends_at=THEN + timedelta(days=1)
    )
    fell = Responsibility.objects.filter(case=formed, holder=worker, status="held")
    assert fell.exists()
    assert not fell.filter(ends_at=None).exists()
    actions.change_lead(formed, by=supervisor, to=worker, why="Knows the family")
    assert not fell.filter(ends_at__isnull=False).exists()


def test_somebody_who_still_works_on_the_case_keeps_theirs(formed, lead):
    row = Responsibility.objects.filter(case=formed, holder=lead).first()
    with pytest.raises(Refused, match="still works"):
        actions.lapse(row, by=system("keeper"))


@pytest.fixture
def spoken(formed, lead, person, facility, supervisor, colleague):
    """The patient names an advocate after the team was formed; a social worker answered meanwhile."""
    worker = colleague(Role.SOCIAL_WORKER, "w.stands")
    actions.assign(formed, by=supervisor, user=worker, role=Role.SOCIAL_WORKER)

    def make():
        advocate = person("p.speaks", Role.ADVOCATE, facility)
        agreed = patients.record_consent(
            formed.patient, by=lead, purpose="advocacy", classes=["plan"], method="signed", to_user=advocate
        )
        return advocate, agreed

    return make


def test_an_advocate_named_later_takes_up_what_is_theirs_and_nothing_beside(formed, holders, spoken):
    before = holders(formed)
    advocate, _consent = spoken()
    assert (let_speak(), let_speak()) == (1, 0)
    after = holders(formed)
    theirs = {code for code, who in after.items() if who == advocate.username}
    assert "patient_appeal" in theirs
    assert {code: who for code, who in before.items() if code not in theirs} == {
        code: who for code, who in after.items() if code not in theirs
    }


def test_what_was_taken_by_name_stays_when_an_advocate_comes(formed, supervisor, holders, spoken):
    row = Responsibility.objects.get(case=formed, activity="patient_appeal", status="held")
    Responsibility.objects.filter(case=formed).update(origin="given")
    spoken()
    let_speak()
    assert holders(formed)["patient_appeal"] == row.holder.username


def test_what_an_advocate_handed_on_does_not_come_back(formed, lead, holders, spoken, supervisor):
    spoken()
    let_speak()
    row = Responsibility.objects.get(case=formed, activity="patient_appeal", status="held")
    actions.move(row, by=supervisor, to=lead, why="Agreed with the client")
    assert let_speak() == 0
    assert holders(formed)["patient_appeal"] == lead.username
