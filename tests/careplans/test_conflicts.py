"""Conflicts of a plan: raised by rules and by people, kept by key, settled with a decision, never by what nobody knows."""

from datetime import date, timedelta

import pytest

from accounts.permissions import Role
from assessments.models import AbilityRating, CaregiverCapacity, MedicationItem, MedicationList
from audit.models import Event
from careplans import conflicting
from careplans.actions import conflicts as verbs
from careplans.actions.restrictions import lift_restriction, restrict
from careplans.facts import collect
from careplans.models import Conflict, Goal, Intervention
from careplans.queries import conflicts as queries
from core import access
from core.refusals import Denied, Refused
from discharge.models import DischargePlan
from patients.models import RelatedPerson
from policy.case_facts import KINDS
from tests.conftest import THEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]
TODAY = date(2026, 11, 3)


@pytest.fixture
def nurse(on_team):
    return on_team(Role.NURSE)


@pytest.fixture
def goal(plan, manager):
    return Goal.objects.create(
        case=plan.case, plan=plan, is_wish=True, words="To be at home", created_by=manager
    )


@pytest.fixture
def add(plan, goal, manager):
    """Put an intervention on the plan as it stands in the table."""

    def make(words, **more):
        row = {"owner_role": "coordinator", "activity": "goal_coaching"} | more
        return Intervention.objects.create(
            case=plan.case, plan=plan, goal=goal, words=words, created_by=manager, **row
        )

    return make


@pytest.fixture
def walk(add):
    return add("Walk 20 m with the frame")


@pytest.fixture
def no_weight(plan, nurse):
    return restrict(
        plan.case,
        by=nurse,
        kind="weight_bearing",
        value="non",
        words="No weight on the left leg",
        ordered_by="Dr. Ito",
    )


@pytest.fixture
def conflict(walk, no_weight, plan):
    return Conflict.objects.get(plan=plan)


def open_rules(plan):
    return sorted(plan.conflicts.filter(status="open").values_list("rule", flat=True))


def test_an_order_against_what_is_planned_shows_at_once(conflict, walk, no_weight, nurse):
    assert (conflict.rule, conflict.severity, conflict.status) == ("weight_bearing", "severe", "open")
    assert conflict.rules.pack.kind == "conflicts"
    one, other = conflict.sides.order_by("position")
    assert (one.intervention, one.data, one.words) == (walk, "plan", walk.words)
    assert (other.restriction, other.data, other.words) == (no_weight, "clinical", no_weight.words)
    assert conflict.created_by == nurse


def test_looking_again_changes_nothing(conflict, plan, manager):
    before = (conflict.pk, conflict.version)
    verbs.check_conflicts(plan, by=manager)
    verbs.check_conflicts(plan, by=manager)
    assert [(row.pk, row.version) for row in plan.conflicts.all()] == [before]


def test_a_lifted_order_takes_its_conflict_with_it_and_a_new_one_raises_it_anew(
    conflict, no_weight, plan, nurse
):
    lift_restriction(no_weight, by=nurse)
    conflict.refresh_from_db()
    assert (conflict.status, conflict.decided_by) == ("withdrawn", nurse)
    assert "no longer so" in conflict.decision
    restrict(plan.case, by=nurse, kind="weight_bearing", value="toe_touch", words="Toes only")
    assert open_rules(plan) == ["weight_bearing"]


def test_what_was_settled_comes_back_only_when_its_facts_change(conflict, no_weight, plan, manager):
    verbs.settle_conflict(conflict, by=manager, decision="The frame is for transfers only")
    verbs.check_conflicts(plan, by=manager)
    assert open_rules(plan) == []
    no_weight.value = "partial"
    no_weight.save()
    verbs.check_conflicts(plan, by=manager)
    assert open_rules(plan) == []
    no_weight.value = "toe_touch"
    no_weight.save()
    verbs.check_conflicts(plan, by=manager)
    assert open_rules(plan) == ["weight_bearing"]
    assert plan.conflicts.count() == 2


