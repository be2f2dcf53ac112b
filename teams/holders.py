"""Who may answer for an activity of a case, and who does now; and the sentences that say why somebody cannot."""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import clock, wording
from core.refusals import Refused
from patients.models import Case, Consent, Stage
from policy.activities import Activities, Activity
from policy.queries import activities
from teams import ledger, standing
from teams.models import AccessBlock, Assignment, FacilityRole, Responsibility, TeamMember, Transfer

# They have to do with a case without being of its care team.
BESIDE = {Role.INTAKE.value, Role.ADVOCATE.value}


def words_of(transfer: Transfer) -> str:
    """What is handed over, in words: an activity, or a whole part in the case."""
    if transfer.responsibility is not None:
        return rules_of(transfer.case).label(transfer.responsibility.activity)
    return _("The whole part as %(role)s") % {"role": transfer.get_role_display().lower()}


def rule_for(case: Case, activity: str) -> Activity:
    """The rule in force for an activity; Refused when there is none of that code, or the case is closed."""
    rule = rules_of(case).get(activity)
    if rule is None:
        raise Refused(_("Choose one of the activities."), field="activity")
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before somebody answers for its work."))
    return rule


def rules_of(case: Case) -> Activities:
    """The rules in force for a case."""
    return activities(case.facility, clock.now())


def holder_of(case: Case, activity: str) -> Responsibility | None:
    """Who answers for it, if somebody does."""
    rows = ledger.live(case, clock.now()).filter(activity=activity, shared=False)
    return rows.select_related("holder", "practitioner").first()


def must_stand(case: Case, user: Any, rule: Activity, *, field: str) -> set[str]:
    """The roles in which somebody works on the case; Refused unless one of them may answer for the activity."""
    if not user.is_active or user.is_service:
        raise Refused(_("This person cannot sign in any more. Choose somebody else."), field=field)
    roles = standing.on_case(case, user)
    if not roles:
        raise Refused(
            _(
                "%(name)s is not on this case. Only somebody on the care team can answer for its work: add them first."
            )
            % {"name": user.short},
            field=field,
        )
    if roles <= BESIDE and not may_answer(rule, roles):
        raise Refused(
            _("Somebody of the care team answers for “%(what)s”. Ask the lead, or your supervisor.")
            % {"what": rule.label},
            field=field,
        )
    if not may_answer(rule, roles):
        raise Refused(
            _("A physician or therapist answers for “%(what)s”. Name them, or add them to the team.")
            % {"what": rule.label},
            field=field,
        )
    return roles


def may_answer(rule: Activity, roles: Collection[str]) -> bool:
    """Whether one of these roles may answer; small teams share out work, but a physician's word is a physician's.

    Who stands beside the care team answers only for what the rules give them.
    """
    if set(roles) <= BESIDE:
        return bool({rule.accountable, rule.otherwise, *rule.does} & set(roles))
    if rule.accountable == Role.CONSULTANT:
        return bool({Role.CONSULTANT.value, *rule.does} & set(roles))
    return True


def make_way(case: Case, rule: Activity, user: Any, *, by: Any, at: datetime) -> None:
    """Refused with who holds the activity and the two ways on; who cannot sign in any more makes way for anybody.

    `user` is who is to answer; None for a physician by name, who takes the place of another one.
    """
    held = holder_of(case, rule.code)
    if held is None:
        return
    if user is not None and held.holder_id == user.pk:
        raise Refused(_("%(name)s answers for it already.") % {"name": user.short}, field="activity")
    if (held.holder is not None and held.holder.is_active) or (held.practitioner and user is not None):
        raise Refused(taken(case, held), field="activity")
    why = _("Somebody else answers for it now.")
    ledger.end([held], at=at, why=why)
    ledger.drop_offers(case, by=by, why=why, responsibilities=[held])


def taken(case: Case, held: Responsibility) -> str:
    """Who answers for it since when, and what one can do."""
    since = wording.day(held.starts_at.astimezone(case.facility.tz).date(), clock.today(case.facility.tz))
    if held.practitioner:
        return _(
            "%(name)s answers for this since %(day)s. The lead can release it, or share it and say why."
        ) % {
            "name": held.who,
            "day": since,
        }
    return _(
        "%(name)s answers for this since %(day)s. Ask them to hand it over, or share it and say why."
    ) % {
        "name": held.who,
        "day": since,
    }


def gone() -> "QuerySet[Responsibility]":
    """What people still answer for on open cases on which they do not work any more, or from which they are kept.

    Their part ran out or their role changed, they supervise the team no longer, the consent to an advocate ended.
    What somebody held who cannot sign in at all is a hole already (teams.holes).
    """
    now, who = clock.now(), {"user": OuterRef("holder")}
    parts = Assignment.objects.filter(case=OuterRef("case"), error_at=None, **who)
    works = (
        parts.filter(status="active"),
        TeamMember.objects.filter(team=OuterRef("case__team"), supervises=True, **who),
        Consent.objects.filter(patient=OuterRef("case__patient"), purpose="advocacy", revoked_at=None,
                               to_user=OuterRef("holder")),
    )  # fmt: skip
    # Who registered a case needs no part in it; somebody who had one is judged by that.
    desk = FacilityRole.objects.filter(facility=OuterRef("case__facility"), role=Role.INTAKE, **who)
    away = reduce(and_, (~Q(Exists(_now(rows, now))) for rows in works))
    away &= Q(Exists(parts)) | ~Q(Exists(_now(desk, now)))
    kept_from = Exists(_now(AccessBlock.objects.filter(patient=OuterRef("case__patient"), **who), now))
    held = _now(Responsibility.objects.filter(status="held", error_at=None, holder__is_active=True), now)
    return held.filter(away | kept_from).exclude(case__stage=Stage.CLOSED)


def spoken_for() -> "QuerySet[Case]":
    """Formed cases whose patient let an advocate speak who has taken up nothing of it since."""
    now = clock.now()
    agreed = Consent.objects.filter(purpose="advocacy", revoked_at=None, to_user__is_active=True)
    taken_up = Responsibility.objects.filter(
        case__patient=OuterRef("patient"), holder=OuterRef("to_user"), starts_at__gte=OuterRef("starts_at")
    )
    kept_from = AccessBlock.objects.filter(user=OuterRef("to_user"), patient=OuterRef("patient"))
    new = _now(agreed, now).filter(~Exists(taken_up), ~Exists(_now(kept_from, now)))
    return Case.objects.filter(patient__in=new.values("patient"), lead__isnull=False).exclude(
        stage=Stage.CLOSED
    )


def _now(rows: Any, now: datetime) -> Any:
    return rows.filter(live=True, starts_at__lte=now).exclude(ends_at__lte=now)


def stop_sharing(case: Case, activity: str, user: Any, *, at: datetime) -> None:
    """Who becomes the one to answer no longer shares."""
    ledger.end(ledger.live(case, at).filter(activity=activity, holder=user, shared=True), at=at, why="")
