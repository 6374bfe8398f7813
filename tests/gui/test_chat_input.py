"""Where one writes: Enter, input methods, lengths, pasting."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextOption
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.composer.chat_input import MAX_CHARS, ChatInput
from qqdesk.gui.composer.mime_text import OtherContent, text_in
from qqdesk.gui.composer.send_key import CTRL_ENTER
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def edit(qtbot: QtBot) -> Iterator[ChatInput]:
    window = QWidget()
    edit = ChatInput()
    column = QVBoxLayout(window)
    column.addStretch(1)
    column.addWidget(edit)
    window.resize(400, 600)
    qtbot.addWidget(window)
    window.show()
    yield edit
    window.close()


def compose(edit: ChatInput, text: str, done: str = "") -> None:
    event = QInputMethodEvent(text, [])
    if done:
        event.setCommitString(done)
    QCoreApplication.sendEvent(edit, event)


def test_enter_sends(qtbot: QtBot, edit: ChatInput) -> None:
    edit.set_draft("hello")
    with qtbot.waitSignal(edit.send_pressed):
        QTest.keyClick(edit, Qt.Key.Key_Return)
    with qtbot.waitSignal(edit.send_pressed):
        QTest.keyClick(edit, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert edit.text() == "hello"


@pytest.mark.parametrize("modifier", [CTRL, SHIFT])
def test_enter_with_ctrl_or_shift_breaks_the_line(qtbot: QtBot, edit: ChatInput, modifier: Qt.KeyboardModifier) -> None:
    edit.set_draft("one")
    with qtbot.assertNotEmitted(edit.send_pressed):
        QTest.keyClick(edit, Qt.Key.Key_Return, modifier)
    assert edit.text() == "one\n"


def test_enter_during_composition_does_not_send(qtbot: QtBot, edit: ChatInput) -> None:
    edit.set_draft("你")
    compose(edit, "hao")
    with qtbot.assertNotEmitted(edit.send_pressed):
        QTest.keyClick(edit, Qt.Key.Key_Return)
    compose(edit, "", "好")
    assert edit.text().startswith("你")
    with qtbot.waitSignal(edit.send_pressed):
        QTest.keyClick(edit, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", False),
        (" \n\t\u3000", False),
        ("\u200b", False),
        ("a", True),
        ("好" * MAX_MESSAGE_CHARS, True),
        ("😀" * MAX_MESSAGE_CHARS, True),
        ("a" * (MAX_MESSAGE_CHARS + 1), True),
    ],
)
def test_what_can_be_sent(edit: ChatInput, text: str, fits: bool) -> None:
    edit.set_draft(text)
    assert edit.can_be_sent == fits


def test_only_plain_text_comes_in(edit: ChatInput) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold")
    edit.insertFromMimeData(data)
    assert edit.text() == "bold"
    edit.undo()
    assert edit.text() == ""
    picture = QMimeData()
    picture.setImageData(b"")
    assert edit.canInsertFromMimeData(picture), "it is attached"


@pytest.mark.parametrize(
    ("formats", "found"),
    [
        ({"text/html": "<p>one <b>bold</b></p><p>two</p>"}, "one bold\ntwo"),
        ({"text/html": "<b>x</b>", "text/plain": "plain"}, "plain"),
        (
            {"text/html": "<p>See <a href='https://a.example/x'>this <b>page</b></a>, <a href='#top'>top</a></p>"},
            "See this page (https://a.example/x), top",
        ),
        ({"text/html": "<a href='https://a.example/'>https://a.example/</a>"}, "https://a.example/"),
        (
            {"text/html": "<p>All:</p><ul><li>one<ul><li>in it</li></ul><li><a href='http://b.example'>b</a></ul>"},
            "All:\n• one\n  • in it\n• b (http://b.example)",
        ),
        ({"text/html": "<ol><li>x</li><li>y</li></ol>"}, "1. x\n2. y"),
        ({"text/html": "<img src='cat.png'>"}, OtherContent.PICTURE),
        ({"text/uri-list": "https://example.org/a\r\n"}, "https://example.org/a"),
        ({"text/uri-list": "https://example.org/a\r\n", "text/plain": "the link"}, "the link"),
        ({"text/uri-list": "file:///tmp/a\r\nfile:///tmp/b\r\n"}, OtherContent.FILES),
        ({"text/uri-list": "file:///tmp/a\r\n", "text/plain": "/tmp/a"}, OtherContent.FILES),
        ({"application/x-qt-image": "x"}, OtherContent.PICTURE),
        ({"application/x-qt-image": "x", "text/html": "<img src='cat.png'>"}, OtherContent.PICTURE),
        ({"application/x-qt-image": "x", "text/html": "<td>1</td>", "text/plain": "1"}, "1"),
        ({"application/x-unknown": "x"}, OtherContent.NOTHING),
    ],
)
def test_the_text_of_a_clipboard(formats: dict[str, str], found: str | OtherContent) -> None:
    data = QMimeData()
    for name, content in formats.items():
        data.setData(name, content.encode())
    assert text_in(data) == found


def test_it_grows_to_a_third_of_the_window(edit: ChatInput) -> None:
    def height(text: str) -> int:
        edit.set_draft(text)
        QCoreApplication.processEvents()
        return edit.height()

    low, middle, high = height(""), height("line\n" * 6), height("line\n" * 100)
    assert low < middle < high <= edit.window().height() // 3
    assert height("") == low


def test_the_input_is_lower_in_a_low_window(edit: ChatInput) -> None:
    edit.window().setMaximumHeight(70)
    edit.set_draft("line\n" * 6)
    QCoreApplication.processEvents()
    assert edit.geometry().bottom() <= edit.window().height()


@pytest.mark.parametrize("line", ["line", "好的", "ไทย 😀"])
def test_there_is_no_scroll_bar_below_a_third_of_the_window(edit: ChatInput, line: str) -> None:
    for count in range(1, 8):
        edit.set_draft("\n".join([line] * count))
        QCoreApplication.processEvents()
        assert edit.verticalScrollBar().maximum() == 0, f"with {count} lines"
        before = edit.height()
    edit.set_draft("\n".join([line] * 60))
    QCoreApplication.processEvents()
    assert edit.verticalScrollBar().maximum() > 0
    edit.window().resize(400, 900)
    QCoreApplication.processEvents()
    edit.fit()
    assert before < edit.height() <= 300


def test_tab_leaves_it(edit: ChatInput) -> None:
    assert edit.tabChangesFocus()


def test_a_paste_is_bounded_so_that_a_megabyte_does_not_stop_the_program(qtbot: QtBot, edit: ChatInput) -> None:
    pasted = QMimeData()
    pasted.setText("x" * MAX_CHARS)
    with qtbot.assertNotEmitted(edit.was_cut):
        edit.insertFromMimeData(pasted)
    assert len(edit.text()) == MAX_CHARS
    assert edit.wordWrapMode() == QTextOption.WrapMode.WrapAnywhere, "else one letter more takes a second"
    with qtbot.waitSignal(edit.was_cut):
        edit.insertFromMimeData(pasted)
    assert len(edit.text()) == MAX_CHARS
    edit.selectAll()
    pasted.setText("short")
    edit.insertFromMimeData(pasted)
    assert edit.text() == "short"
    assert edit.wordWrapMode() == QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


@pytest.mark.parametrize("word", ["word ", "\u5b57"])
def test_a_long_paste_breaks_between_words(edit: ChatInput, word: str) -> None:
    pasted = QMimeData()
    pasted.setText(word * 20_000)
    edit.insertFromMimeData(pasted)
    edit.insertPlainText(word)
    assert edit.wordWrapMode() == QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


def test_ctrl_enter_sends_where_that_is_set(qtbot: QtBot, edit: ChatInput) -> None:
    edit.send_key = CTRL_ENTER
    edit.set_draft("one")
    for key, modifier in (
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Return, SHIFT),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier),
    ):
        with qtbot.assertNotEmitted(edit.send_pressed):
            QTest.keyClick(edit, key, modifier)
    assert edit.text() == "one\n\n\n"
    for key, modifier in ((Qt.Key.Key_Return, CTRL), (Qt.Key.Key_Enter, CTRL | Qt.KeyboardModifier.KeypadModifier)):
        with qtbot.waitSignal(edit.send_pressed):
            QTest.keyClick(edit, key, modifier)
    compose(edit, "hao")
    with qtbot.assertNotEmitted(edit.send_pressed):
        QTest.keyClick(edit, Qt.Key.Key_Return, CTRL)


def test_a_blank_that_does_not_break_stays_one(edit: ChatInput) -> None:
    edit.set_draft("Bonjour\u00a0!\nSalut")
    assert edit.text() == "Bonjour\u00a0!\nSalut"
