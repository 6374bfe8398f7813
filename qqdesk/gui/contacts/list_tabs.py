"""The tabs above the list: contacts, and recent conversations with the number of unread messages."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionTab, QTabBar, QWidget

from qqdesk.gui.contacts.badges import count_width, paint_count
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.type_size import scaled

CONTACTS, RECENT = "contacts", "recent"
"""Values of the setting `list_view`."""
_VIEWS = (CONTACTS, RECENT)
_HEIGHT, _LEAST_WIDTH, _GAP, _LINE = 34, 80, 8, 2


class ListTabs(QTabBar):
    """All tabs have the same width."""

    view_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unread = 0
        self.setAccessibleName(self.tr("Lists"))
        self.setDrawBase(False)
        self.setExpanding(True)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        for text, keys in ((self.tr("Contacts"), "Ctrl+1"), (self.tr("Recent"), "Ctrl+2")):
            index = self.addTab(text)
            self.setTabToolTip(index, f"{text} ({keys})")
        self.currentChanged.connect(self._on_current_changed)

    def show_view(self, view: str) -> None:
        self.setCurrentIndex(_VIEWS.index(view))

    def set_unread(self, count: int) -> None:
        """Show the number of unread messages in conversations that are not muted."""
        if count != self._unread:
            self._unread = count
            said = self.tr("Recent, %n unread messages", "", count) if count else self.tr("Recent")
            self.setAccessibleTabName(_VIEWS.index(RECENT), said)
            self.update()

    @Slot(int)
    def _on_current_changed(self, index: int) -> None:
        self.view_chosen.emit(_VIEWS[index])

    def tabSizeHint(self, index: int) -> QSize:
        width = max(QFontMetrics(semibold(self.font())).horizontalAdvance(self.tabText(tab)) for tab in (0, 1))
        return QSize(width + _GAP + count_width(self.font(), 100) + 2 * _GAP, scaled(_HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return QSize(scaled(_LEAST_WIDTH), scaled(_HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, option = QPainter(self), current_theme(), QStyleOptionTab()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            self.initStyleOption(option, index)
            rect, is_current = self.tabRect(index), index == self.currentIndex()
            if option.state & QStyle.StateFlag.State_MouseOver and not is_current:
                painter.fillRect(rect, theme.hover)
            font = semibold(self.font()) if is_current else self.font()
            count = self._unread if index == _VIEWS.index(RECENT) else 0
            metrics, badge = QFontMetrics(font), _GAP + count_width(self.font(), count) if count else 0
            text = metrics.elidedText(self.tabText(index), Qt.TextElideMode.ElideRight, rect.width() - badge - _GAP)
            width = metrics.horizontalAdvance(text) + badge
            left = rect.left() + (rect.width() - width) // 2
            painter.setFont(font)
            is_focused = is_current and self.hasFocus()
            painter.setPen(theme.accent if is_focused else theme.text if is_current else theme.secondary)
            painter.drawText(rect.adjusted(left - rect.left(), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
            if count:
                ground, colour = theme.badge, theme.on_badge
                paint_count(painter, self.font(), count, left + width, rect.center().y(), ground, colour)
            if is_current:
                painter.fillRect(rect.adjusted(0, rect.height() - _LINE, 0, 0), theme.accent)
        painter.end()
