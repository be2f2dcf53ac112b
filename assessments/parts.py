"""The work behind an assessment: who is to answer which part by when, begun with it and done with it. Used inside verbs only."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from assessments.models import Assessment, Reassessment, Section
from core import clock
from core.actions import change, keep
from core.calendar import add_hours
from teams import ledger
from worklist import actions as work
from worklist import duplicates, endings, promises
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.models import Item, Notification
from worklist.models.item import LIVE

# A day for each part (R-INT-4: 24 hours).
HOURS = 24
ACTIVITIES = {
    Role.CASE_MANAGER: Activity.CM_ASSESSMENT,
    Role.NURSE: Activity.NURSING_ASSESSMENT,
    Role.SOCIAL_WORKER: Activity.PSYCHOSOCIAL,
}


def open_for(assessment: Assessment, sections: Iterable[Section], *, by: Any) -> None:
    """One piece of work for each discipline, leading to its first section; whoever answers for the activity has it."""
    first: dict[str, Section] = {}
    for section in sections:
        first.setdefault(section.discipline, section)
    if assessment.item is not None and assessment.item.is_live and first:
        leads_to = first.get(Role.CASE_MANAGER) or next(iter(first.values()))
        change(assessment.item, about=f"assessments.Section:{leads_to.pk}")
    held = {
        row.activity: row.holder
        for row in ledger.live(assessment.case, clock.now()).filter(shared=False).select_related("holder")
    }
    for role, section in first.items():
        activity = ACTIVITIES.get(Role(role))
        if activity is not None and activity != Activity.CM_ASSESSMENT:
            _open(assessment, section, activity, held.get(activity), by)
    keep_next_due(assessment.case_id)


def _open(assessment: Assessment, section: Section, activity: str, holder: Any, by: Any) -> None:
    """A part on somebody's list, unless the same is there already; within a verb on the case itself."""
    key = {
        "activity": activity,
        "subject": assessment.form,
        "target_person": None,
        "target_organisation": None,
    }
    if duplicates.same_work(assessment.case, kind=Item.Kind.ASSESSMENT, **key) is not None:
        return
    item = Item(case=assessment.case, kind=Item.Kind.ASSESSMENT, created_by=by, **key)
    item.what, item.why = assessment.title, _("Your part is not signed")
    item.owner, item.role = holder, "" if holder else section.discipline
    item.source_key, item.about = _key(section), f"assessments.Section:{section.pk}"
    item.due_at = add_hours(clock.now(), HOURS)
    keep(item)
    promises.climb(item)
    if item.owner_id not in (None, by.pk):
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)


def _key(section: Section) -> str:
    return f"assessment:{section.assessment_id}:{section.discipline}"


def done_with(section: Section, *, by: Any) -> None:
    """The part of a discipline is done when the last of its sections is signed or was not asked; `section` is being ended."""
    same = Section.objects.filter(assessment=section.assessment, discipline=section.discipline)
    if same.filter(status=Section.Status.DRAFT).exclude(pk=section.pk).exists():
        return
    _finish(Item.objects.filter(source_key=_key(section), status__in=LIVE), by)


def wind_up(assessment: Assessment, completes: str, *, by: Any) -> None:
    """What was due is done: the work that asked for it, the reassessments, and the activity that the form completes."""
    if completes:
        _complete(assessment, completes, by)
    elif assessment.item is not None and assessment.item.is_live:
        _finish([assessment.item], by)
    for due in assessment.reassessments.select_related("item"):
        change(due, status=Reassessment.Status.SIGNED, signed_at=clock.now())
        _finish([due.item] if due.item is not None and due.item.is_live else [], by)


def drop(assessment: Assessment, reason: str, *, by: Any) -> None:
    """Given up: the parts are no longer anybody's work, and what was due is due again."""
    for item in Item.objects.filter(source_key__startswith=f"assessment:{assessment.pk}:", status__in=LIVE):
        endings.drop_at_once(item, reason, by=by)
    for due in assessment.reassessments.all():
        change(due, status=Reassessment.Status.DUE, assessment=None)
    keep_next_due(assessment.case_id)


def _complete(assessment: Assessment, activity: str, by: Any) -> None:
    """The work of an activity is done with this; where nobody had opened it, it stands as done all the same."""
    waiting = Item.objects.filter(case=assessment.case, activity=activity, status__in=LIVE)
    items = list(waiting.filter(kind=Item.Kind.ASSESSMENT))
    if not items:
        facts: dict[str, Any] = {"activity": activity, "kind": Item.Kind.ASSESSMENT, "what": assessment.title}
        because: dict[str, Any] = {"why": "Signed and complete", "distinct_because": "It is this assessment"}
        items = [work.open_item(assessment.case, by=by, owner=by, **facts, **because)]
    _finish(items, by)


def _finish(items: Iterable[Item], by: Any) -> None:
    for item in items:
        endings.finish_at_once(item, by=by)
        keep_next_due(item.case_id)
