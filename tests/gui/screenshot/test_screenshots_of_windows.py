"""Where a screenshot is requested, and for which chat."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.kit import routes
from qqdesk.gui.main import screenshots
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.screenshot.screen_overlay import ScreenOverlay
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.messenger import Messenger
from tests.gui.showing import show
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def windows(qtbot: QtBot, backend: Backend, faces: FaceSource, store: SettingsStore) -> Iterator[WindowManager]:
    windows = WindowManager(backend.messenger, faces, store, backend.messenger)
    backend.open(Contact(10001, "Zoe & Anna"))
    yield windows
    windows.close()


@pytest.fixture
def page(windows: WindowManager, messenger: Messenger) -> ChatPage:
    """Open a chat on a server that takes files."""
    messenger.files.most_bytes = 1_000_000
    windows._keys.add_to(windows.chats.main)
    windows.open(routes.Chat(chat_with(10001)))
    QTest.qWaitForWindowActive(windows.chats.main)
    page = windows.chats.page(chat_with(10001))
    assert page is not None
    return page


def overlay_of(qtbot: QtBot, windows: WindowManager) -> ScreenOverlay:
    controller = windows.screenshots.controller
    assert controller is not None
    qtbot.waitUntil(lambda: bool(controller.overlays))
    return controller.overlays[0]


def press_key(window: QWidget) -> None:
    QTest.keyClick(window, Qt.Key.Key_A, CTRL_ALT)


def test_the_key_in_a_chat_takes_a_screenshot_for_it(qtbot: QtBot, windows: WindowManager, page: ChatPage) -> None:
    press_key(windows.chats.main)
    overlay = overlay_of(qtbot, windows)
    assert overlay.bar.main.text() == "Send to Zoe && Anna"
    overlay.set_region(overlay.rect())
    QTest.keyClick(overlay, Qt.Key.Key_Return)
    (item,) = page.composer.attachments.items
    assert item.name.startswith("Screenshot")
    assert isinstance(item.source, QImage)
    assert item.source.size() == overlay.size()


def test_the_button_of_the_composer_takes_a_screenshot_for_the_chat(
    qtbot: QtBot, windows: WindowManager, page: ChatPage
) -> None:
    QTest.mouseClick(page.composer.screenshot_button, Qt.MouseButton.LeftButton)
    assert overlay_of(qtbot, windows).bar.main.text().startswith("Send to")


def test_without_files_the_picture_is_copied(
    qtbot: QtBot, windows: WindowManager, page: ChatPage, messenger: Messenger
) -> None:
    messenger.files.most_bytes = None
    press_key(windows.chats.main)
    assert overlay_of(qtbot, windows).bar.main.text() == "Copy"


def test_from_the_main_window_and_the_tray_the_picture_is_copied(qtbot: QtBot, windows: WindowManager) -> None:
    windows._keys.add_to(windows.main)
    show(windows.main)
    press_key(windows.main)
    assert overlay_of(qtbot, windows).bar.main.text() == "Copy"
    windows.screenshots.close()
    entry = next(action for action in windows.tray.menu.actions() if action.text() == "Take a screenshot")
    entry.trigger()
    assert overlay_of(qtbot, windows).bar.main.text() == "Copy"


def test_the_end_of_the_session_ends_the_screenshot(qtbot: QtBot, windows: WindowManager, page: ChatPage) -> None:
    press_key(windows.chats.main)
    overlay = overlay_of(qtbot, windows)
    windows.hide()
    assert not overlay.isVisible()


def test_the_key_works_in_other_programs_during_a_session(
    qtbot: QtBot, windows: WindowManager, store: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Callable[[], None]] = []

    class Key:
        def __init__(self, letter: str, on_pressed: Callable[[], None]) -> None:
            assert letter == "A"
            held.append(on_pressed)

        def stop(self) -> None:
            held.pop()

    monkeypatch.setattr(screenshots, "grab_key", Key)
    windows.screenshots.open()
    threading.Thread(target=held[0]).start()
    qtbot.waitUntil(lambda: windows.screenshots.controller is not None)
    assert overlay_of(qtbot, windows).bar.main.text() == "Copy"
    store.change("screenshot_everywhere", False)
    assert not held
    store.change("screenshot_everywhere", True)
    assert held
    windows.hide()
    assert not held
