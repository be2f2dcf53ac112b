"""What happens because time has passed: scheduled work opens on its day."""

from accounts.actors import system
from core import clock
from core.refusals import Refused
from worklist import actions
from worklist.models import Item

BATCH = 500


def open_scheduled(batch: int = BATCH) -> int:
    """Open the scheduled items whose day has come, the earliest first; how many were opened."""
    keeper = system("keeper")
    due = Item.objects.filter(status=Item.Status.SCHEDULED, opens_at__lte=clock.now())
    opened = 0
    for item in due.select_related("case").order_by("opens_at", "pk")[:batch]:
        try:
            actions.open_due(item, by=keeper)
        except Refused:
            continue  # somebody started or finished it in the same moment
        opened += 1
    return opened
