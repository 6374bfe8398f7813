"""The mouse in the log: selection, links, retry, tool tips, and dragging out of it."""

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QBasicTimer,
    QCoreApplication,
    QEvent,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    QRect,
    Qt,
    QTextBoundaryFinder,
    QTimerEvent,
    QUrl,
    Signal,
)
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QDrag,
    QGuiApplication,
    QHelpEvent,
    QMouseEvent,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.block import Block, can_be_acted_on
from qqdesk.gui.message_log.file_state import FileAction, FileState, file_of, state_of
from qqdesk.gui.message_log.log_contents import LogContents
from qqdesk.gui.message_log.log_menu import LogMenu
from qqdesk.gui.message_log.log_rows import is_notice
from qqdesk.gui.message_log.log_scroller import LogScroller
from qqdesk.gui.message_log.log_texts import full_time_text, people_text, readers_text
from qqdesk.gui.message_log.message_actions import MessageActions
from qqdesk.gui.message_log.overlays import HoverBar
from qqdesk.gui.message_log.pager import Pager
from qqdesk.gui.message_log.selection import TextPosition
from qqdesk.gui.message_log.selection_actions import SelectionActions
from qqdesk.gui.message_text.links import target_of
from qqdesk.gui.message_text.text_units import units
from qqdesk.gui.pictures.decode import PictureError, decode
from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.file_texts import file_tip
from qqdesk.worker.files import Files

_MOST_PIXELS = 6_000_000
"""A larger picture is dragged as a file only: it would have to be decoded first."""
_PREVIEW_PX = 160


class LogDrag:
    def __init__(self, view: QWidget, contents: LogContents, files: Files, actions: SelectionActions) -> None:
        self._view, self._contents, self._files, self._actions = view, contents, files, actions

    def file(self, message: Message | None) -> Path | None:
        """Return where the file of a message is; None if it is not on this computer as a whole."""
        body = file_of(message)
        is_here = message is not None and body and state_of(message, self._files)[0] is FileState.HERE
        return self._files.path(body.info.id) if body is not None and is_here else None

    def file_data(self, message: Message) -> QMimeData:
        """Return the file, and a picture also as an image."""
        data, body, path = QMimeData(), file_of(message), self.file(message)
        if body is None or path is None:
            return data
        data.setUrls([QUrl.fromLocalFile(str(path))])
        if body.info.is_picture and body.info.width * body.info.height <= _MOST_PIXELS:
            with contextlib.suppress(PictureError):
                data.setImageData(decode(path))
        return data

    def text_data(self) -> QMimeData:
        data = QMimeData()
        data.setText(self._actions.selected_text())
        return data

    def run(self, data: QMimeData, row: int | None = None) -> None:
        """Run the drag; return after the drop. `row`: its message is shown beside the pointer."""
        drag = QDrag(self._view)
        drag.setMimeData(data)
        if row is not None:
            drag.setPixmap(self._preview(row))
            drag.setHotSpot(QPoint(0, 0))
        drag.exec(Qt.DropAction.CopyAction)

    def _preview(self, row: int) -> QPixmap:
        visible, view = self._contents.layout.visible.find(row), self._view
        if visible is None:
            return QPixmap()
        frame = self._contents.block(row).frame.translated(QPointF(0, visible.top)).toRect()
        picture = view.grab(frame.intersected(view.rect()))
        side = round(_PREVIEW_PX * picture.devicePixelRatio())
        return picture.scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )


_DRAG_SCROLL_MS = 40


