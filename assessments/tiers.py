"""Which tier of readmission risk counts for a case now, and why: an override while it lasts, else the band of LACE.

The tier drives how often a patient is called (worklist.rulebook), tried again (outreach) and looked at (reassess). Where
it is not known, the complexity of the case counts there. Kept on the case as a shown column, in the verb that changes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assessments.models import Score, ScoreOverride
from core import clock
from core.actions import change
from patients.models import Case

INDICES = (
    Score.Kind.LACE,
    Score.Kind.HOSPITAL,
    Score.Kind.EARLY_HOSPITAL,
    Score.Kind.CHARLSON,
    Score.Kind.ACUITY,
)
# The index whose band is the tier.
KIND = Score.Kind.LACE
TIERS = {"low": Case.Risk.LOW, "moderate": Case.Risk.MODERATE, "high": Case.Risk.HIGH}


@dataclass(frozen=True)
class Standing:
    """The tier and where it comes from; no tier while the index may still lie in two bands."""

    tier: str
    score: Score | None = None
    override: ScoreOverride | None = None


def latest(case: Case, kind: str = KIND) -> Score | None:
    """The newest score of a kind."""
    return Score.objects.filter(case=case, kind=kind).order_by("-at", "-pk").first()


def newest(cases: Iterable[Case]) -> list[Score]:
    """The newest score of each kind of index of some cases, with their cases: one statement."""
    rows = Score.objects.filter(case__in=list(cases), kind__in=INDICES).select_related("case", "created_by")
    return list(rows.order_by("case", "kind", "-at", "-pk").distinct("case", "kind"))


def live_overrides(**which: Any) -> Any:
    """Overrides that hold now; one past its end holds no more, whether or not the clock has stamped it."""
    rows = ScoreOverride.objects.filter(ended_at=None, error_at=None, until__gt=clock.now(), **which)
    return rows.select_related("created_by", "score")


def standing(case: Case) -> Standing:
    """The tier of a case with its reason: two statements."""
    score = latest(case)
    override = live_overrides(case=case, code=KIND).first()
    band = override.band if override else score.band if score else ""
    return Standing(TIERS.get(band, ""), score, override)


def keep(case: Case, *, target: bool = False) -> None:
    """Show the tier on the case; of a verb's own target the kernel saves it."""
    tier = standing(case).tier
    if tier == case.risk:
        return
    if target:
        case.risk = tier
    else:
        change(case, risk=tier)
