"""The list of pages at the left of the place's window."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.icons import SIZE, icon, icon_pixmap
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.shared.type_size import scaled

_WIDTH, _ROW, _ASIDE, _EDGE = 188, 36, 12, 12
_COUNT, _HAS_ISSUE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_SIGN = 16


class _NavDelegate(QStyledItemDelegate):
    """Adds a number or a warning sign at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        theme = current_theme()
        right = option.rect.adjusted(0, 0, -_EDGE, 0)
        if index.data(_HAS_ISSUE):
            corner = QRect(0, 0, _SIGN, _SIGN)
            corner.moveCenter(right.center())
            corner.moveRight(right.right())
            pixmap = icon_pixmap("warning", _SIGN, painter.device().devicePixelRatioF(), theme.away)
            painter.drawPixmap(corner.topLeft(), pixmap)
        elif count := index.data(_COUNT):
            painter.save()
            painter.setFont(small(option.font))
            painter.setPen(theme.secondary)
            painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(count))
            painter.restore()


class AdminNav(QListWidget):
    page_chosen = Signal(int)

    def __init__(self, pages: list[tuple[str, str]]) -> None:
        """`pages` are icons and titles."""
        super().__init__()
        self._pages = pages
        self.setAccessibleName(self.tr("Pages"))
        self.setProperty("role", "pages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_NavDelegate(self))
        for _, title in pages:
            QListWidgetItem(title, self).setSizeHint(QSize(0, scaled(_ROW)))
        self._draw_icons()
        theme_source().changed.connect(self._draw_icons)
        self.currentRowChanged.connect(self.page_chosen)
        self._fit_width()

    def _fit_width(self) -> None:
        longest = max(self.fontMetrics().horizontalAdvance(title) for _, title in self._pages)
        self.setFixedWidth(max(scaled(_WIDTH), longest + SIZE + 4 * _ASIDE + scaled(32)))

    def show_aside(self, row: int, count: int = 0, *, has_issue: bool = False) -> None:
        """Show a number or a warning sign beside a page; neither with 0."""
        item, title = self.item(row), self._pages[row][1]
        item.setData(_COUNT, count)
        item.setData(_HAS_ISSUE, has_issue)
        name = self.tr("{page}, needs care").format(page=title) if has_issue else f"{title}, {count}"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, name if has_issue or count else title)

    @Slot()
    def _draw_icons(self) -> None:
        for row, (name, _) in enumerate(self._pages):
            self.item(row).setIcon(icon(name))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_width()
