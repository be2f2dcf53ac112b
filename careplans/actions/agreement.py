"""Who stands behind a version: each discipline signs its part, the patient or who decides for them agrees, others comment."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.permissions import CLINICAL_ROLES, Role
from careplans.models import Goal, Intervention, PlanComment, PlanSignature, PlanVersion
from core import access, clock
from core.actions import action, keep
from core.refusals import Refused
from patients.models import RelatedPerson
from worklist.told import tell

Status, Signer, Method = PlanVersion.Status, PlanSignature.Signer, PlanSignature.Method
# While a version is written there is nothing yet to stand behind.
STANDS = (Status.SUBMITTED, Status.APPROVED, Status.ACTIVE)
ABOUT: dict[str, Any] = {"goal": Goal, "intervention": Intervention}


@action("edit_notes")
def sign_part(version: PlanVersion, *, by: Any, role: str = "") -> PlanSignature:
    """Sign one's own discipline's part of a version that is no longer written in; once for each discipline."""
    _must_stand(version)
    mine = {str(each) for each in access.roles_with("edit_notes", by, version)}
    able = sorted(mine & {*map(str, CLINICAL_ROLES), Role.CONSULTANT.value})
    role = role or (able[0] if len(able) == 1 else "")
    if role not in able:
        raise Refused(_("Choose the discipline for which you are on this case."), field="role")
    return _keep(version, by, signer=Signer.DISCIPLINE, role=role)


@action("edit_plan")
def record_agreement(
    version: PlanVersion,
    *,
    by: Any,
    signer: str = Signer.PATIENT,
    method: str = Method.SIGNED,
    words: str = "",
    language: str = "",
    person: RelatedPerson | None = None,
) -> PlanSignature:
    """Put down that the patient, or who decides for them, agreed to a version or did not, how and in which language."""
    _must_stand(version)
    if signer not in (Signer.PATIENT, Signer.PROXY):
        raise ValidationError({"signer": _("Choose the patient, or who decides for them.")})
    if signer == Signer.PROXY:
        _must_decide(person, version)
    if method == Method.DECLINED and not words.strip():
        raise Refused(_("Say in their words why they do not agree."), field="words")
    spoken = getattr(getattr(version.case.patient, "communication", None), "spoken", "")
    said = {"words": words.strip(), "language": language or spoken, "method": method}
    who = person if signer == Signer.PROXY else None
    return _keep(version, by, signer=signer, person=who, **said)


@action("view_plan")
def comment_on(version: PlanVersion, *, by: Any, text: str, about: str = "") -> PlanComment:
    """Say something of a version, or of one goal or intervention ("goal:<key>"), without changing it; the lead hears of it."""
    if version.status in (Status.SUPERSEDED, Status.CLOSED):
        raise Refused(_("This version is over. Comment on the present one."))
    row = PlanComment(case=version.case, plan_version=version, text=text, at=clock.now(), written_by=by)
    row.about = _about(about, version)
    made: PlanComment = keep(row)
    lead = version.case.lead
    if lead is not None and lead.pk != by.pk:
        tell(lead, "plan-comment", version.pk, n=PlanComment.objects.filter(plan_version=version).count())
    return made


def _must_stand(version: PlanVersion) -> None:
    if version.status not in STANDS:
        raise Refused(_("This version is still written in, or over. Submit it first; then it is signed."))


def _must_decide(person: RelatedPerson | None, version: PlanVersion) -> None:
    if person is None or person.patient_id != version.case.patient_id:
        raise Refused(_("Say who decides for the patient."), field="person")
    if person.authority == RelatedPerson.Authority.NONE:
        raise Refused(
            _("%(name)s has no authority on record to decide for the patient. Record it first.")
            % {"name": person.name},
            field="person",
        )


def _about(about: str, version: PlanVersion) -> str:
    if not about:
        return ""
    kind, _colon, key = about.partition(":")
    try:
        found = ABOUT[kind].objects.filter(plan=version.plan_id, pk=UUID(key)).exists()
    except (KeyError, ValueError):
        found = False
    if not found:
        raise Refused(_("Choose a part of this plan."), field="about")
    return about


def _keep(version: PlanVersion, by: Any, **said: Any) -> PlanSignature:
    row = PlanSignature(case=version.case, plan_version=version, at=clock.now(), recorded_by=by, **said)
    made: PlanSignature = keep(row)
    return made
