"""Pairs that may be one patient: suspected once, dismissed with a reason."""

import pytest

from core.refusals import Denied, Refused
from patients import actions
from patients.models import DuplicateCandidate

pytestmark = pytest.mark.django_db


def test_a_pair_is_suspected_once_whichever_way_round(register, intake):
    one, other = register(), register("Sousa")
    first = actions.suspect(one, by=intake, other=other, score=40, reasons=["name_typo"])
    again = actions.suspect(other, by=intake, other=one, score=70, reasons=["name", "birth"])
    assert first == again
    pair = DuplicateCandidate.objects.get()
    assert (pair.score, pair.reasons, pair.status) == (70, ["name", "birth"], "open")


def test_a_record_is_not_its_own_duplicate(register, intake):
    patient = register()
    with pytest.raises(Refused, match="two different records"):
        actions.suspect(patient, by=intake, other=patient)


def test_dismissing_needs_a_reason_and_holds(register, intake, trail):
    pair = actions.suspect(register(), by=intake, other=register("Sousa"), score=40)
    with pytest.raises(Refused, match="two people"):
        actions.dismiss_duplicate(pair, by=intake, reason=" ")
    actions.dismiss_duplicate(pair, by=intake, reason="Both were here together")
    actions.suspect(pair.one, by=intake, other=pair.other, score=90)
    pair.refresh_from_db()
    assert (pair.status, pair.score) == ("dismissed", 40)
    [event] = trail("patients.dismiss_duplicate")
    assert (event.moved, event.reason) == ("status: open > dismissed", "Both were here together")
    with pytest.raises(Refused):
        actions.dismiss_duplicate(pair, by=intake, reason="again")


def test_others_do_not_dismiss(register, intake, privacy):
    pair = actions.suspect(register(), by=intake, other=register("Sousa"))
    with pytest.raises(Denied):
        actions.dismiss_duplicate(pair, by=privacy, reason="x")