def test_an_open_one_whose_facts_changed_stands_with_the_new_ones(conflict, walk, plan, manager):
    walk.words = "Walk 50 m with the frame"
    walk.save()
    verbs.check_conflicts(plan, by=manager)
    old, new = plan.conflicts.order_by("created_at", "id")
    assert (old.status, new.status) == ("withdrawn", "open")
    assert new.sides.get(position=0).words == "Walk 50 m with the frame"


def test_what_is_not_known_any_more_neither_raises_nor_withdraws(conflict, no_weight, plan, manager):
    no_weight.value = ""
    no_weight.save()
    verbs.check_conflicts(plan, by=manager)
    conflict.refresh_from_db()
    assert conflict.status == "open"


def test_unknown_raises_nothing_and_says_what_to_ask(walk, plan, nurse, manager):
    restrict(plan.case, by=nurse, kind="weight_bearing", words="Careful with the leg")
    assert open_rules(plan) == []
    rights = access.held(manager, plan)
    [question] = queries.questions(plan, rights)
    assert question.sides == ("Walk 20 m with the frame", "Careful with the leg")
    assert question.asks == ("how far",)
    assert queries.questions(plan, rights - {"view_clinical"}) == []


def test_the_facts_of_a_case_are_of_the_kinds_that_rules_know(conflict, plan, django_assert_max_num_queries):
    assert plan.case.facility.tz
    with django_assert_max_num_queries(5):
        facts = collect(plan)
    assert set(facts) == set(KINDS)
    for kind, rows in facts.items():
        for row in rows:
            assert {"key", "data"} <= set(row)
            assert set(row) - {"asked", "substance"} <= KINDS[kind].names, kind


@pytest.fixture
def daughter(patient):
    return RelatedPerson.objects.create(patient=patient, name="Ngozi Okafor", relation="daughter")


def test_a_caregiver_beyond_their_hours_and_at_what_they_cannot_do(plan, add, daughter, manager):
    """C16: a plan item assigned to a caregiver beyond stated capacity is flagged."""
    CaregiverCapacity.objects.create(
        case=plan.case, person=daughter, hours_per_week=8, tasks=["household"], unable=["lifting"], willing="yes",
        created_by=manager,
    )  # fmt: skip
    add("Cook", owner_role="", caregiver=daughter, caregiver_task="household", hours_per_week=6)
    verbs.check_conflicts(plan, by=manager)
    assert open_rules(plan) == []
    add(
        "Lift into the chair",
        owner_role="",
        caregiver=daughter,
        caregiver_task="lifting",
        hours_per_week="2.5",
    )
    verbs.check_conflicts(plan, by=manager)
    assert open_rules(plan) == ["caregiver_hours", "caregiver_unable"]
    load = plan.conflicts.get(rule="caregiver_hours").sides.get(what="loads")
    assert load.words == "8.5 h a week in 2 items"
    assert plan.conflicts.get(rule="caregiver_unable").sides.get(what="caregivers").person == daughter


def test_nobody_asked_the_caregiver_yet(plan, add, daughter, manager):
    CaregiverCapacity.objects.create(case=plan.case, person=daughter, created_by=manager)
    add("Lift into the chair", owner_role="", caregiver=daughter, caregiver_task="lifting")
    verbs.check_conflicts(plan, by=manager)
    assert open_rules(plan) == []
    assert queries.questions(plan, access.held(manager, plan))


def rate(plan, by, **support):
    return AbilityRating.objects.create(
        case=plan.case, ability="functional", now=1, rated_at=THEN, rated_by=by, **support
    )


def go(plan, by, disposition):
    row, _made = DischargePlan.objects.get_or_create(case=plan.case, defaults={"created_by": by})
    row.disposition = disposition
    row.save()


