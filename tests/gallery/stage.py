"""The stage of scenes: the signed-in program with the demo's people and a few messages."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from qqdesk.demo.world import DemoAccount, arrange_list
from qqdesk.domain.account_keys import READ_MARKS_ASKED
from qqdesk.domain.body import Text
from qqdesk.domain.connection import PlaceInfo
from qqdesk.domain.draft import Draft
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.codes import SharedRoster
from qqdesk.protocol.place_commands import ListJoinRequests, ListJoinRequestsReply
from qqdesk.worker.api import SignIn
from qqdesk.worker.messenger import Messenger
from tests.helpers.messages import chat_with

PATIENCE_MS = 20_000
_LOOK_MS = 10
_STILL_MS = 20

_Window = TypeVar("_Window", bound=QWidget)

_TALK = (
    ("Echo", "Hello, Echo! Is anybody there?"),
    ("Echo", "The drawings are at https://example.org/drawings, and 图纸也在那里 😀"),
    ("Echo", "A longer one, to see how lines break: " + "the quick brown fox jumps over the lazy dog. " * 4),
    ("妈妈", "妈妈，我周末回家。"),
    ("Aisha", "Coffee today?"),
    ("陈伟 Chen Wei", "Is the laser free?"),
)
"""The messages to each person; all of them answer."""


class StageError(RuntimeError):
    """The condition of a scene did not become true in time."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`show` shows and returns one window or menu of type `kind`. `name` is part of a file name."""

    name: str
    kind: type[QWidget]
    show: "Callable[[Stage], QWidget]"


class Stage:
    """Shows one scene at a time. Call `begin` first, and `clear` after each scene."""

    def __init__(self, desk: ApplicationController, store: SettingsStore, ready: DemoAccount, folder: Path) -> None:
        """`folder`: for files of the scenes."""
        self.desk, self.store, self.ready, self.folder = desk, store, ready, folder
        self._made: list[QWidget] = []
        self._place = PlaceInfo()

    @property
    def messenger(self) -> Messenger:
        return self.desk.messenger

    @property
    def windows(self) -> WindowManager:
        return self.desk.windows

    @property
    def faces(self) -> FaceSource:
        return self.desk.faces

    @property
    def chats(self) -> ChatWindow:
        return self.windows.chats.main

    def begin(self) -> None:
        """Sign in and exchange some messages. Raises StageError."""
        self.desk.messenger.sign_in(SignIn(self.ready.address, self.ready.number, self.ready.password))
        self.wait(lambda: self.messenger.me.number == self.ready.number and len(self.messenger.roster) > 1)
        arrange_list(self.messenger, self.ready)
        self.messenger.request(ModifyInfo({"signature": "Gone rowing 🚣 till Monday"}))
        said: dict[int, int] = {}
        for name, text in _TALK:
            number = self.number_of(name)
            said[number] = said.get(number, 0) + 1
            self.messenger.own_messages.send(chat_with(number), Text(text))
        self.wait(lambda: all(self._answers(number) >= count for number, count in said.items()))
        self._place = replace(self.messenger.invitations.place, shared_roster=SharedRoster.OFF)
        self.clear()

    def _answers(self, number: int) -> int:
        return sum(not message.is_mine for message in self.messenger.conversation(chat_with(number)).messages)

    def number_of(self, nickname: str) -> int:
        """Return the number of a contact."""
        for contact in self.messenger.roster:
            if contact.nickname == nickname:
                return contact.number
        raise StageError(f"{nickname} is not on the list")

    # Waiting

    def wait(self, condition: Callable[[], object], patience_ms: int = PATIENCE_MS) -> None:
        """Run the event loop until a condition is true. Raises StageError."""
        until = time.monotonic() + patience_ms / 1000
        while not condition():
            if time.monotonic() > until:
                raise StageError("what this scene waits for did not come")
            self._go_on(_LOOK_MS)

    def settle(self) -> None:
        """Run the event loop until layouts and delayed calls are done."""
        for _ in range(3):
            self._go_on(_STILL_MS)
            QApplication.sendPostedEvents()

    @staticmethod
    def _go_on(milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    # Windows

    def shown(self, kind: type[_Window]) -> _Window:
        """Return the visible window of this type; wait for it. Raises StageError."""
        found: list[_Window] = []

        def look() -> bool:
            found[:] = [
                window for window in QApplication.topLevelWidgets() if isinstance(window, kind) and window.isVisible()
            ]
            return bool(found)

        self.wait(look)
        return found[-1]

    def keep(self, window: _Window) -> _Window:
        """Show a window without an owner. `clear` destroys it."""
        self._made.append(window)
        window.show()
        window.activateWindow()
        return window

    def main(self) -> QWidget:
        self.windows.open(routes.Main())
        return self.windows.main

    def chat(self, nickname: str) -> ChatWindow:
        """Return the chat window with the chat of this person in front."""
        self.windows.open(routes.Chat(chat_with(self.number_of(nickname))))
        return self.chats

    def resize_windows(self) -> None:
        """Give the windows that stay the size at which they first open in the current theme."""
        for window in (self.windows.main, self.chats):
            window.resize(window.sizeHint())

    def clear(self) -> None:
        """Close the windows of the scene, and reset the windows that stay."""
        for _ in range(4):  # a closed window may ask a question
            windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
            if not windows:
                break
            for window in windows:
                autostart = window in (self.windows.main, self.chats, self.desk.sign_in_window)
                window.hide() if autostart or not window.close() else None
        for window in self._made:
            if isValid(window):  # a closed window may be destroyed
                window.hide()
                window.deleteLater()
        self._made.clear()
        self.windows.main.contacts.search.clear()
        self.windows.main.contacts.undo.forget()
        self.windows.main.banners.clear()
        self.messenger.invitations.apply(ListJoinRequests(), ListJoinRequestsReply(()))
        self.messenger.admin.clear()
        self.messenger.invitations.follow(self._place)
        self.windows.main.banners.show_connection(self.messenger.connection)
        self.windows.history.jobs.clear()
        self.chats.pages.close_all()
        self.store.change("log_style", "")
        self.store.change("one_window", False)
        self.store.change("small_faces", False)
        self.store.change("list_view", "contacts")
        self.messenger.account.set(READ_MARKS_ASKED, True)
        for conversation in self.messenger.contact_notes.pinned():
            self.messenger.contact_notes.set_pinned(conversation, False)
        for conversation in self.messenger.drafts.all():
            self.messenger.drafts.put(conversation, Draft())
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        # Without a screen, a window gets the focus again only after another window had it.
        aside = QWidget()
        aside.show()
        aside.activateWindow()
        self.settle()
        aside.close()
