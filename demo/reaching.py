"""What a visitor finds of staying in touch: a patient whom nobody reaches, a visit to come, a call with a red answer.

Told once, at the end of a run; a house without an open case has none of it.
"""

from datetime import timedelta

from accounts.permissions import Role
from core import clock
from demo import reach_words as words
from demo.house import House
from demo.together import on_team, open_cases
from outreach import actions, sweeps
from patients.models import Case
from worklist import actions as work

HOUR = timedelta(hours=1)


def scenes(house: House) -> None:
    """One scene on each of the next open cases; every open case has its index of today."""
    cases = list(open_cases(house)[:3])
    for n, scene in enumerate((nobody_answers, going_there, calling)):
        if cases:
            scene(house, cases[n % len(cases)])
    while sweeps.keep_index():
        pass


def nobody_answers(house: House, case: Case) -> None:
    """Three calls on three days without an answer: the protocol runs."""
    caller = on_team(house, case, Role.COORDINATOR)
    for hours in (50, 28, 3):
        at = clock.now() - hours * HOUR
        work.log_contact(case, by=caller, activity="follow_up", mode="phone", outcome="no_answer", at=at)


def going_there(house: House, case: Case) -> None:
    """A visit tomorrow, with what to look out for."""
    caller, starts_at = on_team(house, case, Role.COORDINATOR), clock.now() + 24 * HOUR
    actions.plan_visit(
        case,
        by=caller,
        starts_at=starts_at,
        out_by=starts_at + HOUR,
        safety_note=words.LOOK_OUT,
        place=words.PLACE,
    )


def calling(house: House, case: Case) -> None:
    """A call by the script under way: a red answer waits for the nurse."""
    caller = on_team(house, case, Role.COORDINATOR)
    on_team(house, case, Role.NURSE)
    run = actions.verify(actions.start_call(case, by=caller), by=caller, identifiers=["name", "birth"])
    for question, answer in words.ANSWERS:
        actions.answer(run, by=caller, question=question, answer=answer)
