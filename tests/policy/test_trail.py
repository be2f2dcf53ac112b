"""Every look is on record: no page of patients without a row of the trail that names them, and none when it cannot be written."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def looked_at(door, who):
    """Whether this answer is a look at a patient: it shows one, or the address names one's object."""
    if door.card.kind != "phi" or door.answers[who].status_code != 200:
        return False
    return bool(door.patients) or door.named[who]


def test_whoever_is_shown_a_patient_is_on_record_with_that_patient(doors):
    unseen = [
        f"{door.title} showed {who} a patient without a trace"
        for door in doors
        for who in door.answers
        if looked_at(door, who)
        and not (door.patients & set(door.told[who]) if door.patients else door.told[who])
    ]
    assert unseen == []
    assert sum(looked_at(door, who) for door in doors for who in door.answers) > 200


def test_nothing_of_a_patient_is_shown_when_the_trail_cannot_be_written(doors):
    shown = [
        f"{door.title} answered {who} {answer.status_code} without a trace"
        for door in doors
        for who, answer in door.unrecorded.items()
        if looked_at(door, who) and answer.status_code != 503
    ]
    assert shown == []
    assert any(door.unrecorded for door in doors)
