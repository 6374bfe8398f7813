"""python -m tests.chaos.files [--files 2000] [--cuts 60] [--server-kills 15] [--client-kills 15] [--large] [--seed N]:
two clients, each a process of its own, send files to each other. The line is cut, and the server and the clients are
killed, all in the middle of uploads and downloads.

With `--large` it is one file of 1 GB, 20 cuts and two kills of the server. Prints what became of every file. Exit code
1 where one was lost, doubled or mixed up, or where more than 1 MiB was sent again after a break.
"""

import argparse
import hashlib
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Slot

from qqdesk.domain.attachment import Attachment
from qqdesk.domain.body import File, Text, decode_body
from qqdesk.protocol.file_commands import MAX_PIECE_BYTES
from qqdesk.worker.files import DownloadRules
from tests.chaos.file_line import FileLine
from tests.chaos.people import SERVER
from tests.chaos.tally import mailbox
from tests.chaos.two_clients import ONE, TWO, Client, Talker, history_file
from tests.helpers.server import ServerProcess, start_server

MIB = 1024 * 1024
MOST_BYTES = 3 * MIB
LARGE_BYTES = 1_000_000_000
OPTIONS = (*SERVER, "--most-file-mib", "1000", "--most-files-of-one-mib", "10000")
PATIENCE_S = 900.0
_LOOK_S = 0.01
_LATER_S = 0.05
_OUTGOING = "outgoing"
_OTHER = {ONE: TWO, TWO: ONE}
Sizes = Mapping[int, list[int]]
"""The sizes of the files of each person."""


@dataclass
class FileTally:
    """Numbers of files. `whole`: the recipient has it, with the right digest."""

    sent: int = 0
    bytes: int = 0
    stored: int = 0
    whole: int = 0
    lost: int = 0
    doubled: int = 0
    mixed_up: int = 0
    breaks: int = 0
    continued: int = 0
    """Transfers in whose middle there was a break, and bytes were sent again."""
    most_again: int = 0
    """The most bytes that were sent again after a break."""
    all_again: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        wrong = self.lost or self.doubled or self.mixed_up or self.most_again > MAX_PIECE_BYTES
        return not wrong and self.sent == self.stored == self.whole > 0

    def __str__(self) -> str:
        return (
            f"sent {self.sent} ({self.bytes / 1e6:.0f} MB), stored {self.stored}, whole {self.whole}, lost "
            f"{self.lost}, doubled {self.doubled}, mixed up {self.mixed_up}; {self.breaks} breaks, after which "
            f"{self.continued} transfers sent bytes again: at most {self.most_again}, "
            f"in all {self.all_again}; {self.seconds:.1f} s"
        )


class FileTalker(Talker):
    """Sends each file with its number as the name, and downloads what comes in."""

    def __init__(self, folder: Path, number: int, server: str, count: int, expected: int) -> None:
        super().__init__(folder, number, server, count)
        self._expected = expected
        self._folder = folder
        self.messenger.files.rules = DownloadRules(folder / f"{number}.downloads", 0, MOST_BYTES + LARGE_BYTES)
        self.messenger.signed_in.connect(self._continue_downloads)

    @Slot()
    def _continue_downloads(self) -> None:
        """Download what came in before the last kill, as a chat does with what is in view."""
        for message in self.history.latest(self.conversation, 10**9):
            if isinstance(message.body, File) and not message.is_mine:
                self.messenger.files.download(message.body.info, self.conversation)

    def say(self, text: str) -> None:
        path = self._folder / _OUTGOING / text
        self.storing += 1
        attachment = Attachment(path, path.name, path.stat().st_size)
        self.messenger.files.send(self.conversation, attachment, Text("")).then(self.messenger, self.on_stored)

    @Slot()
    def _look_whether_done(self) -> None:
        if self._next != self._count:
            return
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as db:
            (delivered,) = db.execute("SELECT count(*) FROM messages WHERE delivery = 'delivered'").fetchone()
            (here,) = db.execute(
                "SELECT count(*) FROM messages JOIN local_files ON local_files.id = substr(body, 1, 32) "
                "WHERE delivery IS NULL"
            ).fetchone()
        if delivered >= self._count and here >= self._expected:
            self._done.touch()


def live(folder: str, number: str, server: str, count: str, expected: str) -> None:
    """One run of a client, until it is killed."""
    application = QCoreApplication([])
    talker = FileTalker(Path(folder), int(number), server, int(count), int(expected))
    talker.start()
    while True:
        talker.talk()
        application.processEvents()
        time.sleep(0.001)


