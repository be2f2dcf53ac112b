"""A joint assessment: two people, what contradicts settled, summed up by the lead; giving one up."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from assessments.actions.answering import answer
from assessments.actions.completing import abandon, complete_assessment, settle_contradiction, sum_up
from assessments.actions.signing import sign_section
from assessments.actions.starting import start
from assessments.models import Contradiction, Reassessment, Section
from careplans.queries import assessed
from core import clock
from core.refusals import Denied, Refused
from teams.actions import assign
from teams.models import FacilityRole
from tests.assessments.conftest import fill, given, section
from tests.conftest import THEN
from worklist.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def apart(ward, joint):
    """Both parts are answered and signed, and contradict each other."""
    for code, by, said in (
        ("nursing-section", ward.nurse, {"lives": "alone"}),
        ("social-section", ward.worker, {"household": "family"}),
    ):
        part = section(joint, code)
        fill(part, by, **said)
        sign_section(part, by=by)
    for part in joint.sections.filter(status="draft"):
        fill(part, ward.worker)
        sign_section(part, by=ward.worker)
    settle_all(joint, ward, but="lives_alone")
    return joint


def settle_all(assessment, ward, but=""):
    for row in Contradiction.objects.filter(assessment=assessment, gone_at=None, decision="").exclude(
        rule=but
    ):
        settle_contradiction(row, by=ward.worker, decision="left")


def open_one(assessment):
    return Contradiction.objects.get(assessment=assessment, gone_at=None, rule="lives_alone")


def test_settled_summed_up_and_complete(ward, apart):
    settle_contradiction(open_one(apart), by=ward.worker, decision="right")
    sum_up(apart, by=ward.lead, synthesis="Goes home to her daughter.")
    complete_assessment(apart, by=ward.nurse)
    apart.refresh_from_db()
    assert (apart.status, apart.completed_by, apart.synthesis) == (
        "complete", ward.nurse, "Goes home to her daughter.",
    )  # fmt: skip
    assert assessed(ward.case)


def test_a_contradiction_keeps_it_open(ward, apart):
    sum_up(apart, by=ward.lead, synthesis="As it is")
    with pytest.raises(Refused, match="contradict"):
        complete_assessment(apart, by=ward.nurse)
    assert not assessed(ward.case)


def test_both_can_hold_with_a_reason(ward, apart):
    found = open_one(apart)
    with pytest.raises(Refused, match="Say why both"):
        settle_contradiction(found, by=ward.nurse, decision="both")
    settle_contradiction(
        found, by=ward.nurse, decision="both", because="The daughter lives in the same house"
    )
    found.refresh_from_db()
    assert (found.decision, found.settled_by) == ("both", ward.nurse)


def test_who_asked_neither_does_not_decide(ward, apart, intake):
    found = open_one(apart)
    with pytest.raises(Refused, match="Whoever asked"):
        settle_contradiction(found, by=ward.lead, decision="left")
    with pytest.raises(Denied):
        settle_contradiction(found, by=intake, decision="left")


def test_an_answer_changed_after_the_decision_asks_anew(ward, joint):
    nursing, social = section(joint, "nursing-section"), section(joint, "social-section")
    answer(nursing, by=ward.nurse, answers=given(lives="alone"))
    answer(social, by=ward.worker, answers=given(household="family"))
    first = open_one(joint)
    settle_contradiction(first, by=ward.nurse, decision="left")
    answer(social, by=ward.worker, answers=given(1, household="partner"))
    again = open_one(joint)
    assert (again.pk != first.pk, again.decision) == (True, "")
    with pytest.raises(Refused, match="no longer contradict"):
        settle_contradiction(first, by=ward.nurse, decision="right")


def test_the_lead_sums_up_and_nobody_else(ward, apart):
    settle_contradiction(open_one(apart), by=ward.nurse, decision="right")
    with pytest.raises(Refused, match="lead writes what it comes to before"):
        complete_assessment(apart, by=ward.nurse)
    for other in (ward.nurse, ward.worker):
        with pytest.raises(Refused, match="Ask them"):
            sum_up(apart, by=other, synthesis="Mine")
        with pytest.raises(Refused, match="Ask them"):
            complete_assessment(apart, by=other, synthesis="Mine")
    complete_assessment(apart, by=ward.lead, synthesis="All together")
    apart.refresh_from_db()
    assert apart.synthesis == "All together"


def test_it_waits_for_every_part(ward, joint):
    with pytest.raises(Refused, match=r"Not signed yet: .*Nursing section"):
        complete_assessment(joint, by=ward.lead, synthesis="Too early")
    for part in joint.sections.exclude(instrument__instrument__code="social-section"):
        by = ward.nurse if part.discipline == Role.NURSE else ward.worker
        fill(part, by)
        sign_section(part, by=by)
    # A nurse does not read the social section, and hears of it no more than that it waits.
    with pytest.raises(Refused, match="a part that somebody else answers"):
        complete_assessment(joint, by=ward.nurse)


def test_nurse_and_social_worker_are_two_people(ward, person, supervisor, joint):
    both = person("b.both", Role.NURSE, ward.case.facility, name="Bea Both")
    FacilityRole.objects.create(
        user=both, facility=ward.case.facility, role=Role.SOCIAL_WORKER, starts_at=THEN - timedelta(days=9)
    )
    for role in (Role.NURSE, Role.SOCIAL_WORKER):
        assign(ward.case, by=supervisor, user=both, role=role)
    for part in joint.sections.all():
        fill(part, both)
        sign_section(part, by=both)
    settle_all(joint, ward)
    with pytest.raises(Refused, match="two people"):
        complete_assessment(joint, by=ward.lead, synthesis="One person")


def test_who_has_no_part_in_it_ends_nothing(ward, apart, intake):
    with pytest.raises(Refused, match="Whoever answers a part"):
        complete_assessment(apart, by=ward.coordinator)
    with pytest.raises(Refused, match="Whoever answers a part"):
        abandon(apart, by=ward.coordinator, reason="No time")
    with pytest.raises(Denied):
        abandon(apart, by=intake, reason="No time")


def test_given_up_says_why_and_what_was_due_is_due_again(ward):
    facts = {"trigger": "fall", "because": "Fell", "source_key": "fall:1", "created_by": ward.lead}
    due = Reassessment.objects.create(case=ward.case, happened_at=clock.now(), due_at=clock.now(), **facts)
    made = start(ward.case, by=ward.nurse, form="reassessment", reassessment=due)
    with pytest.raises(Refused, match="Say why"):
        abandon(made, by=ward.nurse, reason="")
    abandon(made, by=ward.nurse, reason="Moved to intensive care")
    due.refresh_from_db()
    made.refresh_from_db()
    assert (made.status, made.ended_because) == ("abandoned", "Moved to intensive care")
    assert (due.status, due.assessment) == ("due", None)
    assert not Item.objects.filter(
        source_key__startswith=f"assessment:{made.pk}:", status__in=("open", "in_progress")
    ).exists()


def test_a_reassessment_is_signed_with_its_assessment(ward):
    facts = {"trigger": "fall", "because": "Fell", "source_key": "fall:1", "created_by": ward.lead}
    due = Reassessment.objects.create(case=ward.case, happened_at=clock.now(), due_at=clock.now(), **facts)
    made = start(ward.case, by=ward.nurse, form="reassessment", reassessment=due)
    for part in Section.objects.filter(assessment=made):
        by = {"nurse": ward.nurse, "social_worker": ward.worker, "case_manager": ward.lead}[part.discipline]
        fill(part, by)
        sign_section(part, by=by)
    settle_all(made, ward)
    complete_assessment(made, by=ward.lead)
    due.refresh_from_db()
    assert (due.status, due.signed_at) == ("signed", clock.now())


def test_the_work_that_was_due_is_done_with_it(ward):
    from worklist import actions as work

    item = work.open_item(
        ward.case, by=ward.lead, activity="cm_assessment", kind="assessment", what="Assess", why="New case"
    )
    made = start(ward.case, by=ward.lead, form="initial", item=item)
    part = made.sections.get()
    fill(part, ward.lead)
    sign_section(part, by=ward.lead)
    assert not assessed(ward.case)
    complete_assessment(made, by=ward.lead)
    item.refresh_from_db()
    assert (item.status, item.done_by) == ("done", ward.lead)
    assert assessed(ward.case)
