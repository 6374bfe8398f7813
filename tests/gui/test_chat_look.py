"""How a log looks: two styles, any size of type, quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from qqdesk.domain.body import Removed
from qqdesk.domain.contact import Contact
from qqdesk.domain.message import Delivery
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.message_log.quotes import find_quotes, quoted
from qqdesk.gui.message_text.text_units import layout_text, units
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from tests.gui.showing import show
from tests.gui.shown_log import text_part
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

ANNA, WEI = 10001, 10002
CTRL = Qt.KeyboardModifier.ControlModifier
S = Delivery


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna", status=Status.ONLINE), Contact(WEI, "张伟"))


def open_page(window: ChatWindow, number: int = ANNA) -> ChatPage:
    window.open_chat(chat_with(number))
    show(window)
    page = window.page(chat_with(number))
    assert page is not None
    return page


def test_lines_have_a_heading_a_run_and_no_face(backend: Backend, window: ChatWindow, store: SettingsStore) -> None:
    store.change("log_style", "lines")
    backend.write(ANNA, "text 0", "text 1")
    backend.clock.advance(2)
    backend.send(ANNA, "text 2", S.DELIVERED)
    log = open_page(window).log
    headings = [block.heading.text() if (block := log.contents.block(row)).heading else "" for row in range(3)]
    assert headings[0].startswith("Anna  ") and ":00:00" in headings[0]
    assert headings[1] == ""
    assert headings[2].startswith("Mei 小梅  ") and ":00:02" in headings[2]
    blocks = [log.contents.block(row) for row in range(3)]
    assert all(block.face_rect.isEmpty() and not block.is_bubble for block in blocks)
    assert log.contents.block(2).meta_rect.right() > log.viewport().width() - 40


@pytest.mark.parametrize("style", ["bubbles", "lines"])
def test_removed_messages_are_a_centred_line(
    backend: Backend, window: ChatWindow, store: SettingsStore, style: str
) -> None:
    store.change("log_style", style)
    backend.write(ANNA, Removed(312))
    backend.write(ANNA, "still here", is_read=True)
    block = open_page(window).log.contents.block(0)
    assert text_part(block).text.startswith("312 older message")
    assert block.face_rect.isEmpty() and block.heading is None and not block.is_bubble


def test_the_style_changes_in_all_chats_at_once_and_is_kept(
    window: ChatWindow, backend: Backend, store: SettingsStore
) -> None:
    pages = [open_page(window, number) for number in (ANNA, WEI)]
    for number in (ANNA, WEI):
        backend.write(number, "hi")
    menu = pages[1].head.menu()
    style = next(action.menu() for action in menu.actions() if "style" in action.text())
    assert isinstance(style, QMenu)
    assert [action.isChecked() for action in style.actions()] == [True, False]
    style.actions()[1].trigger()
    assert store.settings.log_style == "lines"
    assert not any(page.log.contents.block(0).is_bubble for page in pages)
    menu.deleteLater()


def wheel(page: ChatPage, delta: int) -> None:
    point = QPointF(50, 50)
    event = QWheelEvent(
        point,
        QPointF(page.log.viewport().mapToGlobal(QPoint(50, 50))),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        CTRL,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(page.log.viewport(), event)


def test_the_type_grows_by_wheel_and_keys_in_all_chats(window: ChatWindow, store: SettingsStore) -> None:
    other = open_page(window, WEI)
    page = open_page(window)
    points = page.input.font().pointSizeF()
    wheel(page, 120)
    assert store.settings.log_zoom == 110
    for _ in range(4):
        wheel(page, 30)  # a touchpad's part of a step
    assert store.settings.log_zoom == 120
    QTest.keyClick(page.input, Qt.Key.Key_Plus, CTRL)
    assert store.settings.log_zoom == 130
    assert [one.log.contents.blocks.zoom for one in (page, other)] == [130, 130]
    assert page.input.font().pointSizeF() == pytest.approx(points * 1.3)
    QTest.keyClick(page.input, Qt.Key.Key_Minus, CTRL)
    assert store.settings.log_zoom == 120
    QTest.keyClick(page.log, Qt.Key.Key_0, CTRL)
    assert store.settings.log_zoom == 100


def test_the_type_has_bounds_whatever_the_file_says(window: ChatWindow, store: SettingsStore) -> None:
    store.settings.log_zoom = 99_999
    page = open_page(window)
    assert page.log.contents.blocks.zoom == 300
    wheel(page, 120)
    assert page.log.contents.blocks.zoom == 300
    store.change("log_zoom", -3)
    assert page.log.contents.blocks.zoom == 50
    wheel(page, -120)
    assert store.settings.log_zoom == 50


@pytest.mark.parametrize("at_end", [True, False])
def test_visible_rows_stay_visible(backend: Backend, window: ChatWindow, store: SettingsStore, at_end: bool) -> None:
    backend.write(ANNA, *(f"{number} " + "word " * (number % 30) for number in range(300)), is_read=True)
    page = open_page(window)
    if not at_end:
        page.log.scroller.by(-5000)
    first = page.log.contents.visible_rows()[0]
    for zoom in (150, 300, 50, 100):
        store.change("log_zoom", zoom)
        assert page.log.scroller.at_end == at_end
        if not at_end:
            assert page.log.contents.visible_rows()[0] == first
    store.change("log_style", "lines")
    assert page.log.scroller.at_end == at_end
    assert at_end or page.log.contents.visible_rows()[0] == first


# Quotes


def test_a_quote_is_of_lines_that_every_client_shows() -> None:
    assert quoted("Anna", "one line") == "> Anna: one line"
    assert quoted("Anna", "one\n\ntwo") == "> Anna:\n> one\n> \n> two"
    assert quoted("Anna", "> Mei: hi") == "> Anna:\n> > Mei: hi"


def test_quotes_are_found_and_their_marks_are_not_shown() -> None:
    text = "> a 😀\r\n> > b\n>\nc > d\n>:( no\n> e"
    shown, quotes = find_quotes(text)
    assert units(shown) == units(text)
    assert [quote.depth for quote in quotes] == [1, 2, 1, 1]
    assert shown.count(">") == 2, "the one in the middle of a line, and the frown"
    assert "a 😀" in shown


@given(st.lists(st.sampled_from([">", " ", "\n", "\r\n", "a", "😀", "\u2028", "> "])))
def test_quotes_keep_the_positions_in_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    shown, quotes = find_quotes(text)
    assert units(shown) == units(text)
    plain = layout_text(text).encode("utf-16-le")
    for quote in quotes:
        assert plain[quote.start * 2 : quote.start * 2 + 2] == ">".encode("utf-16-le")
        assert "\u2028" not in plain[quote.start * 2 : quote.end * 2].decode("utf-16-le")


def test_a_quoted_line_has_a_bar_and_is_indented(backend: Backend, window: ChatWindow) -> None:
    backend.write(ANNA, "> Mei: " + "long " * 80 + "\n> more\nanswer", is_read=True)
    block = open_page(window).log.contents.block(0)
    count = text_part(block).layout.lineCount()
    assert [text_part(block).layout.lineAt(number).x() > 0 for number in range(count)] == [True] * (count - 1) + [False]
    assert len(text_part(block).quote_bars) == 1
    assert text_part(block).quote_bars[0].height() == pytest.approx(
        text_part(block).layout.lineAt(count - 1).y(), abs=4
    )


def test_a_message_is_quoted_where_one_writes_and_nothing_is_lost(backend: Backend, window: ChatWindow) -> None:
    backend.write(ANNA, "one\ntwo", is_read=True)
    backend.send(ANNA, "mine", S.SENT)
    page = open_page(window)
    page.input.set_draft("before after")
    cursor = page.input.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Left, n=6)
    page.input.setTextCursor(cursor)
    page.log.setFocus()
    QTest.keyClick(page.log, Qt.Key.Key_Up)
    QTest.keyClick(page.log, Qt.Key.Key_Up)
    QTest.keyClick(page.log, Qt.Key.Key_R, CTRL)
    assert page.input.text() == "before\n> Anna:\n> one\n> two\n after"
    assert page.input.hasFocus()
    page.input.undo()
    assert page.input.text() == "before after"


def test_the_selection_is_quoted_with_its_authors(backend: Backend, window: ChatWindow) -> None:
    backend.write(ANNA, "theirs", is_read=True)
    backend.send(ANNA, "mine", S.SENT)
    page = open_page(window)
    page.log.selection_actions.select_all()
    page.log.selection_actions.quote(None)
    assert page.input.text() == "> Anna: theirs\n> Mei 小梅: mine\n"
    QTest.keyClicks(page.input, "x")
    assert page.input.text().endswith("\nx")


def test_faces_of_punctuation_are_drawn_and_copied_as_they_are(backend: Backend, window: ChatWindow) -> None:
    backend.write(ANNA, "> hi :-)\n<3 x", is_read=True)
    log = open_page(window).log
    text = text_part(log.contents.block(0)).layout
    assert text is not None and "🙂" in text.text() and "❤" in text.text()
    log.selection_actions.select_all()
    assert log.selection_actions.selected_text() == "> hi :-)\n<3 x"


@pytest.mark.parametrize("style", ["bubbles", "lines"])
def test_a_large_type_in_a_narrow_window_stays_within_it(
    backend: Backend, window: ChatWindow, store: SettingsStore, style: str
) -> None:
    backend.write(ANNA, "words and 中文 " * 4)
    for state in (S.DELIVERED, S.WAITING, S.FAILED):
        backend.send(ANNA, "words and 中文 " * 4, state)
    store.change("log_style", style)
    store.change("log_zoom", 300)
    log = open_page(window).log
    for width in (640, 360, 200):
        log.resize(width, 300)
        for row in range(4):
            block = log.contents.block(row)
            assert block.frame.left() >= 0
            assert block.frame.right() <= width
            assert block.meta_rect.isEmpty() or block.meta_rect.left() >= block.frame.left()


def test_a_quote_and_a_copy_hold_the_nickname_and_not_the_private_remark(window: ChatWindow, backend: Backend) -> None:
    backend.change(Contact(ANNA, "Anna", remark="Bobby (owes me 50)"))
    window.open_chat(chat_with(ANNA))
    page = window.page(chat_with(ANNA))
    assert page is not None
    backend.write(ANNA, "hello")
    backend.write(ANNA, "anybody home?")
    page.log.selection_actions.quote(1)
    assert page.input.toPlainText() == "> Anna: anybody home?\n"
    page.log.selection_actions.select_all()
    page.log.selection_actions.copy()
    copied = QApplication.clipboard().text()
    assert "Anna" in copied and "Bobby" not in copied
    assert page.log.accessible.sentence(page.log.rows[1]).startswith("Bobby"), "the person sees the remark"
