"""The other way to do it: one Celery task for each reminder, row by row through the ORM, as is often done."""

from typing import Any
from uuid import UUID

from celery import Celery, shared_task
from django.db import transaction

from core import clock
from worklist.models import Item, Notification, Outbox, Reminder


def line_to(broker: str) -> Any:
    """What sends tasks to a broker."""
    return Celery(broker=broker)


@shared_task(name="demo.bench.ringing.tasks.tell")
def tell(reminder_id: str) -> None:
    """Tell one reminder: one notice, one message, marked; nothing where it was told or is over."""
    with transaction.atomic():
        rows = Reminder.objects.select_related("item", "recipient").select_for_update(of=("self",))
        rung = rows.get(pk=UUID(reminder_id))
        if rung.status == Reminder.Status.WAITING and rung.item and rung.item.status == Item.Status.OPEN:
            _write(rung)
            rung.status, rung.planned_at = Reminder.Status.PLANNED, clock.now()
            rung.told, rung.rang_for = 1, Reminder.To.PERSON
            rung.save(update_fields=["status", "planned_at", "told", "rang_for"])


def _write(rung: Any) -> None:
    facts: dict[str, Any]
    key: dict[str, Any] = {
        "source": f"item:{rung.item_id}",
        "n": rung.n,
        "rung": rung.rung,
        "recipient": rung.recipient,
    }
    facts = {"kind": Notification.Kind.DUE, "item": rung.item, "reminder": rung, "safety": rung.risk == 1}
    notice, _made = Notification.objects.get_or_create(**key, defaults=facts)
    facts = {"channel": Outbox.Channel.EMAIL, "recipient": rung.recipient, "notification": notice}
    facts |= {"template": notice.kind, "risk": rung.risk, "safety": notice.safety}
    Outbox.objects.get_or_create(idem_key=f"reminder:{rung.pk}:{rung.recipient_id}:email", defaults=facts)
