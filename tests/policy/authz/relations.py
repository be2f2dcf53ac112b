"""How people come to stand in each relation of matrix.toml: the rows behind it, also those that no verb would write."""

from functools import partial
from typing import Any

from django.contrib.auth.models import Permission

from accounts.models import User
from facilities.models import Team, Unit
from patients.models import Case, Consent, Patient
from teams.models import (
    Absence,
    AccessBlock,
    Assignment,
    CaseGrant,
    EmergencyAccess,
    FacilityRole,
    TeamMember,
    Transfer,
    UnitCover,
)
from tests.policy.authz.cast import DAY, HOUR, MAKERS, Cast, Person, Rows, makes
from tests.policy.authz.matrix import matrix

# ------------------------------------------------------------------------------------------------------- assignments
PERIODS = {
    "": (-500, None),
    # With an end already: what has not begun has no tail either.
    "future": (2, 9),
    "over": (-500, -1),
    "retired": (-500, None),
    "tail": (-500, -10),
    "long_ended": (-500, -31),
    "shorter_tail": (-500, -10),
    "in_error": (-500, None),
    "tail_in_error": (-500, -10),
    "tail_retired": (-500, -10),
}


def period(cast: Cast, kind: str, **more: Any) -> dict[str, Any]:
    """From and until, and whether a sweep has been there."""
    begins, ends = PERIODS.get(kind, PERIODS[""])
    return {
        "starts_at": cast.now + begins * DAY,
        "ends_at": None if ends is None else cast.now + ends * DAY,
        "live": not kind.endswith("retired"),
        **more,
    }


def part(cast: Cast, user: User, role: str, case: Case, kind: str = "", **more: Any) -> Assignment:
    """A part in a case: its role from some day, until some day, with the status that goes with it."""
    facts = period(cast, kind)
    facts["status"] = "ended" if facts["ends_at"] and facts["ends_at"] <= cast.now else "active"
    if kind == "shorter_tail":
        facts["read_until"] = cast.now - 5 * DAY
    if kind.endswith("in_error"):
        facts |= {"error_at": cast.now, "error_by": cast.by, "error_reason": "wrong person"}
    return Assignment(case=case, user=user, role=matrix().roles[role], created_by=cast.by, **facts | more)


@makes("none")
def _none(cast: Cast, person: Person, case: Case) -> Rows:
    yield from ()


@makes("assignment", "deactivated", *(f"assignment_{kind}" for kind in PERIODS if kind not in ("", "over")))
def _assignment(cast: Cast, person: Person, case: Case) -> Rows:
    kind = person.relation.removeprefix("assignment").removeprefix("deactivated").strip("_")
    yield part(cast, person.user, person.role, case, kind)


# ------------------------------------------------------------------------------------------------------------- cover
# What the absent person's own part is.
OF = {"of_former": "long_ended", "of_future": "future", "of_in_error": "in_error", "of_retired": "retired"}


def _away(cast: Cast, person: Person, case: Case, kind: str) -> Rows:
    """A colleague with a part in each case, and one absence of theirs for which the person stands in."""
    colleague = cast.colleagues[person.user.pk]
    yield part(cast, colleague, person.role, case, OF.get(kind, ""))
    if case != cast.first:
        return
    begins, ends = {"future": (2, 9), "over": (-9, -2)}.get(kind, (-2, 9))
    other = "nurse" if person.role != "RN" else "coordinator"
    yield Absence(
        user=colleague,
        deputy=person.user,
        facility=cast.elsewhere if kind == "elsewhere" else cast.facility,
        created_by=cast.by,
        status="planned" if kind == "not_accepted" else "covered",
        roles=[other if kind == "other_role" else matrix().roles[person.role]],
        only_led=kind == "only_led",
        live=kind != "retired",
        starts_at=cast.now + begins * DAY,
        ends_at=cast.now + ends * DAY,
    )


for _kind in (
    "", "future", "over", "retired", "not_accepted", "other_role", "only_led", "elsewhere", *OF
):  # fmt: skip
    MAKERS[f"deputy_{_kind}".strip("_")] = partial(_away, kind=_kind)


@makes("unit_cover", "unit_cover_future", "unit_cover_over", "unit_cover_retired", "unit_cover_other")
def _cover(cast: Cast, person: Person, case: Case) -> Rows:
    kind = person.relation.removeprefix("unit_cover").strip("_")
    if case == cast.first:
        unit = _other(Unit, cast) if kind == "other" else cast.unit
        yield UnitCover(user=person.user, unit=unit, role=matrix().roles[person.role], **period(cast, kind))


def _other(model: Any, cast: Cast) -> Any:
    """Another unit or team of the same facility; made once."""
    key = {"code": "AZ2"} if model is Unit else {}
    return model.objects.get_or_create(facility=cast.facility, name="Another", defaults=key)[0]


