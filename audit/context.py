"""Which request we are in, for audit and logs; empty outside a request."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestFacts:
    """Facts of the request that may stand in a log or an audit row: no path values, no query, no body."""

    request_id: str = ""
    route: str = ""
    source: str = ""
    session: str = ""
    purpose: str = ""


NOWHERE = RequestFacts()
current: ContextVar[RequestFacts] = ContextVar("request_facts", default=NOWHERE)
