"""What the timeline tells: changes of condition with who knows, the steps of relays, what was decided in conversations."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.timeline import Line, Said, lines, source
from messaging.models import Acknowledgement, ConditionChange, Relay, Thread
from patients.models import Case

TONES = {"critical": "red", "urgent": "orange"}


def _changed(line: Line) -> Said:
    severity = str(ConditionChange.Severity(line.code).label).lower()
    said = _("Change of condition: %(severity)s") % {"severity": severity}
    return Said(said, line.text, TONES.get(line.code, "blue"))


@source("conditionchange", kind="work", icon="siren", perm="view_work", detail="view_clinical", say=_changed)
def changed(case: Case) -> QuerySet[Any, Any]:
    rows = ConditionChange.objects.filter(case=case, error_at=None)
    return lines(rows, "event_at", who="created_by__name", code="severity", text="what")


def _known(line: Line) -> Said:
    if line.more:
        return Said(
            _("Acknowledged a change of condition for %(person)s") % {"person": line.text}, "", "green"
        )
    return Said(_("Acknowledged a change of condition"), "", "green")


@source("ackgiven", kind="work", icon="check-check", perm="view_work", say=_known)
def known(case: Case) -> QuerySet[Any, Any]:
    rows = Acknowledgement.objects.filter(change__case=case)
    return lines(
        rows, "acknowledged_at", who="acknowledged_by__name", text="user__name", more="standing_in_id"
    )


def _excused(line: Line) -> Said:
    said = _("%(person)s need not acknowledge a change of condition") % {"person": line.text}
    return Said(said, line.more)


@source("ackexcused", kind="work", icon="user-minus", perm="view_work", say=_excused)
def excused(case: Case) -> QuerySet[Any, Any]:
    rows = Acknowledgement.objects.filter(change__case=case)
    return lines(rows, "excused_at", who="excused_by__name", text="user__name", more="excused_reason")


def _raised(line: Line) -> Said:
    way = str(Relay.Direction(line.code).label).lower()
    return Said(_("Message taken up: %(way)s") % {"way": way}, line.text, "blue")


@source("relayraised", kind="contact", icon="repeat", perm="view_work", say=_raised)
def raised(case: Case) -> QuerySet[Any, Any]:
    rows = Relay.objects.filter(case=case, error_at=None)
    return lines(rows, "created_at", who="created_by__name", code="direction", text="message")


def _delivered(line: Line) -> Said:
    return Said(
        _("Message delivered: %(how)s") % {"how": str(Relay.Mode(line.code).label).lower()}, line.text
    )


@source("relaydelivered", kind="contact", icon="send", perm="view_work", say=_delivered)
def delivered(case: Case) -> QuerySet[Any, Any]:
    rows = Relay.objects.filter(case=case, error_at=None)
    return lines(rows, "delivered_at", who="delivered_by__name", code="mode", text="plain_version")


def _understood(line: Line) -> Said:
    return Said(_("Message understood"), line.text, "green")


@source("relayunderstood", kind="contact", icon="ear", perm="view_work", say=_understood)
def understood(case: Case) -> QuerySet[Any, Any]:
    rows = Relay.objects.filter(case=case, error_at=None)
    return lines(rows, "understood_at", who="understood_by__name", text="said_back")


def _answered(line: Line) -> Said:
    return Said(_("Answer brought back"), line.text, "green")


@source("relayanswered", kind="contact", icon="reply", perm="view_work", say=_answered)
def answered(case: Case) -> QuerySet[Any, Any]:
    rows = Relay.objects.filter(case=case, error_at=None)
    return lines(rows, "answered_at", who="answered_by__name", text="answer")


def _closed(line: Line) -> Said:
    return Said(_("Loop closed"), line.text)


@source("relayclosed", kind="contact", icon="check", perm="view_work", say=_closed)
def closed(case: Case) -> QuerySet[Any, Any]:
    rows = Relay.objects.filter(case=case, error_at=None)
    return lines(rows, "closed_at", who="closed_by__name")


def _withdrawn(line: Line) -> Said:
    return Said(_("Message withdrawn"), line.text, "orange")


@source("relaywithdrawn", kind="contact", icon="x", perm="view_work", say=_withdrawn)
def withdrawn(case: Case) -> QuerySet[Any, Any]:
    rows = Relay.objects.filter(case=case, error_at=None)
    return lines(rows, "withdrawn_at", who="withdrawn_by__name", text="withdrawn_reason")


def _opened(line: Line) -> Said:
    return Said(_("Conversation opened"), line.text, "blue")


@source("threadopened", kind="notes", icon="messages-square", perm="view_notes", say=_opened)
def opened(case: Case) -> QuerySet[Any, Any]:
    rows = Thread.objects.filter(case=case, error_at=None)
    return lines(rows, "created_at", who="created_by__name", text="topic")


def _decided(line: Line) -> Said:
    return Said(_("Decided: %(topic)s") % {"topic": line.code}, line.text, "green")


@source("threaddecided", kind="notes", icon="pin", perm="view_notes", say=_decided)
def decided(case: Case) -> QuerySet[Any, Any]:
    rows = Thread.objects.filter(case=case, error_at=None)
    return lines(rows, "pinned_at", who="pinned_by__name", code="topic", text="pinned__text")


def _settled(line: Line) -> Said:
    return Said(_("Conversation settled"), line.text)


@source("threadsettled", kind="notes", icon="check-check", perm="view_notes", say=_settled)
def settled(case: Case) -> QuerySet[Any, Any]:
    rows = Thread.objects.filter(case=case, error_at=None)
    return lines(rows, "settled_at", who="settled_by__name", text="topic")
