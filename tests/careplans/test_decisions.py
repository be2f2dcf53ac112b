"""What the patient decides: doing less is an option, and so is what costs them less, or the reason why there is none."""

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from audit.models import Event
from careplans.actions.decisions import decide, record_decision
from careplans.models import DecisionOption, DecisionRecord
from careplans.queries.decisions import of_case
from core.refusals import Denied, Refused
from patients.models import Patient, RelatedPerson
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
OPTIONS = (
    {
        "words": "Rehabilitation",
        "benefits": "Walks sooner",
        "burden": "Three weeks away",
        "cost_to_patient": "$900",
    },
    {"words": "Therapy at home", "costs_less": True, "risks": "Alone at night"},
    {"words": "No therapy for now", "does_less": True},
)


def recorded(case, by, options=OPTIONS, **more):
    return record_decision(case, by=by, question="Where to go from here", options=options, **more)


def test_options_with_what_each_gives_asks_and_costs(case, manager):
    record = recorded(case, manager)
    [shown] = of_case(case)
    assert [option.words for option in shown.shown_options] == [each["words"] for each in OPTIONS]
    assert (shown.shown_options[0].burden, shown.shown_options[0].cost_to_patient) == (
        "Three weeks away",
        "$900",
    )
    assert (record.decided_at, record.preference) == (None, "")
    assert Event.objects.filter(verb="careplans.record_decision", actor=manager.username).exists()


def test_the_preference_and_why_in_their_words(case, manager):
    record = recorded(case, manager, preference="Home", why="My dog is there", chosen=2)
    assert (record.decided_at, record.decided_by, record.why) == (THEN, manager, "My dog is there")
    assert record.options.get(chosen=True).position == 2


def test_a_preference_can_be_said_later_and_change(case, manager):
    record = recorded(case, manager)
    decide(record, by=manager, preference="Rehabilitation", chosen=1)
    later = decide(record, by=manager, preference="Home after all", why="Misses the dog", chosen=2)
    assert (later.preference, record.options.get(chosen=True).position) == ("Home after all", 2)
    decide(record, by=manager, preference="Something else")
    assert not record.options.filter(chosen=True).exists()


@pytest.mark.parametrize(
    ("options", "more", "said"),
    [
        (OPTIONS[1:2], {}, "Give 2 to 6 options"),
        (OPTIONS * 3, {}, "Give 2 to 6 options"),
        (OPTIONS[:2], {}, "Doing less, or waiting, is a choice too"),
        ((OPTIONS[0], OPTIONS[2]), {}, "costs the patient less, or say why"),
        ((OPTIONS[0], OPTIONS[2]), {"no_cheaper_because": "  "}, "costs the patient less, or say why"),
        (OPTIONS, {"preference": "Home", "chosen": 4}, "Choose one of the options"),
        (OPTIONS, {"chosen": 1}, "Say in words what the patient prefers"),
    ],
)
def test_what_is_missing_is_refused_and_nothing_stays(case, manager, options, more, said):
    with pytest.raises(Refused, match=said):
        recorded(case, manager, options, **more)
    assert not DecisionRecord.objects.exists()
    assert not DecisionOption.objects.exists()


def test_none_that_costs_less_is_recorded_with_why(case, manager):
    record = recorded(
        case, manager, (OPTIONS[0], OPTIONS[2]), no_cheaper_because="The plan pays for both alike"
    )
    assert record.no_cheaper_because == "The plan pays for both alike"


def test_an_option_has_words(case, manager):
    with pytest.raises(ValidationError):
        recorded(case, manager, (*OPTIONS, {"words": ""}))


def test_whom_it_was_talked_over_with_belongs_to_the_patient(case, manager, facility):
    other = Patient.objects.create(facility=facility, family="Else", given="X", search_name="else x")
    stranger = RelatedPerson.objects.create(patient=other, name="Bo", relation="son")
    with pytest.raises(Refused, match="belongs to this patient"):
        recorded(case, manager, discussed_with=stranger)


def test_who_may_not(case, manager, on_team, supervisor, outsider):
    record = recorded(case, manager)
    for who in (on_team(Role.NURSE), supervisor, outsider):
        with pytest.raises(Denied):
            recorded(case, who)
        with pytest.raises(Denied):
            decide(record, by=who, preference="Mine")


def test_statements_do_not_grow_with_the_decisions(case, manager, django_assert_num_queries):
    for _n in range(8):
        recorded(case, manager)
    with django_assert_num_queries(2):
        assert len(of_case(case)) == 8
