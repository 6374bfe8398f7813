"""How many messages a second go through a PostgreSQL, and how long they take from one server to another.

    python -m tests.bench.postgres [node between …] [--quick] [--pairs 50] [--seconds 5] [--runs 5] [--rate 1000]

- node: one server, every message on disk before it is answered: on PostgreSQL, and on SQLite in the same run; with one
  and with four messages of each sender on their way, and to users who are not there.
- between: senders at one server and recipients at another: delivery at a fixed rate, beside the same with all of them
  at one; and how many go through.

Prints the medians of the runs, and their ratios to what PostgreSQL does alone in the same run: the same rows, written
by one connection in groups of 64 as the server writes them; and a NOTIFY from one connection to another.

It is a PostgreSQL of the run's own with its ordinary settings (fsync on). Each server has the first core, and the load
the second, where there are two; PostgreSQL takes what they leave of both.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import psycopg

from qqdesk.server.database.postgres import open_database
from tests.bench.server_load import pin
from tests.bench.server_throughput import (
    ARGUMENTS,
    COMMANDS,
    Result,
    Target,
    delivered,
    latency,
    people,
    pin_to,
    run_once,
    signed_in,
)
from tests.helpers.postgres import cluster
from tests.helpers.server import add_to_lists, add_user, running_server

_GROUP = 64
_PUT = (
    "INSERT INTO mail (owner, id, kind, sender, time, client_id, text) "
    "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[], "
    "%s::text[])",
    "INSERT INTO client_ids (sender, client_id, id, time) "
    "SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::bigint[], %s::bigint[])",
    "UPDATE mailboxes b SET last_id = a.last_id FROM unnest(%s::bigint[], %s::bigint[]) AS a (number, last_id) "
    "WHERE b.number = a.number",
)


def rows_alone(url: str, options: argparse.Namespace) -> Result:
    """The rows of messages and nothing else: what PostgreSQL takes from one connection."""
    until, count, times = time.perf_counter() + options.seconds, 0, []
    owners = [10**9 + number for number in range(_GROUP)]
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("INSERT INTO mailboxes SELECT unnest(%s::bigint[]), 0, 0, 0 ON CONFLICT DO NOTHING", (owners,))
        (first,) = db.execute("SELECT max(last_id) FROM mailboxes WHERE number = ANY(%s)", (owners,)).fetchone() or (0,)
        began = time.perf_counter()
        while (now := time.perf_counter()) < until:
            first += 1
            ids, stamps, client_ids = [first] * _GROUP, [0] * _GROUP, [os.urandom(16) for _ in owners]
            kinds, texts = [9] * _GROUP, [f"{now:.6f} message {first}, 你好"] * _GROUP
            with db.pipeline():
                db.execute("BEGIN")
                db.execute(_PUT[2].encode(), (owners, ids))
                db.execute(_PUT[0].encode(), (owners, ids, kinds, owners, stamps, client_ids, texts))
                db.execute(_PUT[1].encode(), (owners, client_ids, ids, stamps))
                db.execute("COMMIT")
            count += _GROUP
            times.append(time.perf_counter() - now)
    return Result(count / (time.perf_counter() - began), 0.0, times)


def hint_alone(url: str, options: argparse.Namespace) -> Result:
    """From NOTIFY on one connection until it is heard on another."""
    times: list[float] = []
    with psycopg.connect(url, autocommit=True) as one, psycopg.connect(url, autocommit=True) as other:
        other.execute("LISTEN bench")
        for _ in range(int(options.rate * options.seconds / 10)):
            began = time.perf_counter()
            one.execute("SELECT pg_notify('bench', '')")
            next(other.notifies(stop_after=1))
            times.append(time.perf_counter() - began)
    return Result(len(times) / sum(times), 0.0, times)


def measure_in_turn(kinds: Mapping[str, Callable[[], Result]], runs: int) -> dict[str, list[Result]]:
    """So that what disturbs the computer disturbs all of them."""
    results: dict[str, list[Result]] = {title: [] for title in kinds}
    for _ in range(runs):
        for title, measure in kinds.items():
            results[title].append(measure())
    return results


def report(results: dict[str, list[Result]], value: Callable[[Result], float]) -> None:
    """A line for each kind, with the medians; the ratio is that of `value` to the last kind's."""
    *_, baseline = results.values()
    for title, found in results.items():
        rate, cpu = statistics.median(r.rate for r in found), statistics.median(r.cpu for r in found)
        half, most = (statistics.median(part(r, share) for r in found) * 1000 for share in (0.5, 0.99))
        ratio = statistics.median(value(one) / value(other) for one, other in zip(found, baseline, strict=True))
        processor = f"{cpu:>6.1f} µs of processor" if cpu else " " * 22
        print(
            f"{title:<42}{rate:>7.0f}/s {processor}   p50 {half:>6.2f} ms   p99 {most:>7.2f} ms   × {ratio:.2f}",
            flush=True,
        )


