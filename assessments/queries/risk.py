"""The risk of a case with its arithmetic: each input with its points and where it is from, and what is missing could add."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments import known, reckoning, tiers
from assessments.models import Score, ScoreOverride
from assessments.risk import acuity, charlson
from assessments.risk.conditions import LABELS
from patients.models import Case

Kind = Score.Kind
SOURCES = {
    known.TYPED: gettext_lazy("typed"),
    known.VISITS: gettext_lazy("from visits"),
    known.ASSESSED: gettext_lazy("from an assessment"),
    known.NEEDS: gettext_lazy("from the needs"),
    known.PATIENT: gettext_lazy("from the patient's record"),
    known.SCORED: gettext_lazy("from the LACE score"),
}
DESTINATIONS = {
    "home": gettext_lazy("Home"),
    "services": gettext_lazy("Home with services"),
    "facility": gettext_lazy("A facility"),
}
# The greatest total there is.
MOST = {kind: bands[-1].high for kind, bands in reckoning.BANDS.items()} | {
    Kind.CHARLSON: charlson.BANDS[-1].high
}
UNITS = {"haemoglobin": "g/dL", "sodium": "mmol/L"}
TONES = {"low": "green", "moderate": "orange", "high": "red", "complex": "red"}


@dataclass(frozen=True)
class Line:
    """One part of the arithmetic; `adds` says what a missing input could still add."""

    label: Any
    said: str
    source: Any
    points: str
    adds: str


@dataclass(frozen=True)
class Index:
    """One index as the page shows it."""

    score: Score
    lines: tuple[Line, ...]
    total: str
    most: int
    bands: str
    tone: str
    expected: str
    weight: str
    override: ScoreOverride | None

    @property
    def may_be_overridden(self) -> bool:
        return self.score.kind in (Kind.LACE, Kind.ACUITY)


def indices(case: Case) -> list[Index]:
    """Every index of a case in a fixed order: two statements."""
    scores = {row.kind: row for row in tiers.newest([case])}
    overrides = {row.code: row for row in tiers.live_overrides(case=case)}
    return [shown(scores[kind], overrides.get(kind)) for kind in tiers.INDICES if kind in scores]


def shown(score: Score, override: ScoreOverride | None = None) -> Index:
    """One score with its arithmetic in words."""
    labels = reckoning.LABELS[score.kind]
    lines = tuple(
        _line(score, code, labels[code]) for code in reckoning.INPUTS[score.kind] if code in score.points
    )
    band = override.band if override else score.band
    return Index(
        score,
        lines,
        spread(score),
        MOST[Kind(score.kind)],
        ", ".join(_bands(score)),
        TONES.get(band, "grey"),
        reckoning.expected(score),
        str(acuity.weight(band)) if score.kind == Kind.ACUITY and band else "",
        override,
    )


def spread(score: Score) -> str:
    """The total, or the range it lies in: "12", "8-11"."""
    low, high = f"{score.low:.0f}", f"{score.high:.0f}"
    return low if low == high else f"{low}-{high}"


def chip() -> Subquery:
    """The latest LACE score of a case for its summary, read in the statement that reads the case; see `in_short`."""
    scores = Score.objects.filter(case=OuterRef("pk"), kind=tiers.KIND).order_by("-at", "-pk")
    row = JSONObject(low="low", high="high", band="band", projected="projected")
    return Subquery(scores.values(said=row)[:1])


def in_short(case: Case, found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The risk in one line: total or range, the tier that counts, and whether a person set it; None before any score."""
    if found is None:
        return None
    low, high = int(found["low"]), int(found["high"])
    return {
        "total": str(low) if low == high else f"{low}-{high}",
        "most": MOST[Kind.LACE],
        "projected": found["projected"],
        "tier": str(case.get_risk_display()).lower() if case.risk else "",
        "tone": TONES.get(case.risk, "grey"),
        "set": case.risk != "" and case.risk != found["band"],
    }


def _bands(score: Score) -> Iterable[str]:
    """The band, or the two that the ends lie in."""
    if score.kind not in reckoning.BANDS:
        return []
    table = reckoning.BANDS[Kind(score.kind)]
    found = [
        band for end in (score.low, score.high) for band in table if band.low <= int(end or 0) <= band.high
    ]
    return [str(band.label) for band in dict.fromkeys(found)]


def _line(score: Score, code: str, label: Any) -> Line:
    given = score.inputs.get(code, {})
    low, high = _ends(score.points[code])
    points = str(low) if low == high else _("%(low)d to %(high)d") % {"low": low, "high": high}
    adds = _("could add up to %(points)d") % {"points": high - low} if code in score.missing else ""
    return Line(label, _said(code, given), SOURCES.get(given.get("source", ""), ""), points, adds)


def _ends(points: Any) -> tuple[int, int]:
    return (points[0], points[1]) if isinstance(points, list) else (points, points)


def _said(code: str, given: dict[str, Any]) -> str:
    """An input in words; what is not known is said so, never as nothing."""
    value = given.get("value")
    if code == "days":
        return _stay(given)
    if code == "conditions":
        return _diseases(given)
    if value is None:
        return _("not known")
    if code == "lace":
        return ", ".join(str(band.label) for band in reckoning.BANDS[Kind.LACE] if band.code in value)
    if code == "destination":
        return str(DESTINATIONS.get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value} {UNITS[code]}" if code in UNITS else str(value)


def _stay(given: dict[str, Any]) -> str:
    days, until, least = given.get("value"), given.get("until"), given.get("at_least", 0)
    if days is None:
        return (
            _("not known, %(days)d days so far") % {"days": least} if given.get("source") else _("not known")
        )
    words = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return (
        f"{words} ({_('until %(day)s') % {'day': date_format(date.fromisoformat(until), 'j M')}})"
        if until
        else words
    )


def _diseases(given: dict[str, Any]) -> str:
    had = [str(LABELS[code]) for code in given.get("value", []) if code in LABELS]
    if given.get("reviewed"):
        return ", ".join(had) or _("none of the list")
    return (
        _("%(diseases)s; the others are not known") % {"diseases": ", ".join(had)} if had else _("not known")
    )


def overridden(case: Case) -> "QuerySet[ScoreOverride]":
    """The overrides of a case that are over, the latest first."""
    rows = ScoreOverride.objects.filter(case=case, error_at=None).exclude(
        pk__in=tiers.live_overrides(case=case)
    )
    return rows.select_related("created_by", "ended_by").order_by("-starts_at")[:10]