# ------------------------------------------------------------------------------------------------ teams and facilities
@makes(
    "supervision", "supervision_future", "supervision_over", "supervision_retired", "supervision_other_team", "membership"
)  # fmt: skip
def _membership(cast: Cast, person: Person, case: Case) -> Rows:
    kind = person.relation.removeprefix("supervision").strip("_")
    if case == cast.first:
        team = _other(Team, cast) if kind == "other_team" else cast.team
        leads = person.relation != "membership"
        yield TeamMember(user=person.user, team=team, supervises=leads, **period(cast, kind))


@makes(
    "facility_role", "facility_role_future", "facility_role_over", "facility_role_retired", "facility_role_elsewhere"
)  # fmt: skip
def _facility_role(cast: Cast, person: Person, case: Case) -> Rows:
    kind = person.relation.removeprefix("facility_role").strip("_")
    if case == cast.first:
        where = cast.elsewhere if kind == "elsewhere" else cast.facility
        yield FacilityRole(
            user=person.user, facility=where, role=matrix().roles[person.role], **period(cast, kind)
        )


# ------------------------------------------------------------------------------------------------------------- grants
GRANTED = {"": (-2, 5, None), "tail": (-9, -2, 5), "over": (-30, -20, -13), "future": (2, 5, None)}


@makes(
    "consult",
    "consult_tail",
    "consult_over",
    "consult_in_error",
    "consult_future",
    "consult_retired",
    "conference",
)
def _bundle(cast: Cast, person: Person, case: Case) -> Rows:
    kind = person.relation.removeprefix("consult").removeprefix("conference").strip("_")
    begins, ends, reads = GRANTED.get(kind, GRANTED[""])
    said = matrix().relations[person.relation]
    yield CaseGrant(
        case=case,
        user=person.user,
        created_by=cast.by,
        kind="conference" if person.relation == "conference" else "consult",
        role=matrix().roles[said.get("as", person.role)],
        classes=said.get("classes", ["clinical", "plan"]),
        why="asked",
        starts_at=cast.now + begins * DAY,
        ends_at=cast.now + ends * DAY,
        read_until=None if reads is None else cast.now + reads * DAY,
        live=kind != "retired",
        **(
            {"error_at": cast.now, "error_by": cast.by, "error_reason": "wrong"} if kind == "in_error" else {}
        ),
    )


@makes("manual", "manual_over", "manual_future", "manual_retired", "manual_in_error")
def _manual(cast: Cast, person: Person, case: Case) -> Rows:
    kind = person.relation.removeprefix("manual").strip("_")
    begins, ends = {"over": (-9, -2), "future": (2, 9)}.get(kind, (-2, 9))
    name = matrix().relations["manual"]["permission"]
    permission = Permission.objects.get(codename=name, content_type__model="case")
    wrong = {"error_at": cast.now, "error_by": cast.by, "error_reason": "wrong"}
    yield CaseGrant(
        case=case,
        user=person.user,
        created_by=cast.by,
        kind="manual",
        permission=permission,
        why="asked",
        starts_at=cast.now + begins * DAY,
        ends_at=cast.now + ends * DAY,
        live=kind != "retired",
        **(wrong if kind == "in_error" else {}),
    )


@makes("offer", "offer_future", "offer_expired", "offer_rejected", "offer_in_error")
def _offer(cast: Cast, person: Person, case: Case) -> Rows:
    kind = person.relation.removeprefix("offer").strip("_")
    giver = part(cast, cast.by, "CM", case)
    # Each offer is of a part of its own; the givers' parts follow each other so that no two overlap.
    slot = cast.now - (900 + cast.people.index(person)) * DAY
    giver.starts_at, giver.ends_at, giver.status, giver.live = slot, slot + DAY, "ended", False
    yield giver
    answered = {"answered_at": cast.now, "answered_by": person.user} if kind == "rejected" else {}
    mark = {"error_at": cast.now, "error_by": cast.by, "error_reason": "wrong"} if kind == "in_error" else {}
    yield Transfer(
        case=case,
        created_by=cast.by,
        assignment=giver,
        role=matrix().roles[person.role],
        from_user=cast.by,
        to_user=person.user,
        answer_by=person.user,
        status="rejected" if kind == "rejected" else "offered",
        why="leave",
        expires_at=cast.now + (-1 if kind == "expired" else 2) * HOUR,
        created_at=cast.now + (1 if kind == "future" else -20) * HOUR,
        **answered | mark,
    )


