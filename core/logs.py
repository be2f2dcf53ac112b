"""Logs carry an allow-list of facts: never a body, a query, a path value, a statement or a local variable."""

import json
import logging
import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
FACTS = ("route", "method", "status", "ms", "actor_id", "request_id", "event", "count", "error", "place")


class AllowListFormatter(logging.Formatter):
    """One JSON object a line; a message of our own code stands as written, anything else by its logger's name."""

    OWN = (
        "casemgmt",
        "core",
        "audit",
        "accounts",
        "worklist",
        "messaging",
        "intake",
        "interop",
        "teams",
        "celery",
        "gunicorn",
    )

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
        }
        if record.name.split(".")[0] in self.OWN:
            # The template only: arguments may hold patient data.
            line["message"] = (
                CONTROL.sub(" ", record.msg) if isinstance(record.msg, str) else type(record.msg).__name__
            )
        line |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line |= {"error": record.exc_info[0].__name__, "place": _place(record)}
        return json.dumps(line, default=str)


def _place(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    frames = []
    while trace:
        frames.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(frames[-6:])
