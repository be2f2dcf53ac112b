"""What is done twice on a case and what nobody does, kept true to its work, needs and goals. Used inside verbs only.

Dismissed pairs stay dismissed while they are there. A pair of which one piece of work was called off afterwards was one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from assessments.models import Need
from assessments.queries.needs import accepted_without_owner
from careplans.models import Goal, Intervention, Overlap, OverlapThreshold, Problem
from careplans.overlap_entries import entries
from core import clock
from core.actions import change, keep
from facilities.models import Facility
from patients.models import Case
from policy.overlap_rules import Overlaps, taught
from policy.queries import activities, activity_label
from policy.ready import overlaps as rules_of
from policy.same_work import Alike, candidates
from teams.holes import holes
from worklist.models import Item

Status, Kind = Overlap.Status, Overlap.Kind
# Classes whose words everybody may read who reads plans: no other words are kept with what is found.
OPEN = ("plan", "work", "discharge")
LIVE = (Intervention.Status.PLANNED, Intervention.Status.ACTIVE)


@dataclass(frozen=True)
class Finding:
    """An overlap or a hole as it is found now; `sentence` holds nothing that is not for every reader of the plan."""

    kind: str
    key: str
    sentence: str
    evidence: Mapping[str, Any]
    score: Decimal | None = None


def refresh(case: Case, *, by: Any) -> list[Overlap]:
    """Look at everything anew: what is found stands, what is not there any more is gone; those open afterwards."""
    found = {each.key: each for each in (*_overlaps(case), *_holes(case))}
    standing = {row.key: row for row in Overlap.objects.filter(case=case).exclude(status=Status.GONE)}
    for key, row in standing.items():
        if key not in found:
            _gone(row, by=by)
        elif row.status == Status.OPEN and dict(row.evidence) != dict(found[key].evidence):
            change(row, evidence=found[key].evidence, score=found[key].score)
    for key, each in found.items():
        if key not in standing:
            keep(Overlap(case=case, created_by=by, **vars(each)))
    return list(Overlap.objects.filter(case=case, status=Status.OPEN))


def _gone(row: Overlap, *, by: Any) -> None:
    if row.status == Status.OPEN and row.kind == Kind.OVERLAP and _called_off(row):
        teach(row, same=True)
    ended = {} if row.ended_at else {"ended_at": clock.now(), "ended_by": by}
    change(row, status=Status.GONE, **ended)


def _called_off(row: Overlap) -> bool:
    """Whether one of the two pieces of work was cancelled since."""
    keys = [
        side["key"].partition(":")[2]
        for side in row.evidence.get("sides", ())
        if side["key"].startswith("item:")
    ]
    return Item.objects.filter(pk__in=keys, status=Item.Status.CANCELLED).exists()


def teach(row: Overlap, *, same: bool) -> None:
    """What somebody found of a pair moves the threshold of its house (`policy.overlap_rules.taught`)."""
    if row.score is None:
        return
    rules = rules_of(row.case.facility, clock.now())
    learnt = _learnt(row.case.facility, rules)
    moved = taught(rules, learnt.threshold, row.score, same=same)
    counted = {"confirmed": learnt.confirmed + same, "dismissed": learnt.dismissed + (not same)}
    change(learnt, threshold=moved, **counted)


def threshold(facility: Facility, rules: Overlaps) -> Decimal:
    """From which score on pairs are shown in a house: as it was taught, else as its rules start."""
    known = OverlapThreshold.objects.filter(facility=facility).first()
    return known.threshold if known else rules.threshold


def _learnt(facility: Facility, rules: Overlaps) -> OverlapThreshold:
    """The threshold of a house to teach, under lock; where nobody taught it yet, the one its rules start with."""
    known = OverlapThreshold.objects.select_for_update().filter(facility=facility).first()
    return known or keep(OverlapThreshold(facility=facility, threshold=rules.threshold))


def _overlaps(case: Case) -> Iterator[Finding]:
    rules = rules_of(case.facility, clock.now())
    for pair in candidates(entries(case), rules, float(threshold(case.facility, rules))):
        yield _overlap(pair)


def _overlap(pair: Alike) -> Finding:
    labels = list(dict.fromkeys(activity_label(each.activity) for each in (pair.one, pair.other)))
    sentence = _("Two people are about to do the same: %(what)s.") % {"what": " / ".join(labels)}
    open_to_all = all(each.data in OPEN for each in (pair.one, pair.other))
    score = Decimal(str(round(pair.score, 3)))
    evidence = {
        "codes": list(pair.codes),
        "words": list(pair.words) if open_to_all else [],
        "gap_minutes": int(pair.gap.total_seconds() // 60),
        "sides": [_side(each) for each in (pair.one, pair.other)],
    }
    return Finding(Kind.OVERLAP, pair.key, sentence, evidence, score)


def _side(entry: Any) -> dict[str, Any]:
    return {
        "key": entry.key,
        "kind": entry.kind,
        "data": entry.data,
        "words": Truncator(entry.text).chars(160) if entry.data in OPEN else "",
        "who": entry.who,
        "from": entry.starts_at.isoformat(),
        "until": entry.ends_at.isoformat() if entry.ends_at else None,
        "done": entry.done,
    }


def _holes(case: Case) -> Iterator[Finding]:
    if not case.is_open:
        return
    known = activities(case.facility, clock.now())
    for hole in holes(case, known):
        said = _("Nobody answers for it: %(what)s.") % {"what": known.label(hole.activity)}
        yield _hole(f"activity|{hole.activity}", said, "work", known.label(hole.activity))
    for need in _needs(case):
        said = _("A need with which the patient wants help has no goal and nobody who looks after it.")
        yield _hole(f"need|{need.pk}", said, need.sort, "")
    for goal in _goals(case):
        said = _("Nothing is being done for a goal that was agreed.")
        yield _hole(f"goal|{goal.pk}", said, "plan", goal.words)


def _hole(key: str, sentence: str, data: str, words: str) -> Finding:
    return Finding(Kind.HOLE, f"hole|{key}", sentence, {"data": data, "words": words})


def _needs(case: Case) -> Iterator[Need]:
    """Accepted, and after two working days still without owner, goal or a recorded reason (C13, C21)."""
    late = accepted_without_owner(case, clock.now())
    rows = Problem.objects.filter(need__in=late, error_at=None, goals__error_at=None).exclude(goals=None)
    served = set(rows.exclude(goals__status=Goal.Status.CLOSED).values_list("need", flat=True))
    return (need for need in late if need.pk not in served and not need.no_goal_because)


def _goals(case: Case) -> Iterator[Goal]:
    """Agreed with the patient, on an open plan, and nothing is planned or going on for them."""
    agreed = Goal.objects.filter(case=case, error_at=None, status=Goal.Status.ACCEPTED).exclude(
        plan__status="closed"
    )
    doing = Intervention.objects.filter(case=case, error_at=None, status__in=LIVE).values("goal")
    return iter(agreed.exclude(pk__in=doing).order_by("created_at", "id"))