@pytest.mark.parametrize(
    ("disposition", "support", "blocks"),
    [
        ("01", {"support_needed": 24, "support_arranged": 8}, True),
        ("06", {"support_needed": 2}, True),
        ("01", {"support_needed": 12, "support_arranged": 12}, False),
        ("03", {"support_needed": 24, "support_arranged": 0}, False),
        ("70", {"support_needed": 24, "support_arranged": 0}, False),
        ("01", {}, False),
    ],
)
def test_a_destination_with_less_support_than_needed_blocks(plan, manager, disposition, support, blocks):
    """C12."""
    rate(plan, manager, **support)
    go(plan, manager, disposition)
    verbs.check_conflicts(plan, by=manager)
    assert [row.rule for row in queries.blocking(plan)] == (["support_below_need"] if blocks else [])


def test_choosing_where_to_looks_at_the_plan_at_once(plan, manager):
    from discharge.actions import choose_destination, set_expected_date, start_plan

    rate(plan, manager, support_needed=24)
    going = start_plan(plan.case, by=manager)
    choose_destination(going, by=manager, disposition="01")
    assert open_rules(plan) == ["support_below_need"]
    set_expected_date(going, by=manager, expected_on=TODAY + timedelta(days=3), why="Ready soon")
    assert open_rules(plan) == ["support_below_need"]
    choose_destination(going, by=manager, disposition="03")
    assert open_rules(plan) == []


def test_only_the_newest_rating_counts(plan, manager):
    rate(plan, manager, support_needed=24)
    AbilityRating.objects.create(
        case=plan.case,
        ability="functional",
        now=4,
        rated_at=THEN + timedelta(hours=1),
        rated_by=manager,
        support_needed=0,
    )
    go(plan, manager, "01")
    verbs.check_conflicts(plan, by=manager)
    assert open_rules(plan) == []


def test_medicines_of_the_newest_list_once_each(plan, manager):
    old = MedicationList.objects.create(case=plan.case, moment="admission", created_by=manager)
    new = MedicationList.objects.create(case=plan.case, moment="leaving", created_by=manager)
    for each, name in ((old, "Digoxin"), (new, "Insulin glargine"), (new, "insulin Glargine")):
        MedicationItem.objects.create(
            case=plan.case, list=each, name=name, source="patient", created_by=manager
        )
    assert [row["name"].casefold() for row in collect(plan)["medicines"]] == ["insulin glargine"]


def test_two_litres_in_words_against_the_limit(plan, add, nurse):
    add("Drink 3 L a day")
    restrict(plan.case, by=nurse, kind="fluid", amount="2000", unit="ml", words="2 litres a day at most")
    assert open_rules(plan) == ["drinks_fluid"]


def test_people_raise_conflicts_too(plan, goal, walk, nurse):
    raised = verbs.raise_conflict(
        plan, by=nurse, severity="severe", sentence="He wants to rest; we plan to walk.", one=goal, other=walk
    )
    assert [row.words for row in raised.sides.order_by("position")] == [goal.words, walk.words]
    assert queries.blocking(plan) == [raised]
    verbs.check_conflicts(plan, by=nurse)
    raised.refresh_from_db()
    assert raised.status == "open"


def test_a_conflict_has_two_different_sides_of_one_case(plan, goal, nurse, outsider, patient, intake):
    with pytest.raises(Refused, match="two different things") as refusal:
        verbs.raise_conflict(plan, by=nurse, severity="note", sentence="?", one=goal, other=goal)
    assert refusal.value.field == "other"
    from patients.actions import open_case

    elsewhere = open_case(patient, by=intake)
    foreign = Goal(case=elsewhere, plan=plan, words="x")
    with pytest.raises(Refused, match="not of the same case"):
        verbs.raise_conflict(plan, by=nurse, severity="note", sentence="?", one=foreign, other="a word")


