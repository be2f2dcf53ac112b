"""Beside the plan in a browser: a template in four presses, teaching in four, each page clean at both widths."""

import os

import pytest

from accounts.permissions import Role
from careplans.actions.care_maps import do_step, start_care_map
from careplans.actions.decisions import record_decision
from careplans.actions.education import teach
from careplans.actions.plans import draft_plan
from careplans.actions.programmes import enrol
from careplans.actions.readings import record_reading, set_limits
from careplans.actions.templates import approve_template
from careplans.models import EducationSession, Goal, PathwayStep, TemplateUse
from tests.conftest import THEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")
OPTIONS = (
    {"words": "Rehabilitation for three weeks", "benefits": "Walks sooner", "burden": "Away from home", "cost_to_patient": "$900"},
    {"words": "Therapy at home", "risks": "Alone at night", "costs_less": True},
    {"words": "Wait a week", "does_less": True},
)  # fmt: skip


def picture(who, name):
    if PICTURES:
        who.page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.fixture
def planned(gathered, packs, person):
    admin = person("a.root", Role.ADMINISTRATOR, gathered.case.facility)
    approve_template(
        gathered.case.facility, by=admin, template="heart_failure", answers_for_it="Dr A. Rao, cardiology"
    )
    gathered.plan, gathered.admin = draft_plan(gathered.case, by=gathered.lead, what_matters="Home"), admin
    return gathered


def test_a_template_is_on_the_plan_in_four_presses(planned, seat):
    who = seat(planned.lead)
    who.go(f"/cases/{planned.case.pk}/")
    who.presses = 0
    who.link("Plan", who.page.get_by_role("navigation", name="Case"))
    who.link("From a template")
    who.link("Heart failure")
    who.button("Put on the plan")
    who.told("items are on the plan")
    assert who.presses == 4
    assert Goal.objects.count() == 4
    assert TemplateUse.objects.get().used_by == planned.lead


def test_teaching_is_recorded_in_four_presses(planned, seat):
    who = seat(planned.nurse)
    who.go(f"/cases/{planned.case.pk}/")
    who.presses = 0
    who.link("Plan", who.page.get_by_role("navigation", name="Case"))
    who.link("Teaching")
    who.link("Teach Your medicine list")
    who.button("Not yet understood")
    who.told("It comes again by tomorrow")
    assert who.presses == 4
    assert EducationSession.objects.get().repeat is not None


@pytest.mark.parametrize("width", [1440, 390])
def test_each_page_is_clean(planned, seat, width):
    case, lead, nurse = planned.case, planned.lead, planned.nurse
    start_care_map(case, by=lead, pathway="hip_fracture", start_on=THEN.date())
    do_step(PathwayStep.objects.get(code="screen"), by=lead, done_on=THEN.date())
    record_decision(
        case, by=lead, question="Where to go from here", options=OPTIONS, preference="Home", chosen=2
    )
    teach(case, by=nurse, topic="medicines", result="not_yet", note="The white one, I think")
    set_limits(
        case, by=nurse, kind="weight", low=60, high=72, role="nurse", set_by_whom="Dr Rao", every_days=1
    )
    record_reading(case, by=nurse, kind="weight", value=75)
    enrol(case, by=lead, programme="trauma", because="Fell from a roof")
    who = seat(lead, width=width)
    for name in ("care-maps", "care-maps/start", "teaching", "teach", "decisions", "decisions/record", "readings",
                 "readings/limits", "programmes", "programmes/?n=1"):  # fmt: skip
        path = name if "?" in name else f"{name}/"
        assert who.go(f"/cases/{case.pk}/{path}") == 200
        who.look()
        picture(who, f"{name.replace('/', '-').replace('?', '')}-{width}")
    for path, name in ((f"/plans/{planned.plan.pk}/templates/", "templates"), (f"/plans/{planned.plan.pk}/templates/?n=1", "template"),
                       ("/care-maps/variance/", "variance")):  # fmt: skip
        assert who.go(path) == 200
        who.look()
        picture(who, f"{name}-{width}")


def test_the_administrator_reads_a_template_and_approves_it(planned, seat):
    who = seat(planned.admin)
    who.go("/templates/")
    who.look()
    who.link("COPD")
    who.look()
    picture(who, "approve")
    who.type("Clinician who answers for it", "Dr L. Chen, pulmonology")
    who.button("Approve for this site")
    who.told("Approved for this site.")
