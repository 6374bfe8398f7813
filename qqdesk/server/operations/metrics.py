"""The counters as Prometheus reads them. Imported only when somebody asks: the library takes its time."""

from collections.abc import Iterable
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from qqdesk import __version__
from qqdesk.server.operations.counters import Counters, Histogram
from qqdesk.server.operations.health import State

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Report(Collector):
    """One look at everything."""

    counters: Counters
    state: State

    def collect(self) -> Iterable[Metric]:
        yield from self._requests()
        yield from self._storage()
        yield from self._now()

    def _requests(self) -> Iterable[Metric]:
        counters = self.counters
        requests = CounterMetricFamily(
            "qqdesk_requests",
            "Requests that were answered; result 40: a limit was reached.",
            labels=("command", "result"),
        )
        for (command, result), count in sorted(counters.requests.copy().items()):
            requests.add_metric((command or "none", str(result)), count)
        yield requests
        yield CounterMetricFamily(
            "qqdesk_connections_refused",
            "Connections for which there was no room, and those that gave way to newer ones.",
            self.state.connections_refused,
        )

    def _storage(self) -> Iterable[Metric]:
        counters = self.counters
        yield CounterMetricFamily(
            "qqdesk_messages_stored", "Messages put into a mailbox, receipts included.", counters.messages_stored
        )
        yield CounterMetricFamily(
            "qqdesk_messages_received", "Messages acknowledged by who they were for.", counters.messages_received
        )
        yield _histogram("qqdesk_commit_operations", "Operations in a commit.", counters.commit_sizes)
        yield _histogram("qqdesk_commit_seconds", "From a group's beginning to the disk.", counters.commit_seconds)
        yield CounterMetricFamily("qqdesk_commits_failed", "Groups that were not stored.", counters.commits_failed)

    def _now(self) -> Iterable[Metric]:
        state = self.state
        sessions = GaugeMetricFamily("qqdesk_sessions", "Who is signed in.", labels=("kind",))
        sessions.add_metric(("token",), state.sessions - state.classic_sessions)
        sessions.add_metric(("classic",), state.classic_sessions)
        yield sessions
        yield GaugeMetricFamily("qqdesk_polls_parked", "Requests that wait for a message.", state.parked_polls)
        yield GaugeMetricFamily("qqdesk_connections", "Open connections.", state.connections)
        yield GaugeMetricFamily("qqdesk_sign_ins_waiting", "Passwords that are being checked.", state.sign_ins_waiting)
        build = GaugeMetricFamily("qqdesk_build_info", "Which program this is.", labels=("version",))
        build.add_metric((__version__,), 1)
        yield build


def _histogram(name: str, text: str, histogram: Histogram) -> Metric:
    buckets, sum_so_far = [], 0
    counts = histogram.counts.copy()
    for bound, count in zip((*histogram.bounds, float("inf")), counts, strict=True):
        sum_so_far += count
        buckets.append(("+Inf" if bound == float("inf") else str(float(bound)), float(sum_so_far)))
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=histogram.total)


def render(counters: Counters, state: State) -> bytes:
    """The text that Prometheus scrapes."""
    registry = CollectorRegistry()
    registry.register(_Report(counters, state))
    ProcessCollector(registry=registry)
    return generate_latest(registry)
