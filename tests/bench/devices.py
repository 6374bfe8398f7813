"""Several devices of one account, with many messages on the server.

    python -m tests.bench.devices [usable own older absent idle …] [--messages 1000000] [--contacts 1000] [--quick]

- usable: the first sign-in of a device, until the contact list, all conversations and the unread counts are there.
- own: from sending a message on one device to showing it on another one, one message at a time.
- older: a page of 50 messages that only the server has, from the request to the stored page.
- absent: a device that was away while --absent messages came, until it has stored and shown them all.
- idle: the server's memory for a device with a waiting poll, with 10 devices of each account.

The devices are the messenger of the desktop program in this process, without windows. Prints times, and the CPU
seconds of both processes. Goals: own p50 30 ms, usable 1 s, older p95 50 ms, idle 4 KiB.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop

from qqdesk.server.operations.daemon import new_event_loop
from qqdesk.server.storage.sqlite import open_database
from qqdesk.worker.api import ConnectionPhase, SignIn
from qqdesk.worker.history_requests import MessagePage
from qqdesk.worker.messenger import Messenger
from tests.bench import conversations, parked_polls
from tests.bench.crowd import add_people
from tests.bench.latency import figures, one_by_one, wait
from tests.bench.machine import cpu_seconds, resident
from tests.bench.own_process import FIRST, ME
from tests.bench.server_load import FIRST as FIRST_USER
from tests.bench.servers import ARGUMENTS
from tests.helpers.messages import chat_with
from tests.helpers.server import ServerProcess, running_server

PAGE = 50
UNREAD_CONVERSATIONS, UNREAD = 50, 30
DEVICES = 10
KIB = 1024


class Bench:
    """A server in a process of its own, and devices of ME in this one."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder = folder
        self.options = options
        self.server: ServerProcess
        self.unread = 0
        """On the server."""
        self._signed_in: list[Messenger] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        with running_server(self.folder, arguments=ARGUMENTS) as self.server:
            yield
            for messenger in self._signed_in:
                messenger.shut_down()
            self._signed_in.clear()

    def fill(self) -> None:
        """Fill the server's database. Some conversations have unread messages."""
        place, options = self.folder / "server", self.options
        add_people(place, options.contacts)
        conversations.fill(place, 1, options.messages, options.contacts)
        with closing(open_database(place)) as db:
            for index, peer in enumerate(range(FIRST, FIRST + options.contacts)):
                skipped = UNREAD if index < UNREAD_CONVERSATIONS else 0
                db.execute(
                    "INSERT INTO read_marks SELECT log, peer, seq, 0 FROM entries "
                    "WHERE log = ? AND peer = ? AND kind IN (9, 92) ORDER BY seq DESC LIMIT 1 OFFSET ?",
                    (ME, peer, skipped),
                )
            db.commit()
            (self.unread,) = db.execute(
                "SELECT count(*) FROM entries e JOIN read_marks r ON r.account = e.log AND r.peer = e.peer "
                "WHERE e.log = ? AND e.kind = 9 AND e.seq > r.seq",
                (ME,),
            ).fetchone()

    def is_filled(self, messenger: Messenger) -> bool:
        """Whether all conversations and unread messages are stored and shown."""
        is_complete = len(messenger.recent_conversations()) == self.options.contacts
        return is_complete and messenger.unread == self.unread

    def messenger(self, device: int) -> Messenger:
        messenger = Messenger(self.folder / f"device {device}", f"{device:032x}")
        self._signed_in.append(messenger)
        return messenger

    def sign_in(self, messenger: Messenger) -> None:
        messenger.sign_in(SignIn(self.server.address, ME, "secret"))
        wait(lambda: messenger.connection.phase is ConnectionPhase.CONNECTED)

    def sign_in_new(self, device: int) -> Messenger:
        """Sign in a new device, until it has all conversations."""
        messenger = self.messenger(device)
        self.sign_in(messenger)
        wait(lambda: self.is_filled(messenger))
        return messenger

    @contextmanager
    def measured(self, title: str) -> Iterator[None]:
        """Print the time and the CPU seconds of a step."""
        began, mine, servers = time.perf_counter(), time.process_time(), cpu_seconds(self.server.process.pid)
        yield
        took, mine = time.perf_counter() - began, time.process_time() - mine
        servers = cpu_seconds(self.server.process.pid) - servers
        print(f"{title:38} {took:7.2f} s    CPU: device {mine:6.2f} s, server {servers:6.2f} s", flush=True)

    def usable(self) -> None:
        for device in range(1, 4):
            messenger = self.messenger(device)
            with self.measured("new device, usable"):
                with self.measured("    contact list"):
                    self.sign_in(messenger)
                with self.measured("    conversations and unread counts"):
                    wait(lambda: self.is_filled(messenger))  # noqa: B023 - called at once
            assert len(messenger.roster.listed()) == self.options.contacts
            messenger.shut_down()

    def own(self) -> None:
        one, two = self.sign_in_new(4), self.sign_in_new(5)
        print(f"own message on another device          {figures(one_by_one(one, two, FIRST))}")
        one.shut_down()
        two.shut_down()

    def older(self) -> None:
        messenger, dice, samples = self.sign_in_new(6), random.Random(3), []
        first: dict[int, str] = {}
        with self.measured(f"{self.options.pages} pages"):
            for _ in range(self.options.pages):
                number = FIRST + dice.randrange(self.options.contacts)
                before = first.get(number) or messenger.conversation(chat_with(number)).messages[0].id
                began = time.perf_counter()
                page = load_page(messenger, number, before)
                samples.append(time.perf_counter() - began)
                first[number] = page.messages[0].id
        samples.sort()
        p95 = samples[len(samples) * 95 // 100] * 1000
        print(f"a page of {PAGE} older messages             p95 {p95:6.2f} ms  {figures(samples)}", flush=True)
        messenger.shut_down()

    def absent(self) -> None:
        with self.running():
            self.sign_in_new(7).shut_down()
        count = self.options.absent
        with closing(open_database(self.folder / "server")) as db:
            (last,) = db.execute("SELECT last_seq FROM logs WHERE number = ?", (ME,)).fetchone()
        conversations.fill(self.folder / "server", last + 1, count, self.options.contacts)
        with self.running():
            messenger, shown = self.messenger(7), list[object]()
            messenger.message_added.connect(shown.append)
            with self.measured(f"a device absent for {count} messages"):
                self.sign_in(messenger)
                wait(lambda: len(shown) >= count, 300)
            assert len(shown) == count


def load_page(messenger: Messenger, number: int, before: str) -> MessagePage:
    loop, pages = QEventLoop(), list[MessagePage]()

    def finish(page: MessagePage) -> None:
        pages.append(page)
        loop.quit()

    messenger.history_service.load_earlier(chat_with(number), before, PAGE).then(loop, finish)
    loop.exec()
    return pages[0]


async def measure_idle(server: ServerProcess, accounts: int) -> float:
    """Return KiB of the server for a device with a waiting poll, beyond the running server with nobody at it."""
    pid = server.process.pid
    await parked_polls.come_to_rest(pid)
    empty = resident(pid)
    clients = [parked_polls.Waiting(FIRST_USER + index, device) for index in range(accounts) for device in device_ids()]
    await parked_polls.connect(server.port, clients)
    for client in clients:
        client.poll()
    await parked_polls.come_to_rest(pid)
    used = resident(pid)
    for client in clients:
        client.transport.abort()
    return (used - empty) / KIB / len(clients)


def device_ids() -> list[str]:
    return [f"{index:032x}" for index in range(DEVICES)]


def idle(accounts: int) -> None:
    parked_polls.allow_many_connections()
    arguments = (*ARGUMENTS, "--connections", str(2 * DEVICES * accounts))
    with tempfile.TemporaryDirectory() as name, asyncio.Runner(loop_factory=new_event_loop) as runner:
        parked_polls.populate(Path(name) / "server", accounts, device_ids())
        with running_server(Path(name), arguments=arguments) as server:
            kib = runner.run(measure_idle(server, accounts))
    print(f"idle, {accounts} accounts with {DEVICES} devices      {kib:.2f} KiB a device", flush=True)


PARTS = ("usable", "own", "older", "absent", "idle")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--messages", type=int, default=1_000_000, help="on the server")
    parser.add_argument("--contacts", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--absent", type=int, default=100_000)
    parser.add_argument("--accounts", type=int, default=1000, help="for `idle`")
    parser.add_argument("--quick", action="store_true", help="a twentieth of everything, for a look")
    options = parser.parse_args()
    if options.quick:
        for name in ("messages", "contacts", "pages", "absent", "accounts"):
            setattr(options, name, getattr(options, name) // 20)
    parts = options.parts or PARTS
    app = QCoreApplication([])
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), options)
        if set(parts) - {"idle"}:
            bench.fill()
        if set(parts) & {"usable", "own", "older"}:
            with bench.running():
                for part in PARTS[:3]:
                    if part in parts:
                        getattr(bench, part)()
        if "absent" in parts:
            bench.absent()
    if "idle" in parts:
        idle(options.accounts)
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
