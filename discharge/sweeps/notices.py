"""Notices by the clock: what nobody gave in time is missed, and what time alone makes owed is owed."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.actors import system
from core import clock, turns
from core.refusals import Refused
from discharge import answer_work, answers, notice_keeping
from discharge.actions import notices, reviews
from discharge.models import Notice
from encounters.models import Encounter
from patients.models import Case, Merge, Stage
from policy.models import PackVersion, RulePack

BATCH = 200
# A visit of these classes owes at least the rights of the patient.
OWING = (Encounter.Kind.INPATIENT, Encounter.Kind.OBSERVATION)
# A join, or its undoing, settles nothing by itself; a keeper that stood still over a weekend still finds it.
JOINED = timedelta(days=7)


def miss_notices(batch: int = BATCH) -> int:
    """Mark the notices whose time is over and tell supervisors; how many."""
    rows = Notice.objects.filter(status=Notice.Status.DUE, error_at=None, due_by__lt=clock.now())
    return _each(rows.order_by("due_by", "pk")[:batch], notices.miss_notice)


def owe_notices(batch: int = BATCH) -> int:
    """Settle the visits in the house that days alone, a join of records or the first rules left behind; how many.

    A newer version leaves them as they are: the one in force at the trigger governs (E-10).
    """
    found = islice((row for row in _looked_at() if notice_keeping.differences(row)), batch)
    return _each(found, notices.settle_notices)


def end_answers(batch: int = BATCH) -> int:
    """End the work of answers that nobody awaits any more, for the patient has died; how many cases."""
    waits = answer_work.live().filter(case=OuterRef("pk"))
    rows = Case.objects.filter(Exists(waits), patient__deceased_at__isnull=False).exclude(stage=Stage.CLOSED)
    return _each(rows.select_related("patient").order_by("pk")[:batch], reviews.settle_answers)


def renew_answers(batch: int = BATCH) -> int:
    """Ask again for the answers that a death ended which was taken back; how many cases."""
    # The few cases first, then their work by its index: nothing is indexed of work that is over.
    asked = list(answers.unanswered().values_list("case", flat=True))
    over = answer_work.dead().filter(case=OuterRef("pk"))
    rows = Case.objects.filter(Exists(over), pk__in=asked, patient__deceased_at=None)
    found = rows.select_related("patient", "facility").order_by("pk")
    return _each(islice(filter(answer_work.is_missing, found.iterator()), batch), reviews.settle_answers)


def _looked_at() -> Iterator[Encounter]:
    """Visits without any notice, whose change of status waits, whose expected date has passed, or whose patient was joined."""
    if not PackVersion.objects.filter(pack__kind=RulePack.Kind.NOTICES, in_force__isnull=False).exists():
        return
    mine = Notice.objects.filter(encounter=OuterRef("pk"), error_at=None)
    waits = mine.filter(kind=Notice.Kind.MCSN, status=Notice.Status.NOT_REQUIRED)
    rows = Encounter.objects.filter(status=Encounter.Status.IN_PROGRESS, case__isnull=False, kind__in=OWING)
    # No zone is more than a day ahead of UTC: a few too many are looked at, and those differ in nothing.
    overdue = Q(case__expected_leaving_on__lte=clock.today("UTC"))
    rows = rows.exclude(case__stage=Stage.CLOSED)
    rows = rows.filter(~Exists(mine) | Exists(waits) | overdue | Exists(_joined()))
    yield from rows.select_related("case__facility", "facility").order_by("pk").iterator()


def _joined() -> Any:
    """Joins of late that changed whose a visit is, or who pays for it; and those undone."""
    since = clock.now() - JOINED
    of = Q(survivor=OuterRef("patient")) | Q(retired=OuterRef("patient"))
    return Merge.objects.filter(of, Q(created_at__gte=since) | Q(undone_at__gte=since))


def _each(rows: Iterable[Any], act: Callable[..., Any]) -> int:
    keeper, done = system("keeper"), 0
    for row in rows:
        try:
            act(row, by=keeper)
        except Refused:
            continue  # it was given in the same moment
        except turns.BROKEN_ROW as error:
            turns.say(act, error)
            continue
        done += 1
    return done
