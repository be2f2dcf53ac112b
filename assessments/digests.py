"""The fingerprint of an instrument's body: the same words and points give the same one, however the file is laid out."""

import json
from hashlib import sha256
from typing import Any


def digest(body: Any) -> str:
    """64 hexadecimal digits."""
    return sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