class LogMouse(QObject):
    """Points are in the viewport."""

    zoom_requested = Signal(object)  # int: 1 larger, -1 smaller

    def __init__(
        self,
        scroller: LogScroller,
        do: MessageActions,
        actions: SelectionActions,
        menu: LogMenu,
        hover_bar: HoverBar,
        pager: Pager,
    ) -> None:
        super().__init__(scroller.area)
        self._scroller, self._contents, self._area = scroller, scroller.contents, scroller.area
        self._do, self._actions, self._menu = do, actions, menu
        self._hover_bar, self._pager = hover_bar, pager
        self._pressed_link = ""
        self._pressed_action: FileAction | None = None
        self._pressed_at = QPoint()
        self.drag = LogDrag(scroller.area.viewport(), scroller.contents, do.files, actions)
        self._drag_starts = ""
        """What a move of the pressed mouse drags: "file", "text", or "" to select."""
        self._drag_timer = QBasicTimer()
        self._wheel = 0
        scroller.area.viewport().setMouseTracking(True)
        scroller.area.viewport().installEventFilter(self)

    # What is at a point

    def _block_at(self, point: QPoint) -> tuple[int, Block, QPointF] | None:
        """Return the row, its block, and the point relative to the block."""
        found = self._contents.layout.visible.at(point.y())
        if found is None:
            return None
        return found.row, self._contents.block(found.row), QPointF(point) - QPointF(0, found.top)

    def _position_at(self, point: QPoint) -> TextPosition | None:
        found = self._block_at(point)
        return TextPosition(found[0], found[1].position_at(found[2])) if found else None

    def link_at(self, point: QPoint) -> str:
        found = self._block_at(point)
        link = found[1].link_at(found[2]) if found else None
        return link.url if link else ""

    def _action_at(self, point: QPoint) -> FileAction | None:
        """Return what a click on a picture or file does."""
        found = self._block_at(point)
        return found[1].action_at(found[2]) if found else None

    def _retry_at(self, point: QPoint) -> Message | None:
        found = self._block_at(point)
        return self._contents.rows.message(found[0]) if found and found[1].is_retry_at(found[2]) else None

    def _is_fetch_at(self, point: QPoint) -> bool:
        found = self._block_at(point)
        return found is not None and found[1].is_fetch_at(found[2])

    def _answer_at(self, point: QPoint) -> Callable[[], object] | None:
        """Return what a click does on a quote, a reaction, a reader or the link of a notice."""
        found = self._block_at(point)
        message = self._contents.rows.message(found[0]) if found else None
        if found is None or message is None:
            return None
        (_, block, inside), do = found, self._do
        chip, original = block.chip_at(inside), block.quote_at(inside)
        if chip is not None and do.can_react(message):
            return partial(do.toggle_reaction, message, chip.emoji, self._contents.blocks.me)
        if original:
            return partial(do.original_requested.emit, original)
        if block.is_notice_link_at(inside):
            if len(self._contents.rows.run(found[0])) > 1:
                return partial(self._unfold, found[0])
            return partial(do.write_again_requested.emit, message)
        if block.read is not None and block.is_read_at(inside) and message.conversation.is_room:
            top = block.read.rect.translated(QPointF(point) - inside).toRect()
            place = QRect(self._area.viewport().mapToGlobal(top.topLeft()), top.size())
            return partial(do.readers_requested.emit, message, place)
        return None

    def _unfold(self, row: int) -> None:
        self._contents.unfold(row)
        self._scroller.lay_out()

    def _state_at(self, point: QPoint) -> Message | None:
        """Return the message whose delivery state is shown at this point."""
        found = self._block_at(point)
        return self._contents.rows.message(found[0]) if found and found[1].is_state_at(found[2]) else None

    def tip_at(self, point: QPoint) -> str:
        """Return the address of a link, the delivery state of a message, or its time; "" elsewhere."""
        link = self.link_at(point)
        if link:
            target = target_of(link)
            return target.address if target else ""
        message = self._state_at(point)
        if message is not None:
            return f"{self._do.state_text(message)}\n{full_time_text(message.time)}"
        found = self._block_at(point)
        if found is None or is_notice(found[1].entry):
            return ""
        _, block, inside = found
        chip, names = block.chip_at(inside), self._contents.blocks
        if chip is not None:
            return people_text(chip.people, names)
        if block.read is not None and block.is_read_at(inside):
            return readers_text(block.read.readers, names)
        if block.quote_at(inside):
            return QCoreApplication.translate("LogTexts", "Go to message")
        body = block.content.is_file and file_of(self._contents.rows.message(found[0]))
        if body and block.action_at(inside) is not None:
            return file_tip(body.info, self._do.files.transfer(body.info.id))
        on_heading = block.heading is not None and inside.y() < block.content_origin.y()
        return full_time_text(block.entry.time) if block.meta_rect.contains(inside) or on_heading else ""

    # Events

    def eventFilter(self, viewport: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
        elif isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(event)
        elif event.type() == QEvent.Type.Leave:
            self._hover_bar.show_for(None)
            return False
        elif not isinstance(event, QMouseEvent):
            return False
        elif event.type() == QEvent.Type.MouseMove:
            self.move(event)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._release(event)
        elif event.button() == Qt.MouseButton.LeftButton and event.type() == QEvent.Type.MouseButtonPress:
            self._press(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._double_click(event)
        return True

    def open_menu(self, event: QContextMenuEvent) -> None:
        """Open the menu at the pointer, or below the current message if the keyboard asks."""
        point, place = event.pos(), event.globalPos()
        row, link = self._contents.current_row(), ""
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            found = self._contents.layout.visible.at(point.y())
            row, link = found.row if found else None, self.link_at(point)
        elif row is not None:
            place = self._contents.point_below(row)
        self._menu.open(row, link, place)

    def _show_tip(self, event: QHelpEvent) -> None:
        text = self.tip_at(event.pos())
        if text:
            QToolTip.showText(event.globalPos(), plain_tip(text), self._area.viewport())
        else:
            QToolTip.hideText()

    def _press(self, event: QMouseEvent) -> None:
        self._area.setFocus(Qt.FocusReason.MouseFocusReason)
        self._contents.current = ""
        point, selection = event.position().toPoint(), self._contents.selection
        self._pressed_link, self._pressed_at = self.link_at(point), point
        self._pressed_action = self._action_at(point)
        position = self._position_at(point)
        self._drag_starts = self._dragged_at(point, position)
        if self._drag_starts == "text":
            return  # A click clears the selection when the button is released.
        if position is None:
            selection.clear()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and selection.anchor is not None:
            selection.extend(position)
        else:
            selection.start(position)
        self._area.viewport().update()

    def move(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            found = self._block_at(point)
            self._hover_bar.show_for(self._contents.rows.message(found[0]) if found else None)
            self._area.viewport().setCursor(self._cursor_at(point))
            return
        self._hover_bar.show_for(None)
        if self._drag_starts:
            if (point - self._pressed_at).manhattanLength() >= QApplication.startDragDistance():
                self._drag_out()
            return
        self._drag_to(point)
        outside = not 0 <= point.y() < self._area.viewport().height()
        if outside and not self._drag_timer.isActive():
            self._drag_timer.start(_DRAG_SCROLL_MS, self)
        elif not outside:
            self._drag_timer.stop()

    def _dragged_at(self, point: QPoint, position: TextPosition | None) -> str:
        found = self._block_at(point)
        if found is None or position is None or not found[1].frame.contains(found[2]):
            return ""
        if self._contents.selection.has(position):
            return "text"
        row, block, inside = found
        is_opened = block.content.is_file and block.action_at(inside) is FileAction.OPEN
        return "file" if is_opened and self.drag.file(self._contents.rows.message(row)) is not None else ""

    def _drag_out(self) -> None:
        """Drag what was pressed. The release of the button goes to the target."""
        starts, self._drag_starts, self._pressed_action, self._pressed_link = self._drag_starts, "", None, ""
        found = self._block_at(self._pressed_at)
        message = self._contents.rows.message(found[0]) if found is not None else None
        if starts == "text":
            self.drag.run(self.drag.text_data())
        elif found is not None and message is not None:
            self.drag.run(self.drag.file_data(message), found[0])

    def _cursor_at(self, point: QPoint) -> Qt.CursorShape:
        state = self._state_at(point)
        if (
            self.link_at(point)
            or self._action_at(point)
            or self._retry_at(point)
            or self._is_fetch_at(point)
            or self._answer_at(point) is not None
            or (state is not None and can_be_acted_on(state))
        ):
            return Qt.CursorShape.PointingHandCursor
        found = self._block_at(point)
        inside = found is not None and found[1].frame.contains(found[2])
        return Qt.CursorShape.IBeamCursor if inside else Qt.CursorShape.ArrowCursor

    def _release(self, event: QMouseEvent) -> None:
        self._drag_timer.stop()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        if self._drag_starts == "text":
            self._contents.selection.clear()
            self._area.viewport().update()
        self._drag_starts = ""
        if not self._contents.selection.is_empty:
            clipboard = QGuiApplication.clipboard()
            if clipboard.supportsSelection():
                clipboard.setText(self._actions.selected_text(), QClipboard.Mode.Selection)
            return
        failed, shown, answer = self._retry_at(point), self._state_at(point), self._answer_at(point)
        if self._is_fetch_at(point):
            self._pager.try_again()
        elif failed is not None:
            self._do.retry_requested.emit(failed)
        elif shown is not None and can_be_acted_on(shown):
            self._menu.open_state_menu(shown, self._area.viewport().mapToGlobal(point))
        elif answer is not None and self._answer_at(self._pressed_at) is not None:
            answer()
        elif self._pressed_link and self._pressed_link == self.link_at(point):
            self._do.link_activated.emit(self._pressed_link)
        elif self._pressed_action is not None and self._pressed_action is self._action_at(point):
            self._choose(self._pressed_action, point)

    def _zoom(self, event: QWheelEvent) -> None:
        # A touchpad reports one step in many parts.
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / 120)
        self._wheel -= steps * 120
        if steps:
            self.zoom_requested.emit(steps)

    def _choose(self, action: FileAction, point: QPoint) -> None:
        found = self._block_at(point)
        message = self._contents.rows.message(found[0]) if found is not None else None
        if message is not None:
            self._do.file_action_chosen.emit(message, action)

    def _double_click(self, event: QMouseEvent) -> None:
        if self._action_at(event.position().toPoint()) is not None:
            return
        position = self._position_at(event.position().toPoint())
        if position is None:
            return
        start, end = word_at(self._contents.rows[position.row].text, position.offset)
        self._contents.selection.start(TextPosition(position.row, start))
        self._contents.selection.extend(TextPosition(position.row, end))
        self._area.viewport().update()

    def _drag_to(self, point: QPoint) -> None:
        far = (point - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        position = self._position_at(point)
        if position is not None and (far or not self._contents.selection.is_empty):
            self._contents.selection.extend(position)
            self._area.viewport().update()

    def timerEvent(self, event: QTimerEvent) -> None:
        viewport = self._area.viewport()
        point = viewport.mapFromGlobal(viewport.cursor().pos())
        below = point.y() - viewport.height()
        self._scroller.by(max(min(below if below > 0 else point.y(), 60), -60))
        self._drag_to(point)


def word_at(text: str, position: int) -> tuple[int, int]:
    """Return start and end of the word at a position, in UTF-16 units. No visible character is cut."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, text)
    finder.setPosition(position)
    start = position if finder.isAtBoundary() else max(finder.toPreviousBoundary(), 0)
    finder.setPosition(position)
    end = finder.toNextBoundary()
    return start, end if end >= 0 else units(text)
