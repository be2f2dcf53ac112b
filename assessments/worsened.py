"""A result that is worse by as much as matters asks for another look at the patient, once. Used inside verbs only (C19)."""

from typing import Any

from django.utils.translation import gettext as _

from assessments import reassess
from assessments.models import AbilityRating, Reassessment, Score
from assessments.queries import trends
from assessments.trends import Trend
from core import clock
from patients.models import Case


def by_score(score: Score, *, by: Any) -> Reassessment | None:
    """Look at a score that was just kept; only a total can be worse, and only the newest counts."""
    if score.total is None:
        return None
    return _raise(
        score.case, trends.of_code(score.case, score), f"assessments.score:{score.pk}", score.pk, by
    )


def by_rating(rating: AbilityRating, *, by: Any) -> Reassessment | None:
    """Look at an ability that was just rated."""
    trend = trends.of_ability(rating.case, rating.ability)
    return _raise(rating.case, trend, f"assessments.abilityrating:{rating.pk}", rating.pk, by)


def _raise(case: Case, trend: Trend, key: str, newest: Any, by: Any) -> Reassessment | None:
    if trend.latest.key != newest or not trend.got_worse:
        return None
    # More people read work than results: it says that something is worse, never what.
    said = _("A result is worse than before, by as much as matters")
    trigger = Reassessment.Trigger.WORSE
    return reassess.raise_for(case, trigger=trigger, key=key, because=said, at=clock.now(), by=by)
