"""Keys of integration accounts: only a digest is ever stored."""

import hashlib


def digest_of(plain: str) -> str:
    """What is stored of a key (SHA-256, hexadecimal); the key itself has 256 random bits and needs no salt."""
    return hashlib.sha256(plain.encode()).hexdigest()
