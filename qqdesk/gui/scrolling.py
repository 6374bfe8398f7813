"""Areas that are scrolled up and down; what has the focus in them is in view."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

_AROUND = 24


class VerticalScrollArea(QScrollArea):
    """Never narrower than what is in it, which would be cut off."""

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
        """Of what is in it."""
        inside = self.widget()
        return 0 if inside is None else max(0, inside.minimumSizeHint().width())

    def _fit(self) -> None:
        self.setMinimumWidth(self.least_width() + self.verticalScrollBar().sizeHint().width())


class FocusInView(QObject):
    """Scrolls an area to what gets the focus inside of it, also from outside: Qt does so for Tab from within only."""

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
