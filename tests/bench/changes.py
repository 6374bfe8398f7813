"""From a reaction, an edit or a recall to the other's screen; and opening a conversation with 10,000 changes.

    python -m tests.bench.changes

The server and both people have a process each, with real chat windows. The time ends when the other's log has painted
the change. The bench fails above MOST_MS (median of each kind), or if opening takes more than MOST_TIMES as long as
that of a conversation with as many messages and no change.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from qqdesk.gui.kit.app_context import AppContext
from tests.helpers.history import open_history

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from qqdesk.domain.body import Text
from qqdesk.domain.incoming import Incoming
from qqdesk.domain.incoming_reader import read_incoming
from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.message_ref import MessageRef
from tests.bench.latency import signed_in, wait
from tests.bench.paste import ANNA, BOB, chat_page, input_of, line_of
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with
from tests.helpers.server import running_server

MOST_MS = 30.0
MOST_TIMES = 1.2
ROUNDS = 50
OPENINGS = 21
MESSAGES, CHANGES = 1000, 10_000
CHANGED, UNCHANGED = 10003, 10004
KINDS = ("reaction", "edit", "recall")


def write(folder: Path, address: str) -> None:
    """For each line of the standard input make a change of this kind, and print when."""
    app = QApplication([])
    messenger, _ = chat_page(folder, address, ANNA, BOB)
    chat = messenger.conversation(chat_with(BOB))
    for number in range(ROUNDS):
        messenger.own_messages.send(chat.id, Text(f"message {number}"))
    wait(lambda: [one.delivery for one in chat.messages] == [Delivery.DELIVERED] * ROUNDS)
    made = dict.fromkeys(KINDS, 0)

    def change() -> None:
        kind = sys.stdin.readline().strip()
        if not kind:
            app.quit()
            return
        message = chat.messages[made[kind]]
        made[kind] += 1
        print(time.monotonic(), flush=True)
        if kind == "reaction":
            messenger.changes.react(message, "👍")
        elif kind == "edit":
            messenger.changes.edit(message, Text(f"edited {made[kind]}"))
        else:
            messenger.changes.recall(message)

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(change)
    print("ready", flush=True)
    app.exec()
    messenger.shut_down()


def read(folder: Path, address: str) -> None:
    """Print when each change was painted."""
    app = QApplication([])
    messenger, page = chat_page(folder, address, BOB, ANNA)

    def painted() -> None:
        page.log.viewport().repaint()
        print(time.monotonic(), flush=True)

    def on_changed(_: Message) -> None:
        QTimer.singleShot(0, page, painted)

    messenger.message_changed.connect(on_changed)
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(app.quit)
    print("ready", flush=True)
    app.exec()
    messenger.shut_down()


ROLES: dict[str, Callable[[Path, str], None]] = {"read": read, "write": write}


def measure_changes(folder: Path, address: str) -> bool:
    programs = []
    for role in ROLES:
        command = [sys.executable, "-m", "tests.bench.changes", role, str(folder), address]
        programs.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert line_of(programs[-1]) == "ready\n"
    reader, writer = programs
    medians = []
    for kind in KINDS:
        times = []
        for _ in range(ROUNDS):
            print(kind, file=input_of(writer), flush=True)
            start = float(line_of(writer))
            times.append((float(line_of(reader)) - start) * 1000)
        medians.append(statistics.median(times))
        print(f"{kind} on the other's screen: median {medians[-1]:.1f} ms, worst {max(times):.0f} ms")
    for program in programs:
        input_of(program).close()
        program.wait()
    return max(medians) <= MOST_MS


def entries(person: int) -> list[Incoming]:
    """Messages of a person, and the changes of those of CHANGED: each has reactions of both, and edits."""
    now = time.time_ns() // 1_000_000
    rows = [
        WaitingMessage(MessageKind.TEXT, person, f"message {number}", None, now, f"{person:016x}{number:016x}")
        for number in range(MESSAGES)
    ]
    if person == CHANGED:
        for number in range(CHANGES):
            target = rows[number % MESSAGES].client_id or ""
            turn = number // MESSAGES % 3
            kind, text, maker = (
                (MessageKind.REACTED, "👍", person),
                (MessageKind.REACTED, "🎉", BOB),
                (MessageKind.EDITED, f"edit {number}", person),
            )[turn]
            ref = MessageRef(person, target, maker)
            rows.append(WaitingMessage(kind, person, text, number + 1, now, f"{number:032x}", ref=ref))
    return [read_incoming(row, now, BOB) for row in rows]


def measure_opening(folder: Path, address: str) -> bool:
    app = QApplication.instance() or QApplication([])
    messenger, _ = signed_in(folder / "opening", address, BOB)
    history = open_history(messenger)
    for person in (CHANGED, UNCHANGED):
        history.add_received(entries(person), time.time_ns() // 1_000_000)
        history.unread.mark_read({chat_with(person): history.last_row})
    messenger._chats.add_older((), history.last_row)
    store = SettingsStore(folder / "opening.toml")
    chats = ChatWindows(AppContext(messenger, RecordingNavigator(), FaceSource(), store), messenger)
    chats.open_chat(chat_with(ANNA))
    times: dict[int, list[float]] = {CHANGED: [], UNCHANGED: []}
    for _ in range(OPENINGS):
        for person, samples in times.items():
            began = time.perf_counter()
            chats.open_chat(chat_with(person))
            page = chats.page(chat_with(person))
            assert page is not None
            page.log.viewport().repaint()
            samples.append((time.perf_counter() - began) * 1000)
            shown = messenger.conversation(chat_with(person)).messages
            assert len(shown) > 100 and {one.is_edited for one in shown} == {person == CHANGED}
            for window in chats.windows:
                window.pages.close_all()
            app.processEvents()
            messenger._chats._conversations.pop(chat_with(person))
    changed, unchanged = (statistics.median(samples) for samples in times.values())
    print(
        f"opening {MESSAGES} messages with {CHANGES} changes: median {changed:.1f} ms, "
        f"without: {unchanged:.1f} ms, {changed / unchanged:.2f} times"
    )
    messenger.shut_down()
    return changed / unchanged <= MOST_TIMES


def main() -> int:
    with tempfile.TemporaryDirectory() as name, running_server(Path(name)) as server:
        for number in (ANNA, BOB, CHANGED, UNCHANGED):
            server.add_user(number)
        server.befriend(ANNA, BOB)
        is_fast = measure_changes(Path(name), server.address)
        return 0 if measure_opening(Path(name), server.address) and is_fast else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        ROLES[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(main())
