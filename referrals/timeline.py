"""What the timeline tells of referrals, choices, papers for the next place, and results that came late."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.timeline import Line, Said, lines, source
from directory.models import Service
from patients.models import Case
from referrals.models import Choice, Packet, PendingResult, Referral, ReferralStep, StartCheck

RIGHT = "view_discharge"
TONES = {
    "accepted": "green",
    "booked": "green",
    "started": "green",
    "declined": "orange",
    "not_started": "red",
}


def _step(line: Line) -> Said:
    state = Referral.Status(line.code).label
    return Said(f"{line.text}: {state}", line.more, TONES.get(line.code, "grey"))


@source("referral", kind="discharge", icon="send", perm=RIGHT, say=_step)
def steps(case: Case) -> QuerySet[Any, Any]:
    rows = ReferralStep.objects.filter(referral__case=case)
    return lines(rows, "at", who="by__name", code="status", text="referral__service__name", more="words")


def _begun(line: Line) -> Said:
    if line.code == "true":
        return Said(_("Service has begun: %(name)s") % {"name": line.text}, line.more, "green")
    return Said(_("Service has not begun: %(name)s") % {"name": line.text}, line.more, "red")


@source("startcheck", kind="discharge", icon="check", perm=RIGHT, say=_begun)
def checks(case: Case) -> QuerySet[Any, Any]:
    rows = StartCheck.objects.filter(referral__case=case)
    return lines(rows, "at", who="by__name", code="started", text="referral__service__name", more="words")


def _kind(title: Any, tone: str = "grey") -> Callable[[Line], Said]:
    return lambda line: Said(str(title) % {"kind": Service.Kind(line.code).label}, "", tone)


@source(
    "pacoffered", kind="discharge", icon="list", perm=RIGHT, say=_kind(gettext_lazy("List given: %(kind)s"))
)
def offered(case: Case) -> QuerySet[Any, Any]:
    return lines(
        Choice.objects.filter(case=case, error_at=None), "offered_at", who="offered_by__name", code="kind"
    )


@source(
    "pacchosen", kind="discharge", icon="check", perm=RIGHT,
    say=_kind(gettext_lazy("The patient chose: %(kind)s"), "green"),
)  # fmt: skip
def chosen(case: Case) -> QuerySet[Any, Any]:
    return lines(
        Choice.objects.filter(case=case, error_at=None), "recorded_at", who="recorded_by__name", code="kind"
    )


def _numbered(title: Any, tone: str = "grey") -> Callable[[Line], Said]:
    return lambda line: Said(str(title) % {"number": line.code}, line.text or line.more, tone)


def _packets(
    case: Case, moment: str, who: str = "", text: str = "service__name", more: str = "receiver"
) -> QuerySet[Any, Any]:
    rows = Packet.objects.filter(case=case, error_at=None)
    return lines(rows, moment, who=who, code="number", text=text, more=more)


@source(
    "paperssent", kind="discharge", icon="send", perm=RIGHT,
    say=_numbered(gettext_lazy("Papers sent, version %(number)s"), "blue"),
)  # fmt: skip
def sent(case: Case) -> QuerySet[Any, Any]:
    return _packets(case, "sent_at", "sent_by__name")


@source(
    "papersreceived", kind="discharge", icon="check", perm=RIGHT,
    say=_numbered(gettext_lazy("Papers received, version %(number)s"), "green"),
)  # fmt: skip
def received(case: Case) -> QuerySet[Any, Any]:
    return _packets(case, "received_at", text="received_by_name", more="questions")


def _words(title: Any, tone: str = "grey") -> Callable[[Line], Said]:
    return lambda line: Said(str(title) % {"what": line.text}, line.more, tone)


@source(
    "resultawaited", kind="discharge", icon="flask-conical", perm=RIGHT,
    say=_words(gettext_lazy("A result is still to come: %(what)s"), "yellow"),
)  # fmt: skip
def awaited(case: Case) -> QuerySet[Any, Any]:
    rows = PendingResult.objects.filter(case=case, error_at=None)
    return lines(rows, "created_at", who="created_by__name", text="what", more="clinician")


@source(
    "resultback", kind="discharge", icon="flask-conical", perm=RIGHT, detail="view_clinical",
    say=_words(gettext_lazy("A result came back: %(what)s"), "blue"),
)  # fmt: skip
def back(case: Case) -> QuerySet[Any, Any]:
    rows = PendingResult.objects.filter(case=case, error_at=None)
    return lines(rows, "back_at", who="owner__name", text="what", more="says")
