"""A real session with a history on disk, and the history window over it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.history.history_controller import HistoryController
from qqdesk.gui.history.history_jobs import Job
from qqdesk.gui.history.history_window import HistoryWindow
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.desk import PATIENCE_MS, Desk
from tests.helpers.messages import chat_with, text_message
from tests.helpers.server import LocalServer, local_server

ANNA, BO, CAI, DORA = 10001, 3_456_789_012, 10003, 10004
TALK = (
    (BO, False, "Did you see the museum? It opens on Friday."),
    (BO, True, "Straße 12, isn't it?"),
    (CAI, False, "明天下午一起去看展览吧"),
    (CAI, True, "好啊！"),
    (DORA, False, "I am not on anybody's list"),
)
STORED = 150
"""Messages, a minute apart; the last is from noon three days ago."""


def newest() -> datetime:
    return datetime.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=3)


def messages(count: int = STORED) -> list[Message]:
    end = newest()
    made = []
    for row in range(count):
        contact, mine, text = TALK[row % len(TALK)]
        time = round((end - timedelta(minutes=count - 1 - row)).timestamp() * 1000)
        state = Delivery.DELIVERED if mine else None
        made.append(text_message(f"{row:032x}", contact, f"{text} ({row})", time, state))
    return made


def history_path(folder: Path) -> Path:
    (path,) = (folder / "accounts").glob("*/history.db")
    return path


def fill(desk: Desk, server: LocalServer, stored: list[Message]) -> Desk:
    """Sign in with these messages on disk."""
    desk.sign_in(server.address)
    if stored:
        desk.messenger.sign_out()
        desk.wait_for("signed_out")
        history = History(history_path(desk.folder))
        history.import_messages(stored)
        history.close()
        desk.signals.clear()
        desk.sign_in(server.address)
    return desk


class World:
    """The history of one user and its window."""

    def __init__(self, qtbot: QtBot, desk: Desk, store: SettingsStore) -> None:
        self.qtbot, self.desk, self.store = qtbot, desk, store
        self.messenger = desk.messenger
        self.navigator = RecordingNavigator()
        self.history = HistoryController(
            AppContext(desk.messenger, self.navigator, FaceSource(), store), desk.messenger
        )
        self.finished: list[Job] = []
        self.reported: list[str] = []
        self.history.jobs.finished.connect(self.finished.append)
        self.history.job_reported.connect(self.reported.append)

    def open(self, number: int | None = None) -> HistoryWindow:
        window = self.history.open(chat_with(number) if number is not None else None)
        show(window)
        self.wait(lambda: self.is_settled)
        return window

    def close(self) -> None:
        """Delete the window in this thread."""
        self.history.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    @property
    def window(self) -> HistoryWindow:
        assert self.history.window is not None
        return self.history.window

    @property
    def is_settled(self) -> bool:
        """Whether the replies to all requests are shown."""
        results, context = self.window.results, self.window.context
        current = results.current()
        key = current.id if current is not None else ""
        return not results.is_searching and context.shown_id == key

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def settle(self) -> None:
        self.wait(lambda: self.is_settled)

    def texts(self) -> list[str]:
        """Return the texts of the list."""
        return shown_texts(self.window)

    def stored(self, text: str = "", contact: int | None = None) -> int:
        """Return the number of messages on disk."""
        history = History(history_path(self.desk.folder))
        try:
            return len(history.search(SearchQuery(text, chat_with(contact) if contact else None), None, 100_000))
        finally:
            history.close()


@pytest.fixture
def history_server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as server:
        server.add_user(ANNA, nickname="Anna", face=270)
        server.add_user(BO, nickname="Bo 波", face=141)
        server.add_user(CAI, nickname="Cai", face=30)
        server.add_user(DORA, nickname="Dora", face=36)
        server.befriend(ANNA, BO)
        server.befriend(ANNA, CAI)
        yield server


@pytest.fixture
def history_session(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path / "anna", ANNA)
    yield desk
    desk.messenger.shut_down()


@pytest.fixture
def empty_world(
    qtbot: QtBot, history_session: Desk, history_server: LocalServer, store: SettingsStore
) -> Iterator[World]:
    world = World(qtbot, fill(history_session, history_server, []), store)
    yield world
    world.close()


@pytest.fixture
def world(qtbot: QtBot, history_session: Desk, history_server: LocalServer, store: SettingsStore) -> Iterator[World]:
    world = World(qtbot, fill(history_session, history_server, messages()), store)
    yield world
    world.close()


Wait = Callable[[Callable[[], bool]], None]


def key(number: int) -> str:
    return f"{number:032x}"


@pytest.fixture
def wait(qtbot: QtBot) -> Wait:
    return lambda condition: qtbot.waitUntil(condition, timeout=PATIENCE_MS)


@pytest.fixture
def page(window: ChatWindow) -> ChatPage:
    """The chat with Bo."""
    window.open_chat(chat_with(BO))
    show(window)
    page = window.page(chat_with(BO))
    assert page is not None
    return page


def shown_texts(window: HistoryWindow) -> list[str]:
    """Return the texts of the hits, newest first."""
    model = window.results.model
    hits = [model.item_at(model.index(row)) for row in range(model.rowCount())]
    return [hit.message.text for hit in hits if hit is not None]
