"""Giving the patient a notice, taking a wrong entry back, picking one that no fact owes, and what the clock does to one."""

import re
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from assessments.raising import supervisors
from core import clock
from core.actions import action, keep
from core.localtime import local_date
from core.refusals import Refused
from discharge import notice_facts, notice_keeping, notice_rules, notice_work
from discharge.models import Notice
from discharge.notice_parts import must_be_their_part, must_do_all
from encounters.models import Encounter
from patients.models import RelatedPerson
from policy.notices import Pick
from worklist import told

Kind, Status, Method = Notice.Kind, Notice.Status, Notice.Method
TO_GIVE = dict.fromkeys((Status.DUE, Status.MISSED), Status.DELIVERED)
HASH = re.compile(r"[0-9a-f]{64}")


def _settle(row: Any, *, by: Any) -> None:
    notice_keeping.settle(row.encounter, by=by)


@action("edit_notice", moves=TO_GIVE, after=_settle)
def deliver_notice(
    notice: Notice,
    *,
    by: Any,
    at: datetime,
    method: str,
    refused: bool = False,
    oral: bool = False,
    signer: str = "",
    representative: RelatedPerson | None = None,
    mailed_on: date | None = None,
    goes_sooner: bool = False,
    language: str = "",
    interpreter: str = "",
    edition: str = "",
    document_hash: str = "",
    note: str = "",
) -> Notice:
    """Record how a notice was given: when, how, who signed; a refusal noted on it counts as given on that day.

    A call to a representative counts when the copy is sent the same day. After its latest instant it is late, not undone.
    """
    must_be_their_part(by, notice)
    _must_be_possible(notice, at)
    _must_be_told(notice, oral, edition, goes_sooner)
    _must_have_reached(notice, at, method, refused, signer, representative, mailed_on)
    if document_hash and not HASH.fullmatch(document_hash):
        raise Refused(
            _("Give the SHA-256 of the signed copy as 64 characters, or leave it."), field="document_hash"
        )
    notice.status = _outcome(method, refused)
    notice.delivered_at, notice.delivered_by, notice.method, notice.oral = at, by, method, oral
    notice.signer, notice.representative, notice.goes_sooner = signer.strip(), representative, goes_sooner
    notice.language, notice.interpreter = language.strip(), interpreter.strip()
    notice.edition, notice.document_hash, notice.note = edition.strip(), document_hash, note.strip()
    counted_back = notice.kind in notice_rules.BY_RELEASE  # in time or not is known once they have left
    notice.late = not counted_back and notice.due_by is not None and at > notice.due_by
    notice_work.finish(notice, by=by, note=str(notice.get_status_display()))
    return notice


@action("edit_notice", after=_settle)
def mark_notice_in_error(notice: Notice, *, by: Any, reason: str) -> Notice:
    """Take back an entry that was wrong: it stays on record, and the notice is owed again."""
    must_be_their_part(by, notice)
    if not reason.strip():
        raise Refused(_("Say what was wrong."), field="reason")
    if notice.status not in notice_facts.GIVEN or notice.error_at is not None:
        raise Refused(_("Only what was given can have been entered wrong."))
    notice.error_at, notice.error_by, notice.error_reason = clock.now(), by, reason.strip()
    return notice


@action("edit_notice")
def pick_notice(encounter: Encounter, *, by: Any, trigger: str) -> Notice:
    """Owe a notice that a person picks by its reason: a HINN, or a change of status where there is no Part B."""
    must_do_all(by, encounter)
    if encounter.case is None:
        raise Refused(_("This visit belongs to no case yet. Count it to one first."))
    version_at = notice_facts.versions_of(encounter.facility)
    if version_at is None:
        raise Refused(_("No rules of notices are in force. Ask the administrator to load them."))
    now = clock.now()
    version = version_at(now)
    figures = notice_facts.figures(version)
    pick = next((each for each in figures.picks if each.code == trigger), None)
    if pick is None:
        raise Refused(_("Choose the reason from the list."), field="trigger")
    rows = list(Notice.objects.filter(encounter=encounter, error_at=None))
    stay = notice_facts.stay_of(encounter, rows)
    if not notice_rules.original_medicare_first(stay, now):
        raise Refused(
            _("Original Medicare does not pay first: this notice is not the patient's."), field="trigger"
        )
    return _owe(encounter, rows, pick, by, version, stay, figures)