def test_both_stay_with_a_decision_that_somebody_answers_for(conflict, plan, manager, at):
    at(THEN + timedelta(hours=1))
    accepted = verbs.accept_conflict(conflict, by=manager, decision="Surgeon agrees to the frame")
    assert (accepted.status, accepted.decided_by, accepted.decided_at) == (
        "accepted", manager, THEN + timedelta(hours=1),
    )  # fmt: skip
    assert queries.blocking(plan) == []
    event = Event.objects.get(verb="careplans.accept_conflict")
    assert event.moved == "status: open > accepted"
    assert "Surgeon" not in str(event.__dict__)
    with pytest.raises(Refused, match="This is accepted as it is"):
        verbs.settle_conflict(accepted, by=manager, decision="Again")


def test_a_decision_says_something(conflict, manager):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="Say what was decided"):
        verbs.settle_conflict(conflict, by=manager, decision="")


def test_what_a_rule_found_is_not_taken_back_by_hand(conflict, plan, goal, nurse, manager, on_team):
    with pytest.raises(Refused, match="A rule found this"):
        verbs.withdraw_conflict(conflict, by=manager, decision="Mistake")
    own = verbs.raise_conflict(plan, by=nurse, severity="note", sentence="?", one=goal, other="The stairs")
    consultant = on_team(Role.CONSULTANT)
    with pytest.raises(Refused, match="A colleague raised this"):
        verbs.withdraw_conflict(own, by=consultant, decision="Mistake")
    assert verbs.withdraw_conflict(own, by=nurse, decision="I was mistaken").status == "withdrawn"


def test_who_may_not(conflict, plan, walk, supervisor, outsider, nurse):
    for verb, row, details in (
        (verbs.check_conflicts, plan, {}),
        (verbs.raise_conflict, plan, {"severity": "note", "sentence": "?", "one": "a", "other": "b"}),
        (verbs.accept_conflict, conflict, {"decision": "x"}),
        (verbs.settle_conflict, conflict, {"decision": "x"}),
        (verbs.withdraw_conflict, conflict, {"decision": "x"}),
        (restrict, plan.case, {"kind": "diet", "words": "x"}),
    ):
        with pytest.raises(Denied):
            verb(row, by=outsider, **details)
    with pytest.raises(Denied):
        verbs.accept_conflict(conflict, by=nurse, decision="x")


def test_words_of_a_class_are_for_those_who_read_it(conflict, plan, manager, supervisor):
    full = queries.shown(plan, access.held(manager, plan))["conflicts"][0]
    assert "No weight on the left leg" in full.sentence
    assert dict(full.sides) == {
        "intervention": "Walk 20 m with the frame",
        "restriction": "No weight on the left leg",
    }
    less = queries.shown(plan, access.held(supervisor, plan))
    [row] = less["conflicts"]
    assert row.hidden
    assert "No weight" not in str((row.sentence, row.sides))
    assert "leg" not in row.sentence
    assert len(less["blocking"]) == 1


def test_nobody_decides_on_what_they_may_not_read(plan, goal, manager, nurse):
    conflict = verbs.raise_conflict(plan, by=nurse, severity="severe", sentence="?", one=goal, other="x")
    conflict.sides.model.objects.create(
        case=plan.case, conflict=conflict, position=3, data="safeguarding", what="protocols", words="Abuse"
    )
    with pytest.raises(Refused, match="may not read a part"):
        verbs.accept_conflict(conflict, by=manager, decision="Fine")


def test_a_closed_plan_has_no_conflicts_to_look_for(conflict, plan, manager, nurse):
    plan.status = "closed"
    plan.save()
    assert conflicting.recheck(plan, by=manager) == []
    with pytest.raises(Refused, match="closed"):
        verbs.check_conflicts(plan, by=manager)


def test_without_rules_only_people_raise_them(plan, walk, nurse, facility):
    from policy.models import PackVersion

    PackVersion.objects.filter(pack__kind="conflicts").update(in_force=None)
    restrict(plan.case, by=nurse, kind="weight_bearing", value="non", words="No weight")
    assert open_rules(plan) == []
