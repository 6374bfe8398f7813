"""The page *Log*: what administrators and the operator did."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage
from qqdesk.gui.admin.place_log_model import ICON_ROLE, TIME_ROLE, PlaceLogModel
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.icons import SIZE, icon_pixmap, put_icon
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.person_list import DialogListView, Index, paint_row_background, row_height
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.theme import current_theme

_SIDE, _AROUND = 12, 4


class LogPage(AdminPage):
    """Older lines are loaded on scrolling. Ctrl+C copies the selected lines."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        self.model = PlaceLogModel(self)
        self.view = DialogListView(self.tr("Log"))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_LineDelegate(self.view))
        self.copy = QAction(self.tr("Copy"), self.view)
        self.copy.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        put_icon(self.copy, "copy")
        self.copy.triggered.connect(self._copy)
        self.view.addAction(self.copy)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        card = QFrame()
        card.setProperty("role", "card")
        card.setLayout(column(self.view, margins=1))
        sentence = self.tr("What administrators do at the place appears here.")
        self._stack = QStackedWidget()
        self._stack.addWidget(EmptyState("history", self.tr("Nothing yet"), sentence))
        self._stack.addWidget(card)
        self.body.addWidget(self._stack, 1)
        self.setFocusProxy(self.view)
        bar = self.view.verticalScrollBar()
        bar.valueChanged.connect(self._load_older)
        bar.rangeChanged.connect(self._load_older)
        self.view.selectionModel().selectionChanged.connect(self._update)
        self.admin.log_changed.connect(self._show)
        self._show()
        self._update()

    @Slot()
    def _show(self) -> None:
        self.model.show_lines(self.admin.log, self.context.messenger.me.number)
        self._stack.setCurrentIndex(1 if self.admin.log else 0)

    @Slot()
    def _load_older(self) -> None:
        """Load older lines if there is less than a page below."""
        bar = self.view.verticalScrollBar()
        if self.view.isVisible() and bar.value() >= bar.maximum() - bar.pageStep():
            self.admin.load_older_log()

    @Slot()
    def _update(self) -> None:
        self.copy.setEnabled(self.view.selectionModel().hasSelection())

    @Slot()
    def _copy(self) -> None:
        rows = sorted(index.row() for index in self.view.selectedIndexes())
        lines = [self.model.index(row) for row in rows]
        text = "\n".join(f"{line.data(TIME_ROLE)} {line.data()}" for line in lines)
        QGuiApplication.clipboard().setText(text)


class _LineDelegate(QStyledItemDelegate):
    """An icon, the sentence, and the time below it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, row_height(option.font) - 2 * _AROUND)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        rect, view = QRect(option.rect), option.widget
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_background(painter, QRectF(rect).adjusted(4, 1, -4, -1), option.state, theme)
        picture = icon_pixmap(index.data(ICON_ROLE), SIZE, view.devicePixelRatioF(), theme.secondary)
        painter.drawPixmap(rect.left() + _SIDE, rect.top() + (rect.height() - SIZE) // 2, picture)
        words = rect.adjusted(2 * _SIDE + SIZE, _AROUND, -_SIDE, -_AROUND)
        half = words.height() // 2
        upper, lower = words.adjusted(0, 0, 0, half - words.height()), words.adjusted(0, half, 0, 0)
        sentence = QFontMetrics(option.font).elidedText(index.data(), Qt.TextElideMode.ElideRight, words.width())
        painter.setFont(option.font)
        painter.setPen(theme.text)
        paint_line(painter, upper, sentence)
        painter.setFont(small(option.font))
        painter.setPen(theme.secondary)
        paint_line(painter, lower, index.data(TIME_ROLE))
        painter.restore()
