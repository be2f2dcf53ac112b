"""What a visitor finds of people working together: offers, cover, questions, notes, a client, shared work.

Told once, at the end of a run, by the printed sign-ins where they fit; a house without an open case has none of it.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case as Choice
from django.db.models import QuerySet, Value, When

from accounts.models import User
from accounts.permissions import Role
from advocacy import actions as binders
from core import clock
from demo import words
from demo.house import House
from demo.staff import SIGN_INS
from notes import actions as notes
from patients import actions as patients
from patients.models import Case, Stage
from supervision import actions as supervision
from teams import actions as teams
from teams import standing
from teams.models import Responsibility
from teams.sweeps import let_speak
from worklist import actions as work
from worklist.sweeps import tell_of_transfers

WORKED_ON = (Stage.ASSESSING, Stage.PLANNING, Stage.ACTIVE, Stage.TRANSITIONING)
SHARED_WITH_AN_ADVOCATE = ["identity", "encounter", "plan", "discharge"]


def scenes(house: House) -> None:
    """Play every scene, each on the next of the open cases so that no page holds them all."""
    cases = list(open_cases(house)[:3])
    if not cases:
        return
    for n, scene in enumerate((handing_over, asking, writing, speaking_for, helping)):
        scene(house, cases[n % len(cases)])
    standing_in(house)
    # What the keeper would do within minutes: a visitor who looks at once finds it in their notices too.
    tell_of_transfers()
    let_speak()


def open_cases(house: House) -> "QuerySet[Case]":
    """Cases at the first site whose team works, those of the printed case manager first, the latest first."""
    mine = Choice(When(lead__username=SIGN_INS[Role.CASE_MANAGER], then=Value(0)), default=Value(1))
    rows = Case.objects.filter(facility=house.sites[0], stage__in=WORKED_ON).exclude(lead=None)
    return rows.select_related("patient", "facility", "lead").order_by(mine, "-created_at", "pk")


def handing_over(house: House, case: Case) -> None:
    """A part of the case waits for the nurse's answer; another is shared with the social worker."""
    nurse, social = on_team(house, case, Role.NURSE), on_team(house, case, Role.SOCIAL_WORKER)
    screen, plan = held(case, "screen"), held(case, "plan_edd_rounds")
    if screen is not None and screen.holder_id != nurse.pk:
        teams.offer(screen, by=screen.holder, to=nurse, why=words.OFFERED)
    if plan is not None and plan.holder_id != social.pk:
        teams.share(case, by=plan.holder, activity=plan.activity, user=social, because=words.SHARED)


def asking(house: House, case: Case) -> None:
    """One question waits for the consultant, one has been answered."""
    consultant = person(house, Role.CONSULTANT)
    for urgency, question, summary, finding, advice in words.CONSULTS:
        asked = work.ask_consult(
            case, by=case.lead, to_user=consultant, question=question, summary=summary, urgency=urgency,
            classes=["clinical"],
        )  # fmt: skip
        if finding:
            work.answer_consult(asked, by=consultant, finding=finding, advice=advice)


def writing(house: House, case: Case) -> None:
    """A note of each kind by somebody who may write it; the last two are their author's alone."""
    social = on_team(house, case, Role.SOCIAL_WORKER)
    counsellor = on_team(house, case, Role.CONSULTANT)
    for kind, text in words.CASE_NOTES:
        by = {"general": case.lead, "sud_counselling": counsellor}.get(kind, social)
        notes.write_note(case, by=by, kind=kind, text=text, sign=True)


def speaking_for(house: House, case: Case) -> None:
    """The patient lets the advocate see the plan; where there are keys for it, the advocate keeps a binder."""
    advocate = person(house, Role.ADVOCATE)
    patients.record_consent(
        case.patient, by=case.lead, purpose="advocacy", classes=SHARED_WITH_AN_ADVOCATE, method="signed",
        to_user=advocate,
    )  # fmt: skip
    if settings.BINDER_KEY_FILE:
        binder = binders.open_binder(case.patient, by=advocate)
        for kind, text in words.BINDER:
            binders.add_entry(binder, by=advocate, kind=kind, words=text)


def helping(house: House, case: Case) -> None:
    """A piece of the lead's work that the nurse has joined, with a word about who does what."""
    nurse = on_team(house, case, Role.NURSE)
    item = work.open_item(
        case, by=case.lead, activity="choice_pac", what=words.TOGETHER, why="asked for at rounds", owner=case.lead,
        due_at=clock.now() + timedelta(hours=6), if_waits="The family decides without the list",
        distinct_because="Another list, for the second choice",
    )  # fmt: skip
    work.join(item, by=nurse, text=words.JOINED)
    work.comment(item, by=case.lead, text=words.COMMENTED)


def standing_in(house: House) -> None:
    """A colleague is away for three days and the printed case manager has accepted to stand in."""
    deputy, away = house.staff[Role.CASE_MANAGER, 0][:2]
    absence = supervision.plan_own_absence(
        away, by=away, facility=house.sites[0], deputy=deputy, starts_at=clock.now(),
        ends_at=clock.now() + timedelta(days=3), note=words.AWAY,
    )  # fmt: skip
    supervision.accept_cover(absence, by=deputy)


def person(house: House, role: Role) -> User:
    """The first of a role at the first site: the one whose sign-in is printed."""
    return house.staff[role, 0][0]


def on_team(house: House, case: Case, role: Role) -> User:
    """The printed sign-in of a role, brought onto the case where they are not yet."""
    user = person(house, role)
    if role not in standing.on_case(case, user):
        teams.assign(case, by=case.lead, user=user, role=role, why=words.BROUGHT_IN)
    return user


def held(case: Case, activity: str) -> Any:
    """Who answers for an activity of the case now, if a colleague does."""
    rows = Responsibility.objects.filter(case=case, activity=activity, shared=False, status="held")
    return rows.exclude(holder=None).select_related("holder", "case__facility").first()
