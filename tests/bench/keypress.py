"""From the key press in one window to the other's screen: `python -m tests.bench.keypress [--messages N]`.

Two whole programs and the server, a process each, on this machine. A time runs from the press of Enter to the end of
the paint that shows the message. The baseline of the same run is one bare request to the same server, which stores a
message. Exit code 1 above MOST_P50_MS or MOST_P99_MS.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.arguments import Arguments, folders_for
from qqdesk.worker.api import SignIn
from tests.helpers.application import build_application
from tests.helpers.messages import chat_with
from tests.helpers.server import running_server

WRITER, READER, THIRD, FOURTH = 10001, 10002, 10003, 10004
GAP_MS = 20
MOST_P50_MS, MOST_P99_MS = 15.0, 40.0


def stamp(index: str) -> None:
    sys.stdout.write(f"{index} {time.monotonic_ns()}\n")
    sys.stdout.flush()


class PaintWatch(QObject):
    """Stamps received messages when the paint that shows them is over."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self.waiting:
            # A queued call runs after the paint has ended.
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        shown, self.waiting = self.waiting, []
        for index in shown:
            stamp(index)


def child(role: str, address: str, folder: Path, count: int) -> int:
    arguments = Arguments(config_dir=folder / "config", data_dir=folder / "data")
    app, desk = build_application(arguments, SettingsStore(folders_for(arguments).settings))
    me, other = (WRITER, READER) if role == "writer" else (READER, WRITER)
    watch = PaintWatch()
    sent = 0

    def leave() -> None:
        """Not `quit`: it asks every window first, and the messenger's windows only hide."""
        app.exit(0)

    def added(message: Message) -> None:
        if role == "reader" and not message.is_mine:
            watch.waiting.append(message.text)
            if message.text == str(count - 1):
                QTimer.singleShot(500, leave)

    def write() -> None:
        nonlocal sent
        page = desk.windows.chats.page(chat_with(other))
        assert page is not None
        page.input.setPlainText(str(sent))
        stamp(str(sent))
        QTest.keyClick(page.input, Qt.Key.Key_Return)
        sent += 1

    def changed(message: Message) -> None:
        """Send the next message when this one has arrived, so that each finds an idle machine."""
        if role == "writer" and message.delivery is Delivery.DELIVERED:
            if sent < count:
                QTimer.singleShot(GAP_MS, write)
            else:
                leave()

    def ready() -> None:
        desk.windows.open_chat(chat_with(other))
        page = desk.windows.chats.page(chat_with(other))
        assert page is not None
        for area in page.findChildren(QAbstractScrollArea):
            area.viewport().installEventFilter(watch)
        stamp("ready")
        if role == "writer":
            sys.stdin.readline()
            write()

    desk.messenger.message_added.connect(added)
    desk.messenger.message_changed.connect(changed)
    desk.messenger.signed_in.connect(ready)
    desk.messenger.sign_in(SignIn(address, me, "secret"))
    code = app.exec()
    desk.shut_down()
    return code


def start_child(role: str, address: str, folder: Path, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.bench.keypress", "--role", role, "--address", address]
    command += ["--folder", str(folder / role), "--messages", str(count)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("ready"), line
    return process


def stamps(process: "subprocess.Popen[str]") -> dict[str, int]:
    output, _ = process.communicate("go\n", timeout=300)
    return {index: int(when) for index, when in (line.split() for line in output.splitlines())}


def milliseconds(take: Callable[[], object], count: int) -> list[float]:
    times = []
    for _ in range(count):
        begin = time.perf_counter()
        take()
        times.append((time.perf_counter() - begin) * 1000)
    return times


def report(name: str, times: list[float]) -> tuple[float, float]:
    """Print percentiles; return p50 and p99."""
    cuts = statistics.quantiles(times, n=100)
    print(f"{name:28} p50 {cuts[49]:7.2f} ms   p90 {cuts[89]:7.2f} ms   p99 {cuts[98]:7.2f} ms")
    return cuts[49], cuts[98]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--role", help=argparse.SUPPRESS)
    parser.add_argument("--address", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role:
        return child(options.role, options.address, options.folder, options.messages)
    with tempfile.TemporaryDirectory() as name, running_server(Path(name)) as server:
        for number in (WRITER, READER, THIRD, FOURTH):
            server.add_user(number)
        server.befriend(WRITER, READER)
        server.befriend(THIRD, FOURTH)
        with Client(server.address, THIRD) as client:
            client.login(password_hash("secret"))
            bare = milliseconds(lambda: client.send_message(FOURTH, "x", os.urandom(16).hex()), options.messages)
        reader = start_child("reader", server.address, Path(name), options.messages)
        writer = start_child("writer", server.address, Path(name), options.messages)
        pressed, shown = stamps(writer), stamps(reader)
    times = [(when - pressed[index]) / 1e6 for index, when in shown.items() if index in pressed and index != "ready"]
    bare_p50, bare_p99 = report("one bare request", bare)
    p50, p99 = report("key press to other's screen", times)
    print(f"ratio p50 {p50 / bare_p50:.1f}, p99 {p99 / bare_p99:.1f}; {len(times)} messages shown")
    print(f"at most: p50 {MOST_P50_MS:.0f} ms, p99 {MOST_P99_MS:.0f} ms")
    return 0 if p50 <= MOST_P50_MS and p99 <= MOST_P99_MS else 1


if __name__ == "__main__":
    sys.exit(main())
