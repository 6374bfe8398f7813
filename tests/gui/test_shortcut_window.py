"""Each action works by its keys, and the page of keys shows all of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_window import AdminWindow
from qqdesk.gui.contacts.quick_switch import QuickSwitch
from qqdesk.gui.files.files_window import FilesWindow
from qqdesk.gui.first_start.join_page import JoinPage
from qqdesk.gui.first_start.open_place_page import OpenPlacePage
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action
from qqdesk.gui.kit.program_keys import _Key
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.settings.shortcut_window import ShortcutWindow, as_text
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.gui.viewer.viewer_window import ViewerWindow
from qqdesk.worker.messenger import Messenger
from tests.gui.showing import show
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend


@pytest.fixture
def windows(qtbot: QtBot, backend: Backend, faces: FaceSource, store: SettingsStore) -> Iterator[WindowManager]:
    windows = WindowManager(backend.messenger, faces, store, backend.messenger)
    backend.open(Contact(10001, "Zoe"))
    yield windows
    windows.close()


def window_of(windows: WindowManager, messenger: Messenger, faces: FaceSource, name: str) -> QWidget:
    match name:
        case "main":
            return windows.main
        case "chat":
            windows.open(routes.Chat(chat_with(10001)))
            return windows.chats.main
        case "history":
            return windows.history.open(None)
        case "settings":
            return windows.settings.open()
        case "files":
            return FilesWindow(windows.context, chat_with(10001))
        case "admin":
            place = LocalPlace(Path(), windows)
            return AdminWindow(AdminContext(messenger, windows, faces, place, lambda: False))
        case "viewer":
            return ViewerWindow(windows.context, chat_with(10001), "")
    return QuickSwitch(windows.context, windows.main)


@pytest.mark.parametrize("name", ["main", "chat", "history", "viewer", "files", "admin", "settings", "jump"])
def test_the_window_has_the_keys_of_its_actions(
    windows: WindowManager, messenger: Messenger, faces: FaceSource, name: str
) -> None:
    window = window_of(windows, messenger, faces, name)
    actions = [action for action in Action if name in action.parts]
    shortcuts = [shortcut for shortcut in window.findChildren(QShortcut) if not isinstance(shortcut, _Key)]
    real = {shortcut.key().toString() for shortcut in shortcuts}
    assert real <= {keys for action in actions for keys in action.keys}, "not in the table"
    dead = {keys for action in actions if not action.is_typed for keys in action.keys} - real
    assert not dead, "in the table, and nowhere else"
    if name in ("viewer", "files", "admin", "jump"):
        window.close()
        window.deleteLater()


def test_every_window_opens_the_settings_and_the_table(windows: WindowManager) -> None:
    show(windows.main)
    windows._keys.add_to(windows.main)
    actions = [action for action in Action if "every" in action.parts and not action.is_typed]
    real = {shortcut.key().toString() for shortcut in windows.main.findChildren(_Key)}
    assert real == {keys for action in actions for keys in action.keys}
    QTest.keyClick(windows.main, Qt.Key.Key_F1)
    table = windows.settings.shortcuts
    assert table is not None
    show(table)
    windows._keys.add_to(table)
    QTest.keyClick(table, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert windows.settings.window is not None


def open_window(windows: WindowManager, faces: FaceSource, name: str) -> QWidget:
    match name:
        case "invite":
            windows.open_invite_window()
        case "invitations":
            windows.open(routes.Invitations())
        case "join":
            return WizardWindow(JoinPage(faces), "Join")
        case "reach":
            return WizardWindow(OpenPlacePage(faces, "Home", "", ""), "Reach")
    return windows.passing.windows[-1]


@pytest.mark.parametrize("name", ["invite", "invitations", "join", "reach"])
def test_every_window_quits(windows: WindowManager, faces: FaceSource, qtbot: QtBot, name: str) -> None:
    window = open_window(windows, faces, name)
    qtbot.addWidget(window)
    windows._keys.add_to(window)
    show(window)
    with qtbot.waitSignal(windows.quit_requested):
        QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_the_table_is_searched_and_copied(qtbot: QtBot) -> None:
    window = ShortcutWindow()
    qtbot.addWidget(window)
    window.show()
    window.search.setText("tab chats")
    shown = [row.accessibleName() for card in window.cards for row in card.rows if row.isVisible()]
    assert shown[0].startswith("Next tab: Ctrl+Tab")
    assert len(shown) == 7
    window.search.setText("ctrl+k")
    assert any(row.isVisible() for card in window.cards for row in card.rows)
    window.search.setText("no such thing")
    assert window.nothing.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert all(card.isVisible() for card in window.cards)
    window.copy.click()
    assert QGuiApplication.clipboard().text() == as_text()
    assert "Ctrl+Shift+P" in as_text()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_keys_are_written_in_the_table_only() -> None:
    gui = Path(__file__).resolve().parents[2] / "qqdesk" / "gui"
    keys, shortcuts = [], []
    for path in sorted(gui.rglob("*.py")):
        if path.name == "action.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and re.fullmatch(r"((Ctrl|Alt|Shift)\+)+\S+|F\d+|Del|Esc", text):
                keys.append(f"{path.name}: {text}")
            called = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if called in ("QShortcut", "setShortcut"):
                shortcuts.append(f"{path.name}: {called}")
    assert keys == ["message_pages.py: Ctrl+Enter"], "a choice of the settings, which is translated"
    assert shortcuts == ["log_page.py: setShortcut", "invite_window.py: QShortcut"], "the key to copy of the system"
