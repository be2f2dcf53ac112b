"""The results of cases over time, by what was measured; a page shows those that somebody may read."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments import reading, trends
from assessments.models import AbilityRating, Score
from assessments.questionnaire import Questionnaire
from assessments.trends import Matters, Point, Trend
from core.access import visible_among
from patients.models import Case

Kind = Score.Kind
# One step on the scale of an ability (project proposal).
ONE_STEP = Matters(trends.HIGHER, Decimal(1), None, "project proposal")
# Of an index two points; of a result scored elsewhere none: which way is better is not known (project proposal).
INDEX = Matters(trends.LOWER, Decimal(2), None, "project proposal")
INDICES = (Kind.LACE, Kind.HOSPITAL, Kind.EARLY_HOSPITAL)


def of_case(case: Case, user: Any) -> list[Trend]:
    """Every trend of a case that somebody may read, the worse ones first: four statements."""
    scores = visible_among(Score.objects.filter(case=case, total__isnull=False), user)
    rows = scores.select_related("section__instrument__instrument", "created_by").order_by("at", "pk")
    found = [*_trends(rows).values()]
    found += _abilities(
        visible_among(AbilityRating.objects.filter(case=case), user).select_related("rated_by")
    )
    rank = {"worse": 0, "same": 1, "better": 2, "": 3}
    return sorted(found, key=lambda trend: (rank[trend.verdict], trend.label))


def of_code(case: Case, score: Score) -> Trend:
    """The trend that a new score stands in: one statement."""
    rows = Score.objects.filter(case=case, kind=score.kind, code=score.code, total__isnull=False)
    rows = rows.select_related("section__instrument__instrument", "created_by").order_by("at", "pk")
    return _trends(rows)[f"{score.kind}:{score.code}"]


def of_ability(case: Case, ability: str) -> Trend:
    """The trend of one ability."""
    return _abilities(AbilityRating.objects.filter(case=case, ability=ability).select_related("rated_by"))[0]


def _trends(scores: Iterable[Score]) -> dict[str, Trend]:
    """Results in order of time as trends: each by the newest version of what measured it."""
    points: dict[str, list[Point]] = defaultdict(list)
    newest: dict[str, Score] = {}
    for score in scores:
        code = f"{score.kind}:{score.code}"
        points[code].append(_point(score))
        newest[code] = score
    return {code: _trend(newest[code], trends.ordered(rows)) for code, rows in points.items()}


def _point(score: Score) -> Point:
    total: Decimal = score.total  # type: ignore[assignment]
    who = score.scored_by or score.created_by
    return Point(score.at, total, score.pk, score.band_label, who, score.kind == Kind.EXTERNAL)


def _trend(newest: Score, points: tuple[Point, ...]) -> Trend:
    least, most = newest.scale_min, newest.scale_max
    matters = INDEX if newest.kind in INDICES else Matters()
    if newest.section is not None:
        matters, least, most = _measured(reading.of(newest.section.instrument), newest.code)
    return Trend(newest.code, newest.label, points, matters, least, most)


def _measured(asked: Questionnaire, code: str) -> tuple[Matters, Decimal | None, Decimal | None]:
    """What a change of one score of an instrument means, and its scale as its bands span it."""
    rule = next((each for each in asked.scores if each.code == code), None)
    if rule is None:
        return Matters(), None, None
    change, ends = rule.change, [end for band in rule.bands for end in (band.least, band.most)]
    matters = Matters(change.better, change.points, change.percent, change.source) if change else Matters()
    return matters, min(ends, default=None), max(ends, default=None)


def _abilities(rows: QuerySet[AbilityRating]) -> list[Trend]:
    found: dict[str, list[AbilityRating]] = defaultdict(list)
    for row in rows.order_by("rated_at", "pk"):
        found[row.ability].append(row)
    return [
        Trend(
            ability,
            _("%(ability)s ability") % {"ability": each[0].get_ability_display()},
            tuple(
                Point(row.rated_at, Decimal(row.now), row.pk, str(row.get_now_display()), row.rated_by)
                for row in each
            ),
            ONE_STEP,
            Decimal(0),
            Decimal(4),
        )
        for ability, each in found.items()
    ]
