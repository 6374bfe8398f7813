"""A log over 100,000 messages on the disk beside one over 100: opening. A log with as many rows as it keeps beside one
with 100: opening, memory, a new message, frames while scrolling, earlier messages. And a QTextBrowser with 500.

python tests/bench/chat_log.py
"""

import gc
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.block_cache import BUBBLES, LINES
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.pager import MOST_ROWS
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.theme import theme_source
from qqdesk.history.history import History
from qqdesk.protocol.codes import MessageKind
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.history_requests import MessagePage
from tests.gui.shown_log import Named
from tests.gui.stub_files import StubFiles
from tests.helpers.history import add_received
from tests.helpers.messages import text_message

ON_DISK, MANY, FEW, PAGE, BROWSED, ROUNDS = 100_000, MOST_ROWS, 100, 100, 500, 9
FRAMES, NEW = 400, 200
WORDS = "the boat is ready 带上你的相机 and the lake is calm today so come early please"


def messages(count: int, first: int = 0) -> list[Message]:
    return [
        text_message(
            f"{number + 2**40:032x}", 10001, WORDS * (1 + number % 3), 1_772_366_400_000 + number * 9_000, state
        )
        for number in range(first, first + count)
        for state in (Delivery.SENT if number % 2 else None,)
    ]


def stored(folder: Path, shown: list[Message]) -> History:
    """Return a history with these messages, all of them read."""
    history = History(folder / f"{len(shown)}.db")
    for start in range(0, len(shown), 1000):
        batch = [
            WaitingMessage(
                MessageKind.TEXT, message.conversation.number, message.text, start + number + 1, message.time
            )
            for number, message in enumerate(shown[start : start + 1000])
        ]
        add_received(history, batch, shown[-1].time)
    history.mark_read({shown[0].conversation: history.last_row})
    return history


def resident_mb() -> float:
    """Return the resident megabytes, Qt's memory included; 0 if the system does not report them."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def until_painted(widget: QWidget) -> None:
    widget.resize(640, 400)
    widget.show()
    widget.grab()


def timed(action: Callable[[], QWidget]) -> float:
    """Return the median of some rounds in milliseconds, after one warm-up round."""
    taken = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        widget = action()
        taken.append((time.perf_counter() - start) * 1000)
        widget.hide()
        widget.deleteLater()
        QApplication.processEvents()
    return statistics.median(taken[1:])


def each(count: int, act: Callable[[int], object]) -> tuple[float, float]:
    """Return the median and 95th percentile of `count` calls, in milliseconds."""
    taken = []
    for number in range(count):
        start = time.perf_counter()
        act(number)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return statistics.median(taken), taken[int(count * 0.95)]


def main() -> None:
    app = QApplication([])
    theme_source().choose("light")
    faces = FaceSource()
    many, few = messages(MANY), messages(FEW)
    gc.freeze()  # the messages of the bench itself

    def open_log(shown: list[Message], style: str = BUBBLES) -> MessageListView:
        log = MessageListView(faces, Named("Anna"), StubFiles())
        log.set_style(style, 100)
        log.show_messages(shown, has_start=False)
        until_painted(log)
        return log

    def open_stored(history: History, style: str) -> MessageListView:
        chats = ConversationStore()
        chats.open(history, {}, history.last_row)
        return open_log(list(chats.conversation(many[0].conversation).messages), style)

    def open_browser() -> QWidget:
        browser = QTextBrowser()
        browser.setHtml("".join(f"<p>{message.text}</p>" for message in many[-BROWSED:]))
        until_painted(browser)
        return browser

    with tempfile.TemporaryDirectory() as folder:
        histories = [stored(Path(folder), shown) for shown in (messages(ON_DISK), few)]
        for style in (BUBBLES, LINES):
            many_ms, few_ms = (timed(partial(open_stored, history, style)) for history in histories)
            print(f"{style}: opens {ON_DISK:,} on disk in {many_ms:.1f} ms, {FEW} in {few_ms:.1f} ms:", end=" ")
            print(f"ratio {many_ms / few_ms:.2f}")
        for history in histories:
            history.close()
    for style in (BUBBLES, LINES):
        many_ms, few_ms = (timed(partial(open_log, shown, style)) for shown in (many, few))
        print(f"{style}: opens {MANY:,} in memory in {many_ms:.1f} ms, {FEW} in {few_ms:.1f} ms:", end=" ")
        print(f"ratio {many_ms / few_ms:.2f}")
    print(f"QTextBrowser of {BROWSED}: {timed(open_browser):.1f} ms")

    before = resident_mb()
    tracemalloc.start()
    kept = open_log(many)
    python_mb = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    print(f"memory of {MANY:,}: {python_mb:.1f} MB in Python, {max(resident_mb() - before, 0):.1f} MB resident more")
    kept.hide()

    for style in (BUBBLES, LINES):
        for shown in (few, many):
            log = open_log(shown, style)
            fresh = messages(NEW, MANY + 1)

            def receive(number: int, log: MessageListView = log, fresh: list[Message] = fresh) -> None:
                if log.rows.find(fresh[number].id) is None:
                    log.append(fresh[number])
                log.viewport().repaint()

            median, p95 = each(NEW, receive)
            print(f"{style}: a new message at {len(shown):,}: {median:.2f} ms, p95 {p95:.2f}")
            log.hide()
        log = open_log(many, style)

        def scroll(number: int, log: MessageListView = log) -> None:
            log.scroll_by(-60)
            log.viewport().repaint()

        median, p95 = each(FRAMES, scroll)
        print(f"{style}: a frame while scrolling: {median:.2f} ms, p95 {p95:.2f}")

        def drag(number: int, log: MessageListView = log) -> None:
            bar = log.verticalScrollBar()
            bar.setValue(bar.maximum() * (number % 97) // 97)
            log.viewport().repaint()

        median, p95 = each(FRAMES, drag)
        print(f"{style}: a frame while the bar is dragged: {median:.2f} ms, p95 {p95:.2f}")
        log.scroll_to_start()

        def prepend(number: int, log: MessageListView = log) -> None:
            page = MessagePage(tuple(messages(PAGE, -PAGE * (number + 1))), False)
            log.pager.prepend(log.rows.first_key(), page)
            log.viewport().repaint()

        median, p95 = each(20, prepend)
        print(f"{style}: {PAGE} earlier messages come: {median:.2f} ms, p95 {p95:.2f}")
        log.hide()
    del kept, app


if __name__ == "__main__":
    main()
