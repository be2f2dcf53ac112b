"""What happens by itself: scores follow the visits, overrides end, and patients are looked at again in time."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from accounts.actors import system
from assessments import by_clock, over, rechecking, triggers
from assessments.actions import reassessments, risk
from core import turns
from core.refusals import Refused
from facilities.models import Facility
from patients.models import Case

BATCH = 200


def refresh_scores() -> int:
    """Reckon anew where a visit, a date or a day changed what a risk comes to; how many cases. The rest is only read."""
    rows = (case for facility in Facility.objects.order_by("pk") for case in rechecking.changed(facility))
    return _each(rows, risk.refresh_risk)


def end_overrides(batch: int = BATCH) -> int:
    """Stamp the overrides whose time is over; they have not counted since. How many."""
    return _each(rechecking.over()[:batch], risk.end_override)


def raise_triggered(batch: int = BATCH) -> int:
    """Raise a reassessment for each thing that happened and has raised none; how many."""
    found = list(islice(triggers.events(), batch))
    cases = Case.objects.select_related("facility", "patient").in_bulk({each.case_id for each in found})
    return _each(
        found,
        lambda each, by: reassessments.raise_reassessment(
            cases[each.case_id], by=by, trigger=each.trigger, key=each.key, because=each.because, at=each.at
        ),
    )


def raise_due(batch: int = BATCH) -> int:
    """Raise the reassessments that the clock asks for; how many."""
    rows = (each for facility in Facility.objects.order_by("pk") for each in by_clock.due(facility))
    return _each(
        islice(rows, batch),
        lambda each, by: reassessments.raise_reassessment(
            each.case,
            by=by,
            trigger=each.trigger,
            key=each.key,
            because=each.because,
            at=each.at,
            due_at=each.due_at,
        ),
    )


def end_reassessments(batch: int = BATCH) -> int:
    """End the reassessments whose case, patient, date or work has ended; how many."""
    return _each(
        over.rows()[:batch],
        lambda row, by: reassessments.close_reassessment(row, by=by, because=over.why(row)),
    )


def _each(rows: Iterable[Any], act: Callable[..., Any]) -> int:
    keeper, done = system("keeper"), 0
    for row in rows:
        try:
            act(row, by=keeper)
        except Refused:
            continue  # somebody did it in the same moment
        except turns.BROKEN_ROW as error:
            turns.say(act, error)
            continue
        done += 1
    return done
