"""Every page that links lead to from a role's home, on a phone in the dark: each answers, and axe finds nothing."""

import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from accounts.permissions import Role
from careplans.actions import draft_plan, propose_goal
from intake import actions as intake
from patients.actions import register
from teams.models import FacilityRole
from tests.conftest import THEN
from worklist.actions import start_follow_up

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KEY = re.compile("[0-9a-f]{8}-[0-9a-f-]{27}")
# Leaving, files, and what is not ours to draw.
ELSEWHERE = re.compile(r"^/(accounts/(logout|2fa|reauthenticate)|static|go)/")
# The lead comes by 109 pages. An address with something in it that is neither a key nor a page of its own would pass this.
MOST = 240


@pytest.fixture
def course(hospital: SimpleNamespace, facility: Any, unit: Any) -> SimpleNamespace:
    """One request waits in the queue; another has become a case with a plan, work and a follow-up."""
    waiting = register(facility, by=hospital.desk, family="Silva", given="Joao")
    intake.receive(waiting, by=hospital.desk, source="nurse", unit=unit)
    asked = intake.receive(hospital.earlier, by=hospital.desk, source="nurse", unit=unit)
    asked = intake.screen(asked, by=hospital.desk, triage={"need": "placement", "danger": "no"})
    asked = intake.accept(asked, by=hospital.desk)
    asked = intake.assign(asked, by=hospital.desk, user=hospital.lead, waiver="Asleep")
    case, lead = asked.case, hospital.lead
    plan = draft_plan(case, by=lead, what_matters="Being at the wedding", purpose="Home for the wedding")
    propose_goal(plan, by=lead, words="I want to walk to church", in_patients_words=True)
    promised = {"activity": "follow_up", "what": "Call the daughter", "owner": lead}
    # Who works at a facility holds their role there: emergency access asks for it.
    FacilityRole.objects.create(user=lead, facility=facility, role=Role.CASE_MANAGER, starts_at=THEN)
    start_follow_up(case, by=lead, first_due_at=THEN.replace(hour=20), **promised)
    return hospital


@pytest.mark.parametrize("who", ["desk", "lead", "supervisor"])
def test_every_link_leads_to_a_page_that_everybody_can_use(
    hand: Any, course: SimpleNamespace, who: str
) -> None:
    user = getattr(course, who)
    user.theme = "dark"
    user.save(update_fields=["theme"])
    person = hand(user.username, width=390)
    todo, done = [urlsplit(person.page.url).path], set()
    while todo:
        path = todo.pop(0)
        shape = KEY.sub("*", path)
        if shape in done or ELSEWHERE.match(path):
            continue
        done.add(shape)
        answer = person.page.goto(person.url + path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        person.look()
        found = person.page.eval_on_selector_all(
            "a[href]:not([download])", "all => all.map(each => each.href)"
        )
        todo += [urlsplit(each).path for each in found if each.startswith(person.url)]
    assert person.page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert 10 < len(done) < MOST
