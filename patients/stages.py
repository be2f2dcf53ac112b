"""Which stage of a case may follow which, and the one way in which a stage is entered."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from core import clock
from core.actions import change, keep
from core.refusals import Refused
from patients.models import Case, CaseStage, Stage

# Reopened is a verb back to assessing, not a stage. What each step asks for stands in the verb that makes it.
FOLLOWS: dict[str, frozenset[str]] = {
    Stage.REFERRED: frozenset({Stage.ASSESSING, Stage.CLOSED}),
    # Who came back and had not is in follow-up as before.
    Stage.ASSESSING: frozenset({Stage.PLANNING, Stage.CLOSED, Stage.FOLLOW_UP}),
    Stage.PLANNING: frozenset({Stage.ACTIVE, Stage.CLOSED}),
    Stage.ACTIVE: frozenset({Stage.TRANSITIONING, Stage.CLOSED}),
    Stage.TRANSITIONING: frozenset({Stage.FOLLOW_UP, Stage.ACTIVE, Stage.CLOSED}),
    # Who is in the house again is assessed again; who had not left is still on the way out.
    Stage.FOLLOW_UP: frozenset({Stage.CLOSED, Stage.ASSESSING, Stage.TRANSITIONING}),
    Stage.CLOSED: frozenset({Stage.ASSESSING}),
}


def enter(case: Case, to: str, *, by: Any, why: str = "") -> Case:
    """Move a case to its next stage inside a verb that locked it: end the old stretch, start the new one.

    Sets `stage` and `stage_since` on the row given. When that row is the verb's own target the kernel saves it;
    otherwise use `move`. Raises Refused for a step that `FOLLOWS` does not name.
    """
    if to not in FOLLOWS[case.stage]:
        raise Refused(
            _("A case that is %(now)s cannot become %(next)s. Next can be: %(may)s.")
            % {
                "now": Stage(case.stage).label.lower(),
                "next": Stage(to).label.lower(),
                "may": ", ".join(sorted(str(Stage(stage).label).lower() for stage in FOLLOWS[case.stage])),
            }
        )
    _end_stretch(case)
    begin(case, to, by=by, why=why)
    return case


def entered(case: Case, *, by: Any, why: str = "") -> Case:
    """Keep the stretches true inside a verb on the case whose `moves` has just set its stage."""
    _end_stretch(case)
    begin(case, case.stage, by=by, why=why)
    return case


def before(case: Case) -> str:
    """The stage a case was in before the one it is in; empty in its first."""
    over = CaseStage.objects.filter(case=case).exclude(period__upper_inf=True)
    return over.order_by("-created_at", "-pk").values_list("stage", flat=True).first() or ""


def _end_stretch(case: Case) -> None:
    for stretch in CaseStage.objects.filter(case=case, period__upper_inf=True):
        change(stretch, period=DateTimeTZRange(stretch.period.lower, clock.now()))


def begin(case: Case, stage: str, *, by: Any, why: str = "") -> None:
    """Start a stretch of time in a stage now."""
    case.stage, case.stage_since = stage, clock.now()
    keep(
        CaseStage(
            case=case, stage=stage, period=DateTimeTZRange(case.stage_since, None), why=why, moved_by=by
        )
    )


def move(case: Case, to: str, *, by: Any, why: str = "") -> Case:
    """`enter`, and save the case too: for verbs whose target is something else, such as the intake request."""
    enter(case, to, by=by, why=why)
    return change(case, stage=case.stage, stage_since=case.stage_since)
