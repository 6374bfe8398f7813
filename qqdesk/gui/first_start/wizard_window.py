"""A window that shows pages, one on top of the other. See `Page`."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QStyle, QWidget

from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.screens import room_for


class WizardWindow(QWidget):
    """A stack of pages above `root`. `show_page` puts one on top, `go_back` removes it. Fits its size to the page.

    Keys: Enter submits the page, Alt+Left and Escape go back, Escape closes the window at the root.
    """

    closed = Signal()

    def __init__(self, root: Page, title: str) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self._fit_timer = QTimer(self, singleShot=True)
        self._fit_timer.timeout.connect(self._fit)
        self._root = root
        self._stack = QStackedWidget()
        self.setLayout(column(self._stack))
        # A key press would not arrive: a button takes it to move the focus.
        add_keys(self, {Action.BACK: self._on_back_key})
        self._add(root)
        self._fit()
        root.focus_first()

    @property
    def page(self) -> Page:
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def show_page(self, page: Page) -> None:
        """Put a page on top of the others. The window owns it until `go_back`."""
        self._add(page)
        page.focus_first()
        self._fit()

    def replace_page(self, page: Page) -> None:
        """Show a page in place of the current one: going back from it skips that one."""
        old = self.page
        self.show_page(page)
        self._remove(old)

    @Slot()
    def go_back(self) -> None:
        """Leave the page for the one below it; the page is deleted."""
        page = self.page
        if page is not self._root:
            page.leave()
            self._remove(page)
            self.page.focus_first()
            self._fit()

    def return_to(self, page: Page) -> None:
        """Leave the pages above this one."""
        while self.page is not page:
            self.go_back()

    def show_root(self) -> None:
        """Leave all pages but the first."""
        self.return_to(self._root)

    def _add(self, page: Page) -> None:
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.back_clicked.connect(self.close if page is self._root else self.go_back)
        page.layout_changed.connect(self._fit_timer.start)

    def _remove(self, page: Page) -> None:
        self._stack.removeWidget(page)
        page.hide()
        page.deleteLater()
        self._stack.setCurrentIndex(self._stack.count() - 1)

    @Slot()
    def _fit(self) -> None:
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
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                focus = self.focusWidget()
                if isinstance(focus, QAbstractButton) and not focus.isCheckable():
                    focus.click()
                else:
                    self.page.submit()
            case Qt.Key.Key_Escape if self.page is self._root or not self.page.can_go_back:
                self.close()
            case Qt.Key.Key_Escape | Qt.Key.Key_Back:
                self._on_back_key()
            case _:
                super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.show_root()
        self.page.leave()
        event.accept()
        self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # the fonts of the style sheet are there by now

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_timer.start()
