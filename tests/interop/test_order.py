"""Whatever the order in which the messages of a stay come, and however often, the visit ends the same."""

from itertools import permutations

import pytest

from encounters.models import Encounter
from interop.models import Inbound
from tests.interop.conftest import state_of
from tests.interop.stories import message

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

A, B, C = "4W^12^A", "2E^03^B", "ED^1"
STORIES = {
    # Some senders repeat the cancelled transfer in A12, others name the restored place.
    "there, back as a repetition, gone": [
        ("A01", {"at": 0, "place": A}),
        ("A02", {"at": 2, "place": B, "prior": A}),
        ("A12", {"at": 3, "place": B, "prior": A}),
        ("A08", {"at": 4, "place": B, "name": "Roe^Anna"}),
        ("A03", {"at": 6, "place": A, "left": 6, "disposition": "01"}),
    ],
    "back as the restored place, gone and not gone": [
        ("A01", {"at": 0, "place": A}),
        ("A02", {"at": 2, "place": B, "prior": A}),
        ("A12", {"at": 3, "place": A, "prior": B}),
        ("A03", {"at": 6, "place": A, "left": 6, "disposition": "01"}),
        ("A13", {"at": 7, "place": C, "left": 6}),
    ],
    "two departures": [
        ("A04", {"at": 0, "place": C, "kind": "E"}),
        ("A01", {"at": 1, "place": A, "admitted": 1}),
        ("A03", {"at": 6, "place": A, "left": 6, "disposition": "01"}),
        ("A13", {"at": 7, "place": A}),
        ("A03", {"at": 8, "place": A, "left": 8, "disposition": "06"}),
    ],
    "an admission taken back": [
        ("A01", {"at": 0, "place": A}),
        ("A08", {"at": 1, "place": A}),
        ("A02", {"at": 2, "place": B, "prior": A}),
        ("A11", {"at": 3, "place": B}),
    ],
}


FIRST = next(iter(STORIES))


@pytest.mark.parametrize("name", STORIES)
def test_every_order_with_a_repeat_ends_the_same(bring, name):
    """All 120 orders of the first story; of the others every seventh (the ledger's own test has them all)."""
    story, wanted = STORIES[name], None
    orders = list(permutations(range(len(story))))[:: 1 if name == FIRST else 7]
    for number, order in enumerate(orders):
        found = told(bring, story, [*order, order[number % len(order)]], f"V{number}")
        wanted = wanted or found
        assert found == wanted, order
    assert not Inbound.objects.exclude(status="applied").exists()


def test_a_sixth_message_in_every_place(bring):
    story = [
        *STORIES["back as the restored place, gone and not gone"],
        ("A02", {"at": 9, "place": B, "prior": C}),
    ]
    orders = [
        [*rest[:spot], 5, *rest[spot:]] for rest in ([0, 1, 2, 3, 4], [4, 3, 2, 1, 0]) for spot in range(6)
    ]
    found = [told(bring, story, order, f"W{number}") for number, order in enumerate(orders)]

    assert all(one == found[0] for one in found)
    assert (found[0]["status"], found[0]["unit"], found[0]["bed"]) == ("in_progress", "2E", "03-B")


def told(bring, story, order, visit):
    """What a visit of its own is after the story's messages came in this order."""
    raws = [
        message(trigger, **facts, visit=visit, number=f"{visit}^^^NGH^MR", control=f"{visit}-{place}")
        for place, (trigger, facts) in enumerate(story)
    ]
    for place in order:
        bring(raws[place])
    return state_of(Encounter.objects.get(visit_number=visit))
