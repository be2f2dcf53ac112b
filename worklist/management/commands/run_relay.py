"""Planner and relay as one plain process: reminders go out with Celery and its broker stopped."""

import logging
import select
import signal
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection

from core.startup import refuse_unsafe_start
from worklist import planner, relay

log = logging.getLogger("worklist.relay")
POLL = 2.0


class Command(BaseCommand):
    help = "Plan due reminders and send messages until told to stop; as many of these may run as you like."

    stopping = False

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unsafe_start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            self._turn()

    def _turn(self) -> None:
        """One round: plan, send, say that we are alive, sleep until something comes or the poll is due."""
        try:
            close_old_connections()
            self._listen()
            planner.plan_all()
            relay.send_all()
            Path(settings.VAR_DIR, "relay.alive").touch()
            self._sleep()
        except DatabaseError:
            # The database is away: say so, and come back. Nothing is lost, everything stands in it.
            log.warning("relay waits for the database")
            connection.close()
            time.sleep(POLL)

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"listen {planner.WAKE}")

    def _sleep(self) -> None:
        if not self.stopping:
            line = connection.connection
            with connection.wrap_database_errors:
                select.select([line], [], [], POLL)
                line.poll()
            line.notifies.clear()

    def _stop(self, *_: object) -> None:
        self.stopping = True