# ----------------------------------------------------------------------------------------------- consents and labels
def consent(
    cast: Cast, patient: Patient, user: User, purpose: str, classes: list[str], kind: str = ""
) -> Consent:
    """A consent to one person in some state of its life."""
    facts = period(cast, kind)
    if kind == "revoked":
        facts |= {"revoked_at": cast.now - HOUR, "revoked_by": cast.by}
    return Consent(
        patient=patient, to_user=user, purpose=purpose, classes=classes, method="signed", **facts
    )  # fmt: skip


@makes(
    "consent", "consent_narrow", "consent_future", "consent_over", "consent_retired", "consent_revoked", "consent_other_purpose",
    "consent_on_retired_record", "consent_employed",
)  # fmt: skip
def _consent(cast: Cast, person: Person, case: Case) -> Rows:
    kind = person.relation.removeprefix("consent").strip("_")
    classes = matrix().relations[person.relation].get("classes", matrix().relations["consent"]["classes"])
    purpose = "treatment" if kind == "other_purpose" else "advocacy"
    patient = case.patient
    if kind == "on_retired_record":
        patient = _retired(cast, case)
        if patient._state.adding:
            yield patient
    if kind == "employed" and case == cast.first:
        role = matrix().roles[person.role]
        yield FacilityRole(user=person.user, facility=cast.facility, role=role, **period(cast, ""))
    yield consent(cast, patient, person.user, purpose, classes, kind)


def _retired(cast: Cast, case: Case) -> Patient:
    """A record that was joined with the case's patient; made once for each."""
    key = ("retired", case.pk)
    if key not in cast.colleagues:
        cast.colleagues[key] = Patient(
            facility=cast.facility, family="Retired", given="Retired", merged_into=case.patient
        )  # type: ignore[assignment]
        return cast.colleagues[key]  # type: ignore[return-value]
    found: Any = cast.colleagues[key]
    found._state.adding = False
    return found


@makes(*(name for name in matrix().relations if name == "label" or name.startswith("label_")))
def _label(cast: Cast, person: Person, case: Case) -> Rows:
    kind = person.relation.removeprefix("label").strip("_")
    about_part = kind.startswith("part_")
    if kind != "without_part":
        yield part(cast, person.user, person.role, case, PART[kind] if about_part else "")
    who = cast.by if kind == "other_person" else person.user
    names = matrix().relations[person.relation].get("labels", ["42cfr2", "sens"])
    purpose = "family" if kind == "of_family" else "treatment"
    # An ordinary class besides: what one's part gives anyway, and no consent to treatment adds to.
    yield consent(cast, case.patient, who, purpose, [*names, "plan"], "" if about_part else kind)


PART = {
    "part_future": "future",
    "part_over": "long_ended",
    "part_in_error": "in_error",
    "part_retired": "retired",
}


# -------------------------------------------------------------------------------------------- emergencies and blocks
@makes(
    "emergency", "emergency_part2", "emergency_expired", "emergency_ended", "emergency_retired", "emergency_on_retired_record",
    "blocked_emergency",
)  # fmt: skip
def _emergency(cast: Cast, person: Person, case: Case) -> Rows:
    kind = person.relation.removeprefix("emergency").strip("_")
    opened = cast.now - (5 if kind == "expired" else 1) * HOUR
    patient = case.patient
    if kind == "on_retired_record":
        patient = _retired(cast, case)
        if patient._state.adding:
            yield patient
    part2 = {f"part2_{name}": "told" for name in ("recipient", "affiliation", "nature")}
    yield EmergencyAccess(
        patient=patient,
        user=person.user,
        role=matrix().roles[person.role],
        reason="treatment",
        words="unconscious in the lobby",
        opened_at=opened,
        expires_at=opened + 4 * HOUR,
        ended_at=cast.now - HOUR / 2 if kind == "ended" else None,
        review_due_at=cast.now + 2 * DAY,
        live=kind != "retired",
        **(part2 if kind == "part2" else {}),
    )
    if person.relation.startswith("blocked"):
        yield block(cast, person, case)


def block(cast: Cast, person: Person, case: Case, kind: str = "") -> AccessBlock:
    """A block of the person from the case's patient."""
    return AccessBlock(
        patient=case.patient, user=person.user, why="asked", created_by=cast.by, **period(cast, kind)
    )


@makes("blocked_assignment", "block_over", "block_retired", "block_future")
def _blocked(cast: Cast, person: Person, case: Case) -> Rows:
    yield part(cast, person.user, person.role, case)
    yield block(cast, person, case, person.relation.removeprefix("blocked_assignment").removeprefix("block_"))


@makes("blocked_facility_role")
def _blocked_here(cast: Cast, person: Person, case: Case) -> Rows:
    if case == cast.first:
        yield FacilityRole(
            user=person.user, facility=cast.facility, role=matrix().roles[person.role], **period(cast, "")
        )
    yield block(cast, person, case)
