"""Measure the program's memory while 20 messages a second arrive in an open, visible chat.

    python -m tests.bench.long_chat [MINUTES]

On Linux; 20 minutes by default. The program is a process of its own; the bench prints its private memory each minute.
The level is the median of the minutes from the fifth to the tenth (of a short run: of its first half, without the first
minute). The bench fails if the last five minutes are more than MOST_MB above it: the messages of ten minutes, kept as
text, object and row, take 10 MB.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qqdesk.gui.kit import routes
from tests.helpers.messages import chat_with

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qqdesk.client.client import Client
from tests.bench.crowd import crowd, folder
from tests.bench.machine import memory
from tests.bench.own_process import FIRST, ME

MINUTES = 20
PER_SECOND = 20
MOST_MB = 3.0
TEXT = "Message {number}: a line of the length that people write to each other, now and then a little longer. " * 2


def program(address: str, data: str) -> None:
    from PySide6.QtCore import QTimer

    from qqdesk.gui.start import application_controller
    from qqdesk.gui.start.arguments import Arguments
    from qqdesk.gui.start.program import run
    from qqdesk.worker.api import SignIn

    class WatchedController(application_controller.ApplicationController):
        def __init__(self, *parts: object) -> None:
            super().__init__(*parts)  # type: ignore[arg-type]
            QTimer.singleShot(700, self, self._begin_session)
            self.messenger.signed_in.connect(lambda: QTimer.singleShot(500, self, self._open))

        def _begin_session(self) -> None:
            self.messenger.sign_in(SignIn(address, ME, "secret", place="bench"))

        def _open(self) -> None:
            self.windows.open(routes.Chat(chat_with(FIRST)))
            print("open", flush=True)
            self._told = QTimer(self, interval=1000)
            self._told.timeout.connect(self._tell)
            self._told.start()

        def _tell(self) -> None:
            conversation = self.messenger.conversation(chat_with(FIRST))
            page = self.windows.chats.windows[0].page(chat_with(FIRST))
            text = conversation.messages[-1].text[:20] if conversation.messages else ""
            print(len(conversation.messages), len(page.log.rows) if page else 0, conversation.unread, text, flush=True)

    vars(application_controller)["ApplicationController"] = WatchedController
    run(Arguments(config_dir=Path(data) / "config", data_dir=Path(data)))


@contextmanager
def running_program(address: str, data: Path) -> Iterator[tuple[int, Path]]:
    """Yield the process id, and the file of its output."""
    output = data.with_suffix(".txt")
    with output.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.bench.long_chat", "program", address, str(data)],
            stdout=out,
            env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        )
    try:
        while "open" not in output.read_text():
            assert process.poll() is None, "the program ended"
            time.sleep(0.2)
        yield process.pid, output
    finally:
        process.terminate()
        process.wait()


class Writer:
    """A user, FIRST, who sends messages."""

    def __init__(self, address: str) -> None:
        self._client, self.count = Client(address, FIRST), 0
        self._client.login(password="secret")

    def write(self) -> None:
        self.count += 1
        self._client.send_message(ME, TEXT.format(number=self.count))


def write_for(writer: Writer, seconds: float) -> None:
    start = time.monotonic()
    for number in range(round(seconds * PER_SECOND)):
        time.sleep(max(0.0, start + number / PER_SECOND - time.monotonic()))
        writer.write()


def main(minutes: int) -> int:
    found: list[float] = []
    with folder() as place, crowd(20, place, ("--messages-per-minute", "0")) as people:
        address = people.server.address
        with running_program(address, place / "data") as (pid, output):
            writer = Writer(address)
            print("minute   own MB   messages   kept, rows, unread, last")
            for minute in range(1, minutes + 1):
                write_for(writer, 60)
                found.append(memory(pid).own / 1e6)
                last = output.read_text().splitlines()[-1]
                print(f"{minute:6}{found[-1]:9.1f}{writer.count:11}   {last}", flush=True)
    early = found[4:10] if minutes >= 15 else found[min(1, minutes - 1) : max(minutes // 2, 1) + 1]
    level, end = statistics.median(early), statistics.median(found[-5:])
    print(f"level {level:.1f} MB, at the end {end:.1f} MB: {end - level:+.1f} MB (at most {MOST_MB:+.1f})")
    return 0 if end - level <= MOST_MB else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["program"]:
        program(*sys.argv[2:])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MINUTES))
