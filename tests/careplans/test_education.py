"""Teaching: what was not understood comes again; what is needed before leaving and did not come back can be asked for."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from audit.models import Event
from careplans.actions.education import teach
from careplans.models import EducationSession
from careplans.queries.education import not_taught_back, topics
from core.refusals import Denied, Refused
from patients.models import CommunicationProfile, RelatedPerson
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(on_team, packs):
    return on_team(Role.NURSE)


def taught(case, nurse, result="understood", topic="medicines", **more):
    return teach(case, by=nurse, topic=topic, result=result, **more)


def untaught(case):
    return {each.code: each.state for each in not_taught_back(case)}


def test_understood_settles_it(case, nurse):
    assert untaught(case) == dict.fromkeys(("medicines", "warning_signs", "follow_up_visits"), "not_taught")
    session = taught(case, nurse, note="Takes the white one at night", material="Sheet 4", material_grade=5)
    assert (session.for_leaving, session.repeat, session.taught_by, session.at) == (True, None, nurse, THEN)
    assert set(untaught(case)) == {"warning_signs", "follow_up_visits"}
    assert Event.objects.filter(verb="careplans.teach", actor=nurse.username).exists()


@pytest.mark.parametrize("result", ["not_yet", "partly"])
def test_not_understood_schedules_the_repeat(case, nurse, result):
    session = taught(case, nurse, result)
    item = session.repeat
    assert (item.status, item.owner, item.due_at) == ("open", nurse, THEN + timedelta(hours=24))
    assert (item.activity, item.subject) == ("teaching", "medicines")
    assert untaught(case)["medicines"] == result


def test_the_repeat_is_one_piece_of_work_and_ends_with_understanding(case, nurse):
    first = taught(case, nurse, "not_yet").repeat
    second = taught(case, nurse, "not_yet").repeat
    assert second == first
    assert "2 tries" in second.why
    taught(case, nurse)
    first.refresh_from_db()
    assert (first.status, first.done_by, first.done_note) == ("done", nurse, "Understood")


def test_work_of_teaching_that_stands_is_taken_not_doubled(case, nurse):
    standing = work.open_item(
        case, by=nurse, activity="teaching", subject="medicines", what="Teach", why="Plan"
    )
    assert taught(case, nurse, "not_yet").repeat == standing
    taught(case, nurse, "declined")
    assert Item.objects.get(activity="teaching").status == "done"


def test_who_declines_has_answered(case, nurse):
    taught(case, nurse, "declined")
    assert "medicines" not in untaught(case)


def test_a_topic_of_the_plan_is_wanted_before_leaving(plan, nurse, manager):
    from careplans.models import Goal, Intervention

    goal = Goal.objects.create(case=plan.case, plan=plan, is_wish=True, words="Walk", created_by=manager)
    facts = {"case": plan.case, "plan": plan, "goal": goal, "activity": "teaching", "created_by": manager}
    row = Intervention.objects.create(**facts, subject="inhaler", words="Teach: inhaler", owner_role="nurse")
    assert untaught(plan.case)["inhaler"] == "not_taught"
    row.status, row.ended_because = "stopped", "Has none any more"
    row.save()
    assert "inhaler" not in untaught(plan.case)


def test_a_topic_of_their_own_words_can_be_taught(plan, nurse, manager):
    from careplans.models import Goal, Intervention

    goal = Goal.objects.create(case=plan.case, plan=plan, is_wish=True, words="Walk", created_by=manager)
    facts = {"case": plan.case, "plan": plan, "goal": goal, "activity": "teaching", "created_by": manager}
    Intervention.objects.create(**facts, subject="bees", words="Keep bees again", owner_role="nurse")
    assert topics(plan.case)["bees"].label == "Keep bees again"
    assert taught(plan.case, nurse, topic="bees").topic_words == "Keep bees again"


def test_an_interpreter_that_was_asked_for_is_accounted_for(case, nurse):
    CommunicationProfile.objects.create(patient=case.patient, spoken="ig", interpreter="phone")
    with pytest.raises(Refused, match="Say whether one was used"):
        taught(case, nurse)
    assert taught(case, nurse, interpreter_used=False, language="ig").interpreter_used is False


def test_a_learner_belongs_to_the_patient(case, nurse, facility):
    from patients.models import Patient

    daughter = RelatedPerson.objects.create(patient=case.patient, name="Ada", relation="daughter")
    assert taught(case, nurse, learner=daughter).learner == daughter
    other = Patient.objects.create(facility=facility, family="Else", given="X", search_name="else x")
    stranger = RelatedPerson.objects.create(patient=other, name="Bo", relation="son")
    with pytest.raises(Refused, match="belongs to this patient"):
        taught(case, nurse, learner=stranger)


@pytest.mark.parametrize(
    ("more", "said"),
    [({"topic": "juggling"}, "no such topic"), ({"at": THEN + timedelta(hours=1)}, "still to come")],
)
def test_what_cannot_be_is_refused(case, nurse, more, said):
    with pytest.raises(Refused, match=said):
        taught(case, nurse, **more)
    assert not EducationSession.objects.exists()


def test_who_may_not(case, on_team, supervisor, outsider, packs):
    for who in (on_team(Role.CONSULTANT), supervisor, outsider):
        with pytest.raises(Denied):
            taught(case, who)


def test_the_database_holds_that_what_was_not_understood_comes_again(case, nurse):
    from django.db import IntegrityError, transaction

    facts = {
        "case": case,
        "topic": "medicines",
        "topic_words": "x",
        "method": "talk",
        "at": THEN,
        "taught_by": nurse,
    }
    with pytest.raises(IntegrityError, match="not_understood_is_repeated"), transaction.atomic():
        EducationSession.objects.create(**facts, result="not_yet")
