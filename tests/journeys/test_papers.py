"""Papers for the next place in a browser: put together, looked at, sent, in a named person's hands, opened again."""

import os
from datetime import timedelta

import pytest

from assessments.actions import medicines as meds
from careplans.actions.plans import draft_plan
from core import papers
from discharge.actions.telling import tell_plan
from discharge.actions.visits import book_visit_after
from referrals import sheet
from referrals.actions.packets import build_packet
from referrals.actions.results import add_pending, result_back
from referrals.models import Packet, PendingResult
from referrals.queries import packets
from tests.conftest import THEN
from tests.journeys.test_plan_aids import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def known(gathered, packs):
    """A plan, reconciled medicines, an allergy, a visit, a result that is awaited, and a family that was told."""
    case, lead, nurse = gathered.case, gathered.lead, gathered.nurse
    draft_plan(case, by=lead, what_matters="Home to the cat", preferences="No phone calls before ten")
    found = meds.open_medication_list(case, by=nurse, moment="leaving")
    for name, dose, action, more in (
        ("Metformin", "500 mg twice a day", "continue", {}),
        ("Furosemide", "20 mg", "change", {"changed_to": "40 mg in the morning", "reason": "Swelling"}),
        ("Ibuprofen", "400 mg", "stop", {"reason": "Kidneys"}),
    ):
        one = meds.add_medicine(found, by=nurse, name=name, source="patient", dose=dose)
        meds.decide_medicine(one, by=nurse, action=action, **more)
    meds.reconcile(found, by=nurse)
    meds.record_allergy(case, by=nurse, substance="Penicillin", reaction="Rash")
    book_visit_after(
        case, by=lead, kind="primary", with_whom="Dr Elm", at=THEN + timedelta(days=6), place="12 Elm Street",
        phone="555-0177", bring="Your list of medicines",
    )  # fmt: skip
    add_pending(case, by=lead, what="Blood culture", clinician="Dr Lee", expected_at=THEN + timedelta(days=2))
    tell_plan(case, by=lead, what="evaluation", response="I want to be home on Friday", agrees=True)
    return gathered


def test_from_nothing_to_a_named_person_and_back_by_a_late_result(known, seat):
    who = seat(known.lead)
    who.go(f"/cases/{known.case.pk}/discharge/packet/")
    who.link("Put the papers together")
    who.type("Or somebody else", "Elm Family Practice")
    who.button("Put the papers together")
    who.told("Look at them, then send")
    who.sees("Missing: What was taught, and what came back.")
    who.sees("Change: Furosemide")
    who.link("Send")
    who.chip("How they went", "Fax")
    who.type("Why they go although something is missing", "Teaching is tomorrow")
    who.type("Why they go without a consent", "Treatment by the practice")
    who.button("Send the papers")
    who.told("The papers are sent")
    who.link("Who has them?")
    who.type("Who received it", "R. Elm")
    who.button("Who has the papers")
    who.told("in their hands")
    result_back(PendingResult.objects.get(), by=known.lead, says="No growth", told="Dr Lee")
    who.go(f"/packets/{Packet.objects.get().pk}/")
    who.sees("A result came back: Blood culture")
    who.link("Put the next version together")
    assert Packet.objects.get().status == "reopened"


@pytest.mark.parametrize("width", [1440, 390])
def test_each_page_is_clean(known, seat, width):
    case, lead = known.case, known.lead
    made = build_packet(case, by=lead, purpose="transition", receiver="Elm Family Practice")
    who = seat(lead, width=width)
    for name, path in (
        ("papers", f"/cases/{case.pk}/discharge/packet/"),
        ("papers-build", f"/cases/{case.pk}/discharge/build-packet/"),
        ("papers-preview", f"/packets/{made.pk}/"),
        ("papers-send", f"/packets/{made.pk}/send/"),
        ("papers-visit", f"/cases/{case.pk}/discharge/book-visit/"),
        ("papers-tell", f"/cases/{case.pk}/discharge/tell/"),
        ("as-it-was", f"/cases/{case.pk}/timeline/?at={THEN:%Y-%m-%d}"),
        ("timeline", f"/cases/{case.pk}/timeline/"),
    ):
        assert who.go(path) == 200
        who.look()
        picture(who, f"{name}-{width}")


def test_the_paper_can_be_looked_at(known):
    """Its pages are drawn; with PICTURES set they are kept to be looked at."""
    made = build_packet(known.case, by=known.lead, purpose="transition", receiver="Elm Family Practice")
    from patients.header import case_page

    page = case_page(known.case, known.lead, "discharge")
    parts = packets.shown(made, page["rights"])
    data = sheet.laid_out(made, parts, page["banner"], known.lead, THEN)
    drawn = papers.pictures("packet", data, at=THEN)
    assert len(drawn) >= 2
    for number, one in enumerate(drawn if PICTURES else (), 1):
        with open(f"{PICTURES}/paper-{number}.png", "wb") as out:
            out.write(one)
