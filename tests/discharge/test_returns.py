"""A return to the hospital: its review opens with the admission, once, and ends with its causes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.actors import system
from core import clock
from core.refusals import Denied, Refused
from discharge.actions.returns import review_readmission
from discharge.models import ReadmissionReview
from discharge.queries import returns as ask
from discharge.sweeps import afterwards as sweeps
from encounters import actions as encounters
from encounters.models import Encounter, StayCoding
from patients.models import Patient
from tests.conftest import THEN
from worklist.models import Item

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEFT = THEN + 3 * DAY
SAID = {"related": "yes", "causes": ["medicines", "no_visit"], "learned": "Medicines are brought to the bed before leaving",
        "team_view": "The water tablet was not fetched"}  # fmt: skip


@pytest.fixture(autouse=True)
def rules(packs):
    """The packs are in force."""


@pytest.fixture
def left(visit, at, manager):
    """The patient left for home three days on."""
    at(LEFT)
    return encounters.leave(visit, by=manager, event_at=LEFT, disposition="01", key="left-1")


@pytest.fixture
def back(case, left, facility, unit, at):
    """The patient is admitted again, so many days after leaving."""

    def make(days=12, kind="IMP", key="again"):
        when = LEFT + days * DAY
        at(when)
        return encounters.admit(
            case.patient, by=system("feed"), facility=facility, kind=kind, unit=unit, event_at=when, key=key
        )

    return make


def test_an_admission_opens_the_review_linked_to_the_first_stay(case, visit, back, manager):
    again = back()
    review = ReadmissionReview.objects.get()
    assert (review.index, review.back, review.day, review.case) == (visit, again, 12, case)
    assert (review.item.kind, review.item.owner, review.item.status) == ("return", manager, "open")
    # Within five days, to the end of the fifth.
    assert review.item.due_at == review.due_at
    assert (review.due_at - again.started_at).days == 5


@pytest.mark.parametrize(
    ("days", "kind", "opened"), [(30, "IMP", 1), (31, "IMP", 0), (2, "EMER", 0), (2, "OBSENC", 0)]
)
def test_thirty_days_count_and_other_visits_do_not(back, days, kind, opened):
    back(days, kind)
    assert ReadmissionReview.objects.count() == opened


def test_after_a_death_or_a_transfer_there_is_no_return(visit, left, back, manager):
    encounters.leave(visit, by=manager, event_at=LEFT, disposition="02", key="left-2")
    back()
    assert not ReadmissionReview.objects.exists()


def test_told_twice_it_is_opened_once(case, back):
    again = back()
    encounters.link_to_case(again, by=system("feed"), case=case)
    sweeps.open_returns()
    assert ReadmissionReview.objects.count() == 1


def forget(review):
    """As if no verb had told of the return."""
    Item.objects.filter(pk=review.item_id).update(
        status="cancelled", cancel_reason="Test", cancelled_at=clock.now()
    )
    review.delete()


def test_the_sweep_opens_what_nobody_told_of(back):
    back()
    forget(ReadmissionReview.objects.get())
    assert sweeps.open_returns() == 1
    assert sweeps.open_returns() == 0


@pytest.fixture
def passed_over(facility, unit):
    """Returns that are never reviewed, later than everything: of no case, after a transfer, after a death, planned."""

    def stay(patient, days, **more):
        at = LEFT + timedelta(days=days)
        facts = {
            "facility": facility,
            "unit": unit,
            "kind": "IMP",
            "status": "finished",
            "ended_at": at + HOUR,
        }
        return Encounter.objects.create(patient=patient, started_at=at, **facts | more)

    def make(case, *, ways):
        for number, (held, disposition, planned) in enumerate(ways):
            other = Patient.objects.create(
                facility=facility, family=f"Other {number}", given="A", search_name=f"other {number} a"
            )
            stay(other, 2, disposition=disposition)
            again = stay(other, 13, case=case if held else None)
            if planned:
                StayCoding.objects.create(
                    encounter=again, planned="planned", coded_at=again.started_at, coded_by=system("feed")
                )

    return make


@pytest.mark.parametrize(
    "way", [(False, "01", False), (True, "02", False), (True, "20", False), (True, "01", True)]
)
def test_what_is_never_reviewed_takes_no_room_in_a_batch(case, back, passed_over, at, way):
    back()
    review = ReadmissionReview.objects.get()
    forget(review)
    passed_over(case, ways=[way, way])
    at(LEFT + 14 * DAY)
    assert sweeps.open_returns(batch=1) == 1
    assert sweeps.open_returns(batch=5) == 0


def test_the_newest_return_comes_first(case, back, at):
    first = back(3, key="b1")
    encounters.leave(first, by=system("feed"), event_at=LEFT + 4 * DAY, disposition="01", key="l1")
    encounters.link_to_case(first, by=system("feed"), case=case)
    second = back(9, key="b2")
    for review in ReadmissionReview.objects.all():
        forget(review)
    assert sweeps.open_returns(batch=1) == 1
    assert ReadmissionReview.objects.get().back == second


def test_an_admission_taken_back_takes_the_review_along(back):
    again = back()
    encounters.cancel(again, by=system("feed"), kind="admit", key="a11")
    review = ReadmissionReview.objects.get()
    assert review.error_reason == "The admission or the departure it rests on was taken back."
    assert review.item.status == "cancelled"


def test_reviewed_with_its_causes_the_work_is_done(back, manager):
    back()
    review = ReadmissionReview.objects.get()
    review_readmission(review, by=manager, preventable=True, **SAID)
    review.refresh_from_db()
    assert (review.status, review.causes, review.reviewed_by) == (
        "reviewed",
        ["medicines", "no_visit"],
        manager,
    )
    assert review.item.status == "done"
    assert review.events.count() >= 2


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"causes": []}, ValidationError, "at least one cause"),
        ({"causes": ["medicines", "weather"]}, ValidationError, "of the list"),
        ({"team_view": " "}, Refused, "the patient, the team or the next place"),
        ({"learned": ""}, ValidationError, "what is done differently"),
        ({"related": ""}, ValidationError, "Say whether it is related"),
    ],
)
def test_what_is_missing_is_a_sentence_and_nothing_changes(back, manager, said, error, words):
    back()
    review = ReadmissionReview.objects.get()
    with pytest.raises(error, match=words):
        review_readmission(review, by=manager, **(SAID | said))
    review.refresh_from_db()
    assert (review.status, review.item.status) == ("due", "open")


def test_reviewed_once(back, manager):
    back()
    review = review_readmission(ReadmissionReview.objects.get(), by=manager, **SAID)
    with pytest.raises(Refused):
        review_readmission(review, by=manager, **SAID)


def test_who_may_not(back, outsider):
    back()
    with pytest.raises(Denied):
        review_readmission(ReadmissionReview.objects.get(), by=outsider, **SAID)


def test_causes_by_the_unit_the_patient_had_left(back, manager, unit, outsider):
    back()
    review_readmission(ReadmissionReview.objects.get(), by=manager, preventable=True, **SAID)
    window = (THEN, clock.now() + DAY)
    assert ask.causes_by_unit(manager, *window) == {unit.pk: {"medicines": 1, "no_visit": 1}}
    assert ask.preventable(manager, *window) == (1, 1)
    assert ask.causes_by_unit(outsider, *window) == {}


@pytest.fixture
def signed_in(client, manager, case):
    """Sign in at the present moment, with the session warm; answers the address of the page of the time after."""

    def now():
        client.force_login(manager)
        client.get(f"/cases/{case.pk}/")
        return f"/cases/{case.pk}/discharge/after/"

    return now


def test_the_page_costs_the_same_for_few_and_for_many(client, signed_in, back, django_assert_max_num_queries):
    back(2, "EMER", key="er-0")
    url = signed_in()
    with django_assert_max_num_queries(12) as few:
        assert "Not counted as a readmission" in client.get(url).content.decode()
    for number in range(1, 15):
        back(2, "EMER", key=f"er-{number}")
    back(2)
    with django_assert_max_num_queries(len(few)):
        said = client.get(url).content.decode()
    assert said.count("Not counted as a readmission") == 15
    assert "day 2 after leaving" in said


def test_before_anybody_left_the_page_says_so(client, signed_in, visit):
    assert "Nothing to follow up yet" in client.get(signed_in()).content.decode()


def test_the_review_by_its_pages(client, back, manager):
    back()
    review = ReadmissionReview.objects.get()
    client.force_login(manager)
    assert client.get(f"/returns/{review.pk}/").status_code == 200
    assert client.get(f"/returns/{review.pk}/review/").status_code == 200
    wrong = client.post(f"/returns/{review.pk}/review/", SAID | {"causes": [], "team_view": "Kept words"})
    assert wrong.status_code == 422
    assert "Kept words" in wrong.content.decode()
    silent = client.post(f"/returns/{review.pk}/review/", SAID | {"team_view": ""})
    assert silent.status_code == 409
    stale = client.post(f"/returns/{review.pk}/review/", SAID | {"version": review.version - 1})
    assert stale.status_code == 409
    right = client.post(f"/returns/{review.pk}/review/", SAID | {"preventable": "no"})
    assert right.status_code == 303
    assert "Medicines are brought" in client.get(f"/returns/{review.pk}/").content.decode()


def test_an_outsider_finds_no_return(client, back, outsider):
    back()
    review = ReadmissionReview.objects.get()
    client.force_login(outsider)
    for path in (
        f"/returns/{review.pk}/",
        f"/returns/{review.pk}/review/",
        f"/cases/{review.case_id}/discharge/after/",
    ):
        assert client.get(path).status_code == 404
