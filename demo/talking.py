"""What a visitor finds of people telling one another: a change that some know of, loops at every step, a conversation.

Told once, at the end of a run; a house without an open case has none of it.
"""

from datetime import timedelta

from accounts.permissions import Role
from core import clock
from demo import talk_words as words
from demo.house import House
from demo.together import on_team, open_cases
from messaging import actions
from messaging.models import Acknowledgement, Message, Relay
from patients.models import Case


def scenes(house: House) -> None:
    """One scene on each of the next open cases."""
    cases = list(open_cases(house)[:3])
    for n, scene in enumerate((a_fall, passing_on, talking)):
        if cases:
            scene(house, cases[n % len(cases)])


def a_fall(house: House, case: Case) -> None:
    """The nurse tells the team of a fall; the social worker knows already, the lead does not."""
    nurse, worker = on_team(house, case, Role.NURSE), on_team(house, case, Role.SOCIAL_WORKER)
    at = clock.now() - timedelta(minutes=20)
    change = actions.broadcast(case, by=nurse, what=words.FALL, severity="critical", at=at)
    row = Acknowledgement.objects.get(change=change, user=worker)
    actions.acknowledge(row, by=worker)


def passing_on(house: House, case: Case) -> None:
    """A loop that waits to be delivered, one that is understood, and one that is closed."""
    nurse = on_team(house, case, Role.NURSE)
    loops = [relay(case, nurse, *said) for said in words.RELAYS]
    for one in loops[1:]:
        one = actions.deliver(
            one, by=nurse, mode="in_person", interpreter="none", no_interpreter_because=words.NO_LINE
        )
        one = actions.confirm_understood(one, by=nurse, said_back=words.SAID_BACK)
        if one.pk == loops[-1].pk:
            actions.close_relay(actions.answer_relay(one, by=nurse, answer=words.ANSWER), by=nurse)


def relay(case: Case, by: object, message: str, plain: str, other_side: str) -> Relay:
    """A message to the patient in plain words."""
    made: Relay = actions.raise_relay(
        case,
        by=by,
        direction=Relay.Direction.TO_PATIENT,
        message=message,
        plain_version=plain,
        other_side=other_side,
    )
    return made


def talking(house: House, case: Case) -> None:
    """A conversation in which the lead is named and a decision is pinned."""
    nurse, worker = on_team(house, case, Role.NURSE), on_team(house, case, Role.SOCIAL_WORKER)
    thread = actions.open_thread(case, by=nurse, topic=words.TOPIC, text=words.QUESTION, mentions=[case.lead])
    actions.say(thread, by=worker, text=words.REPLY)
    actions.pin_decision(Message.objects.get(thread=thread, n=2), by=worker)
