"""Planner and relay as one plain process: reminders go out with Celery and its broker stopped.

Each channel has a thread of its own, so that a slow one holds up nothing but itself. While beat is silent, what beat
would start is started here.
"""

import logging
import select
import signal
import threading
import time
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection

from core.startup import refuse_unsafe_start
from worklist import planner, pulse, relay
from worklist.channels import configured

log = logging.getLogger("worklist.relay")
POLL = 2.0
# What the turns of this process do themselves.
OWN = ("worklist.tasks.deliver", "worklist.tasks.send")


class Command(BaseCommand):
    help = "Plan due reminders and send messages until told to stop; as many of these may run as you like."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unsafe_start()
        self.stopping = threading.Event()
        # Each started task and when it ran last, by this process's own clock: only the distance counts.
        self.ran: dict[str, float] = {}
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        self.wakes = {name: threading.Event() for name in configured()}
        hands = [threading.Thread(target=self._send, args=(name,), name=name) for name in self.wakes]
        for hand in hands:
            hand.start()
        while not self.stopping.is_set():
            self._turn()
        for wake, hand in zip(self.wakes.values(), hands, strict=True):
            wake.set()
            hand.join()

    def _turn(self) -> None:
        """One round: plan, wake the hands, say that we are alive, sleep until something comes or the poll is due."""
        try:
            close_old_connections()
            self._listen()
            planner.plan_all()
            for wake in self.wakes.values():
                wake.set()
            self._stand_in_for_beat()
            Path(settings.VAR_DIR, "relay.alive").touch()
            self._sleep()
        except DatabaseError:
            self._wait_for_the_database()

    def _send(self, channel: str) -> None:
        """One hand: sends its channel whenever it is woken, and every poll anyway."""
        while not self.stopping.is_set():
            self.wakes[channel].wait(POLL)
            self.wakes[channel].clear()
            try:
                close_old_connections()
                relay.send_all(channels=[channel])
            except DatabaseError:
                self._wait_for_the_database()
        connection.close()

    def _stand_in_for_beat(self) -> None:
        """Start what beat's clock would start, while nobody has heard of beat."""
        if not pulse.read().silent("beat"):
            return
        for name, entry in current_app.conf.beat_schedule.items():
            every = float(entry["schedule"])
            if entry["task"] in OWN or time.monotonic() - self.ran.get(name, -every) < every:
                continue
            self.ran[name] = time.monotonic()
            try:
                current_app.tasks[entry["task"]](*entry.get("args", ()))
            except DatabaseError:
                raise
            except Exception as error:
                # One broken sweep is not the end of the others, nor of reminders.
                log.error("a sweep failed", extra={"error": type(error).__name__, "event": entry["task"]})

    def _wait_for_the_database(self) -> None:
        """The database is away: say so, and come back. Nothing is lost, everything stands in it."""
        log.warning("relay waits for the database")
        connection.close()
        self.stopping.wait(POLL)

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"listen {planner.WAKE}")

    def _sleep(self) -> None:
        if not self.stopping.is_set():
            line = connection.connection
            with connection.wrap_database_errors:
                select.select([line], [], [], POLL)
                line.poll()
            line.notifies.clear()