def part(result: Result, share: float) -> float:
    return sorted(result.times)[int(len(result.times) * share)]


def rate(result: Result) -> float:
    return result.rate


def half(result: Result) -> float:
    return part(result, 0.5)


@contextmanager
def a_server(database: str, options: argparse.Namespace, tokens: dict[int, str] | None = None) -> Iterator[Target]:
    """On a PostgreSQL, or on SQLite where there is none; with people who are signed in, or without."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "server"
        if tokens is None:
            for sender in people(options.pairs):
                add_user(database or folder, sender)
                add_user(database or folder, sender + 1)
            add_to_lists(database or folder, [(sender, sender + 1) for sender in people(options.pairs)])
        arguments = (*ARGUMENTS, "--database", database) if database else ARGUMENTS
        with running_server(Path(name), arguments=arguments) as server:
            pin_to(server, 0)
            if tokens is None:
                yield signed_in(server, options.pairs)
            else:
                yield Target(server.host, server.port, server.process.pid, tokens)


def node(url: str, options: argparse.Namespace) -> None:
    """One server."""
    with a_server(url, options) as target, a_server("", options) as file:
        for title, measure in (COMMANDS["delivered"] | COMMANDS["absent"]).items():
            kinds = {
                f"{title}, PostgreSQL": partial(run_once, measure, target, options),
                f"{title}, SQLite": partial(run_once, measure, file, options),
                "  the rows alone": partial(rows_alone, url, options),
            }
            report(measure_in_turn(kinds, options.runs), rate)


def between(url: str, options: argparse.Namespace) -> None:
    """From one server to another."""
    with a_server(url, options) as one, a_server(url, options, one.tokens) as other:
        apart = replace(one, far=other)
        kinds = {
            f"{options.rate}/s, both at one server": partial(run_once, latency, one, options),
            f"{options.rate}/s, from one to another": partial(run_once, latency, apart, options),
            "  a NOTIFY alone": partial(hint_alone, url, options),
        }
        report(measure_in_turn(kinds, options.runs), half)
        for in_flight in (1, 4):
            measure = delivered(in_flight)
            kinds = {
                f"delivered, {in_flight} in flight, one server": lambda measure=measure: run_once(
                    measure, one, options
                ),
                f"delivered, {in_flight} in flight, to another": lambda measure=measure: run_once(
                    measure, apart, options
                ),
                "  the rows alone": partial(rows_alone, url, options),
            }
            report(measure_in_turn(kinds, options.runs), rate)


BENCHES = {"node": node, "between": between}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benches", nargs="*", metavar="BENCH", help=f"{', '.join(BENCHES)} (default: all)")
    parser.add_argument("--pairs", type=int, default=50, help="senders, each with a recipient of their own")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each measurement lasts")
    parser.add_argument("--runs", type=int, default=5, help="measurements of each kind")
    parser.add_argument("--rate", type=int, default=1000, help="messages a second for `between`")
    parser.add_argument("--quick", action="store_true", help="one run of a second each, to see that it works")
    options = parser.parse_args()
    if options.quick:
        options.runs, options.seconds = 1, 1.0
    with cluster() as postgres:
        pin(1)
        for name in options.benches or BENCHES:
            with postgres.database() as url:
                open_database(url).close()
                BENCHES[name](url, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
