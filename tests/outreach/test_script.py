"""A call by the script: identity first, a red answer is somebody's work at once, no end while one is nobody's."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from core.access import visible_to
from core.refusals import Denied, Refused
from outreach import actions, calling
from outreach.models import ScriptAnswer, ScriptRun
from outreach.queries.script import words
from tests.conftest import THEN
from worklist.actions import complete, start
from worklist.models import ContactAttempt, Item, Notification, Reminder

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(case, caller, nurse, to_call):
    run = actions.start_call(case, by=caller, item=to_call())
    return actions.verify(run, by=caller, identifiers=["name", "birth"])


def test_two_identifiers_come_first(case, caller):
    run = actions.start_call(case, by=caller)
    with pytest.raises(Refused, match="two identifiers"):
        actions.answer(run, by=caller, question="since", answer="well")
    with pytest.raises(Refused, match="two things"):
        actions.verify(run, by=caller, identifiers=["name", "name"])
    assert not ScriptAnswer.objects.exists()


def test_a_red_answer_is_the_nurses_work_at_once(call, caller, nurse):
    made = actions.answer(call, by=caller, question="medicines", answer="missing")
    flag = made.item
    assert (flag.kind, flag.owner, flag.priority) == ("red_flag", nurse, Item.Priority.HARM)
    assert flag.due_at == THEN + timedelta(minutes=15)
    assert Notification.objects.get(recipient=nurse, item=flag).safety
    whom = set(Reminder.objects.filter(item=flag, status="waiting").values_list("to", flat=True))
    assert whom == {"person", "deputy", "supervisor"}
    assert "medicine" not in (flag.what + flag.why).lower()


def test_what_was_said_is_read_by_who_reads_health_alone(call, caller, nurse, supervisor):
    actions.answer(call, by=caller, question="medicines", answer="missing")
    actions.answer(call, by=caller, question="taking", answer="stopped")
    read = Item.objects.filter(kind="red_flag").annotate(said=words(nurse)).values_list("said", flat=True)
    assert list(read) == ["Medicines of the list are missing; Stopped medicines"]
    read = (
        Item.objects.filter(kind="red_flag").annotate(said=words(supervisor)).values_list("said", flat=True)
    )
    assert list(read) == [None]


def test_a_level_makes_one_flag_however_many_answers_are_red(call, caller):
    for question, given in (("medicines", "missing"), ("taking", "stopped"), ("breath", "yes")):
        actions.answer(call, by=caller, question=question, answer=given)
    assert sorted(Item.objects.filter(kind="red_flag").values_list("what", flat=True)) == [
        "Red flag: Emergency: 911",
        "Red flag: Nurse now",
    ]


def test_without_a_nurse_it_is_the_leads(case, caller, lead, to_call):
    run = actions.verify(actions.start_call(case, by=caller), by=caller, identifiers=["name", "birth"])
    assert actions.answer(run, by=caller, question="breath", answer="yes").item.owner == lead


def test_the_call_ends_only_when_every_flag_has_an_owner(call, caller, nurse):
    actions.answer(call, by=caller, question="since", answer="well")
    flag = actions.answer(call, by=caller, question="medicines", answer="missing").item
    Item.objects.filter(pk=flag.pk).update(owner=None, role="nurse")
    with pytest.raises(Refused, match="no owner yet"):
        actions.end_call(call, by=caller, outcome="rn_now")
    flag.refresh_from_db()
    call = actions.give_flag(call, by=caller, item=flag, to=nurse)
    with pytest.raises(Refused, match="to whom it was passed"):
        actions.end_call(call, by=caller, outcome="no_issue")
    done = actions.end_call(call, by=caller, outcome="rn_now", minutes=9)
    contact = ContactAttempt.objects.get()
    assert (done.status, contact.outcome, contact.result, contact.minutes) == (
        "ended",
        "reached",
        "rn_now",
        9,
    )
    assert Item.objects.get(pk=call.item_id).status == "done"
    assert Item.objects.filter(kind="red_flag").count() == 1


def test_a_flag_that_is_given_on_is_not_begun_by_whoever_gets_it(call, caller, nurse, lead):
    flag = actions.answer(call, by=caller, question="medicines", answer="missing").item
    start(flag, by=flag.owner)
    actions.give_flag(call, by=caller, item=flag, to=lead if flag.owner == nurse else nurse)
    flag.refresh_from_db()
    assert flag.status == "open"


def test_a_closed_script_takes_no_answer(call, caller):
    actions.end_call(call, by=caller, outcome="no_issue")
    with pytest.raises(Refused, match="This is ended"):
        actions.answer(call, by=caller, question="since", answer="well")
    with pytest.raises(Refused):
        actions.end_call(call, by=caller, outcome="no_issue")
    assert not ScriptAnswer.objects.exists()


def test_the_last_answer_counts_and_the_first_is_kept(call, caller):
    actions.answer(call, by=caller, question="goal", answer="3")
    actions.answer(call, by=caller, question="goal", answer="7")
    assert calling.answers(call)["goal"].answer == "7"
    first = ScriptAnswer.objects.get(n=1)
    first.answer = "9"
    with pytest.raises(DatabaseError), transaction.atomic():
        first.save()


@pytest.mark.parametrize(
    ("question", "given"), [("goal", "11"), ("goal", "x"), ("nothing", "yes"), ("since", "")]
)
def test_an_answer_that_is_none_is_wrong_input(call, caller, question, given):
    with pytest.raises(ValidationError, match="cannot be answered so"):
        actions.answer(call, by=caller, question=question, answer=given)


def test_nobody_escalates_without_an_answer_that_was_red(call, caller):
    with pytest.raises(Refused, match="No answer was red"):
        actions.end_call(call, by=caller, outcome="ed_911")


def test_one_call_at_a_time(call, case, caller):
    with pytest.raises((Refused, ValidationError), match="running already"):
        actions.start_call(case, by=caller)
    assert ScriptRun.objects.count() == 1


def test_who_does_not_read_health_information_makes_no_step_of_a_call(call, case, caller, nurse, supervisor):
    flag = actions.answer(call, by=caller, question="medicines", answer="missing").item
    for verb, target, said in (
        (actions.start_call, case, {}),
        (actions.verify, call, {"identifiers": ["name", "birth"]}),
        (actions.answer, call, {"question": "since", "answer": "well"}),
        (actions.give_flag, call, {"item": flag, "to": nurse}),
        (actions.end_call, call, {"outcome": "no_issue"}),
    ):
        with pytest.raises(Denied):
            verb(target, by=supervisor, **said)
    assert not visible_to(ScriptRun, supervisor).exists()
    assert visible_to(ScriptRun, nurse).get() == call


def test_a_contact_without_the_script_that_tells_of_danger_is_a_flag_too(tries, nurse):
    made = tries(0, outcome="reached", result="rn_now")
    flag = Item.objects.get(kind="red_flag")
    assert (flag.owner, flag.about) == (nurse, f"contact:{made.pk}")


def test_a_call_nobody_ended_swallows_no_flag(call, caller, nurse, tries):
    old = actions.answer(call, by=caller, question="medicines", answer="missing").item
    complete(old, by=nurse)
    made = tries(48, outcome="reached", result="rn_now")
    assert Item.objects.get(kind="red_flag", status="open").about == f"contact:{made.pk}"


def test_a_lower_red_answer_swallows_no_higher_flag(call, caller, tries):
    actions.answer(call, by=caller, question="medicines", answer="missing")
    made = tries(1, outcome="reached", result="ed_911")
    flag = Item.objects.get(kind="red_flag", about=f"contact:{made.pk}")
    assert (flag.what, flag.status) == ("Red flag: Emergency: 911", "open")
    tries(2, outcome="reached", result="rn_now")
    assert Item.objects.filter(kind="red_flag").count() == 2, "the nurse is asked by the call already"


@pytest.mark.parametrize(("result", "said"), [("died", "died"), ("readmitted", "back in hospital")])
def test_news_are_looked_into_not_believed(tries, lead, patient, result, said):
    tries(0, outcome="reached", result=result)
    asked = Item.objects.get(kind="review")
    assert asked.owner == lead
    assert said in asked.what
    patient.refresh_from_db()
    assert patient.deceased_at is None


def test_nobody_who_was_not_reached_tells_anything(tries):
    with pytest.raises(ValidationError, match="Only somebody who was reached"):
        tries(0, outcome="no_answer", result="died")
    assert not ContactAttempt.objects.exists()
