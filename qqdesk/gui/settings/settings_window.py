"""The settings: pages at the left, a line to search by above, and everything chosen holds at once."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qqdesk.domain.settings import Settings
from qqdesk.gui.settings.pages_view import PagesView
from qqdesk.gui.settings.setting_rows import Page
from qqdesk.gui.settings.settings_search import parse_query
from qqdesk.gui.shared.icons import icon, put_box_icon
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.shared.widgets import EmptyState, InlineMessage, line, put_search_look

WIDTH, HEIGHT = 760, 560
_LIST_WIDTH = 192
_LEAST = 320
_NARROW = 600
"""Below this width the list of pages is a box above them."""


class SettingsWindow(QWidget):
    """The pages come from the catalogue; those without a row are left out."""

    closed = Signal()

    def __init__(self, pages: Sequence[Page], store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._store = store
        self.pages = [page for page in pages if any(not row.impossible for row in page.rows)]
        self._page = self.pages[0]
        self.setWindowTitle(self.tr("Settings - qqdesk"))
        self.setMinimumSize(_LEAST, 200)
        self.message = InlineMessage()
        self.search = QLineEdit()
        self.list = QListWidget()
        self.box = QComboBox()
        self.view = PagesView(self.pages, store)
        self.nothing = EmptyState("search", self.tr("No setting of that name"), self.tr("Try another word."))
        self._stack = QStackedWidget()
        self._set_up()
        self._lay_out()
        self._add_shortcuts()
        store.changed.connect(self.view.refresh)
        store.save_error_changed.connect(self._show_save_error)
        theme_source().changed.connect(self._draw_icons)
        self._restore_place()
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
        self.list.currentRowChanged.connect(self._turn_to)
        self.list.clicked.connect(self._clicked)
        self.box.activated.connect(self._turn_to)
        self.view.defaults_wanted.connect(self._ask_for_defaults)
        self.view.least_width_changed.connect(self._make_room)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 12)
        top.setSpacing(12)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        top.addWidget(self.box, 1)
        top.addWidget(self.search, 1)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.nothing)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self._notice = QWidget()  # with the margins, which go when nothing is told
        notice = QVBoxLayout(self._notice)
        notice.setContentsMargins(16, 12, 16, 0)
        notice.addWidget(self.message)
        right.addWidget(self._notice)
        right.addWidget(self._stack, 1)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.list)
        below.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line())
        column.addLayout(below, 1)
        self._arrange(self.width())

    def _add_shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+F", self._go_to_search),
            ("Ctrl+W", self.close),
            ("Ctrl+PgDown", self._next_page),
            ("Ctrl+PgUp", self._page_before),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _arrange(self, width: int) -> None:
        narrow = width < max(_NARROW, self.list.width() + self.view.minimumWidth())
        self.box.setVisible(narrow)
        self.list.setVisible(not narrow)

    @Slot()
    def _make_room(self) -> None:
        """Give the pages the width that they need now; a layout in a later turn would let the window show them cut."""
        self.setMinimumWidth(max(_LEAST, self.view.minimumWidth()))
        self._arrange(self.width())
        layout = self.layout()
        assert layout is not None
        layout.activate()

    # Pages

    def show_page(self, key: str) -> None:
        """The page of that key; the first where there is none."""
        found = next((page for page in self.pages if page.key == key), self.pages[0])
        self.search.clear()
        self._turn_to(self.pages.index(found))

    @property
    def page(self) -> Page:
        """The one that is shown, or was before a search."""
        return self._page

    @Slot(int)
    def _turn_to(self, index: int) -> None:
        if not 0 <= index < len(self.pages):
            return
        self._page = self.pages[index]
        self.list.blockSignals(True)
        self.list.setCurrentRow(index)
        self.list.blockSignals(False)
        self.box.setCurrentIndex(index)
        if self.search.text():
            self.search.clear()  # which shows the page
        else:
            self._show_page()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        """Also on the page that was shown before the search."""
        if self.search.text():
            self._turn_to(index.row())

    def _show_page(self) -> None:
        self._stack.setCurrentWidget(self.view)
        self.view.show_page(self._page)

    @Slot()
    def _next_page(self) -> None:
        self._turn_to((self.pages.index(self._page) + 1) % len(self.pages))

    @Slot()
    def _page_before(self) -> None:
        self._turn_to((self.pages.index(self._page) - 1) % len(self.pages))

    # Searching

    @Slot()
    def _go_to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @Slot(str)
    def _search(self, text: str) -> None:
        marks = parse_query(text)
        if marks is None:
            self.list.setCurrentRow(self.pages.index(self._page))
            self._show_page()
        else:
            self.list.clearSelection()  # what is found is of several pages
            found = self.view.show_found(marks)
            self._stack.setCurrentWidget(self.view if found else self.nothing)

    # The defaults

    @Slot(object)
    def _ask_for_defaults(self, page: Page) -> None:
        question = QMessageBox(self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setWindowTitle(self.tr("Restore defaults"))
        put_box_icon(question, "settings", "accent")
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(self.tr("Restore the defaults of “{page}”?").format(page=page.title))
        question.setInformativeText(self.tr("What you have chosen on this page is forgotten. The other pages stay."))
        restore = question.addButton(self.tr("Restore"), QMessageBox.ButtonRole.AcceptRole)
        question.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(restore)
        restore.clicked.connect(lambda: self.restore_defaults(page))
        question.open()
        self.question = question

    def restore_defaults(self, page: Page) -> None:
        """A row that asks before it changes asks here too."""
        usual = Settings()
        for row in page.rows:
            if not row.setting or row.impossible:
                continue
            value = getattr(usual, row.setting)
            if row.change is not None:
                row.change(value)
            else:
                self._store.change(row.setting, value)

    # The window

    @Slot(str)
    def _show_save_error(self, reason: str) -> None:
        if reason:
            sentence = self.tr(
                "The settings cannot be saved: {reason}. They hold for now, and are saved as soon as that works again."
            )
            self.message.show_error(sentence.format(reason=reason))
        else:
            self.message.clear()
        self._notice.setVisible(bool(reason))

    @Slot()
    def _draw_icons(self) -> None:
        for row, page in enumerate(self.pages):
            self.list.item(row).setIcon(icon(page.icon))

    def _restore_place(self) -> None:
        place = QByteArray.fromBase64(self._store.settings.settings_geometry.encode())
        if place.isEmpty() or not self.restoreGeometry(place):
            self.resize(self.sizeHint())
        self.show_page(self._store.settings.settings_page)
        self.search.setFocus()

    def remember_place(self) -> None:
        if self.windowHandle() is not None:
            self._store.change("settings_geometry", self.saveGeometry().toBase64().toStdString())
        self._store.change("settings_page", self._page.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            # As in any search line: first the search ends.
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
        # A line that is being typed in holds when it is left.
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()
        self.remember_place()
        event.accept()
        self.closed.emit()
