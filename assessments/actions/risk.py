"""Risk is reckoned from what is known, brought in from elsewhere, or set otherwise by a clinician for a time (C18)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments import known, reckoning, tiers, worsened
from assessments.models import Score, ScoreOverride, Sort
from assessments.risk.acuity import DESTINATIONS
from assessments.risk.conditions import unknown
from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from patients.models import Case
from policy.queries import reassess

# The longest that a clinician's other band holds without being looked at again (project proposal).
LONGEST = timedelta(days=90)
COUNTS = {"ed_visits": 200, "admissions": 200, "needs": 50}
LABS = {"haemoglobin": (Decimal(2), Decimal(25)), "sodium": (Decimal(90), Decimal(200))}


@action("edit_risk")
def assess_risk(
    case: Case,
    *,
    by: Any,
    conditions: Collection[str] = (),
    reviewed: bool = False,
    acute: bool | None = None,
    ed_visits: int | None = None,
    admissions: int | None = None,
    haemoglobin: Decimal | None = None,
    sodium: Decimal | None = None,
    procedure: bool | None = None,
    oncology: bool | None = None,
    destination: str = "",
    function: bool | None = None,
    cognition: bool | None = None,
    needs: int | None = None,
    payer: bool | None = None,
    legal: bool | None = None,
) -> Score:
    """Reckon every index from what visits and assessments say and what is typed here; the LACE score comes back.

    What is left out is not known and leaves a range. `reviewed`: the whole list of diseases was looked through.
    """
    given: dict[str, Any] = {"conditions": sorted(conditions), "reviewed": reviewed or None, "acute": acute}
    given |= {"ed_visits": ed_visits, "admissions": admissions, "procedure": procedure, "oncology": oncology}
    given |= {"haemoglobin": haemoglobin, "sodium": sodium, "destination": destination, "function": function}
    given |= {"cognition": cognition, "needs": needs, "payer": payer, "legal": legal}
    _must_be_open(case)
    _must_be_possible(given)
    return _reckon(case, by, {case.pk: given})


@action("edit_risk")
def refresh_risk(case: Case, *, by: Any) -> Score:
    """Reckon again with what was typed last and what is known now; a score is written only where something changed."""
    return _reckon(case, by, None)


@action("edit_plan")
def override_score(score: Score, *, by: Any, band: str, reason: str, until: datetime) -> ScoreOverride:
    """Let another band count for a time, with the reason; the score stays beside it, and the end comes by itself."""
    labels = {each.code: str(each.label) for each in reckoning.bands(score.kind)}
    if score.kind not in (Score.Kind.LACE, Score.Kind.ACUITY):
        raise Refused(_("Only the bands of LACE and of acuity drive anything. Override one of them."))
    _must_be_open(score.case)
    if band not in labels:
        raise Refused(_("Choose one of the bands of this score."), field="band")
    if not reason.strip():
        raise Refused(_("Say why another band holds."), field="reason")
    if until <= clock.now() or until > clock.now() + LONGEST:
        raise Refused(_("Choose an end in the next 90 days; then it is looked at again."), field="until")
    for standing in ScoreOverride.objects.filter(case=score.case, code=score.kind, ended_at=None):
        change(standing, ended_at=clock.now(), ended_by=by)
    made = ScoreOverride(
        case=score.case, score=score, sort=Sort.RISK, code=score.kind, band=band, until=until
    )
    made.band_label, made.reason, made.starts_at = labels[band], reason.strip(), clock.now()
    made.created_by = by
    keep(made)
    tiers.keep(score.case)
    return made


def _keep_tier(override: ScoreOverride, *, by: Any) -> None:
    tiers.keep(override.case)


@action("edit_plan", after=_keep_tier)
def end_override(override: ScoreOverride, *, by: Any) -> ScoreOverride:
    """Let the reckoned band count again: by a person at any time, by the keeper once its time is over."""
    if override.ended_at is not None:
        raise Refused(_("This has ended already."))
    if by.is_service and override.until > clock.now():
        raise Refused(_("Its time is not over yet."))
    override.ended_at, override.ended_by = clock.now(), by
    return override


def _reckon(case: Case, by: Any, said: Mapping[Any, Mapping[str, Any]] | None) -> Score:
    """Write what came out differently; the LACE score that stands then."""
    _version, rules = reassess(case.facility, clock.now())
    found = known.gather([case], rules, said)[case.pk]
    before = {row.kind: row for row in tiers.newest([case])}
    for kind, now in reckoning.everything(found, rules.hospital).items():
        standing = before.get(kind)
        if standing is None or not reckoning.same(standing, now):
            before[kind] = _write(case, now, standing, by)
    tiers.keep(case, target=True)
    return before[Score.Kind.LACE]


def _write(case: Case, now: reckoning.Reckoned, before: Score | None, by: Any) -> Score:
    label = Score.Kind(now.kind).label
    facts = {"case": case, "kind": now.kind, "code": now.kind, "label": str(label), "sort": Sort.RISK}
    made = keep(Score(**facts, **now.facts, supersedes=before, at=clock.now(), created_by=by))
    # A stay that is still guessed at makes nobody worse.
    if not made.projected:
        worsened.by_score(made, by=by)
    return made


def _must_be_open(case: Case) -> None:
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))


def _must_be_possible(given: Mapping[str, Any]) -> None:
    """Refused, beside the field, for what no patient can have."""
    if unknown(given["conditions"]):
        raise Refused(_("Choose diseases from the list."), field="conditions")
    if given["destination"] and given["destination"] not in DESTINATIONS:
        raise Refused(_("Choose where the patient goes."), field="destination")
    for name, most in COUNTS.items():
        if given[name] is not None and not 0 <= given[name] <= most:
            raise Refused(_("Give a number from 0 to %(most)d.") % {"most": most}, field=name)
    for name, (least, greatest) in LABS.items():
        if given[name] is not None and not least <= given[name] <= greatest:
            told = {"least": least, "most": greatest}
            raise Refused(_("Give a value from %(least)s to %(most)s, in the unit shown.") % told, field=name)
