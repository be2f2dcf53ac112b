"""What the timeline tells of work: opened, done, cancelled; contacts, appointments, promises and their reminders."""

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.timeline import Line, Said, lines, source
from patients.models import Case
from teams.models import Consult
from worklist.models import (
    Appointment,
    ContactAttempt,
    FollowUp,
    FollowUpOutcome,
    Item,
    ItemComment,
    ItemHelper,
    ItemTransfer,
    Reminder,
)

REACHED = ContactAttempt.Outcome.REACHED


@source(
    "opened", kind="work", icon="square-plus", perm="view_work",
    say=lambda line: Said(_("Work opened: %(what)s") % {"what": line.text}, line.more),
)  # fmt: skip
def opened(case: Case) -> QuerySet[Any, Any]:
    return lines(
        Item.objects.filter(case=case), "created_at", who="created_by__name", text="what", more="why"
    )


@source(
    "done", kind="work", icon="square-check", perm="view_work",
    say=lambda line: Said(_("Done: %(what)s") % {"what": line.text}, line.more, "green"),
)  # fmt: skip
def done(case: Case) -> QuerySet[Any, Any]:
    return lines(
        Item.objects.filter(case=case), "done_at", who="done_by__name", text="what", more="done_note"
    )


@source(
    "cancelled", kind="work", icon="square-x", perm="view_work",
    say=lambda line: Said(_("Cancelled: %(what)s") % {"what": line.text}, line.more),
)  # fmt: skip
def cancelled(case: Case) -> QuerySet[Any, Any]:
    return lines(Item.objects.filter(case=case), "cancelled_at", text="what", more="cancel_reason")


@source(
    "promised", kind="work", icon="calendar-clock", perm="view_work",
    say=lambda line: Said(_("Follow-up promised: %(what)s") % {"what": line.text}, "", "blue"),
)  # fmt: skip
def promised(case: Case) -> QuerySet[Any, Any]:
    return lines(FollowUp.objects.filter(case=case), "created_at", who="created_by__name", text="what")


@source(
    "stopped", kind="work", icon="calendar-x", perm="view_work",
    say=lambda line: Said(_("Follow-up stopped: %(what)s") % {"what": line.text}, line.more),
)  # fmt: skip
def stopped(case: Case) -> QuerySet[Any, Any]:
    return lines(FollowUp.objects.filter(case=case), "stopped_at", text="what", more="stop_reason")


REMINDED: dict[str, Any] = {
    Reminder.To.PERSON: gettext_lazy("Reminder to whoever does it: %(what)s"),
    Reminder.To.DEPUTY: gettext_lazy("Reminder to the deputy: %(what)s"),
    Reminder.To.SUPERVISOR: gettext_lazy("Reminder to the supervisor: %(what)s"),
    Reminder.To.PATIENT: gettext_lazy("Reminder to the patient: %(what)s"),
}


def _reminded(line: Line) -> Said:
    if line.more:
        return Said(_("Reminder to %(person)s: %(what)s") % {"person": line.more, "what": line.text})
    return Said(REMINDED[line.code] % {"what": line.text})


@source("reminded", kind="work", icon="bell", perm="view_work", say=_reminded)
def reminded(case: Case) -> QuerySet[Any, Any]:
    rows = Reminder.objects.filter(item__case=case, told__gt=0).annotate(
        whom=Coalesce("recipient__name", Value(""))
    )
    return lines(rows, "planned_at", code="to", text="item__what", more="whom")


def _met(line: Line) -> Said:
    said = _("appointment with %(person)s") % {"person": line.text}
    return _reminded(line._replace(text=said))


@source("remindedofmeeting", kind="work", icon="bell", perm="view_work", say=_met)
def reminded_of_meetings(case: Case) -> QuerySet[Any, Any]:
    rows = Reminder.objects.filter(appointment__case=case, told__gt=0).annotate(
        whom=Coalesce("recipient__name", Value("")),
        met=Coalesce("appointment__user__name", "appointment__practitioner__name"),
    )
    return lines(rows, "planned_at", code="to", text="met", more="whom")


@source(
    "missed", kind="work", icon="calendar-x", perm="view_work",
    say=lambda line: Said(_("Missed: %(what)s") % {"what": line.text}, _("Nobody did it in time."), "red"),
)  # fmt: skip
def missed(case: Case) -> QuerySet[Any, Any]:
    return lines(Item.objects.filter(case=case), "missed_at", text="what")


def _outcome(line: Line) -> Said:
    response, _bar, decision = line.code.partition("|")
    said = {
        "response": FollowUpOutcome.Response(response).label,
        "decision": FollowUpOutcome.Decision(decision).label,
    }
    title = _("Outcome of a follow-up: %(what)s") % {"what": line.text}
    text = " ".join(filter(None, [_("%(response)s. %(decision)s.") % said, line.more]))
    return Said(title, text, "red" if response == FollowUpOutcome.Response.WORSE else "green")


@source("outcome", kind="contact", icon="clipboard-check", perm="view_clinical", say=_outcome)
def outcomes(case: Case) -> QuerySet[Any, Any]:
    rows = FollowUpOutcome.objects.filter(item__case=case)
    rows = rows.annotate(how=Concat("response", Value("|"), "decision"))
    return lines(
        rows, "created_at", who="recorded_by__name", code="how", text="item__what", more="decision_note"
    )


