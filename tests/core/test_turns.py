"""One turn that breaks is said in the log, without a word of what broke, and the others are taken."""

import logging

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import DataError, OperationalError

from core import turns


@pytest.fixture
def taken():
    return []


def breaking(error):
    def turn() -> None:
        raise error

    return turn


@pytest.mark.parametrize("error", [ValueError("Zyxquav"), ValidationError("Zyxquav"), DataError("Zyxquav")])
def test_one_that_breaks_is_said_and_the_others_are_taken(taken, caplog, error):
    turns.each(breaking(error), lambda: taken.append("other"))
    assert taken == ["other"]
    [said] = caplog.records
    assert (said.levelno, said.error) == (logging.ERROR, type(error).__name__)
    assert said.event == "tests.core.test_turns.turn"
    assert "Zyxquav" not in caplog.text


@pytest.mark.parametrize("error", [OperationalError("away"), SoftTimeLimitExceeded()])
def test_without_a_database_or_time_nothing_more_is_tried(taken, error):
    with pytest.raises(type(error)):
        turns.each(breaking(error), lambda: taken.append("other"))
    assert taken == []
