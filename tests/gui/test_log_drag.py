"""Pictures, files and selected text are dragged out of the log."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDrag, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.composer.mime_text import OtherContent, text_in
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.file_dialog import files_in
from tests.gui.shown_log import Named, message, show_log
from tests.gui.stub_files import StubFiles, file_message, info_of, picture_message


class Drags:
    """The data of the drags, and the actions that they offered. The system would run them."""

    def __init__(self) -> None:
        self.data: list[QMimeData] = []
        self.actions: list[Qt.DropAction] = []

    def run(self, drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        self.data.append(drag.mimeData())
        self.actions.append(actions)
        return Qt.DropAction.IgnoreAction


@pytest.fixture
def drags(monkeypatch: pytest.MonkeyPatch) -> Drags:
    drags = Drags()
    monkeypatch.setattr(QDrag, "exec", lambda drag, actions: drags.run(drag, actions))
    return drags


@pytest.fixture
def files() -> StubFiles:
    return StubFiles()


@pytest.fixture
def log(qtbot: QtBot, faces: FaceSource, files: StubFiles) -> MessageListView:
    return show_log(qtbot, faces, Named("Anna"), files)


def in_content(log: MessageListView, inside: QPointF, row: int = 0) -> QPoint:
    top = next(visible.top for visible in log.contents.layout.visible if visible.row == row)
    return (log.contents.block(row).content_origin + inside + QPointF(0, top)).toPoint()


def pull(log: MessageListView, start: QPoint, by: QPoint) -> None:
    """Press, and move. The release goes to the target of a drag."""
    QTest.mousePress(log.viewport(), Qt.MouseButton.LeftButton, pos=start)
    move(log, start + by)


def move(log: MessageListView, point: QPoint) -> None:
    # QTest's move has no button pressed: it would be a hover.
    place = QPointF(log.viewport().mapToGlobal(point))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    log.mouse.move(QMouseEvent(QEvent.Type.MouseMove, QPointF(point), place, Qt.MouseButton.NoButton, left, none))


def release(log: MessageListView, point: QPoint) -> None:
    QTest.mouseRelease(log.viewport(), Qt.MouseButton.LeftButton, pos=point)


def far() -> QPoint:
    return QPoint(QApplication.startDragDistance() + 1, 0)


def show(log: MessageListView, *messages: Message) -> None:
    log.show_messages(list(messages))


def test_a_picture_is_dragged_as_a_file_and_as_an_image(
    log: MessageListView, files: StubFiles, drags: Drags, tmp_path: Path
) -> None:
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    assert image.save(str(tmp_path / "cat.jpg"))
    shown = picture_message(1, (80, 60))
    show(log, shown)
    files.store(info_of(shown), tmp_path / "cat.jpg")
    opened: list[object] = []
    log.message_actions.file_action_chosen.connect(lambda *chosen: opened.append(chosen))
    start = in_content(log, QPointF(20, 20))

    pull(log, start, QPoint(1, 0))
    assert not drags.data, "a hand trembles"
    move(log, start + far())
    (data,) = drags.data
    assert files_in(data) == [tmp_path / "cat.jpg"]
    assert text_in(data) is OtherContent.FILES
    assert QImage(data.imageData()).size() == image.size()
    assert drags.actions == [Qt.DropAction.CopyAction]
    assert log.selection.is_empty
    release(log, start)
    assert not opened


def test_a_damaged_picture_and_another_file_are_dragged_as_files(
    log: MessageListView, files: StubFiles, drags: Drags, tmp_path: Path
) -> None:
    shown = [picture_message(1), file_message(2, "plan.pdf")]
    show(log, *shown)
    for row, one in enumerate(shown):
        path = tmp_path / info_of(one).name
        path.write_bytes(b"no picture")
        files.store(info_of(one), path)
        log.scroller.to_row(row)
        pull(log, in_content(log, QPointF(15, 15), row), far())
        assert files_in(drags.data[-1]) == [path]
        assert not drags.data[-1].hasImage()


def test_a_file_that_is_not_here_is_not_dragged(log: MessageListView, drags: Drags) -> None:
    show(log, file_message(1), file_message(2, delivery=Delivery.SENDING))
    for row in (0, 1):
        pull(log, in_content(log, QPointF(15, 15), row), far())
        release(log, QPoint(5, 5))
    assert not drags.data


def test_a_selection_is_dragged_and_a_click_clears_it(log: MessageListView, drags: Drags) -> None:
    show(log, message(0, "one two three"), message(1, "four"))
    log.selection_actions.select_all()
    inside = in_content(log, QPointF(10, 8))

    pull(log, inside, far())
    (data,) = drags.data
    assert data.text() == log.selection_actions.selected_text()
    assert "one two three" in data.text() and "four" in data.text()
    release(log, inside)
    assert log.selection_actions.selected_text() == data.text(), "it stays after a drag"

    QTest.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=inside)
    assert log.selection.is_empty
    assert len(drags.data) == 1


def test_beside_the_selection_the_mouse_selects(log: MessageListView, drags: Drags) -> None:
    show(log, message(0, "one two three"), message(1, "four"))
    log.selection_actions.select_all()
    pull(log, QPoint(log.viewport().width() - 4, 4), far())
    assert not drags.data
