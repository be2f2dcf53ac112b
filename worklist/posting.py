"""One signed POST to another system: no redirect is followed, the answer is read to a limit, the wait is short.

What the other side refuses for good is never; what may pass (away, busy, our own key or address wrong) is later.
"""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from core import clock
from worklist import signing
from worklist.outcomes import Later, Never, NoSuchAddress

# Bytes of an answer; nothing in it is used, but its end must come.
LIMIT = 65_536
# Refused for this message alone: for whom it goes to (422), or for what it is (400; 413: its length). Everything else is a
# line, a key or an address of ours that somebody can mend: a wrong path (404, 410) refuses every message, and condemns none.
REFUSED = {422: NoSuchAddress, 400: Never, 413: Never}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """A redirect may lead anywhere, with our signature: it is an answer like any other."""


def post(url: str, secret: str, key: str, facts: Mapping[str, Any]) -> None:
    """Send facts as JSON with their idempotency key; returns when the other side took them, else Later or Never."""
    if urlsplit(url).scheme != "https" and not (settings.DEBUG or settings.DEMONSTRATION):
        raise Later("https only")
    body = json.dumps(facts, separators=(",", ":")).encode()
    stamp = str(int(clock.now().timestamp()))
    request = urllib.request.Request(url, data=body, method="POST")  # noqa: S310 - https, held above
    for name, value in {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        signing.STAMP: stamp,
        signing.SIGNATURE: signing.signature(secret, stamp, body),
    }.items():
        request.add_header(name, value)
    _ask(request)


def _ask(request: urllib.request.Request) -> None:
    opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=settings.GATEWAY_TIMEOUT) as answer:
            if len(answer.read(LIMIT + 1)) > LIMIT:
                raise Later("answer too long")
            # What was read to a limit does not complain of a missing end by itself.
            if answer.length:
                raise Later("cut off")
    except urllib.error.HTTPError as refusal:
        refusal.close()
        raise REFUSED.get(refusal.code, Later)(f"http {refusal.code}") from refusal
    except TimeoutError as error:
        raise Later("time-out") from error
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        timed_out = isinstance(getattr(error, "reason", None), TimeoutError)
        raise Later("time-out" if timed_out else "no connection") from error