def _contact(line: Line) -> Said:
    mode, _bar, outcome = line.code.partition("|")
    said = {"way": ContactAttempt.Mode(mode).label, "outcome": ContactAttempt.Outcome(outcome).label}
    text = " ".join(filter(None, (line.text, _("Next: %(step)s") % {"step": line.more} if line.more else "")))
    return Said(_("%(way)s: %(outcome)s") % said, text, "green" if outcome == REACHED else "yellow")


@source("contact", kind="contact", icon="phone", perm="view_work", say=_contact)
def contacts(case: Case) -> QuerySet[Any, Any]:
    rows = ContactAttempt.objects.filter(case=case).annotate(how=Concat("mode", Value("|"), "outcome"))
    return lines(rows, "at", who="recorded_by__name", code="how", text="note", more="next_step")


def _settled(line: Line) -> Said:
    status = str(Appointment.Status(line.code).label)
    title = _("Appointment with %(person)s: %(outcome)s") % {
        "person": line.text,
        "outcome": status[:1].lower() + status[1:],
    }
    return Said(title, line.more, "green" if line.code == Appointment.Status.KEPT else "yellow")


@source(
    "booked", kind="contact", icon="calendar-plus", perm="view_work",
    say=lambda line: Said(_("Appointment booked with %(person)s") % {"person": line.text}, line.more, "blue"),
)  # fmt: skip
def booked(case: Case) -> QuerySet[Any, Any]:
    rows = Appointment.objects.filter(case=case).annotate(whom=Coalesce("user__name", "practitioner__name"))
    return lines(rows, "created_at", who="created_by__name", text="whom", more="place")


@source("settled", kind="contact", icon="calendar-check", perm="view_work", say=_settled)
def settled(case: Case) -> QuerySet[Any, Any]:
    rows = Appointment.objects.filter(case=case).annotate(whom=Coalesce("user__name", "practitioner__name"))
    return lines(rows, "settled_at", code="status", text="whom", more="cancel_reason")


@source(
    "helping", kind="work", icon="user-plus", perm="view_work",
    say=lambda line: Said(_("Joined: %(what)s") % {"what": line.text}),
)  # fmt: skip
def joined(case: Case) -> QuerySet[Any, Any]:
    return lines(
        ItemHelper.objects.filter(item__case=case), "created_at", who="user__name", text="item__what"
    )


@source(
    "said", kind="work", icon="message-square", perm="view_work",
    say=lambda line: Said(_("Said on: %(what)s") % {"what": line.text}, line.more),
)  # fmt: skip
def said(case: Case) -> QuerySet[Any, Any]:
    rows = ItemComment.objects.filter(item__case=case)
    return lines(rows, "created_at", who="by__name", text="item__what", more="text")


@source(
    "offered", kind="work", icon="arrow-right-left", perm="view_work",
    say=lambda line: Said(_("Offered to %(name)s: %(what)s") % {"name": line.code, "what": line.text}, line.more),
)  # fmt: skip
def offered(case: Case) -> QuerySet[Any, Any]:
    rows = ItemTransfer.objects.filter(item__case=case)
    return lines(
        rows, "created_at", who="created_by__name", code="to_user__name", text="item__what", more="why"
    )


def _answered(line: Line) -> Said:
    said = {"outcome": ItemTransfer.Status(line.code).label, "what": line.text}
    return Said(_("Offer of work: %(outcome)s: %(what)s") % said, line.more)


@source("handed", kind="work", icon="check", perm="view_work", say=_answered)
def handed(case: Case) -> QuerySet[Any, Any]:
    rows = ItemTransfer.objects.filter(item__case=case)
    return lines(
        rows, "answered_at", who="answered_by__name", code="status", text="item__what", more="answer"
    )


@source(
    "asked", kind="team", icon="message-circle-question-mark", perm="view_consult",
    say=lambda line: Said(_("%(person)s was asked a question") % {"person": line.text}, line.more, "blue"),
)  # fmt: skip
def asked(case: Case) -> QuerySet[Any, Any]:
    rows = Consult.objects.filter(case=case, error_at=None)
    return lines(rows, "created_at", who="created_by__name", text="to_user__name", more="question")


@source(
    "answered", kind="team", icon="message-circle", perm="view_consult",
    say=lambda line: Said(_("A question was answered"), line.more, "green"),
)  # fmt: skip
def answered(case: Case) -> QuerySet[Any, Any]:
    rows = Consult.objects.filter(case=case, error_at=None)
    return lines(rows, "answered_at", who="answered_by__name", more="advice")


@source(
    "takenup", kind="team", icon="git-pull-request-arrow", perm="view_consult",
    say=lambda line: Said(_("The plan changed because of an answer"), line.more),
)  # fmt: skip
def taken_up(case: Case) -> QuerySet[Any, Any]:
    rows = Consult.objects.filter(case=case, error_at=None, plan_changed=True)
    return lines(rows, "applied_at", who="applied_by__name", more="change_note")
