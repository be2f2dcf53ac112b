"""POST /interop/hl7v2/: one message in, its answer out, with an integration account's key."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from accounts import keys
from accounts.models import User
from audit import record
from core import clock
from core.refusals import Refused
from core.routes import route
from facilities.models import Facility
from interop import answering, door
from interop.gate import facility_for
from interop.hl7 import limits, split
from interop.models import Inbound

SCOPE = "hl7"
MEDIA = "application/hl7-v2"
TAKEN = ("", MEDIA, "text/plain", "application/octet-stream", "x-application/hl7-v2+er7")


@route("POST", kind="machine", does="interop.receive", event="interop.receive", activity=False)
@csrf_exempt
def hl7v2(request: HttpRequest) -> HttpResponse:
    """Take one message; whatever it is answered, it is on record by then."""
    account = _holder(request)
    if account is None:
        return _refused("A valid key with the scope hl7 is needed.", 401)
    fault = _fault(request)
    if fault:
        return _refused(*fault)
    facility = facility_for(account, request.body)
    if facility is None:
        record.denied("interop.receive", None, by=account, at=clock.now(), perm="manage_feed")
        return _refused("This account may not send for that facility.", 403)
    return _deliver(request.body, facility, account)


def _deliver(raw: bytes, facility: Facility, account: User) -> HttpResponse:
    """No answer is given for what could not be stored: the sender keeps it and tries again."""
    try:
        message = door.deliver(raw, facility=facility, account=account)
    except (Refused, OperationalError):
        answer = _refused("The message could not be taken now. Send it again.", 503)
        answer["Retry-After"] = "5"
        return answer
    return _answer(message)


def _answer(message: Inbound) -> HttpResponse:
    said = answering.answer(message)
    if not said:
        return HttpResponse(status=204)
    return HttpResponse(said, status=200 if message.kind else 400, content_type=MEDIA)


def _holder(request: HttpRequest) -> User | None:
    scheme, _space, plain = request.headers.get("Authorization", "").partition(" ")
    account = keys.holder(plain.strip(), SCOPE) if scheme.lower() == "bearer" and plain else None
    if account is None:
        record.denied("interop.receive", None, by="unknown key", at=clock.now())
    return account


def _fault(request: HttpRequest) -> tuple[str, int] | None:
    """What is wrong with the request itself, before anything in it is read as a message."""
    if request.content_type not in TAKEN:
        return f"Send {MEDIA} or text/plain.", 415
    if len(request.body) > limits.MESSAGE_BYTES:
        return "The message is larger than 1 MB.", 413
    count = len(split(request.body).messages)
    return None if count == 1 else ("Send one message at a time.", 400)


def _refused(sentence: str, status: int) -> HttpResponse:
    answer = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer
