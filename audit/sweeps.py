"""What the clock does for the trail."""

import logging

from audit import anchors, partitions, sealing
from audit.keyring import KeysMissing

log = logging.getLogger("audit")


def keep_partitions() -> int:
    """Make the coming months' partitions ahead of time; safe to repeat."""
    return partitions.keep_ahead()


def seal() -> int:
    """Seal what is finished; without a key nothing is sealed, the log says so, and verification shows the lag."""
    try:
        return sealing.seal_all()
    except KeysMissing as error:
        log.error("audit.not_sealed", extra={"error": str(error)})
        return 0


def drop_anchor() -> int:
    """Say the newest seal outside the database."""
    return anchors.drop()
