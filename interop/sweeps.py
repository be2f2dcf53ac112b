"""Takes up again what an interruption left behind; a second run finds nothing to do."""

from interop import door
from interop.queries import interrupted, released

BATCH = 200


def settle_interrupted() -> int:
    """Settle messages that were stored and not applied, then those whose visit is known by now; how many."""
    left = [*interrupted()[:BATCH], *released()[:BATCH]]
    for message in left:
        door.settle(message)
    return len(left)
