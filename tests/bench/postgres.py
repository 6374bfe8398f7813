"""How many messages a second go through a PostgreSQL, and how long they take from one server to another.

    python -m tests.bench.postgres [node between room] [--quick] [--pairs 50] [--seconds 5] [--runs 5] [--rate 1000]

- node: one server, every message on disk before it is answered: on PostgreSQL, and on SQLite in the same run; with one
  and with four messages of each sender on their way, and to users who are not there.
- between: senders at one server and recipients at another: delivery at a fixed rate, beside the same with all of them
  at one; and how many go through. And changes of status, which like signing in and changing lists are written one at a
  time among all servers: by all at one server, and by half of them at each.
- room: the bytes that a message leaves on the disk, from being sent until it was received, with its client id and its
  receipt, and what it writes to PostgreSQL's log.

Prints the medians of the runs, and their ratios to what PostgreSQL does alone in the same run: the same rows, written
by one connection in groups of 64 as the server writes them; and a NOTIFY from one connection to another.

It is a PostgreSQL of the run's own with its ordinary settings (fsync on). Each server has the first core, and the load
the last, where there are several; PostgreSQL has the rest of all cores, and its time is printed beside theirs.
"""

import argparse
import asyncio
import contextlib
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from qqdesk.server.storage.postgres import open_database
from qqdesk.server.storage.sqlite import FILE_NAME
from tests.bench.machine import CORES, Watch, pin
from tests.bench.server_load import Client, Run, post
from tests.bench.server_throughput import COMMANDS, Measure, Result, delivered, latency, people, run_once
from tests.bench.servers import Target, another_server, our_server
from tests.helpers.postgres import Cluster, cluster

_GROUP = 64
_PUT = (
    "UPDATE logs b SET last_seq = a.last_seq FROM unnest(%s::bigint[], %s::bigint[]) AS a (number, last_seq) "
    "WHERE b.number = a.number",
    "INSERT INTO entries (log, seq, kind, sender, peer, time, client_id, text) "
    "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], "
    "%s::bytea[], %s::text[])",
    "INSERT INTO client_ids (sender, client_id, log, seq, own_seq, time, digest) "
    "SELECT a, b, c, d, d, e, f FROM unnest(%s::bigint[], %s::bytea[], %s::bigint[], %s::bigint[], %s::bigint[], "
    "%s::bytea[]) AS rows (a, b, c, d, e, f)",
)


@dataclass
class Figures:
    """One measurement. `database`: PostgreSQL's CPU microseconds for each message. Other times in seconds."""

    rate: float
    server: float
    database: float
    times: list[float]

    def percentile(self, part: float) -> float:
        return sorted(self.times)[int(len(self.times) * part)]


