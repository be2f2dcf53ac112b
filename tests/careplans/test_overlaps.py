"""Overlaps of a case: found by codes and words, shown with what speaks for them, dismissed with a reason that teaches."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans.actions.overlaps import dismiss_overlap, refresh_overlaps
from careplans.models import Goal, Intervention, Overlap, OverlapThreshold
from careplans.overlap_entries import entries
from careplans.overlapping import threshold
from careplans.queries import overlaps as queries
from core import access
from core.refusals import Denied, Refused
from policy import ready
from policy.overlap_rules import read, taught
from teams.actions import assign
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]


@pytest.fixture
def nurse(on_team):
    return on_team(Role.NURSE)


@pytest.fixture
def task(planning, manager):
    """An open piece of work of somebody; its purpose is free, so that the guard of the same work lets it pass."""

    def make(owner, what, activity="equipment_transport", **more):
        return work.open_item(
            planning, by=manager, activity=activity, what=what, why="plan", owner=owner, **more
        )

    return make


@pytest.fixture
def chair(task, manager, nurse):
    task(manager, "Order w/c for home", subject="wheelchair")
    task(nurse, "Arrange a wheelchair before discharge")


@pytest.fixture
def overlap(chair, planning, manager):
    refresh_overlaps(planning, by=manager)
    return Overlap.objects.get(case=planning, kind="overlap")


def test_two_people_about_to_do_the_same_with_what_speaks_for_it(overlap, manager, nurse):
    assert (overlap.status, overlap.created_by) == ("open", manager)
    assert "Equipment and transport" in overlap.sentence
    assert overlap.evidence["codes"] == ["activity"]
    assert "wheelchair" in overlap.evidence["words"]
    assert {side["who"] for side in overlap.evidence["sides"]} == {str(manager.pk), str(nurse.pk)}
    assert 0.4 <= overlap.score < 1


def test_looking_again_keeps_the_same_row(overlap, planning, manager):
    refresh_overlaps(planning, by=manager)
    again = Overlap.objects.get(case=planning, kind="overlap")
    assert (again.pk, again.version) == (overlap.pk, overlap.version)


def test_left_and_right_are_two(task, planning, manager, nurse):
    task(manager, "Order knee brace left")
    task(nurse, "Order knee brace right", subject="right")
    refresh_overlaps(planning, by=manager)
    assert not Overlap.objects.filter(kind="overlap").exists()


def test_what_carries_out_an_intervention_is_no_second_work(task, plan, manager, nurse):
    item = task(nurse, "Arrange a wheelchair")
    goal = Goal.objects.create(case=plan.case, plan=plan, is_wish=True, words="Home", created_by=manager)
    step = Intervention.objects.create(
        case=plan.case, plan=plan, goal=goal, words="Arrange a wheelchair", activity="equipment_transport",
        owner_role="case_manager", owner=manager, item=item, created_by=manager,
    )  # fmt: skip
    refresh_overlaps(plan.case, by=manager)
    assert not Overlap.objects.filter(kind="overlap").exists()
    step.item = None
    step.save()
    refresh_overlaps(plan.case, by=manager)
    assert Overlap.objects.filter(kind="overlap").count() == 1


@pytest.fixture
def steps(plan, manager, nurse):
    """Two steps of one plan whose words are alike, of two people."""
    goal = Goal.objects.create(case=plan.case, plan=plan, is_wish=True, words="Home", created_by=manager)
    facts = {"case": plan.case, "plan": plan, "goal": goal, "activity": "teaching", "created_by": manager}
    make = Intervention.objects.create
    return [
        make(words="Read the weight log with her", subject="log", owner=manager, owner_role="case_manager", **facts),
        make(words="Teach reading the weight log", subject="scales", owner=nurse, owner_role="nurse", **facts),
    ]  # fmt: skip


def pairs(case, by):
    refresh_overlaps(case, by=by)
    rows = Overlap.objects.filter(case=case, kind="overlap").exclude(status="gone")
    return {frozenset(side["key"] for side in row.evidence["sides"]) for row in rows}


def test_steps_of_one_plan_are_the_same_by_codes_only(steps, planning, manager):
    one, other = steps
    assert pairs(planning, manager) == set()
    type(other).objects.filter(pk=other.pk).update(subject="Log")
    assert pairs(planning, manager) == {frozenset({f"intervention:{one.pk}", f"intervention:{other.pk}"})}
    assert Overlap.objects.get(kind="overlap", status="open").score == 1


def test_the_work_of_a_plan_is_weighed_as_its_steps(steps, planning, task, manager, person, supervisor):
    _one, other = steps
    third = person("t.third", Role.NURSE)
    assign(planning, by=supervisor, user=third, role=Role.NURSE)
    item = task(third, "Teach reading the weight log", activity="teaching", subject="weighing")
    assert len(pairs(planning, manager)) == 2, "somebody's own idea: alike in words to both steps"
    Item.objects.filter(pk=item.pk).update(about=f"intervention:{other.pk}")
    assert pairs(planning, manager) == set()
    call = work.log_contact(
        planning, by=third, activity="teaching", mode="phone", outcome="reached", item=item, next_step="none"
    )
    assert f"contact:{call.pk}" in {entry.key for entry in entries(planning)}
    assert pairs(planning, manager) == set()


def test_a_promise_of_a_plan_is_weighed_as_its_steps(steps, planning, manager, nurse):
    _one, other = steps
    promise = work.start_follow_up(
        planning, by=manager, activity="teaching", what="Teach reading the weight log", owner=nurse,
        first_due_at=THEN + timedelta(hours=2),
    )  # fmt: skip
    assert len(pairs(planning, manager)) == 1, "of the nurse's and the manager's"
    type(other).objects.filter(pk=other.pk).update(follow_up=promise)
    assert pairs(planning, manager) == set()


def test_what_a_section_asks_for_is_compared_by_its_purpose(planning, task, manager, nurse):
    words = "Teach her medicines list"
    other = task(nurse, words, activity="med_rec")
    mine = task(manager, words, activity="teaching", subject="barrier_medicines")
    assert len(pairs(planning, manager)) == 1, "typed by people, under whatever purpose"
    about = "assessments.Section:01a203fd-e6fe-7070-8d83-e4758437ef63"
    Item.objects.filter(pk=mine.pk).update(about=about)
    assert pairs(planning, manager) == set()
    Item.objects.filter(pk=other.pk).update(activity="teaching")
    assert len(pairs(planning, manager)) == 1
    [entry] = [each for each in entries(planning) if each.key == f"item:{mine.pk}"]
    assert "section:01a203fd-e6fe-7070-8d83-e4758437ef63" in entry.names


def test_beside_the_plan_stand_the_surest_few(client, planning, plan, manager):
    for number in range(5):
        evidence = {"codes": ["activity"], "words": [], "gap_minutes": 0, "sides": []}
        facts = {"kind": "overlap", "key": f"overlap|{number}", "evidence": evidence, "created_by": manager}
        Overlap.objects.create(case=planning, sentence=f"Pair {number}", score=f"0.{number + 4}", **facts)
    for number in range(4):
        facts = {"kind": "hole", "key": f"hole|{number}", "evidence": {"data": "plan", "words": ""}}
        Overlap.objects.create(case=planning, sentence=f"Hole {number}", created_by=manager, **facts)
    page = queries.panel(planning, access.held(manager, planning))
    assert [each.row.sentence for each in page["overlaps"]] == ["Pair 4", "Pair 3", "Pair 2"]
    assert (len(page["holes"]), page["more"]) == (3, 3)
    client.force_login(manager)
    text = client.get(reverse("careplans:plan", args=[planning.pk])).content.decode()
    assert ("Pair 2" in text, "Pair 1" in text, "And 3 more." in text) == (True, False, True)
    assert reverse("careplans:overlaps", args=[planning.pk]) in text


def test_one_statement_reads_everything(chair, planning, django_assert_num_queries):
    with django_assert_num_queries(2):  # the clock, and the entries
        found = entries(planning)
    assert {entry.kind for entry in found} >= {"item"}


def test_a_dismissed_one_stays_dismissed_and_is_gone_with_its_work(overlap, planning, manager, at):
    at(THEN + timedelta(minutes=5))
    done = dismiss_overlap(overlap, by=manager, reason="One is for the clinic")
    assert (done.status, done.reason, done.ended_by) == ("dismissed", "One is for the clinic", manager)
    assert Event.objects.get(verb="careplans.dismiss_overlap").moved == "status: open > dismissed"
    refresh_overlaps(planning, by=manager)
    assert Overlap.objects.get(kind="overlap").status == "dismissed"
    work.cancel(Item.objects.filter(subject="wheelchair").get(), by=manager, reason="Has one")
    refresh_overlaps(planning, by=manager)
    gone = Overlap.objects.get(kind="overlap")
    assert (gone.status, gone.reason) == ("gone", "One is for the clinic")
    with pytest.raises(Refused, match="This is no longer there"):
        dismiss_overlap(done, by=manager, reason="Again")


def test_a_dismissal_teaches_the_house(overlap, manager, facility):
    before = threshold(facility, ready.overlaps(facility, THEN))
    dismiss_overlap(overlap, by=manager, reason="Two chairs")
    learnt = OverlapThreshold.objects.get(facility=facility)
    assert learnt.threshold > before
    assert (learnt.dismissed, learnt.confirmed) == (1, 0)


def test_work_called_off_afterwards_confirms(overlap, planning, manager, facility):
    before = threshold(facility, ready.overlaps(facility, THEN))
    work.cancel(Item.objects.get(subject="wheelchair"), by=manager, reason="Twice")
    refresh_overlaps(planning, by=manager)
    learnt = OverlapThreshold.objects.get(facility=facility)
    assert (learnt.confirmed, learnt.threshold < before) == (1, True)
    assert Overlap.objects.get(kind="overlap").status == "gone"


RULES = read(
    {
        "words": {}, "exclusive": [], "small_words": [], "general_words": [], "done_words": [], "gap_hours": 4,
        "threshold": {"starts_at": 0.5, "least": 0.4, "most": 0.8, "step": 0.02},
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("start", "score", "same", "after"),
    [
        ("0.5", "1", False, "0.5"),  # codes are never silenced
        ("0.5", "1", True, "0.5"),
        ("0.5", "0.9", False, "0.52"),
        ("0.5", "0.53", False, "0.531"),  # near-identical evidence is not shown again
        ("0.5", "0.51", False, "0.52"),
        ("0.5", "0.7", True, "0.48"),
        ("0.8", "0.9", False, "0.8"),
        ("0.79", "0.81", False, "0.8"),
        ("0.4", "0.9", True, "0.4"),
    ],
)
def test_the_threshold_moves_by_steps_within_its_bounds(start, score, same, after):
    assert taught(RULES, Decimal(start), Decimal(score), same=same) == Decimal(after)


def test_however_much_is_dismissed_codes_that_match_are_shown(task, planning, manager, nurse, facility):
    OverlapThreshold.objects.create(facility=facility, threshold="0.999")
    task(manager, "BIMS", activity="nursing_assessment", subject="bims")
    task(nurse, "BIMS", activity="nursing_assessment", subject="bims", distinct_because="asked twice")
    refresh_overlaps(planning, by=manager)
    assert not Overlap.objects.filter(kind="overlap").exists()  # somebody said why it is not the same
    Item.objects.filter(owner=nurse).update(distinct_because="", subject="BIMS")
    refresh_overlaps(planning, by=manager)
    assert Overlap.objects.get(kind="overlap").score == 1


def test_who_may_not(overlap, planning, nurse, outsider, supervisor):
    for who in (outsider, nurse, supervisor):
        with pytest.raises(Denied):
            dismiss_overlap(overlap, by=who, reason="x")
    with pytest.raises(Denied):
        refresh_overlaps(planning, by=outsider)
    refresh_overlaps(planning, by=nurse)


def test_words_of_a_class_are_not_even_kept(planning, manager, nurse):
    from assessments.models import Assessment, Instrument, InstrumentVersion, Section

    def ask(who, form):
        made = Assessment.objects.create(case=planning, form=form, title="Mood", created_by=who)
        return Section.objects.create(
            case=planning, assessment=made, instrument=version, sort="behavioural", discipline="nurse", position=1,
            created_by=who,
        )  # fmt: skip

    version = InstrumentVersion.objects.create(
        instrument=Instrument.objects.create(code="mood"), number="1", title="PHQ-2", sort="behavioural",
        activity="psychosocial", subject="phq2", licence="A", body={}, digest="x",
    )  # fmt: skip
    ask(manager, "one")
    ask(nurse, "two")
    refresh_overlaps(planning, by=manager)
    row = Overlap.objects.get(kind="overlap")
    assert row.score == 1
    assert "PHQ" not in str(row.evidence)
    [shown] = queries.panel(planning, access.held(manager, planning))["overlaps"]
    assert all("may not read" in side.words for side in shown.sides)


def test_the_page_and_the_panel(client, overlap, planning, manager, nurse, django_assert_max_num_queries):
    client.force_login(manager)
    address = reverse("careplans:overlaps", args=[planning.pk])
    client.get(address)
    with django_assert_max_num_queries(12):
        text = client.get(address).content.decode()
    assert "Arrange a wheelchair before discharge" in text
    assert "same purpose" in text
    assert "Okafor" not in text.split("</title>")[0]
    dismiss = reverse("careplans:dismiss-overlap", args=[overlap.pk])
    assert dismiss in text
    assert client.get(dismiss).status_code == 200
    assert client.post(dismiss, {"reason": ""}).status_code == 422
    assert client.post(dismiss, {"reason": "Two chairs"}).status_code == 303
    assert client.post(dismiss, {"reason": "Two chairs"}).status_code == 409
    assert "Two chairs" in client.get(address).content.decode()
    look = reverse("careplans:refresh-overlaps", args=[planning.pk])
    assert client.post(look).status_code == 303
    client.force_login(nurse)
    assert dismiss not in client.get(address).content.decode()
    assert client.post(dismiss, {"reason": "x"}).status_code == 403


def test_strangers_find_nothing(client, overlap, planning, outsider):
    client.force_login(outsider)
    for name, key in (
        ("overlaps", planning.pk),
        ("refresh-overlaps", planning.pk),
        ("dismiss-overlap", overlap.pk),
    ):
        assert client.post(reverse(f"careplans:{name}", args=[key])).status_code in (404, 405)
    assert client.get(reverse("careplans:overlaps", args=[planning.pk])).status_code == 404


def test_a_supervisors_totals_are_the_length_of_the_list(client, overlap, planning, supervisor, outsider):
    rows = queries.listed(supervisor)
    [line] = queries.totals(rows)
    assert line["overlaps"] + line["holes"] == len(rows) == queries.of_teams(supervisor).count() > 1
    assert line["overlaps"] == 1
    assert queries.listed(outsider) == []
    client.force_login(supervisor)
    text = client.get(reverse("careplans:team-overlaps")).content.decode()
    assert text.count('<p class="cm-row-title"><a data-open') == len(rows)
