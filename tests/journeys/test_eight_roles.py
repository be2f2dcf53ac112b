"""One case, opened by everybody who may: each has their own tabs and their own words, and nothing says what is absent."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from advocacy.actions import add_entry, open_binder
from assessments.actions.protocols import raise_protocol
from audit import keyring
from careplans.actions import draft_plan, propose_goal
from notes.actions import write_note
from patients import stages
from patients.models import CommunicationProfile, Stage
from tests.journeys.cast import MRN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")

WHOLE = [
    "Summary",
    "Assess",
    "Plan",
    "Team",
    "Work",
    "Calls",
    "Messages",
    "Notes",
    "Questions",
    "Discharge",
    "Timeline",
]
# Who comes, and the tabs they have: the matrix of docs/roles.md, read as a person reads the page.
TABS = {
    "lead": WHOLE,
    "nurse": WHOLE,
    "worker": WHOLE,
    "coordinator": WHOLE,
    "supervisor": WHOLE,
    "physician": [tab for tab in WHOLE if tab != "Questions"],
    "doctor": ["Summary", "Team", "Timeline"],
    "advocate": ["Summary", "Assess", "Plan", "Team", "Timeline"],
}
# Whose pages axe reads, tab by tab: one of every shape of the case page.
LOOKED_AT = {"lead", "doctor", "advocate", "desk"}
TEAM = {"lead", "nurse", "worker", "coordinator", "physician"}
# A word that stands in the case, and who meets it on any of their tabs.
WORDS = {
    MRN: {*TEAM, "supervisor", "doctor", "advocate"},
    "Safety plan: Self-harm": {"lead", "worker"},
    "Safety plan: ask the lead": {"nurse", "coordinator", "physician"},
    "Canary-danger": set(),
    "Walk to church again": {*TEAM, "supervisor", "advocate"},
    "Teach inhaler use": {*TEAM, "supervisor"},
    "Canary-general": {*TEAM, "supervisor"},
    "Canary-home": {"lead", "worker", "physician"},
    "Canary-therapy": {"worker"},
    "Canary-binder": set(),
    "Is home oxygen needed?": {*TEAM, "supervisor"} - {"physician"},
}


@pytest.fixture
def told(gathered: SimpleNamespace, tmp_path: Path, settings: Any) -> SimpleNamespace:
    """Something of every class of information is in the case."""
    case, lead, worker = gathered.case, gathered.lead, gathered.worker
    CommunicationProfile.objects.create(patient=gathered.earlier, spoken="ig", interpreter="phone")
    raise_protocol(case, by=worker, kind="self_harm", because="Canary-danger")
    plan = draft_plan(case, by=lead, what_matters="Being at the wedding", purpose="Home for the wedding")
    propose_goal(plan, by=lead, words="Walk to church again", in_patients_words=True)
    write_note(case, by=lead, kind="general", text="Canary-general", sign=True)
    write_note(case, by=worker, kind="psychosocial", text="Canary-home", sign=True)
    write_note(case, by=worker, kind="psychotherapy", text="Canary-therapy", sign=True)
    keyring.add(tmp_path / "binder.keys")
    settings.BINDER_KEY_FILE = str(tmp_path / "binder.keys")
    binder = open_binder(gathered.earlier, by=gathered.advocate)
    add_entry(binder, by=gathered.advocate, kind="question", words="Canary-binder")
    return gathered


def opened(person: Any, who: str) -> dict[str, str]:
    """Every tab somebody has, opened one after the other: its word, and all that the page says."""
    links = person.page.get_by_role("navigation", name="Parts of the case").locator("li > a")
    found = links.evaluate_all("all => all.map(each => [each.firstChild.textContent.trim(), each.href])")
    said = {}
    for word, address in found:
        assert person.go(address.removeprefix(person.url)) == 200, address
        if who in LOOKED_AT:
            person.look()
        said[word] = person.page.content()
        if PICTURES:
            person.page.screenshot(path=f"{PICTURES}/{who}-{word.lower()}.png", full_page=True)
    return said


def test_each_sees_their_own_case(seat: Any, told: SimpleNamespace) -> None:
    page = reverse("cases:summary", args=[told.case.pk])
    met: dict[str, set[str]] = {word: set() for word in WORDS}
    for who, tabs in TABS.items():
        person = seat(getattr(told, who))
        assert person.go(page) == 200, who
        said = opened(person, who)
        assert list(said) == tabs, who
        for word in WORDS:
            met[word] |= {who for text in said.values() if word in text}
        person.page.context.close()
    assert met == WORDS


def test_the_desk_sees_a_case_while_it_is_in_intake(seat: Any, ward: SimpleNamespace) -> None:
    desk, page = seat(ward.desk), reverse("cases:summary", args=[ward.case.pk])
    assert desk.go(page) == 200
    assert list(opened(desk, "desk")) == ["Summary", "Team", "Work", "Calls", "Messages", "Timeline"]
    stages.move(ward.case, Stage.ASSESSING, by=ward.supervisor)
    assert desk.go(page) == 404
    desk.look()
