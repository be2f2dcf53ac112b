"""Templates: a site answers for one before it reaches a patient; what it brings, and leaves out, stays on record."""

from copy import deepcopy
from datetime import date, timedelta

import pytest

from accounts.permissions import Role
from assessments.models import Need
from audit.models import Event
from careplans.actions.templates import apply_template, approve_template
from careplans.models import Barrier, Goal, Intervention, PlanVersion, Problem, TemplateApproval, TemplateUse
from careplans.queries import templates as queries
from core.refusals import Denied, Refused
from policy import actions as policy
from policy import queries as rules
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
WHO = "Dr A. Rao, cardiology"


@pytest.fixture
def admin(person, facility, packs):
    return person("a.root", Role.ADMINISTRATOR, facility)


@pytest.fixture
def approved(facility, admin):
    return approve_template(facility, by=admin, template="heart_failure", answers_for_it=WHO)


def applied(plan, by, **more):
    return apply_template(plan, by=by, template="heart_failure", **more)


def needed(plan, by, status):
    facts = {"status": status, "answered_at": THEN, "answered_by": by, "created_by": by}
    return Need.objects.create(case=plan.case, domain="food", words="Food runs out", **facts)


class TestApproval:
    def test_names_who_answers_for_it(self, approved, admin, facility):
        assert (approved.answers_for_it, approved.approved_by, approved.at) == (WHO, admin, THEN)
        [offer] = [each for each in queries.offers(facility) if each.approval]
        assert offer.template.code == "heart_failure"
        assert Event.objects.filter(verb="careplans.approve_template", actor=admin.username).exists()

    def test_without_it_nothing_reaches_a_plan(self, plan, manager, packs):
        with pytest.raises(Refused, match="has not approved the template"):
            applied(plan, manager)
        assert not Problem.objects.exists()

    def test_only_once_for_the_same_words(self, approved, admin, facility):
        from django.core.exceptions import ValidationError

        with pytest.raises(ValidationError, match="approved already"):
            approve_template(facility, by=admin, template="heart_failure", answers_for_it=WHO)

    @pytest.mark.parametrize("who", ["", "Rao"])
    def test_a_clinician_is_named(self, admin, facility, who):
        with pytest.raises(Refused, match="Name the clinician"):
            approve_template(facility, by=admin, template="heart_failure", answers_for_it=who)

    def test_one_that_does_not_exist(self, admin, facility):
        with pytest.raises(Refused, match="no such template"):
            approve_template(facility, by=admin, template="gout", answers_for_it=WHO)

    def test_who_may_not(self, facility, supervisor, manager, outsider, packs):
        for who in (supervisor, manager, outsider):
            with pytest.raises(Denied):
                approve_template(facility, by=who, template="heart_failure", answers_for_it=WHO)

    def test_other_words_ask_for_it_again_and_the_same_words_do_not(
        self, approved, plan, manager, admin, facility, at
    ):
        body = deepcopy(rules.in_force("templates", facility, THEN).body)
        body["templates"][1]["problems"][0]["words"] = "Another template changed"
        own = policy.open_pack(facility, by=admin, kind="templates")
        policy.put_in_force(policy.draft_pack(own, by=admin, body=body, source="Board"), by=admin)
        assert applied(plan, manager, keys=["fluid/weight/scale"]).brought
        body["templates"][0]["problems"][0]["words"] = "Fluid comes back"
        at(THEN + timedelta(days=1))
        policy.put_in_force(policy.draft_pack(own, by=admin, body=body, source="Board"), by=admin)
        with pytest.raises(Refused, match="has not approved"):
            applied(plan, manager, keys=["fluid/salt/food"])


