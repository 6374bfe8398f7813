"""The look Classic blue: rows, tabs at the left, messages as lines, tools and faces of a chat."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.person_partner import PersonPartner
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.list_tabs import CONTACTS, RECENT
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import Status
from tests.gui.chat_messenger import NOON, StillMessenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.messages import chat_with

ANNA = 10001


@pytest.fixture(autouse=True)
def _classic(qapp: QApplication) -> Iterator[None]:
    before = theme_source().choice
    theme_source().choose("classic")
    yield
    theme_source().choose(before)


@pytest.fixture
def messenger() -> StillMessenger:
    messenger = StillMessenger()
    messenger.know(Contact(ANNA, "Anna", status=Status.ONLINE, signature="Tea first"))
    return messenger


def open_page(window: ChatWindow) -> ChatPage:
    window.open_chat(chat_with(ANNA))
    show(window)
    page = window.page(chat_with(ANNA))
    assert page is not None
    return page


def shown_at(window: QWidget, widget: QWidget) -> QRect:
    QApplication.sendPostedEvents()
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def test_messages_are_lines_unless_the_user_chose(
    window: ChatWindow, messenger: StillMessenger, store: SettingsStore
) -> None:
    messenger.put(ANNA, "hi", None, NOON)
    log = open_page(window).log
    assert not log.block(0).is_bubble
    theme_source().choose("light")
    assert log.block(0).is_bubble
    theme_source().choose("classic")
    store.change("log_style", "bubbles")
    assert log.block(0).is_bubble


def test_the_list_has_small_rows_beside_its_tabs(
    qtbot: QtBot, messenger: StillMessenger, faces: FaceSource, store: SettingsStore
) -> None:
    pane = ContactPane(messenger, RecordingNavigator(), faces, store)
    qtbot.addWidget(pane)
    pane.show_everything()
    show(pane)
    assert pane.view.rect_of_row(pane.model.row_of(ANNA)).height() == scaled(30)
    assert shown_at(pane, pane.tabs).right() <= shown_at(pane, pane.view).left()
    QTest.mouseClick(pane.tabs, Qt.MouseButton.LeftButton, pos=pane.tabs.tabRect(1).center())
    assert store.settings.list_view == RECENT
    pane.choose_view(CONTACTS)
    store.change("classic_large_rows", True)
    assert pane.view.rect_of_row(pane.model.row_of(ANNA)).height() > scaled(40)
    theme_source().choose("light")
    tabs, lists = shown_at(pane, pane.tabs), shown_at(pane, pane.view)
    assert tabs.bottom() < lists.top()


def test_the_faces_beside_a_chat_fold_away(window: ChatWindow, messenger: StillMessenger, store: SettingsStore) -> None:
    page = open_page(window)
    window.resize(scaled(640), scaled(600))
    assert isinstance(page.partner, PersonPartner) and page.partner.faces is not None
    faces = page.partner.faces
    assert faces.isVisible() and faces.theirs.second.text() == "Tea first"
    window.resize(scaled(540), scaled(600))
    assert not faces.isVisible()
    window.resize(scaled(640), scaled(600))
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert not faces.isVisible() and not store.settings.show_faces
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert faces.isVisible()
    theme_source().choose("light")
    assert not faces.isVisible()


def test_only_this_look_has_tools_with_captions_and_close(window: ChatWindow) -> None:
    page = open_page(window)
    assert page.tools is not None and page.tools.isVisible() and page.composer.close_button.isVisible()
    theme_source().choose("dark")
    assert not page.tools.isVisible() and not page.composer.close_button.isVisible()
    theme_source().choose("classic")
    page.composer.close_button.click()
    assert not window.isVisible()
