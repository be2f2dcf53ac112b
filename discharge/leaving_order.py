"""The order of the stages of leaving, and what keeps somebody from reaching the next one: pure, one sentence a gap."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from discharge.models import LeavingStep

Stage = LeavingStep.Stage
ORDER = tuple(Stage)


def next_of(reached: Sequence[str]) -> Stage | None:
    """The stage that comes after those reached; None once the patient has left."""
    if Stage.LEFT in reached:
        return None
    return next((stage for stage in ORDER if stage not in reached), None)


def out_of_order(stage: str, reached: Sequence[str]) -> str:
    """Why a stage cannot be reached now; empty when it is the next one."""
    following = next_of(reached)
    if stage in reached:
        return _("This stage is reached already.")
    if following is None:
        return _("The patient has left. Take the departure back first, if it was none.")
    if stage == following:
        return ""
    return _("The stages of leaving follow each other. Next is “%(stage)s”.") % {"stage": following.label}


def wrong_time(
    at: datetime, *, now: datetime, arrived_at: datetime | None, last: tuple[str, datetime] | None
) -> str:
    """Why a stage cannot have been reached at an instant: to come, before the arrival, or before an earlier stage."""
    if at > now:
        return _("This is still to come. Enter when it happened.")
    if arrived_at is not None and at < arrived_at:
        return _("This is before the patient arrived. Look at the day and the time.")
    if last is not None and at < last[1]:
        words = _("This is before “%(stage)s” was reached. Look at the day and the time.")
        return words % {"stage": Stage(last[0]).label}
    return ""
