"""Planner and relay as one plain process: reminders go out with Celery and its broker stopped.

Each channel has a thread of its own, so that a slow one holds up nothing but itself. While beat is silent, what beat
would start is started here.
"""

import logging
import select
import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections, connection

from core.startup import refuse_unsafe_start
from worklist import planner, relay, tasks, ticks
from worklist.channels import configured

log = logging.getLogger("worklist.relay")
POLL = 2.0


class Command(BaseCommand):
    help = "Plan due reminders and send messages until told to stop; as many of these may run as you like."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unsafe_start()
        tasks.learn_all()
        self.stopping, self.broken = threading.Event(), False
        # Each started task and when it ran last, by this process's own clock: only the distance counts.
        self.ran: dict[str, float] = {}
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        self.wakes = {name: threading.Event() for name in configured()}
        hands = [threading.Thread(target=self._send, args=(name,), name=name) for name in self.wakes]
        for hand in hands:
            hand.start()
        try:
            while not self.stopping.is_set():
                self._turn()
        finally:
            # A planner that broke takes the hands with it: half a relay would be taken for a whole one.
            self.stopping.set()
            for wake, hand in zip(self.wakes.values(), hands, strict=True):
                wake.set()
                hand.join()
        if self.broken:
            raise CommandError("A channel's hand broke; the reason stands in the log.")

    def _turn(self) -> None:
        """One round: plan, wake the hands, say that we are alive, sleep until something comes or the poll is due."""
        try:
            close_old_connections()
            self._listen()
            planner.plan_all()
            for wake in self.wakes.values():
                wake.set()
            if ticks.silent("beat"):
                tasks.stand_in_for_beat(self.ran)
            Path(settings.VAR_DIR, "relay.alive").touch()
            self._sleep()
        except Error:  # also what a line says that was cut before (InterfaceError)
            self._wait_for_the_database()

    def _send(self, channel: str) -> None:
        """One hand: sends its channel whenever it is woken, and every poll anyway."""
        while not self.stopping.is_set():
            self.wakes[channel].wait(POLL)
            self.wakes[channel].clear()
            try:
                close_old_connections()
                if relay.send_all(channels=[channel], seconds=relay.STRETCH):
                    # There may be more: the next stretch begins at once, unless we were told to stop.
                    self.wakes[channel].set()
            except Error:
                self._wait_for_the_database()
            except Exception as error:
                # A hand that broke must not be missed in silence: the process ends, and its supervisor starts another.
                log.critical("a hand broke", extra={"error": type(error).__name__, "event": channel})
                self.broken = True
                self.stopping.set()
        connection.close()

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
