"""Numbers for a monitoring system, in the text format of Prometheus: counts and ages, never a patient or a name."""

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from core.routes import route
from worklist import pulse
from worklist.pulse import Lane, Pulse


@route("GET", kind="machine", does="read metrics", event="none: counts without patient data", activity=False)
def metrics(request: HttpRequest) -> HttpResponse:
    """The engine's numbers, for whoever shows METRICS_TOKEN as a bearer; without a token set there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    said = request.headers.get("Authorization", "")
    if not hmac.compare_digest(said.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse("Forbidden", status=403, content_type="text/plain")
    registry = CollectorRegistry()
    registry.register(Engine(pulse.read()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Engine(Collector):
    """One reading of the engine, as metrics; read from the database, so that every process says the same."""

    def __init__(self, now: Pulse) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The reading: what is due, what waits on each channel, and how long each clock has been silent."""
        now = self.now
        yield _one("reminders_due", "Reminders that are due and not yet told.", now.due)
        yield _one("reminders_oldest_due_seconds", "Age of the oldest of them.", _age(now, now.oldest_due))
        yield _one("reminders_unheard", "Reminders that rang for nobody in the last week.", now.unheard)
        for name, says, value in _LANES:
            family = GaugeMetricFamily(f"casemgmt_outbox_{name}", says, labels=["channel"])
            for lane in now.lanes:
                family.add_metric([lane.name], value(now, lane))
            yield family
        silent = GaugeMetricFamily("casemgmt_tick_age_seconds", "Silence of each clock.", labels=["clock"])
        for name, at in sorted(now.ticks.items()):
            silent.add_metric([name], now.since(at).total_seconds())
        yield silent


def _one(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"casemgmt_{name}", says, value=value)


def _age(now: Pulse, at: object) -> float:
    return now.since(at).total_seconds()  # type: ignore[arg-type]


def _rests(now: Pulse, lane: Lane) -> float:
    return float(lane.rests_until is not None and lane.rests_until > now.at)


_LANES = (
    ("waiting", "Messages that may leave now.", lambda now, lane: lane.waiting),
    ("oldest_seconds", "Age of the oldest of them.", lambda now, lane: _age(now, lane.oldest)),
    ("dead", "Messages that were given up.", lambda now, lane: lane.dead),
    ("bounced", "Messages that came back in the last week.", lambda now, lane: lane.bounced),
    ("failures", "Failures in a row.", lambda now, lane: lane.failures),
    ("rests", "1 while the channel rests after failures.", _rests),
    ("set_up", "1 where the channel is set up.", lambda now, lane: float(lane.set_up)),
)
