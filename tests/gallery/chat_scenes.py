"""Chats, their menus, popups and questions."""

import os
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.account_keys import READ_MARKS_ASKED
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.day_chooser import DayPopup
from qqdesk.gui.composer.emoji_popup import EmojiPopup
from qqdesk.gui.kit import routes
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.gui.message_log.delete_question import DeleteQuestion, about_one
from qqdesk.gui.message_log.link_question import LinkQuestion
from qqdesk.gui.message_text.links import target_of
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from tests.gallery.stage import Scene, Stage, StageError
from tests.helpers.messages import chat_with, text_message

_NOBODY = 9_999_999_999
_DOUBTFUL = "http://xn--80ak6aa92e.com@example.org/setup.exe"


def _page(stage: Stage, nickname: str) -> ChatPage:
    stage.chat(nickname)
    page = stage.chats.page(chat_with(stage.number_of(nickname)))
    if page is None:
        raise StageError("there is no chat page")
    return page


def _bubbles(stage: Stage) -> QWidget:
    stage.chat("妈妈")
    stage.chat("Aisha")
    page = _page(stage, "Echo")
    page.input.set_draft("A draft that is not sent yet")
    return stage.chats


def _days(stage: Stage) -> QWidget:
    page, now = _page(stage, "Echo"), stage.messenger.clock.now()
    page.log.show_messages(
        [
            text_message(f"{hour:032x}", page.conversation.number, f"Message {hour}", now - (300 - hour) * 3_600_000)
            for hour in range(300)
        ]
    )
    page.log.scroller.by(-2000)
    return stage.chats


def _day_calendar(stage: Stage) -> QWidget:
    page = _page(stage, "Echo")
    page.day_chooser.open()
    popup = page.day_chooser.popup
    if popup is None:
        raise StageError("there is no calendar")
    stage.wait(lambda: bool(popup.calendar.marked))
    return popup


def _read_marks(stage: Stage) -> QWidget:
    stage.messenger.account.set(READ_MARKS_ASKED, False)
    page = _page(stage, "Echo")
    page.read_marks.ask_once()
    stage.wait(page.read_marks.isVisible)
    return stage.chats


def _one_window(stage: Stage) -> QWidget:
    stage.store.change("one_window", True)
    page = _page(stage, "Echo")
    page.input.set_draft("A draft that is not sent yet")
    return stage.windows.main


def _nothing_chosen(stage: Stage) -> QWidget:
    stage.store.change("one_window", True)
    return stage.main()


def _lines(stage: Stage) -> QWidget:
    stage.store.change("log_style", "lines")
    return _bubbles(stage)


def _empty(stage: Stage) -> QWidget:
    return stage.chat("Olga")


def _find(stage: Stage) -> QWidget:
    page = _page(stage, "Echo")
    page.finder.open()
    page.finder.bar.edit.setText("the")
    stage.wait(lambda: bool(page.finder.bar.count.text()))
    page.finder.bar.older.show_missing(page.conversation, (page.conversation,))
    return stage.chats


def _stranger(stage: Stage) -> QWidget:
    stage.windows.open(routes.Chat(chat_with(_NOBODY)))
    page = stage.chats.page(chat_with(_NOBODY))
    if page is None:
        raise StageError("there is no chat page")
    page.offline.show_state(ConnectionState(ConnectionPhase.WAITING, Problem(ProblemKind.NO_CONNECTION), retry_in=12.0))
    return stage.chats


def _head_menu(stage: Stage) -> QWidget:
    menu = _page(stage, "Echo").head.menu()
    menu.popup(QPoint(40, 40))
    return menu


def _tab_menu(stage: Stage) -> QWidget:
    stage.chat("Aisha")
    tabs = _page(stage, "Echo").window()
    assert isinstance(tabs, ChatWindow)
    tabs.pages.tabs.menu_requested.emit(chat_with(stage.number_of("Echo")), QPoint(40, 40))
    return stage.shown(QMenu)


def _many_tabs(stage: Stage) -> ChatWindow:
    window = _page(stage, "Echo").window()
    assert isinstance(window, ChatWindow)
    for contact in sorted(stage.messenger.roster.listed(), key=lambda one: one.number):
        window.pages.add_tab(chat_with(contact.number))
    stage.wait(lambda: window.pages.tabs.tabRect(window.pages.tabs.count() - 1).right() > window.width())
    return window


def _tab_list(stage: Stage) -> QWidget:
    _many_tabs(stage).pages.strip.show_list()
    return stage.shown(QMenu)


def _emoji(stage: Stage) -> QWidget:
    _page(stage, "Echo").composer.emoji_button.click()
    return stage.shown(EmojiPopup)


def _link(stage: Stage) -> QWidget:
    target = target_of(_DOUBTFUL)
    if target is None:
        raise StageError("the link is none")
    return stage.keep(LinkQuestion(target, stage.chat("Echo")))


