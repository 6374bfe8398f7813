"""From a paste to the other's screen: a picture of about 2 MB, beside a text message in the same run.

    python -m tests.bench.paste

The server and both people have a process each, with real chat windows. The time ends when the other's log has painted
the text, or the thumbnail. The bench fails above MOST_MS (median of the pictures).
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from qqdesk.gui.kit.app_context import AppContext

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QMimeData, QSocketNotifier, Qt, QTimer, QUrl
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from qqdesk.domain.body import File
from qqdesk.domain.message import Message
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.pictures.cache import picture_cache
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import theme_source
from qqdesk.worker.files import DownloadRules
from qqdesk.worker.messenger import Messenger
from tests.bench.latency import signed_in, wait
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with
from tests.helpers.picture_files import photo
from tests.helpers.server import running_server

MOST_MS = 300.0
ROUNDS = 15
DETAILS = 2560
"""As many as pixels in a row: the files have 2 MB."""
ANNA, BOB = 10001, 10002
TEXT, PICTURE, PICTURE_FILE = "a text message", "a pasted picture", "a pasted picture file"


def chat_page(folder: Path, address: str, me: int, other: int) -> tuple[Messenger, ChatPage]:
    """Sign in, and open the chat with the other."""
    theme_source().choose("light")
    messenger, _ = signed_in(folder, address, me)
    messenger.files.rules = DownloadRules(folder / "downloads", picture_mib=10)
    wait(lambda: messenger.files.has_files)
    chats = ChatWindows(
        AppContext(messenger, RecordingNavigator(), FaceSource(), SettingsStore(folder / f"{me}.toml")), messenger
    )
    chats.open_chat(chat_with(other))
    page = chats.page(chat_with(other))
    assert page is not None
    return messenger, page


def write(folder: Path, address: str) -> None:
    """For each line of the standard input send a message of this kind, and print when it was pasted or typed."""
    app = QApplication([])
    messenger, page = chat_page(folder, address, ANNA, BOB)
    clipboard, sent = QApplication.clipboard(), 0

    def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QApplication.sendEvent(page.input, QKeyEvent(QEvent.Type.KeyPress, key, modifiers))

    def send() -> None:
        nonlocal sent
        sent += 1
        kind = sys.stdin.readline().strip()
        if not kind:
            app.quit()
            return
        if kind == TEXT:
            page.input.setPlainText(f"message {sent}")
        elif kind == PICTURE:
            clipboard.setImage(photo(sent, DETAILS))
        else:
            path = folder / f"{sent}.jpg"
            photo(sent, DETAILS).save(str(path), quality=85)
            files = QMimeData()
            files.setUrls([QUrl.fromLocalFile(str(path))])
            clipboard.setMimeData(files)
        print(time.monotonic(), flush=True)
        if kind != TEXT:
            press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        press(Qt.Key.Key_Return)

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(send)
    print("ready", flush=True)
    app.exec()
    clipboard.clear()
    messenger.shut_down()


def read(folder: Path, address: str) -> None:
    """Print when each message was painted, and the bytes of its picture."""
    app = QApplication([])
    messenger, page = chat_page(folder, address, BOB, ANNA)
    waiting: dict[str, int] = {}

    def painted(size: int) -> None:
        page.log.viewport().repaint()
        print(time.monotonic(), size, flush=True)

    def on_added(message: Message) -> None:
        if isinstance(message.body, File):
            waiting[message.body.info.id] = message.body.info.size
        else:
            QTimer.singleShot(0, page, lambda: painted(0))

    def on_decoded(path: Path) -> None:
        for id in list(waiting):
            if path in (messenger.files.thumbnail(id), messenger.files.path(id)):
                painted(waiting.pop(id))

    messenger.message_added.connect(on_added)
    picture_cache().decoded.connect(on_decoded)
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(app.quit)
    print("ready", flush=True)
    app.exec()
    messenger.shut_down()


ROLES: dict[str, Callable[[Path, str], None]] = {"write": write, "read": read}


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "the program ended"
    return line


def input_of(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdin is not None
    return process.stdin


def measure(folder: Path, address: str) -> bool:
    """Print the times. Return whether the pictures are fast enough."""
    programs = []
    for role in ROLES:
        command = [sys.executable, "-m", "tests.bench.paste", role, str(folder), address]
        programs.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert line_of(programs[-1]) == "ready\n"
    writer, reader = programs
    medians = {}
    for kind in (TEXT, PICTURE, PICTURE_FILE):
        times: list[float] = []
        size = "0"
        for _ in range(ROUNDS):
            print(kind, file=input_of(writer), flush=True)
            start = float(line_of(writer))
            end, size = line_of(reader).split()
            times.append((float(end) - start) * 1000)
            time.sleep(1)  # the picture follows its thumbnail
        medians[kind] = statistics.median(times)
        about = f" of {int(size) / 1e6:.1f} MB" if int(size) else ""
        print(f"{kind}{about}: median {medians[kind]:.0f} ms, worst {max(times):.0f} ms")
    for program in programs:
        input_of(program).close()
        program.wait()
    return max(medians[PICTURE], medians[PICTURE_FILE]) <= MOST_MS


def main() -> int:
    with tempfile.TemporaryDirectory() as name, running_server(Path(name)) as server:
        for number in (ANNA, BOB):
            server.add_user(number)
        server.befriend(ANNA, BOB)
        return 0 if measure(Path(name), server.address) else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        ROLES[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(main())
