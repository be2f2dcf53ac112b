"""Gate G8: at every address somebody may and somebody may not; nobody is shown, told or sent more than that."""

import os
import re

import pytest
from django.urls import Resolver404, resolve

from accounts.permissions import Role
from core.routes import card, cards
from core.walk import Address
from tests.policy.filling import CANARY
from tests.policy.knocking import REFUSALS, Door
from tests.policy.source import ROOT, none
from tests.policy.test_templates import INLINE, POINTS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HEADERS = {
    "Cache-Control": r"^no-store, private$",
    "Content-Security-Policy": r"^(?=.*default-src 'none'(;|$))(?=.*script-src 'self'(;|$))(?=.*style-src 'self'(;|$))",
    "X-Content-Type-Options": r"^nosniff$",
    "X-Frame-Options": r"^DENY$",
    "Referrer-Policy": r"^same-origin$",
    "Cross-Origin-Opener-Policy": r"^same-origin$",
    "Cross-Origin-Resource-Policy": r"^same-origin$",
    "Permissions-Policy": r"camera=\(\)",
    "Vary": r"Cookie",
    "X-Request-Id": r"^[0-9a-f]{32}$",
}
# Addresses of patient data at which nobody in the small hospital is refused or allowed, each with its reason.
FOR_ALL = {
    "worklist:": "a person's own lists: everybody sees their own, which may be empty",
    "patients:search": "everybody may ask; the answer holds only what they may see",
}
# Doors of machines that show a signature or a secret with each request: what a request without one is answered. A door
# of what is not set up is not there.
SIGNED = {"worklist:sms_receipt": 403, "worklist:mail_event": 404, "metrics": 404}


def errors(doors):
    return [
        f"{door.title} answered {who} {code}"
        for door in doors
        for who, code in door.codes.items()
        if code >= 500
    ]


def one_sided(door):
    """Why a door of patient data has no allow cell or no refuse cell; empty when it has both."""
    if door.card.kind not in ("phi", "admin"):
        return ""
    inside = {who: code for who, code in door.codes.items() if who not in ("anonymous", "outsider")}
    if all(code in REFUSALS for code in inside.values()):
        return f"{door.title}: nobody may: {inside}"
    if door.names_an_object and not any(code in REFUSALS for code in inside.values()):
        return f"{door.title}: nobody is refused: {inside}"
    return ""


def wrongly_answered(door):
    """What the anonymous and the outsider must be answered, and were not."""
    anonymous, outsider = door.codes["anonymous"], door.codes["outsider"]
    away = (SIGNED[door.address.name],) if door.address.name in SIGNED else (302, 401)
    if door.card.kind in ("session", "phi", "admin", "machine") and anonymous not in away:
        yield f"{door.title}: anonymous was answered {anonymous}"
    if anonymous == 302 and door.card.kind in ("session", "phi", "admin"):
        target = door.answers["anonymous"].headers["Location"]
        if not target.startswith("/accounts/"):
            yield f"{door.title}: anonymous was sent to {target}"
    if door.card.kind in ("phi", "admin") and door.names_an_object and outsider != 404:
        yield f"{door.title}: the outsider was answered {outsider}"
    if (
        door.card.kind == "phi"
        and door.names_an_object
        and outsider == 404
        and not door.denials.get("outsider")
    ):
        yield f"{door.title}: the outsider's attempt left no trace"


def leaks(door):
    for who, answer in door.answers.items():
        told = f"{answer.headers}"
        body = "" if answer.streaming else answer.content.decode("utf-8", "replace")
        refused = answer.status_code in REFUSALS or who in ("anonymous", "outsider")
        if CANARY in told or (refused and CANARY in body):
            yield f"{door.title}: {who} was sent the patient's name"
        title = re.search(r"<title>(.*?)</title>", body, re.DOTALL)
        if title and CANARY in title[1]:
            yield f"{door.title}: the patient's name stands in the title"


def bare(door):
    for who, answer in door.answers.items():
        for name, pattern in HEADERS.items():
            if not re.search(pattern, answer.headers.get(name, "")):
                yield f"{door.title} to {who}: {name} is {answer.headers.get(name)!r}"


