"""What has the focus is in view."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

_AROUND = 24


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
