"""Signed words between this house and a gateway: HMAC-SHA256 over the time and the body, both ways.

The header carries `sha256=<hex>` of "<unix seconds>.<body>"; what is older than five minutes is refused.
"""

import hmac
from hashlib import sha256

STAMP = "X-Casework-Timestamp"
SIGNATURE = "X-Casework-Signature"
# Seconds that the two clocks may differ, the way included.
TOLERANCE = 300
# Digits of a stamp: enough for some thirty thousand years.
LONGEST = 12


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What stands in the header for a body sent at a time."""
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()


def is_genuine(secret: str, stamp: str, body: bytes, said: str, now: float) -> bool:
    """Whether a body comes from somebody who knows the secret, and is fresh; without a secret nothing is."""
    # Nobody has signed it yet: what is longer than any time is no number either.
    if not secret or len(stamp) > LONGEST or not stamp.isascii() or not stamp.isdecimal():
        return False
    if abs(now - int(stamp)) > TOLERANCE:
        return False
    return hmac.compare_digest(signature(secret, stamp, body), said if said.isascii() else "")