def dead_ends(door):
    for who, answer in door.answers.items():
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
            body = answer.content.decode("utf-8", "replace")
            for target in {re.split(r"[?#]", found)[0] for found in POINTS.findall(body)}:
                if target.startswith("/") and not target.startswith("/static/") and not _declared(target):
                    yield f"{door.title} shows {who} {target}, which is not there"
            for found in INLINE.finditer(body):
                yield f"{door.title} shows {who} {found[0]}"


def _declared(target):
    try:
        match = resolve(target)
    except Resolver404:
        return False
    return bool(cards(match.func, match.view_name))


def test_every_door_can_be_knocked_at(doors):
    none(sorted({door.problem for door in doors if door.problem}))


def test_no_door_answers_with_an_error(doors):
    none(errors(doors))


def test_g8_every_door_of_patient_data_opens_for_somebody_and_not_for_everybody(doors):
    known = [door for door in doors if door.url and not door.address.name.startswith(tuple(FOR_ALL))]
    none([sentence for door in known if (sentence := one_sided(door))])


def test_nobody_and_the_outsider_are_turned_away(doors):
    none([sentence for door in doors if door.url for sentence in wrongly_answered(door)])


def test_nobody_is_told_more_than_they_may_see(doors):
    none([sentence for door in doors for sentence in leaks(door)])


def test_every_answer_carries_the_headers(doors):
    none([sentence for door in doors for sentence in bare(door)])


def test_g7_pages_point_at_what_exists_and_carry_no_script(doors):
    none(sorted({sentence for door in doors for sentence in dead_ends(door)}))


def test_the_matrix_of_answers_is_as_written(doors):
    """`WRITE_DOORS=1 pytest tests/policy/test_doors.py` writes docs/doors.md anew; review the difference."""
    path, text = ROOT / "docs/doors.md", written(doors)
    if os.environ.get("WRITE_DOORS"):
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, (
        "Stale: run this test with WRITE_DOORS=1 and review docs/doors.md."
    )


HEAD = """# Doors

Written by the gates (`WRITE_DOORS=1 pytest tests/policy/test_doors.py`): what each address answered to each role in the
gates' small hospital, where every clinical role stands on the one case. 200 shown, 204 done without a page, 302 and 303
sent on, 403 seen but not allowed, 404 not there for this person, 409 a rule said no, 422 the empty form was not enough.
"""


def written(doors):
    who = ["anonymous", "outsider", *(role.value for role in Role)]
    shown = [door for door in doors if door.url and door.card.kind in ("phi", "admin", "machine")]
    lines = [["address", *who], ["---"] * (len(who) + 1)]
    lines += [
        [door.title, *(str(door.codes.get(name, "")) for name in who)]
        for door in sorted(shown, key=lambda d: d.title)
    ]
    return HEAD + "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


class Answer:
    """An answer as a gate might find it."""

    streaming = False

    def __init__(self, status, body="", **headers):
        self.status_code, self.content, self.headers = status, body.encode(), headers


def planted(**codes):
    address = Address("thing/<uuid:pk>/", "planted", None, {"pk": type("UUIDConverter", (), {})()})
    declared = card("GET", kind="phi", data="plan", thing="patients.Case", arg="pk")
    door = Door(address, declared, "/thing/")
    door.answers = {
        who: Answer(code, f"<title>{CANARY}</title>", Location="/elsewhere/") for who, code in codes.items()
    }
    return door


def test_planted_faults_are_seen():
    everybody = planted(anonymous=200, outsider=200, nurse=200, intake=200)
    assert "nobody is refused" in one_sided(everybody)
    assert "nobody may" in one_sided(planted(anonymous=302, outsider=404, nurse=404))
    assert one_sided(planted(anonymous=302, outsider=404, nurse=200, intake=404)) == ""
    assert len(list(wrongly_answered(everybody))) == 2
    assert list(wrongly_answered(planted(anonymous=302, outsider=404))) == [
        "GET /thing/<uuid:pk>/: anonymous was sent to /elsewhere/",
        "GET /thing/<uuid:pk>/: the outsider's attempt left no trace",
    ]
    assert len(list(leaks(planted(anonymous=404, nurse=200)))) == 3
    assert len(list(bare(planted(nurse=200)))) == len(HEADERS)
    assert errors([planted(nurse=500)])
