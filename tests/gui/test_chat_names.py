"""What a screen reader calls the things in the chat windows: none of them is without a name."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.contacts.quick_switch import QuickSwitch
from qqdesk.gui.kit.app_context import AppContext
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

ANNA, STRANGER = 10001, 3_456_789_012
CONTROLS = (
    *(QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.ComboBox),
    *(QAccessible.Role.EditableText, QAccessible.Role.List, QAccessible.Role.PageTabList),
)
PARTS = (QAccessible.Role.ListItem, QAccessible.Role.PageTab)


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna"), Contact(STRANGER, stranger=True))


@pytest.fixture
def page(context: AppContext, backend: Backend) -> Iterator[ChatPage]:
    """With all that can be seen in a chat at a time."""
    windows = ChatWindows(context)
    windows.main.open_chat(chat_with(ANNA))
    windows.main.open_chat(chat_with(STRANGER))
    page = windows.main.page(chat_with(STRANGER))
    assert page is not None
    backend.lose()
    for _ in range(40):
        backend.write(STRANGER, "hello")
    page.log.scroller.to_start()
    page.finder.open()
    page.composer.bar.ask("Send them?", "Send", page.composer.bar.dismiss)
    yield page
    windows.close()


def unnamed(root: QWidget) -> list[str]:
    """Controls that can be seen and used, and have no name, of a window and of what its lists and tabs consist of."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        # The tools of a line are Qt's own, and out of the keyboard's way.
        if not widget.isVisibleTo(root) or isinstance(widget.parent(), QLineEdit):
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        if face.role() in CONTROLS or widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            parts = [part for part in map(face.child, range(face.childCount())) if part.role() in PARTS]
            names = [part.text(QAccessible.Text.Name).strip() for part in (face, *parts)]
            found += [f"{widget!r}: {names}"] if not all(names) else []
    return found


def test_everything_in_a_chat_window_has_a_name(page: ChatPage) -> None:
    assert page.relation.isVisible() and page.offline.isVisible() and page.finder.bar.isVisible()
    assert unnamed(page.window()) == []


def test_everything_in_the_choice_of_emoji_has_a_name(page: ChatPage) -> None:
    page.composer.emoji_button.click()
    popup = page.composer.emoji
    assert popup is not None and unnamed(popup) == []
    popup.close()


def test_everything_in_the_jump_to_a_contact_has_a_name(context: AppContext, page: ChatPage) -> None:
    switch = QuickSwitch(context, page)
    switch.open()
    assert unnamed(switch) == []
    switch.edit.setText("nobody is called so")
    assert unnamed(switch) == []
    switch.close()


def test_a_control_without_a_name_is_found(page: ChatPage) -> None:
    page.send_button.setAccessibleName("")
    page.send_button.setText("")
    assert len(unnamed(page.window())) == 1


def test_the_emoji_that_the_keys_are_at_is_read_aloud(page: ChatPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.composer.emoji_button.click()
    popup = page.composer.emoji
    assert popup is not None
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    QTest.keyClick(popup.search, Qt.Key.Key_Right)
    assert said == [popup.view.currentIndex().data(Qt.ItemDataRole.ToolTipRole)]
    popup.search.setText("nothing is called so")
    assert said[-1] == "No emoji has this name."
    popup.close()