class Bench:
    """Benches on one PostgreSQL; `url` is a database with accounts."""

    def __init__(self, postgres: Cluster, url: str, options: argparse.Namespace) -> None:
        self._postgres = postgres
        self._options = options
        self.url = url

    def through(self, target: Target, measure: Measure) -> Callable[[], Figures]:
        """Through the server."""

        def run() -> Figures:
            result, database = self._watched(lambda: run_once(measure, target, self._options))
            count = result.rate * (result.use.took if result.use is not None else self._options.seconds)
            return Figures(result.rate, result.cpu, database / count * 1e6, result.times)

        return run

    def _watched(self, work: Callable[[], Result]) -> tuple[Result, float]:
        before = self._postgres.cpu_seconds()
        result = work()
        return result, self._postgres.cpu_seconds() - before

    def rows_alone(self) -> Figures:
        """Insert only the rows of messages: the throughput of one PostgreSQL connection."""
        owners = [10**9 + number for number in range(_GROUP)]
        times: list[float] = []
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute("INSERT INTO logs SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING", (owners,))
            row = db.execute("SELECT max(last_seq) FROM logs WHERE number = ANY(%s)", (owners,)).fetchone()
            number, cpu, began = row[0] if row else 0, self._postgres.cpu_seconds(), time.perf_counter()
            while (now := time.perf_counter()) < began + self._options.seconds:
                number += 1
                ids, client_ids = [number] * _GROUP, [os.urandom(16) for _ in owners]
                zeros, kinds, texts = [0] * _GROUP, [9] * _GROUP, [f"{now:.6f} message {number}, 你好"] * _GROUP
                with db.pipeline():
                    db.execute("BEGIN")
                    db.execute(_PUT[0].encode(), (owners, ids))
                    db.execute(_PUT[1].encode(), (owners, ids, kinds, owners, owners, zeros, client_ids, texts))
                    db.execute(_PUT[2].encode(), (owners, client_ids, owners, ids, zeros, client_ids))
                    db.execute("COMMIT")
                times.append(time.perf_counter() - now)
            took = time.perf_counter() - began
            count = len(times) * _GROUP
            return Figures(count / took, 0.0, (self._postgres.cpu_seconds() - cpu) / count * 1e6, times)

    def hint_alone(self) -> Figures:
        """Measure from NOTIFY on one connection to its arrival on another."""
        times: list[float] = []
        with psycopg.connect(self.url, autocommit=True) as one, psycopg.connect(self.url, autocommit=True) as other:
            other.execute("LISTEN bench")
            until = time.perf_counter() + self._options.seconds / 2
            while (began := time.perf_counter()) < until:
                one.execute("SELECT pg_notify('bench', '')")
                next(other.notifies(stop_after=1))
                times.append(time.perf_counter() - began)
        return Figures(len(times) / sum(times), 0.0, 0.0, times)

    def report(self, kinds: Mapping[str, Callable[[], Figures]], value: Callable[[Figures], float]) -> None:
        """Interleave the runs, so that other load affects all alike. Print a line for each kind, with the ratio of
        its `value` to that of the last."""
        results: dict[str, list[Figures]] = {title: [] for title in kinds}
        for _ in range(self._options.runs):
            for title, measure in kinds.items():
                results[title].append(measure())
        *_, baseline = results.values()
        for title, runs in results.items():
            rate, server, database, half, most = (
                statistics.median(values)
                for values in zip(
                    *((r.rate, r.server, r.database, r.percentile(0.5), r.percentile(0.99)) for r in runs), strict=True
                )
            )
            ratio = statistics.median(value(one) / value(other) for one, other in zip(runs, baseline, strict=True))
            print(
                f"{title:<42}{rate:>7.0f}/s   server {server:>5.1f} µs each, database {database:>5.1f}   "
                f"p50 {half * 1000:>6.2f} ms  p99 {most * 1000:>6.2f} ms   × {ratio:.2f}",
                flush=True,
            )


class Changer(Client):
    """Change the status repeatedly during the run."""

    def __init__(self, run: Run, number: int, token: str) -> None:
        super().__init__()
        self._run = run
        self._body = f"VER=1.1&CMD=Change_Stat&SEQ=%d&UIN={number}&SID={token}&ST=%d"
        self._count = int.from_bytes(os.urandom(4))
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._change()

    def _change(self) -> None:
        self._count += 1
        self._began = time.perf_counter()
        self.transport.write(post((self._body % (self._count, (10, 30)[self._count % 2])).encode()))

    def answered(self, body: bytes) -> None:
        if not self._run.is_over:
            self._run.stored += 1
            self._run.answer_times.append(time.perf_counter() - self._began)
            self._change()


async def changes(target: Target, options: argparse.Namespace) -> Result:
    loop, run, watch = asyncio.get_running_loop(), Run(), Watch(target.pid)
    clients = []
    for place, number in enumerate(people(options.pairs)):
        there = target.of_recipients if place % 2 else target
        client = Changer(run, number, target.token(number))
        await loop.create_connection(lambda client=client: client, there.host, there.port)  # type: ignore[misc]
        clients.append(client)
    await asyncio.sleep(options.seconds)
    run.is_over = True
    for client in clients:
        if client.failed:
            raise client.failed
        client.transport.close()
    return Result.of(run.stored, run.answer_times, watch.stop())


def by_rate(figures: Figures) -> float:
    return figures.rate


def by_time(figures: Figures) -> float:
    return figures.percentile(0.5)


@contextmanager
def bench_with_server(postgres: Cluster, folder: Path, options: argparse.Namespace) -> Iterator[tuple[Bench, Target]]:
    with postgres.database() as url:
        open_database(url).close()
        with our_server(folder / "one", _pairs(options), database=url) as target:
            yield Bench(postgres, url, options), target


