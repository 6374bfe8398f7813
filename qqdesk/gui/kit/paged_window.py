"""A window of pages: the list of the pages at the left, or a box above the page if the window is narrow."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from qqdesk.gui.kit.action import Action, Acts, add_keys
from qqdesk.gui.kit.bar import Bar, BarArea
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.icons import SIZE, icon, icon_pixmap
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.scrolling import VerticalScrollArea
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.shared.type_size import scaled

MARGIN = 16
_LEAST, _NARROW = 320, 600
"""The least width, and the one below which the list of pages is a box above the page."""
_WIDTH, _ROW, _ASIDE, _EDGE = 188, 36, 12, 12
_COUNT, _HAS_ISSUE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_SIGN = 16


class PageEntry(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def icon(self) -> str: ...
    @property
    def title(self) -> str: ...


P = TypeVar("P", bound=PageEntry)


class _PageDelegate(QStyledItemDelegate):
    """Adds a number or a warning sign at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        theme = current_theme()
        end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        room = option.rect.adjusted(_EDGE, 0, -_EDGE, 0)
        if index.data(_HAS_ISSUE):
            corner = QStyle.alignedRect(option.direction, end, QSize(_SIGN, _SIGN), room)
            pixmap = icon_pixmap("warning", _SIGN, painter.device().devicePixelRatioF(), theme.away)
            painter.drawPixmap(corner.topLeft(), pixmap)
        elif count := index.data(_COUNT):
            painter.save()
            painter.setFont(small(option.font))
            painter.setPen(theme.secondary)
            painter.drawText(room, QStyle.visualAlignment(option.direction, end), str(count))
            painter.restore()


class PageList(QListWidget):
    page_chosen = Signal(int)

    def __init__(self, pages: Sequence[PageEntry]) -> None:
        super().__init__()
        self._pages = pages
        self.setAccessibleName(self.tr("Pages"))
        self.setProperty("role", "pages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_PageDelegate(self))
        for page in pages:
            QListWidgetItem(page.title, self).setSizeHint(QSize(0, scaled(_ROW)))
        self._draw_icons()
        theme_source().changed.connect(self._draw_icons)
        self.currentRowChanged.connect(self.page_chosen)
        self.clicked.connect(lambda index: self.page_chosen.emit(index.row()))
        self._fit_width()

    def _fit_width(self) -> None:
        longest = max(self.fontMetrics().horizontalAdvance(page.title) for page in self._pages)
        self.setFixedWidth(max(scaled(_WIDTH), longest + SIZE + 4 * _ASIDE + scaled(32)))

    def show_aside(self, row: int, count: int = 0, *, has_issue: bool = False) -> None:
        """Show a number or a warning sign beside a page; neither with 0."""
        item, title = self.item(row), self._pages[row].title
        item.setData(_COUNT, count)
        item.setData(_HAS_ISSUE, has_issue)
        name = self.tr("{page}, needs care").format(page=title) if has_issue else f"{title}, {count}"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, name if has_issue or count else title)

    @Slot()
    def _draw_icons(self) -> None:
        for index, page in enumerate(self._pages):
            self.item(index).setIcon(icon(page.icon))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_width()


class PagedWindow(QWidget, Generic[P]):
    """A window whose pages have a key, an icon and a title. It lays out `paged`, below a head if it has one.

    Example::

        class PlantWindow(PagedWindow[PlantPage]):
            def __init__(self, parent: QWidget | None = None) -> None:
                super().__init__((PlantPage("tree", "home", self.tr("Trees")), ...), parent)
                self.setLayout(column(PlantHead(), (self.paged, 1)))
                self.resize(780, 600)
                self.show_page("tree")

            def open_page(self, page: PlantPage) -> VerticalScrollArea:
                return self._forest  # one area for all pages, or one for each

    - `open_page` returns the area that shows a page. It is called each time that a page is chosen, so that an area can
      be made when it is needed.
    - `message` is a bar above the page. `list.show_aside` adds a number or a warning sign to a page in the list.
    - Ctrl+PgDown and Ctrl+PgUp go to the next and the previous page, F6 from the list into the page and back.
      Ctrl+W closes the window; Esc calls `leave`, which does so, too, unless there is something else to leave first.
    - The window cannot become narrower than its widest page.
    """

    def __init__(self, pages: Sequence[P], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.pages = pages
        self.list, self.box = PageList(pages), QComboBox()
        self.message, self.stack = Bar(), QStackedWidget()
        self.box.setAccessibleName(self.tr("Page"))
        self.box.addItems([page.title for page in pages])
        self._box_row = QWidget()
        self._box_row.setLayout(row((self.box, 1), margins=(MARGIN, 12, MARGIN, 0)))
        side = QFrame()
        side.setProperty("role", "side")
        message = BarArea(self.message, (MARGIN, 12, MARGIN, 0))
        side.setLayout(column(self._box_row, message, (self.stack, 1)))
        self.paged, self._sides = QWidget(), row(self.list, (side, 1), spacing=0)
        self.paged.setLayout(self._sides)
        self.setMinimumSize(scaled(_LEAST), 200)
        self.list.page_chosen.connect(self._select)
        self.box.activated.connect(self._select)
        acts: Acts = {
            Action.STEP_PAGE: (self._next_page, self._previous_page),
            Action.CHANGE_SIDE: self._change_side,
            Action.CLOSE: (self.close, self.leave),
        }
        add_keys(self, acts)

    def open_page(self, page: P) -> VerticalScrollArea:
        raise NotImplementedError

    @property
    def page(self) -> P:
        """The page that was chosen last."""
        return self.pages[max(self.list.currentRow(), 0)]

    def show_page(self, key: str) -> None:
        """Show the page with this key, or the first one."""
        self._select(next((index for index, page in enumerate(self.pages) if page.key == key), 0))

    @Slot(int)
    def _select(self, index: int) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentRow(index)
        self.list.blockSignals(False)
        self.box.setCurrentIndex(index)
        contents = self.open_page(self.page)
        contents.setAccessibleName(self.page.title)
        if self.stack.indexOf(contents) < 0:
            self.stack.addWidget(contents)
            contents.least_width_changed.connect(self._make_room)
            self._make_room()
        self.stack.setCurrentWidget(contents)

    @Slot()
    def _next_page(self) -> None:
        self._select((self.list.currentRow() + 1) % len(self.pages))

    @Slot()
    def _previous_page(self) -> None:
        self._select((self.list.currentRow() - 1) % len(self.pages))

    @Slot()
    def _change_side(self) -> None:
        list_of_pages = self.list if self.list.isVisible() else self.box
        if list_of_pages.hasFocus():
            list_of_pages.focusNextChild()
        else:
            list_of_pages.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def leave(self) -> None:
        self.close()

    def _arrange(self, width: int) -> None:
        is_narrow = width < max(scaled(_NARROW), self.list.width() + self.stack.minimumSizeHint().width())
        self._box_row.setVisible(is_narrow)
        self.list.setVisible(not is_narrow)

    @Slot()
    def _make_room(self) -> None:
        """Widen the window for its pages at once; a later layout would paint them cut off first."""
        self.setMinimumWidth(max(scaled(_LEAST), self.stack.minimumSizeHint().width() + 1))
        self._arrange(self.width())
        self._sides.activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())
