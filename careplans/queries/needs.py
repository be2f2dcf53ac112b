"""The needs a patient wants help with, and those that no goal of the plan serves yet."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from assessments.models import Need
from assessments.queries.needs import accepted
from careplans.models import Goal, Problem
from core.access import visible_among


def unserved(case: Any, user: Any) -> "QuerySet[Need]":
    """Accepted needs without a goal and without a reason why not, the most severe first, as far as somebody sees them.

    Those of safeguarding are there only for whoever may read them: nothing says that there are others.
    """
    rows = accepted(case).filter(~Exists(_serving()), no_goal_because="")
    return visible_among(rows, user, "summary_psychosocial")


def words_for(need: Need, user: Any, rights: Collection[str]) -> str:
    """What a need is called to somebody with these rights on the case: its words, or its domain for a reader of summaries."""
    sorts = Need.access.sorts
    names = sorts.names(need, user, Need.access.data, frozenset(rights)) if sorts else frozenset()
    return need.words if "view_psychosocial" in names else str(need.get_domain_display())


def _serving() -> "QuerySet[Goal]":
    """Goals of problems that came from the need; one that was closed served it too."""
    problems = Problem.objects.filter(need=OuterRef(OuterRef("pk")), error_at=None)
    return Goal.objects.filter(problem__in=problems.values("pk"), error_at=None)