@action("edit_notice", moves={Status.DUE: Status.MISSED})
def miss_notice(notice: Notice, *, by: Any) -> Notice:
    """The time is over and nobody gave it (the keeper's verb): supervisors hear; who has left cannot be given it any more."""
    if notice.due_by is None or notice.due_by >= clock.now():
        raise Refused(_("This is still in time."))
    if notice.item_id is not None:
        for person in supervisors(notice.case):
            told.tell(person, "notice-missed", notice.pk, late=True)
    if notice.encounter.ended_at is not None:
        notice_work.drop(notice, by=by, reason=_("The patient has left."))
    return notice


@action("edit_notice")
def settle_notices(encounter: Encounter, *, by: Any) -> Encounter:
    """Bring the notices of a visit in line with its facts (the keeper's verb): what time alone changes."""
    notice_keeping.settle(encounter, by=by)
    return encounter


def _owe(
    encounter: Encounter, rows: list[Notice], pick: Pick, by: Any, version: Any, stay: Any, figures: Any
) -> Notice:
    mine = [row for row in rows if row.kind == pick.kind]
    if any(row.status in (Status.DUE, Status.MISSED) for row in mine):
        raise Refused(_("This notice is owed already. Give it."), field="trigger")
    number = 1 + max((row.number for row in mine), default=0)
    row = Notice(case=encounter.case, encounter=encounter, kind=pick.kind, number=number, picked=pick.code)
    row.rules, row.because, row.created_by, row.due_from = version, pick.text[:240], by, clock.now()
    row.due_by = notice_rules.picked_by(row.kind, row.due_from, stay, figures)
    return notice_keeping.worked(keep(row), by)


def _must_be_possible(notice: Notice, at: datetime) -> None:
    zone = notice.encounter.facility.tz
    if at > clock.now():
        raise Refused(_("This is still to come. Enter when it was given."), field="at")
    if notice.due_from is not None and at < notice.due_from:
        opens = notice.due_from.astimezone(zone)
        words = _("Too early: it counts from %(on)s, %(at)s on.")
        if notice.kind == Kind.IM_FOLLOW_UP:
            words = _(
                "Too early: it counts from %(on)s, %(at)s on. If they leave sooner, move the date first."
            )
        raise Refused(words % {"on": f"{opens:%-d %b %Y}", "at": f"{opens:%H:%M}"}, field="at")
    left = notice.encounter.ended_at
    if left is not None and at > left:
        raise Refused(_("The patient had left by then. Enter when it was given."), field="at")


def _must_be_told(notice: Notice, oral: bool, edition: str, goes_sooner: bool) -> None:
    if goes_sooner and notice.kind != Kind.IM_FOLLOW_UP:
        raise Refused(
            _("Only before the follow-up copy are there hours to forgo. Leave this open."),
            field="goes_sooner",
        )
    if notice.kind == Kind.MOON and not oral:
        raise Refused(
            _("This notice counts when it is given in writing and explained in speech."), field="oral"
        )
    if notice.kind != Kind.RIGHTS and not edition.strip():
        raise Refused(_("Write which edition of the form was given."), field="edition")


def _must_have_reached(
    notice: Notice,
    at: datetime,
    method: str,
    refused: bool,
    signer: str,
    representative: RelatedPerson | None,
    mailed_on: date | None,
) -> None:
    """Somebody signed, refused to, or was called with the copy sent the same day."""
    if method not in Method:
        raise Refused(_("Choose how it was given."), field="method")
    if representative is not None and representative.patient_id != notice.case.patient_id:
        raise Refused(_("Choose somebody who belongs to this patient."), field="representative")
    if method != Method.PHONE_AND_MAIL:
        if not refused and not signer.strip():
            raise Refused(_("Write who signed, or tick that they refused to sign."), field="signer")
        return
    if representative is None:
        raise Refused(
            _("By phone it is given to a representative only. Choose whom."), field="representative"
        )
    if mailed_on != local_date(at, notice.encounter.facility.tz):
        raise Refused(_("The call counts only when the copy is sent the same day."), field="mailed_on")


def _outcome(method: str, refused: bool) -> str:
    if method == Method.PHONE_AND_MAIL:
        return Status.REP_CONTACTED
    return Status.REFUSED if refused else Status.DELIVERED