def random_sizes(files: int, dice: random.Random) -> Sizes:
    """Most are small."""
    return {number: [int(MOST_BYTES * dice.random() ** 3) for _ in range(files // 2)] for number in (ONE, TWO)}


def run(folder: Path, sizes: Sizes, breaks: Mapping[str, int], seed: int) -> FileTally:
    """Send all files. `breaks` has how often each of "cut", "server" and "client" is broken."""
    dice = random.Random(seed)
    people = folder / "people"
    digests = _write_files(people / _OUTGOING, sizes)
    server = start_server(folder, arguments=OPTIONS)
    total = 2 * sum(map(sum, sizes.values()))
    kinds = [kind for kind, count in breaks.items() for _ in range(count)]
    dice.shuffle(kinds)
    places = sorted(dice.uniform(0, 0.95 * total) for _ in kinds)
    began = time.monotonic()
    try:
        for number in (ONE, TWO):
            server.add_user(number)
        server.befriend(ONE, TWO)
        with FileLine(server.port) as line:
            counts = {number: len(sizes[number]) for number in (ONE, TWO)}
            clients = [
                Client(people, number, line.url, counts[number], str(counts[other]), module="tests.chaos.files")
                for number, other in _OTHER.items()
            ]
            try:
                for client in clients:
                    client.start()
                while not all(client.done.exists() for client in clients):
                    time.sleep(_LOOK_S)
                    assert time.monotonic() - began < PATIENCE_S, f"seed {seed}: {line.passed} of {total} bytes"
                    if places and line.passed >= places[0]:
                        places.pop(0)
                        time.sleep(dice.uniform(0, _LATER_S))
                        server = _break(kinds.pop(), line, server, dice.choice(clients))
            finally:
                for client in clients:
                    client.kill()
        tally = _tally(people, server, digests)
        tally.bytes = total // 2
        tally.breaks = sum(breaks.values()) - len(kinds)
        tally.continued, tally.all_again = len(line.again), sum(line.again)
        tally.most_again = max(line.again, default=0)
        tally.seconds = time.monotonic() - began
        return tally
    finally:
        server.kill()


def _write_files(folder: Path, sizes: Sizes) -> dict[str, str]:
    """Write random files. Return their digests by name."""
    folder.mkdir(parents=True)
    digests = {}
    for number, list_ in sizes.items():
        for index, size in enumerate(list_):
            name = f"{number} {index}"
            with (folder / name).open("wb") as file:
                for start in range(0, size, MIB):
                    file.write(os.urandom(min(MIB, size - start)))
            digests[name] = _digest(folder / name)
    return digests


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _break(kind: str, line: FileLine, server: ServerProcess, client: Client) -> ServerProcess:
    """Return the server, which may be a new one."""
    match kind:
        case "cut":
            line.cut_all()
        case "server":
            server.kill()
            return start_server(server.folder.parent, folder=server.folder, port=server.port, arguments=OPTIONS)
        case "client":
            client.kill()
            client.start()
    return server


def _tally(folder: Path, server: ServerProcess, digests: dict[str, str]) -> FileTally:
    tally = FileTally(sent=len(digests))
    for number, other in _OTHER.items():
        names = {name for name in digests if name.startswith(f"{number} ")}
        # "[file] 10001 5 1.2 MB"
        stored = Counter(" ".join(text.split()[1:3]) for _, text in mailbox(server.folder, other))
        received = _received(folder, other)
        tally.stored += len(stored)
        for copies in (stored, Counter(name for name, _ in received)):
            tally.lost += len(names - copies.keys())
            tally.doubled += sum(count - 1 for count in copies.values())
        for name, path in received:
            if path is None or not path.is_file():
                tally.lost += 1
            elif _digest(path) != digests.get(name):
                tally.mixed_up += 1
            else:
                tally.whole += 1
    return tally


def _received(folder: Path, number: int) -> list[tuple[str, Path | None]]:
    """Return the name in each message that a person received, and where the file is."""
    with closing(sqlite3.connect(history_file(folder, number))) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = db.execute(
            "SELECT messages.kind, body, path FROM messages "
            "LEFT JOIN local_files ON local_files.id = substr(body, 1, 32) WHERE delivery IS NULL"
        ).fetchall()
    found = []
    for kind, data, path in rows:
        body = decode_body(kind, data)
        assert isinstance(body, File)
        found.append((body.info.name, Path(path) if path else None))
    return found


def main() -> int:
    if sys.argv[1:2] == ["--live"]:
        live(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--cuts", type=int, default=60)
    parser.add_argument("--server-kills", type=int, default=15)
    parser.add_argument("--client-kills", type=int, default=15, help="of both clients together")
    parser.add_argument("--large", action="store_true", help="one file of 1 GB")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    sizes = random_sizes(options.files, random.Random(options.seed))
    breaks = {"cut": options.cuts, "server": options.server_kills, "client": options.client_kills}
    if options.large:
        sizes, breaks = {ONE: [LARGE_BYTES], TWO: []}, {"cut": 20, "server": 2}
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), sizes, breaks, options.seed)
    print(f"seed {options.seed}: {tally}")
    return 0 if tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