class TestUse:
    def test_the_whole_of_it_with_measures_days_and_steps(self, approved, plan, manager):
        use = applied(plan, manager, why="Second stay in a month")
        goal = Goal.objects.get(template__endswith="fluid/weight")
        assert (goal.due_on, goal.status, goal.problem.kind) == (date(2026, 11, 17), "proposed", "clinical")
        assert all((goal.measure, goal.target, goal.plain, goal.level_m2, goal.level_p2, goal.source))
        step = goal.interventions.get(subject="weight_log")
        assert (step.owner_role, step.every_days, step.frequency) == ("coordinator", 7, "Every 7 days")
        assert (step.from_on, step.until_on) == (date(2026, 11, 10), date(2026, 12, 7))
        assert goal.interventions.filter(activity="teaching", subject="daily_weight").exists()
        assert not Barrier.objects.exists()
        kinds = {each["kind"] for each in use.brought}
        assert kinds == {"problem", "goal", "intervention"}
        assert (use.why, use.used_by, use.rules.pack.kind) == ("Second stay in a month", manager, "templates")

    def test_what_a_physician_orders_stays_open_until_it_is_said(self, approved, plan, manager):
        applied(plan, manager, keys=["fluid/weight"], blanks={"call_at": "2 kg in 3 days"})
        goal = Goal.objects.get()
        assert "2 kg in 3 days" in goal.words
        applied(plan, manager, keys=["fluid/weight/figures"])
        assert "[target weight: ask the physician]" in Intervention.objects.get().words

    def test_a_chosen_step_brings_its_goal_and_problem_and_the_rest_is_left_out(
        self, approved, plan, manager
    ):
        use = applied(plan, manager, keys=["fluid/weight/scale", "barrier/ride"])
        assert [each["key"] for each in use.brought] == [
            "fluid",
            "fluid/weight",
            "fluid/weight/scale",
            "barrier/ride",
        ]
        assert {each["because"] for each in use.left_out} == {"not_chosen"}
        assert Barrier.objects.get().kind == "social"

    def test_what_stands_already_is_left_out_and_said(self, approved, plan, manager, admin, facility):
        applied(plan, manager)
        approve_template(facility, by=admin, template="copd", answers_for_it=WHO)
        use = apply_template(plan, by=manager, template="copd")
        already = {each["key"] for each in use.left_out if each["because"] == "already"}
        assert {"breath/plan/call", "breath/inhaler/medicines", "breath/inhaler/teach_medicines"} <= already
        assert Intervention.objects.filter(activity="teaching", subject="medicines").count() == 1

    def test_all_of_it_twice_is_refused(self, approved, plan, manager):
        applied(plan, manager)
        count = Goal.objects.count()
        with pytest.raises(Refused, match="stands on the plan already"):
            applied(plan, manager)
        assert (Goal.objects.count(), TemplateUse.objects.count()) == (count, 1)

    def test_it_answers_an_accepted_need(self, approved, plan, manager):
        need = needed(plan, manager, "accepted")
        applied(plan, manager, keys=["fluid/salt/food"], need=need)
        assert Problem.objects.get().need == need

    def test_a_need_that_nobody_accepted_is_refused(self, approved, plan, manager):
        need = needed(plan, manager, "declined")
        with pytest.raises(Refused, match="want help"):
            applied(plan, manager, need=need)

    def test_keys_of_another_version_are_refused(self, approved, plan, manager):
        with pytest.raises(Refused, match="has changed"):
            applied(plan, manager, keys=["fluid/gone"])

    def test_it_is_written_into_a_version_of_the_plan(self, approved, plan, manager):
        applied(plan, manager)
        version = PlanVersion.objects.get(plan=plan)
        assert manager.pk in version.writers

    def test_a_version_that_waits_for_a_decision_is_not_changed(self, approved, plan, manager):
        applied(plan, manager, keys=["fluid/weight"])
        PlanVersion.objects.update(status="submitted", submitted_at=THEN, submitted_by=manager)
        with pytest.raises(Refused, match="Take it back"):
            applied(plan, manager)

    def test_who_may_not(self, approved, plan, on_team, outsider):
        for who in (on_team(Role.NURSE), on_team(Role.CONSULTANT), outsider):
            with pytest.raises(Denied):
                applied(plan, who)

    def test_use_and_approval_are_never_changed(self, approved, plan, manager):
        from django.db import DatabaseError, transaction

        use = applied(plan, manager)
        for row, name in ((use, "why"), (TemplateApproval.objects.get(), "answers_for_it")):
            setattr(row, name, "Somebody else")
            with pytest.raises(DatabaseError), transaction.atomic():
                row.save()
