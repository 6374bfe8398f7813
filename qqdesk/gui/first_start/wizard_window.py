"""A window that shows pages, one on top of the other. See `Page`."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QStyle, QVBoxLayout, QWidget

from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.shared.screens import room_for


class WizardWindow(QWidget):
    """A stack of pages above `root`. `show_page` puts one on top, `go_back` takes it away. Fits its size to the page.

    Keys: Enter submits the page, Alt+Left and Escape go back, Escape closes the window at the root.
    """

    def __init__(self, root: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settles = False
        self._root = root
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        # A key press would not arrive: a button takes it to move the focus.
        QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self._on_back_key)
        self._add(root)
        self._settle()
        root.focus_first()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def show_page(self, page: Page) -> None:
        """Put a page on top of the others, or bring it back there. The window owns it until `go_back`."""
        if page is not self.page:
            self._add(page)
        page.focus_first()
        self._settle()

    def replace_page(self, page: Page) -> None:
        """Show a page in place of the present one: going back from it skips that one."""
        old = self.page
        self.show_page(page)
        if old is not page and old is not self._root:
            self._remove(old)

    @Slot()
    def go_back(self) -> None:
        """Leave the page for the one below it; the page is deleted."""
        page = self.page
        if page is not self._root:
            page.leave()
            self._remove(page)
            self.page.focus_first()
            self._settle()

    def show_root(self) -> None:
        """Leave all pages but the first."""
        while self.page is not self._root:
            self.go_back()

    def _add(self, page: Page) -> None:
        self._stack.removeWidget(page)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.back_clicked.connect(self.go_back, Qt.ConnectionType.UniqueConnection)
        page.resized.connect(self._settle_soon, Qt.ConnectionType.UniqueConnection)

    def _remove(self, page: Page) -> None:
        self._stack.removeWidget(page)
        page.hide()
        page.deleteLater()
        self._stack.setCurrentIndex(self._stack.count() - 1)

    @Slot()
    def _settle_soon(self) -> None:
        if not self._settles:
            self._settles = True
            QTimer.singleShot(0, self, self._settle)

    @Slot()
    def _settle(self) -> None:
        """Fit the window to its page."""
        self._settles = False
        if not self.isMaximized():
            wanted, room = self.page.wanted_size(), room_for(self)
            if wanted.height() > room.height():
                wanted += QSize(self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent), 0)
            wanted = wanted.boundedTo(room)
            self.setMinimumSize(0, 0)
            self.resize(wanted)
            self.setMinimumWidth(wanted.width())

    @Slot()
    def _on_back_key(self) -> None:
        if self.page.can_go_back:
            self.go_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page, key = self.page, event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if isinstance(focus, QAbstractButton) and not focus.isCheckable():
                focus.click()
            else:
                page.submit()
        elif key == Qt.Key.Key_Escape and page is self._root:
            self.close()
        elif key == Qt.Key.Key_Back or key == Qt.Key.Key_Escape:
            if page.can_go_back:
                self.go_back()
            elif key == Qt.Key.Key_Escape:
                self.close()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle()  # the fonts of the style sheet are there by now

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._settle_soon()
