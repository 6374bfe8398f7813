"""Scroll areas that keep the focused widget visible, and scroll bars."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFrame,
    QLayout,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from qqdesk.gui.shared.screens import room_for

_AROUND = 24


class OverlayBar(QObject):
    """Lays the vertical scroll bar of a list over its rows, which keep the whole width."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view)
        self._view = view
        place = view.verticalScrollBar().parentWidget()
        assert place is not None
        self._place = place
        place.installEventFilter(self)

    def eventFilter(self, place: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            is_shown = event.type() == QEvent.Type.ShowToParent
            width = self._view.verticalScrollBar().sizeHint().width() if is_shown else 0
            self._view.setViewportMargins(0, 0, -width, 0)
            self._place.raise_()
        return False


class QuietScrollBar(QScrollBar):
    """Always takes its width, and is only visible where something scrolls."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.minimum() < self.maximum():
            super().paintEvent(event)


class VerticalScrollArea(QScrollArea):
    """A vertical scroll area that is at least as wide as its contents."""

    least_width_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def setWidget(self, widget: QWidget) -> None:
        super().setWidget(widget)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def least_width(self) -> int:
        """Return the least width of the contents."""
        inside = self.widget()
        return 0 if inside is None else max(0, inside.minimumSizeHint().width())

    def _fit(self) -> None:
        width = self.least_width() + self.verticalScrollBar().sizeHint().width()
        if width != self.minimumWidth():
            self.setMinimumWidth(width)
            self.least_width_changed.emit()


class WrappedContents(QWidget):
    """The contents of a scroll area. Their least height depends on the width: Qt would take that of the narrowest
    width."""

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self._layout = layout
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        least = self._layout.totalMinimumSize()
        return QSize(least.width(), 0) if self._layout.hasHeightForWidth() else least

    def heightForWidth(self, width: int) -> int:
        if self._layout.hasHeightForWidth():
            return self._layout.totalMinimumHeightForWidth(width)
        return self._layout.totalMinimumSize().height()


class _Contents(QWidget):
    def __init__(self, *, wraps: bool) -> None:
        super().__init__()
        self._wraps = wraps

    def heightForWidth(self, width: int) -> int:
        """Return the least height, not the best one: the area scrolls only below it."""
        layout = self.layout()
        if self._wraps and layout is not None and layout.hasHeightForWidth():
            return layout.totalMinimumHeightForWidth(width)
        return self.minimumSizeHint().height()


class WindowScroll(QScrollArea):
    """Holds the contents of a window and scrolls them if the screen is too small.

    On other screens the window cannot become smaller than its contents, nor smaller than `floor`. With `wraps` it is
    as high as the sentences in `layout` need at its width. Not for layouts inside of other widgets: Qt takes their best
    height for the least one. `foot` stays below the part that scrolls.
    """

    def __init__(
        self, window: QWidget, layout: QLayout, floor: QSize, *, wraps: bool = False, foot: QWidget | None = None
    ) -> None:
        super().__init__()
        self._window, self._floor, self._foot = window, floor, foot
        self._width_before = self._forced_width = 0
        """The width before the contents needed more, and the one that they needed."""
        self.contents = _Contents(wraps=wraps)
        self.contents.setLayout(layout)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setViewport(QWidget())  # without a background
        self.setWidget(self.contents)
        self.contents.setAutoFillBackground(False)
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self)
        if foot is not None:
            column.addWidget(foot)
        FocusInView(self)
        self.limit_window()

    def sizeHint(self) -> QSize:
        return self.contents.sizeHint()

    def least_size(self, width: int) -> QSize:
        """Return the size that a window of this width needs to show everything."""
        least = self.contents.minimumSizeHint().expandedTo(self._floor)
        height = max(self._floor.height(), self.contents.heightForWidth(max(width, least.width())))
        foot = QSize() if self._foot is None else self._foot.minimumSizeHint()
        return QSize(max(least.width(), foot.width()), height + max(0, foot.height()))

    def limit_window(self) -> None:
        """Set the least size of the window."""
        window = self._window
        room = room_for(window)
        least = self.least_size(window.width())
        if least.height() > room.height():
            least += QSize(self.verticalScrollBar().sizeHint().width(), 0)
        before = window.width()
        window.setMinimumSize(least.boundedTo(room))
        if window.width() > before:
            self._width_before = before if before != self._forced_width else self._width_before
            self._forced_width = window.width()
        elif window.isVisible() and before == self._forced_width and window.minimumWidth() < before:
            # A wide look has passed: give the width back. A user who resized the window keeps that width.
            self._forced_width = max(self._width_before, window.minimumWidth())
            window.resize(self._forced_width, window.height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.limit_window()
        return super().event(event)


class FocusInView(QObject):
    """Scrolls an area to the widget that gets the focus. Qt does so only for Tab inside of the area."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._area.isAncestorOf(now) and now is not self._area:
            self._show()
            QTimer.singleShot(0, self, self._show)  # and again when a new page has been laid out

    @Slot()
    def _show(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self._area.isAncestorOf(focus):
            self._area.ensureWidgetVisible(focus, _AROUND, _AROUND)


class _WheelGuard(QObject):
    """Keeps the wheel from changing a field without the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def leave_wheel_to_area(*fields: QWidget) -> None:
    """Let the wheel scroll the area around these fields rather than change a field under the pointer."""
    for field in fields:
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel
        field.installEventFilter(_WheelGuard(field))
