"""Teaching: one topic to one learner, said back in their own words; what is not yet understood comes again."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from careplans import chores
from careplans.models import EducationSession
from careplans.queries import education
from core import clock
from core.actions import action, change, keep
from core.calendar import add_hours
from core.refusals import Refused
from patients.models import Case, RelatedPerson
from worklist import endings, owners, promises
from worklist.dues import keep_next_due
from worklist.models import Item
from worklist.models.item import LIVE
from worklist.queries import needs_interpreter

Result = EducationSession.Result
AGAIN = (Result.NOT_YET, Result.PARTLY)
# A day until it is taught again; after two tries to somebody else or in another way (clinical.md 2.13; the day is a proposal).
HOURS, TRIES = 24, 2
LATE_ENTRY = timedelta(minutes=5)


@action("edit_discharge")
def teach(
    case: Case,
    *,
    by: Any,
    topic: str,
    result: str,
    method: str = EducationSession.Method.TALK,
    learner: RelatedPerson | None = None,
    language: str = "",
    interpreter_used: bool | None = None,
    material: str = "",
    material_grade: Decimal | None = None,
    note: str = "",
    at: datetime | None = None,
) -> EducationSession:
    """Record what was taught and what came back; not or partly understood schedules the repeat at once."""
    about = _topic(case, topic)
    owners.must_be_of_the_patient(learner, case, field="learner")
    if learner is None and interpreter_used is None and needs_interpreter(case):
        raise Refused(
            _("The patient asked for an interpreter. Say whether one was used."), field="interpreter_used"
        )
    at = at or clock.now()
    if at > clock.now() + LATE_ENTRY:
        raise Refused(_("This is still to come. Record it when it was taught."), field="at")
    session = EducationSession(case=case, topic=topic, topic_words=about.label, for_leaving=about.discharge)
    session.learner, session.method, session.language = learner, method, language
    session.interpreter_used, session.note, session.result = interpreter_used, note, result
    session.material, session.material_grade, session.at, session.taught_by = material, material_grade, at, by
    session.repeat = _repeat(case, session, by) if result in AGAIN else None
    if result not in AGAIN:
        _settled(case, session, by)
    return keep(session)


def _topic(case: Case, code: str) -> education.Taught:
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before teaching is recorded."))
    found = education.topics(case).get(code)
    if found is None:
        raise Refused(_("There is no such topic. Choose one of the list."), field="topic")
    return found


def _standing(case: Case, topic: str) -> Item | None:
    """The work of teaching this topic that is open, by whichever way it came."""
    key: dict[str, Any] = {"activity": "teaching", "subject": topic, "series": None, "status__in": LIVE}
    return Item.objects.filter(case=case, target_person=None, target_organisation=None, **key).first()


def _repeat(case: Case, session: EducationSession, by: Any) -> Item:
    """Teach it again by tomorrow: the work that stands is moved, else new work is raised."""
    due_at, standing = add_hours(clock.now(), HOURS), _standing(case, session.topic)
    why = _why(case, session)
    if standing is not None:
        change(standing, due_at=due_at, why=why)
        promises.remind(standing, promises.ladder_of(standing))
        keep_next_due(case.pk)
        return standing
    facts = {"activity": "teaching", "subject": session.topic, "about": f"case:{case.pk}", "why": why}
    facts["what"] = _("Teach again: %(topic)s") % {"topic": session.topic_words}
    facts["if_waits"] = _("The patient leaves without having understood it.")
    return chores.ask(
        case, by=by, role=Role.NURSE, key=f"teach:{case.pk}:{session.topic}", due_at=due_at, **facts
    )


def _why(case: Case, session: EducationSession) -> str:
    earlier = EducationSession.objects.filter(case=case, topic=session.topic, result__in=AGAIN).count()
    if earlier + 1 >= TRIES:
        return _("Not yet understood after %(n)d tries: teach somebody close, or in another way") % {
            "n": earlier + 1
        }
    return _("Not yet understood when it was said back")


def _settled(case: Case, session: EducationSession, by: Any) -> None:
    standing = _standing(case, session.topic)
    if standing is not None:
        endings.finish_at_once(standing, by=by, note=str(Result(session.result).label))
        keep_next_due(case.pk)
