"""The settings: a list of pages, a search, and the rows of the page. Each change applies at once."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from qqdesk.gui.kit.action import Action, Acts, add_keys
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.settings.pages_view import PagesView
from qqdesk.gui.settings.setting_rows import Page
from qqdesk.gui.settings.settings_search import parse_query
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.icons import icon
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import put_search_look
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.type_size import scaled

WIDTH, HEIGHT = 760, 584
_LIST_WIDTH = 198
_LEAST = 320
_NARROW = 600
"""Below this width the list of pages is a box above them."""


class SettingsWindow(QWidget):
    closed = Signal()

    def __init__(self, pages: Sequence[Page], store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._store = store
        self.pages = [page for page in pages if page.rows]
        self._page = self.pages[0]
        self.setWindowTitle(self.tr("Settings – qqdesk"))
        self.setMinimumSize(_LEAST, 200)
        self.message = Bar()
        self._notice = QWidget()
        """The message with its margins."""
        self.search = QLineEdit()
        self.list = QListWidget()
        self.box = QComboBox()
        self.view = PagesView(self.pages, store)
        self.nothing = EmptyState("search", self.tr("No setting found"), self.tr("Try another word."))
        self._stack = QStackedWidget()
        self._set_up()
        self._lay_out()
        self._add_shortcuts()
        store.changed.connect(self.view.refresh)
        store.save_error_changed.connect(self._show_save_error)
        theme_source().changed.connect(self._draw_icons)
        self._restore_geometry()
        self._show_save_error(store.save_error)

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    def _set_up(self) -> None:
        self.search.setPlaceholderText(self.tr("Search the settings"))
        self.search.setAccessibleName(self.tr("Search the settings"))
        put_search_look(self.search)
        self.search.textChanged.connect(self._search)
        self.list.setAccessibleName(self.tr("Pages"))
        self.list.setFixedWidth(scaled(_LIST_WIDTH))
        self.list.setIconSize(QSize(20, 20))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("role", "pages")
        self.box.setAccessibleName(self.tr("Page"))
        for page in self.pages:
            item = QListWidgetItem(page.title, self.list)
            item.setSizeHint(QSize(0, scaled(36)))
            self.box.addItem(page.title)
        self._draw_icons()
        self.list.currentRowChanged.connect(self._select_page)
        self.list.clicked.connect(self._clicked)
        self.box.activated.connect(self._select_page)
        self.view.least_width_changed.connect(self._make_room)

    def _lay_out(self) -> None:
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.nothing)
        self._notice.setLayout(column(self.message, margins=(16, 12, 16, 0)))
        top = row((self.box, 1), (self.search, 1), margins=12, spacing=12)
        below = row(self.list, (column(self._notice, (self._stack, 1)), 1), spacing=0)
        self.setLayout(column(top, line(), (below, 1)))
        self._arrange(self.width())

    def _add_shortcuts(self) -> None:
        acts: Acts = {
            Action.SEARCH_FIELD: self._focus_search,
            Action.CLOSE: (self.close,),  # Esc clears the search first
            Action.STEP_PAGE: (self._next_page, self._previous_page),
        }
        add_keys(self, acts)

    def _arrange(self, width: int) -> None:
        narrow = width < max(_NARROW, self.list.width() + self.view.minimumWidth())
        self.box.setVisible(narrow)
        self.list.setVisible(not narrow)

    @Slot()
    def _make_room(self) -> None:
        """Widen the window for its pages at once; a later layout would paint them cut off first."""
        self.setMinimumWidth(max(_LEAST, self.view.minimumWidth()))
        self._arrange(self.width())
        layout = self.layout()
        assert layout is not None
        layout.activate()

    # Pages

    def show_page(self, key: str) -> None:
        """Show the page with this key, or the first one."""
        found = next((page for page in self.pages if page.key == key), self.pages[0])
        self.search.clear()
        self._select_page(self.pages.index(found))

    @property
    def page(self) -> Page:
        """The visible page, or the last one before the search."""
        return self._page

    @Slot(int)
    def _select_page(self, index: int) -> None:
        if not 0 <= index < len(self.pages):
            return
        self._page = self.pages[index]
        self.list.blockSignals(True)
        self.list.setCurrentRow(index)
        self.list.blockSignals(False)
        self.box.setCurrentIndex(index)
        if self.search.text():
            self.search.clear()  # shows the page
        else:
            self._show_page()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        """End a search, even with a click on the current page."""
        if self.search.text():
            self._select_page(index.row())

    def _show_page(self) -> None:
        self._stack.setCurrentWidget(self.view)
        self.view.show_page(self._page)

    @Slot()
    def _next_page(self) -> None:
        self._select_page((self.pages.index(self._page) + 1) % len(self.pages))

    @Slot()
    def _previous_page(self) -> None:
        self._select_page((self.pages.index(self._page) - 1) % len(self.pages))

    # Searching

    @Slot()
    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @Slot(str)
    def _search(self, text: str) -> None:
        terms = parse_query(text)
        if terms is None:
            self.list.setCurrentRow(self.pages.index(self._page))
            self._show_page()
        else:
            self.list.clearSelection()  # the rows are of several pages
            has_hits = self.view.show_found(terms)
            self._stack.setCurrentWidget(self.view if has_hits else self.nothing)

    # Messages and geometry

    @Slot(str)
    def _show_save_error(self, reason: str) -> None:
        if reason:
            sentence = self.tr(
                "The settings cannot be saved: {reason}. They apply for now, and are saved as soon as possible."
            )
            self.message.show_error(sentence.format(reason=reason))
        else:
            self.message.clear()
        self._notice.setVisible(bool(reason))

    @Slot()
    def _draw_icons(self) -> None:
        for index, page in enumerate(self.pages):
            self.list.item(index).setIcon(icon(page.icon))

    def _restore_geometry(self) -> None:
        geometry = QByteArray.fromBase64(self._store.settings.settings_geometry.encode())
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(self.sizeHint())
        self.show_page(self._store.settings.settings_page)
        self.search.setFocus()

    def _save_geometry(self) -> None:
        if self.windowHandle() is not None:
            self._store.change("settings_geometry", self.saveGeometry().toBase64().toStdString())
        self._store.change("settings_page", self._page.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.search.text():
                self.search.clear()
                self.search.setFocus()
            else:
                self.close()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.view.focus_first()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        # A line applies its text when it loses the focus.
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()
        self._save_geometry()
        event.accept()
        self.closed.emit()
