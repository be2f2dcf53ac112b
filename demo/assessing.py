"""How the team of the demonstration gets to know a person: sections signed, needs asked about, abilities, risk."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from accounts.permissions import Role
from assessments import asked_of
from assessments.actions import abilities, completing, needs, risk, signing, starting
from assessments.models import AbilityRating, Assessment, Contradiction, Need, Reassessment, Section
from careplans import actions as planning
from core import clock
from core.refusals import Refused
from demo import words
from demo.answering import answers
from demo.diary import Story
from demo.registering import identify
from demo.stay import Stay
from patients.models import Case
from worklist import actions as work


def assess(stay: Stay, case: Case, lead: User, team: list[User]) -> Story:
    """The first assessment, joint where nurse and social worker are there; then risk, needs and abilities."""
    work.open_item(
        case, by=lead, activity="cm_assessment", kind="assessment", what="Full case-management assessment",
        why="positive screen (R-INT-4)", due_at=clock.now() + timedelta(hours=24), owner=lead,
        if_waits="The plan cannot begin",
    )  # fmt: skip
    people = {str(user.default_role): user for user in [lead, *team]}
    joint = {Role.NURSE.value, Role.SOCIAL_WORKER.value} <= people.keys()
    yield stay.hours(1, 8)
    made = starting.start(case, by=lead, form="joint" if joint else "initial")
    yield stay.hours(1, 16)
    identify(stay)
    sign(stay, made, people)
    settle(made, people)
    completing.complete_assessment(
        made, by=lead, synthesis=stay.rng.choice(words.SYNTHESES) if joint else None
    )
    picture(stay, case, lead, people)
    planning.begin_planning(case, by=lead)


def sign(stay: Stay, made: Assessment, people: dict[str, User]) -> None:
    """Each discipline answers and signs its sections; what nobody of the team may ask is left out with the reason."""
    for section in Section.objects.filter(assessment=made, status="draft").select_related("instrument"):
        user = people.get(section.discipline)
        if user is not None:
            questionnaire = asked_of.questionnaire(section)
            given = answers(questionnaire, stay.rng, asked_of.age(section, questionnaire))
            signing.sign_section(
                section, by=user, answers={link: _row(value) for link, value in given.items()}
            )


def _row(value: object) -> dict[str, object]:
    declined = value == "asked-declined"
    return {"value": None if declined else value, "declined": declined, "base": 0}


def settle(made: Assessment, people: dict[str, User]) -> None:
    """Two answers that cannot both be so are talked over."""
    for found in Contradiction.objects.filter(assessment=made, gone_at=None, settled_at=None):
        completing.settle_contradiction(
            found,
            by=people[Role.SOCIAL_WORKER.value],
            decision="right",
            because="Asked again with the family",
        )


def picture(stay: Stay, case: Case, lead: User, people: dict[str, User]) -> None:
    """Risk by the lead, needs by the social worker, abilities by the nurse."""
    rng = stay.rng
    risk.assess_risk(
        case, by=lead, reviewed=True, acute=rng.random() < 0.8, ed_visits=rng.choice([0, 0, 1, 2, 4]),
        admissions=rng.choice([0, 1, 1, 2, 6]), haemoglobin=Decimal(rng.randint(85, 150)) / 10,
        sodium=Decimal(rng.randint(128, 144)), procedure=rng.random() < 0.3, oncology=False,
    )  # fmt: skip
    social, nurse = people.get(Role.SOCIAL_WORKER.value), people.get(Role.NURSE.value)
    for need in Need.objects.filter(case=case, status="found", sort="psychosocial") if social else ():
        needs.answer_need(need, by=social, wants=rng.choice(["yes", "yes", "no", "later"]))
        if need.status == Need.Status.ACCEPTED:
            needs.give_need(need, by=social, to=social)
    for ability in (AbilityRating.Ability.FUNCTIONAL, AbilityRating.Ability.COGNITIVE) if nurse else ():
        now = rng.randint(1, 3)
        abilities.rate_ability(
            case, by=nurse, ability=ability, before=rng.randint(now, 4), now=now, expected=min(4, now + 1),
            support_needed=(needed := rng.choice([0, 2, 4, 8])), support_arranged=rng.choice([needed, needed, 0]),
        )  # fmt: skip


def look_again(stay: Stay, case: Case, lead: User, team: list[User]) -> None:
    """What is due again is asked again, most of the time."""
    people = {str(user.default_role): user for user in [lead, *team]}
    due = Reassessment.objects.filter(case=case, status=Reassessment.Status.DUE).order_by("due_at").first()
    if due is None or stay.rng.random() < 0.15 or not {"nurse", "social_worker"} <= people.keys():
        return
    with suppress(Refused):  # one is open already
        made = starting.start(case, by=lead, form="reassessment", reassessment=due)
        sign(stay, made, people)
        for section in Section.objects.filter(assessment=made, status="draft"):
            signing.drop_section(section, by=lead, reason="Nobody of this discipline is on the case")
        settle(made, people)
        completing.complete_assessment(made, by=lead)