def _delete(stage: Stage) -> QWidget:
    chat = stage.chat("Echo")
    message = stage.messenger.conversation(chat_with(stage.number_of("Echo"))).messages[0]
    return stage.keep(DeleteQuestion(*about_one(message), chat))


def _delete_mine(stage: Stage) -> QWidget:
    chat = stage.chat("Echo")
    message = stage.messenger.conversation(chat_with(stage.number_of("Echo"))).messages[0]
    words = about_one(message, for_everybody=True)
    return stage.keep(DeleteQuestion(*words, chat, for_everybody=True))


def _message_menu(stage: Stage) -> QWidget:
    page = _page(stage, "Echo")
    page.log.menu.open(len(page.log.rows) - 1, "", QPoint(40, 40))
    return stage.shown(QMenu)


def _attach(stage: Stage, *paths: Path, caption: str = "") -> ChatPage:
    page = _page(stage, "Echo")
    stage.wait(lambda: stage.messenger.files.has_files)
    page.input.set_draft(caption)
    page.composer.attach_files(paths)
    return page


def _picture(stage: Stage, name: str, *colours: Qt.GlobalColor) -> Path:
    image = QImage(640, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for band, colour in enumerate(colours):
        painter.fillRect(0, band * 400 // len(colours), 640, 400, colour)
    painter.end()
    path = stage.folder / name
    image.save(str(path))
    return path


def _some_file(stage: Stage, name: str, size: int) -> Path:
    path = stage.folder / name
    path.write_bytes(bytes(size))
    return path


def _attachment(stage: Stage) -> QWidget:
    page = _attach(stage, _picture(stage, "lake.png", Qt.GlobalColor.cyan, Qt.GlobalColor.darkCyan))
    stage.wait(lambda: page.composer.attachments.is_ready)
    return stage.chats


def _attachments(stage: Stage) -> QWidget:
    lake = _picture(stage, "lake.png", Qt.GlobalColor.cyan, Qt.GlobalColor.darkCyan)
    dusk = _picture(stage, "dusk.png", Qt.GlobalColor.darkMagenta, Qt.GlobalColor.darkYellow, Qt.GlobalColor.black)
    list_, notes = _some_file(stage, "Crew list 2027.pdf", 214_000), _some_file(stage, "Makefile", 700)
    page = _attach(stage, lake, dusk, list_, notes, caption="From Sunday")
    attachments = page.composer.attachments
    stage.wait(lambda: attachments.is_ready)
    page.composer.strip.view.setFocus()
    page.composer.strip.view.setCurrentIndex(attachments.index(1))
    return stage.chats


def _packing(stage: Stage) -> QWidget:
    folder = stage.folder / "Holiday at the lake"
    folder.mkdir(exist_ok=True)
    for number in range(12):
        (folder / f"{number}.bin").write_bytes(os.urandom(1_000_000))
    page = _attach(stage, folder)
    attachments = page.composer.attachments
    stage.wait(lambda: bool(attachments.items[0].packed))
    return stage.chats


def _too_large(stage: Stage) -> QWidget:
    large = stage.folder / "System image of the old computer.iso"
    with large.open("wb") as file:
        file.truncate(200_000_000_000)
    page = _attach(stage, large, _some_file(stage, "Crew list 2027.pdf", 214_000))
    stage.wait(lambda: page.composer.attachments.is_ready)
    return stage.chats


def _remove_attachments(stage: Stage) -> QWidget:
    window = _attachments(stage)
    page = _page(stage, "Echo")
    QTest.keyClick(page.composer, Qt.Key.Key_Escape)
    return window


SCENES = (
    Scene("chat-bubbles", ChatWindow, _bubbles),
    Scene("chat-lines", ChatWindow, _lines),
    Scene("one-window", MainWindow, _one_window),
    Scene("one-window-nothing", MainWindow, _nothing_chosen),
    Scene("chat-empty", ChatWindow, _empty),
    Scene("chat-find", ChatWindow, _find),
    Scene("chat-attachment", ChatWindow, _attachment),
    Scene("chat-attachments", ChatWindow, _attachments),
    Scene("chat-attachments-packing", ChatWindow, _packing),
    Scene("chat-attachments-too-large", ChatWindow, _too_large),
    Scene("chat-attachments-remove", ChatWindow, _remove_attachments),
    Scene("chat-read-marks", ChatWindow, _read_marks),
    Scene("chat-days", ChatWindow, _days),
    Scene("day-calendar", DayPopup, _day_calendar),
    Scene("chat-stranger", ChatWindow, _stranger),
    Scene("chat-many-tabs", ChatWindow, _many_tabs),
    Scene("menu-chat", QMenu, _head_menu),
    Scene("menu-message", QMenu, _message_menu),
    Scene("menu-tab", QMenu, _tab_menu),
    Scene("menu-tab-list", QMenu, _tab_list),
    Scene("emoji", EmojiPopup, _emoji),
    Scene("link-question", LinkQuestion, _link),
    Scene("delete-message", DeleteQuestion, _delete),
    Scene("delete-message-mine", DeleteQuestion, _delete_mine),
)
