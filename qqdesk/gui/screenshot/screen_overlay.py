"""The window over one frozen screen."""

from enum import Enum

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QCursor,
    QEnterEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
)
from PySide6.QtWidgets import QWidget

from qqdesk.gui.screenshot.marks import Drawing, TextMark
from qqdesk.gui.screenshot.overlay_painter import OverlayLook, decorated_area, paint_overlay
from qqdesk.gui.screenshot.region import INSIDE, MarkDrag, RegionDrag, SelectionDrag, grip_at, grip_cursor, moved
from qqdesk.gui.screenshot.screen_capture import FrozenScreen
from qqdesk.gui.screenshot.text_editor import TextEditor
from qqdesk.gui.screenshot.tool_bar import StyleBar, ToolBar, place_bars

_MOVES = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
_FAST = 10
_TOOL_KEYS = ("1", "2", "3", "4", "5")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Outcome(Enum):
    CANCEL = "cancel"
    COPY = "copy"
    SAVE = "save"
    SEND = "send"


class ScreenOverlay(QWidget):
    """Chooses a region, and draws marks in it."""

    region_started = Signal()
    region_dropped = Signal()
    chosen = Signal(object)  # Outcome

    def __init__(self, frozen: FrozenScreen, recipient: str) -> None:
        """`recipient`: the person or room to whom the picture can be sent; "" without a chat."""
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, flags)
        self._screen_of, self._windows = frozen.screen, frozen.windows
        self.drawing = Drawing(frozen.image, self)
        self.region = QRect()
        self.is_waiting = False
        """Whether another screen has the region."""
        self._pointer: QPoint | None = None
        self._drag: SelectionDrag | RegionDrag | MarkDrag | None = None
        self._decorated = QRegion()
        self.editor: TextEditor | None = None
        self.bar, self.styles = ToolBar(recipient, self), StyleBar(self)
        self._main = Outcome.SEND if recipient else Outcome.COPY
        self.setWindowTitle(self.tr("Screenshot"))
        self.setAccessibleName(self.tr("Screenshot"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.bar.hide()
        self.styles.hide()
        self._connect()

    def _connect(self) -> None:
        self.drawing.changed.connect(self._marks_changed)
        self.bar.tool_changed.connect(self._tool_changed)
        self.styles.style_changed.connect(self._style_changed)
        self.bar.undo_pressed.connect(self.drawing.undo)
        self.bar.redo_pressed.connect(self.drawing.redo)
        for signal, outcome in (
            (self.bar.cancel_pressed, Outcome.CANCEL),
            (self.bar.save_pressed, Outcome.SAVE),
            (self.bar.copy_pressed, Outcome.COPY),
            (self.bar.send_pressed, Outcome.SEND),
        ):
            signal.connect(lambda outcome=outcome: self._choose(outcome))

    def cover(self) -> None:
        """Show the overlay over its screen."""
        self.setScreen(self._screen_of)
        self.setGeometry(self._screen_of.geometry())
        if QGuiApplication.platformName().startswith("wayland"):
            self.showFullScreen()  # a window cannot choose its place
        else:
            # An X11 window manager would refuse the focus to a program in the background.
            self.setWindowFlag(Qt.WindowType.BypassWindowManagerHint, QGuiApplication.platformName() == "xcb")
            self.show()
        pointer = self.mapFromGlobal(QCursor.pos())
        self._pointer = pointer if self.rect().contains(pointer) else None
        self._refresh()

    def picture(self) -> QImage:
        """Return the chosen region with its marks, in device pixels."""
        return self.drawing.crop(self.region)

    def set_waiting(self, waiting: bool) -> None:
        """Show only the dimmed screen while another screen has the region."""
        self.is_waiting = waiting
        if waiting and not self.region.isEmpty():
            self.clear_region()
        self._refresh()

    # Region

    @property
    def _outlined(self) -> QRect:
        """The window below the pointer, or the whole screen, which a click takes; empty if there is a region."""
        if self.is_waiting or self._pointer is None or not self.region.isEmpty():
            return QRect()
        pointer = self._pointer
        return next((window for window in self._windows if window.contains(pointer)), self.rect())

    def set_region(self, region: QRect) -> None:
        if self.region.isEmpty():
            self.region_started.emit()
        self.region = region
        self._show_bars()
        self._refresh()

    def clear_region(self) -> None:
        """Drop the region with its marks."""
        self._end_text(keep=False)
        self.region = QRect()
        self.drawing.clear()
        self.bar.put_away()
        self._show_bars()
        self._refresh()
        if not self.is_waiting:
            self.region_dropped.emit()

    def _show_bars(self) -> None:
        is_chosen = not self.region.isEmpty() and not isinstance(self._drag, SelectionDrag)
        tool = self.bar.tool
        self.bar.setVisible(is_chosen)
        self.styles.setVisible(is_chosen and tool is not None and bool(tool.sizes))
        if is_chosen:
            place_bars(self.region, self.rect(), self.bar, self.styles)

    # Marks

    @Slot()
    def _marks_changed(self) -> None:
        self.bar.show_history(can_undo=bool(self.drawing.marks), can_redo=self.drawing.can_redo)
        self.update()  # a mark may reach out of the region

    @Slot()
    def _tool_changed(self) -> None:
        self._end_text()
        self._show_bars()
        self._show_cursor()

    @Slot()
    def _style_changed(self) -> None:
        if self.editor is not None and self.bar.tool is not None:
            self.editor.set_style(self.styles.style_for(self.bar.tool))

    def _start_text(self, corner: QPointF) -> None:
        tool = self.bar.tool
        if tool is not None:
            self.editor = TextEditor(corner, self.styles.style_for(tool), self)
            self.editor.ended.connect(self._text_ended)
            self.bar.raise_()
            self.styles.raise_()

    def _end_text(self, *, keep: bool = True) -> None:
        if self.editor is not None:
            self.editor.end() if keep else self.editor.drop()

    @Slot(object)
    def _text_ended(self, mark: TextMark | None) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.hide()
            editor.deleteLater()
        self.setFocus()
        if mark is not None:
            self.drawing.add(mark)

    # Choosing

    def _choose(self, outcome: Outcome) -> None:
        self._end_text()
        self.chosen.emit(outcome)

    def _step_back(self) -> None:
        """Drop the mark that is being drawn, else the region, else leave."""
        if self.editor is not None:
            self._end_text(keep=False)
        elif isinstance(self._drag, MarkDrag):
            self._drag = None
            self._refresh()
        elif not self.region.isEmpty():
            self._drag = None
            self.clear_region()
        else:
            self._choose(Outcome.CANCEL)

    def _accept(self) -> None:
        """Press the main button. Without a region, take what is outlined."""
        if not self.region.isEmpty():
            self._choose(self._main)
        elif not self._outlined.isEmpty():
            self.set_region(self._outlined)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.activateWindow()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        if self.editor is not None:
            self._end_text()
            return
        self._drag = self._new_drag(point)
        self._refresh()

    def _new_drag(self, point: QPoint) -> SelectionDrag | RegionDrag | MarkDrag | None:
        tool = self.bar.tool
        if self.region.isEmpty():
            return SelectionDrag(point)
        grip = grip_at(self.region, point)
        if grip is None:
            # Outside, a new region would drop the marks.
            return SelectionDrag(point) if not self.drawing.marks else None
        if grip != INSIDE or tool is None:
            return RegionDrag(self.region, grip, point)
        if tool.make is None:
            self._start_text(QPointF(point))
            return None
        return MarkDrag(tool.make, self.styles.style_for(tool), QPointF(point))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._pointer = point
        if isinstance(self._drag, MarkDrag):
            self._drag.move(event.position())
        elif self._drag is not None and not (region := self._drag.region(point, self.rect())).isEmpty():
            self.set_region(region)
        self._show_cursor()
        self._refresh()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self._step_back()
            return
        drag, self._drag = self._drag, None
        if isinstance(drag, MarkDrag) and drag.mark is not None:
            self.drawing.add(drag.mark)
        elif isinstance(drag, SelectionDrag) and not drag.has_moved and self.region.isEmpty():
            self._pointer = event.position().toPoint()
            if not self._outlined.isEmpty():
                self.set_region(self._outlined)
        self._show_bars()
        self._refresh()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.bar.tool is None and self.region.contains(event.position().toPoint()):
            self._accept()
        else:
            self.mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        if not self.is_waiting:
            self.activateWindow()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._refresh()

    def _show_cursor(self) -> None:
        tool, shape = self.bar.tool, Qt.CursorShape.CrossCursor
        grip = grip_at(self.region, self._pointer) if self._pointer is not None and not self.region.isEmpty() else None
        if grip is not None and (grip != INSIDE or tool is None):
            shape = grip_cursor(grip)
        elif tool is not None and tool.make is None:
            shape = Qt.CursorShape.IBeamCursor
        self.setCursor(shape)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._step_back()
        elif key in _ENTER:
            self._accept()
        elif not self.region.isEmpty():
            self._edit(event)

    def _edit(self, event: QKeyEvent) -> None:
        key, is_fast = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _MOVES:
            self.set_region(moved(self.region, _MOVES[key] * (_FAST if is_fast else 1), self.rect()))
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.drawing.undo()
        elif event.matches(QKeySequence.StandardKey.Redo) or _is_ctrl_y(event):
            self.drawing.redo()
        elif event.matches(QKeySequence.StandardKey.Save):
            self._choose(Outcome.SAVE)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._choose(Outcome.COPY)
        elif event.text() in _TOOL_KEYS:
            self.bar.toggle(_TOOL_KEYS.index(event.text()))

    # Painting

    @property
    def _look(self) -> OverlayLook:
        is_choosing = self.region.isEmpty() or isinstance(self._drag, SelectionDrag | RegionDrag)
        return OverlayLook(
            room=self.rect(),
            outlined=self._outlined,
            region=self.region,
            device_size=self.drawing.device_rect(self.region).size(),
            has_handles=not isinstance(self._drag, SelectionDrag),
            magnified=self._pointer if is_choosing and not self.is_waiting else None,
            mark=self._drag.mark if isinstance(self._drag, MarkDrag) else None,
        )

    def _refresh(self) -> None:
        """Repaint all that is not the dimmed screen, at the old and the new place."""
        area = decorated_area(self._look, self.font())
        self.update(area | self._decorated)
        self._decorated = area

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_overlay(painter, event.region(), self.drawing.image, self._look)
        painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.chosen.emit(Outcome.CANCEL)


def _is_ctrl_y(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
