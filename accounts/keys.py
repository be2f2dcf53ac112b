"""Keys of integration accounts: only a digest is ever stored."""

import hashlib

from accounts.models import ApiToken, User
from core import clock


def digest_of(plain: str) -> str:
    """What is stored of a key (SHA-256, hexadecimal); the key itself has 256 random bits and needs no salt."""
    return hashlib.sha256(plain.encode()).hexdigest()


def holder(plain: str, scope: str) -> User | None:
    """The integration account whose key this is and may do `scope`; None when it is wrong, over, revoked or suspended."""
    rows = ApiToken.objects.filter(digest=digest_of(plain), scopes__contains=[scope], revoked_at=None)
    rows = rows.filter(expires_at__gt=clock.now(), user__is_active=True, user__is_service=True)
    token = rows.select_related("user").first()
    return token.user if token else None
