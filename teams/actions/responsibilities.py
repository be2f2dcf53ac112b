"""Who answers for what on a case: taken, given, moved, shared, released; never two at once (R-DUP-1, R-DUP-5)."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import access
from core.actions import action, keep
from core.refusals import Refused
from directory.models import Practitioner
from patients.models import Case
from policy.activities import Activity
from teams import holders, ledger
from teams.models import Responsibility

Status, Origin = Responsibility.Status, Responsibility.Origin


@action("view_case")
def take(case: Case, *, by: Any, activity: str, why: str = "") -> Responsibility:
    """Take up what nobody answers for; what somebody holds is refused with who it is and the two ways on."""
    rule = holders.rule_for(case, activity)
    holders.must_stand(case, by, rule, field="activity")
    return _hold(case, rule, by, by=by, origin=Origin.TAKEN, why=why)


@action("manage_team")
def give(case: Case, *, by: Any, activity: str, to: Any, why: str = "") -> Responsibility:
    """Let somebody on the team answer for what nobody holds; `move` is for what somebody does."""
    rule = holders.rule_for(case, activity)
    holders.must_stand(case, to, rule, field="to")
    return _hold(case, rule, to, by=by, origin=Origin.GIVEN, why=why)


@action("manage_team", moves={Status.HELD: Status.ENDED})
def move(responsibility: Responsibility, *, by: Any, to: Any, why: str) -> Responsibility:
    """Let somebody else answer from now on, as lead or supervisor decides; never to oneself, never none or two."""
    case = responsibility.case
    _must_be_the_one(responsibility)
    if not why.strip():
        raise Refused(_("Say why somebody else answers from now on."), field="why")
    if to.pk == by.pk:
        raise Refused(_("You cannot take it from them yourself. Ask them to hand it over."), field="to")
    if to.pk == responsibility.holder_id:
        raise Refused(_("%(name)s answers for it already.") % {"name": to.short}, field="to")
    rule = holders.rule_for(case, responsibility.activity)
    holders.must_stand(case, to, rule, field="to")
    _end(responsibility, by=by, why=why)
    return _hold(case, rule, to, by=by, origin=Origin.GIVEN, why=why)


@action("view_case")
def share(case: Case, *, by: Any, activity: str, because: str, user: Any = None) -> Responsibility:
    """Stand beside whoever answers for it, with a reason; they or the lead may also bring somebody in as `user`."""
    rule = holders.rule_for(case, activity)
    held, sharer = holders.holder_of(case, activity), user or by
    if held is None:
        raise Refused(_("Nobody answers for this yet. Take it instead of sharing it."), field="activity")
    if sharer.pk == held.holder_id:
        raise Refused(_("%(name)s answers for it already.") % {"name": sharer.short}, field="user")
    if sharer.pk != by.pk and held.holder_id != by.pk and not access.can(by, "manage_team", case):
        raise Refused(
            _("Only %(name)s or the lead can bring somebody in.") % {"name": held.who}, field="user"
        )
    if not because.strip():
        raise Refused(_("Say why two people share this."), field="because")
    holders.must_stand(case, sharer, rule, field="user")
    facts = {"activity": activity, "holder": sharer, "shared": True, "because": because.strip()}
    origin = Origin.TAKEN if sharer.pk == by.pk else Origin.GIVEN
    return keep(
        Responsibility(case=case, created_by=by, starts_at=ledger.moment(case), origin=origin, **facts)
    )


@action("view_case", moves={Status.HELD: Status.ENDED})
def release(responsibility: Responsibility, *, by: Any, why: str) -> Responsibility:
    """Stop answering for, or sharing, something: one's own, or as lead or supervisor; nobody may then answer for it."""
    if responsibility.holder_id != by.pk and not access.can(by, "manage_team", responsibility.case):
        raise Refused(_("Only %(name)s or the lead can release this.") % {"name": responsibility.who})
    if not why.strip():
        raise Refused(_("Say why this ends."), field="why")
    _end(responsibility, by=by, why=why)
    return responsibility


@action("manage_team", moves={Status.HELD: Status.ENDED})
def lapse(responsibility: Responsibility, *, by: Any) -> Responsibility:
    """Pass on what somebody answered for who does not work on the case any more (the keeper's verb)."""
    if not holders.gone().filter(pk=responsibility.pk).exists():
        raise Refused(_("%(name)s still works on this case.") % {"name": responsibility.who})
    ledger.pass_on(responsibility, by=by, why=_("They do not work on this case any more."))
    return responsibility


@action("manage_team")
def let_speak(case: Case, *, by: Any) -> Case:
    """Let the advocate whom the patient named since take up what is theirs by the rules (the keeper's verb)."""
    if not holders.spoken_for().filter(pk=case.pk).exists() or not ledger.speak(case, by=by):
        raise Refused(_("There is nothing that an advocate takes up here."))
    return case


@action("manage_team")
def name_practitioner(
    case: Case,
    *,
    by: Any,
    activity: str,
    practitioner: Practitioner | None = None,
    name: str = "",
    discipline: str = "",
    phone: str = "",
) -> Responsibility:
    """Write down the physician or therapist who answers and never signs in; the next one named replaces them."""
    rule = holders.rule_for(case, activity)
    if rule.accountable != Role.CONSULTANT:
        raise Refused(
            _("A colleague of this house answers for “%(what)s”. Give it to somebody on the team.")
            % {"what": rule.label},
            field="activity",
        )
    if practitioner is None and not (name.strip() and discipline.strip()):
        raise Refused(_("Say who answers for it, and in which discipline."), field="name")
    who = practitioner or _practitioner(name.strip(), discipline.strip(), phone.strip())
    return _hold(case, rule, None, by=by, origin=Origin.GIVEN, practitioner=who)


def _practitioner(name: str, discipline: str, phone: str) -> Practitioner:
    known = Practitioner.objects.filter(name__iexact=name, discipline__iexact=discipline).first()
    return known or keep(Practitioner(name=name, discipline=discipline, phone=phone))


def _hold(case: Case, rule: Activity, user: Any, *, by: Any, **facts: Any) -> Responsibility:
    at = ledger.moment(case)
    holders.make_way(case, rule, user, by=by, at=at)
    if user is not None:
        holders.stop_sharing(case, rule.code, user, at=at)
    return keep(
        Responsibility(case=case, activity=rule.code, holder=user, starts_at=at, created_by=by, **facts)
    )


def _end(responsibility: Responsibility, *, by: Any, why: str) -> None:
    """End the verb's own row before another takes its place; what was offered of it is taken back."""
    case = responsibility.case
    ledger.end([responsibility], at=ledger.moment(case), why=why)
    ledger.drop_offers(case, by=by, why=why, responsibilities=[responsibility])


def _must_be_the_one(responsibility: Responsibility) -> None:
    if responsibility.shared:
        raise Refused(_("This is a shared part. Move the responsibility of the one who answers for it."))