def _pairs(options: argparse.Namespace) -> list[tuple[int, int]]:
    return [(sender, sender + 1) for sender in people(options.pairs)]


def node(postgres: Cluster, folder: Path, options: argparse.Namespace) -> None:
    """One server."""
    with (
        bench_with_server(postgres, folder, options) as (bench, target),
        our_server(folder / "sqlite", _pairs(options)) as file,
    ):
        for title, measure in (COMMANDS["delivered"] | COMMANDS["absent"]).items():
            kinds = {
                f"{title}, PostgreSQL": bench.through(target, measure),
                f"{title}, SQLite": bench.through(file, measure),
                "  the rows alone": bench.rows_alone,
            }
            bench.report(kinds, by_rate)


def between(postgres: Cluster, folder: Path, options: argparse.Namespace) -> None:
    """From one server to another."""
    with (
        bench_with_server(postgres, folder, options) as (bench, one),
        another_server(folder / "another", bench.url, one.tokens) as other,
    ):
        apart = replace(one, far=other)
        kinds = {
            f"{options.rate}/s, both at one server": bench.through(one, latency),
            f"{options.rate}/s, from one to another": bench.through(apart, latency),
            "  a NOTIFY alone": bench.hint_alone,
        }
        bench.report(kinds, by_time)
        for in_flight in (1, 4):
            kinds = {
                f"delivered, {in_flight} on their way, one server": bench.through(one, delivered(in_flight)),
                f"delivered, {in_flight} on their way, to another": bench.through(apart, delivered(in_flight)),
                "  the rows alone": bench.rows_alone,
            }
            bench.report(kinds, by_rate)
        kinds = {
            "changes of status, one server": bench.through(one, changes),
            "changes of status, half at another": bench.through(apart, changes),
            "  the rows alone": bench.rows_alone,
        }
        bench.report(kinds, by_rate)


def room(postgres: Cluster, folder: Path, options: argparse.Namespace) -> None:
    """What is left of messages."""
    with (
        bench_with_server(postgres, folder, options) as (bench, target),
        our_server(folder / "sqlite", _pairs(options)) as file,
        psycopg.connect(bench.url, autocommit=True) as db,
        contextlib.closing(sqlite3.connect(folder / "sqlite" / "server" / FILE_NAME)) as lite,
    ):

        def in_postgres() -> tuple[int, ...]:
            db.execute("CHECKPOINT")
            row = db.execute(
                "SELECT (SELECT count(*) FROM client_ids), pg_database_size(current_database()), "
                "(pg_current_wal_insert_lsn() - '0/0')::bigint"
            ).fetchone()
            return row or ()

        def in_sqlite() -> tuple[int, ...]:
            row = lite.execute(
                "SELECT (SELECT count(*) FROM client_ids), page_count * page_size "
                "FROM pragma_page_count(), pragma_page_size()"
            ).fetchone()
            return tuple(row)

        for title, where, look in (("PostgreSQL", target, in_postgres), ("SQLite", file, in_sqlite)):
            before = look()
            for _ in range(options.runs):
                run_once(COMMANDS["absent"]["stored for the absent"], where, options)
            count, *grown = (now - then for now, then in zip(look(), before, strict=True))
            bytes_each = ", log ".join(f"{size / count:.0f}" for size in grown)
            print(f"{title:<12}{count:>8} messages   bytes each: tables {bytes_each}", flush=True)


BENCHES = {"node": node, "between": between, "room": room}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benches", nargs="*", metavar="BENCH", help=f"{', '.join(BENCHES)} (default: all)")
    parser.add_argument("--pairs", type=int, default=50, help="senders, each with a recipient of their own")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each measurement lasts")
    parser.add_argument("--runs", type=int, default=5, help="measurements of each kind")
    parser.add_argument("--rate", type=int, default=1000, help="messages a second for `between`")
    parser.add_argument("--quick", action="store_true", help="one run of a second each, for a look")
    # The load leaves its core to PostgreSQL between two messages.
    parser.set_defaults(pause=0.0005)
    options = parser.parse_args()
    if options.quick:
        options.runs, options.seconds = 1, 1.0
    with cluster() as postgres:
        pin(os.getpid(), CORES[-1])
        for name in options.benches or BENCHES:
            with tempfile.TemporaryDirectory() as folder:
                BENCHES[name](postgres, Path(folder), options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
