"""The tabs of the list: contacts, recent conversations with the number of unread messages, and rooms."""

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionTab, QTabBar

from qqdesk.gui.contacts.badges import count_width, paint_count
from qqdesk.gui.kit.action import Action
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import SIZE, icon_pixmap
from qqdesk.gui.shared.theme import bar_gradient, current_theme
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import scaled

CONTACTS, RECENT, ROOMS = "contacts", "recent", "rooms"
"""Values of the setting `list_view`. ROOMS is a tab at the left only: the contacts have the rooms in a group."""
_VIEWS = (CONTACTS, RECENT, ROOMS)
_ICONS = ("user", "clock", "users")
_HEIGHT, _LEAST_WIDTH, _GAP, _LINE = 34, 80, 8, 2
_SIDE = 32
"""The width of a tab at the left."""


class ListTabs(QTabBar):
    """All tabs have the same width."""

    view_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._unread = 0
        self._is_at_left = False
        self.setAccessibleName(self.tr("Lists"))
        self.setDrawBase(False)
        self.setExpanding(True)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        texts = self.tr("Contacts"), self.tr("Recent"), self.tr("Rooms")
        for text, keys in zip(texts, Action.LISTS.keys + Action.ROOM_LIST.keys, strict=True):
            index = self.addTab(text)
            self.setTabToolTip(index, f"{text} ({keys})")
        self.setTabVisible(_VIEWS.index(ROOMS), False)
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

    def set_at_left(self, is_at_left: bool) -> None:
        """Show the tabs as icons at the left of the list, or with their names above it."""
        self._is_at_left = is_at_left
        self.setTabVisible(_VIEWS.index(ROOMS), is_at_left)
        self.setShape(QTabBar.Shape.RoundedWest if is_at_left else QTabBar.Shape.RoundedNorth)
        self.setExpanding(not is_at_left)

    @Slot(int)
    def _on_current_changed(self, index: int) -> None:
        self.view_chosen.emit(_VIEWS[index])

    def tabSizeHint(self, index: int) -> QSize:
        if self._is_at_left:
            return QSize(_SIDE, _SIDE + 4)
        width = max(QFontMetrics(semibold(self.font())).horizontalAdvance(self.tabText(tab)) for tab in (0, 1))
        return QSize(width + _GAP + count_width(self.font(), 100) + 2 * _GAP, scaled(_HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index) if self._is_at_left else QSize(scaled(_LEAST_WIDTH), scaled(_HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, option = QPainter(self), current_theme(), QStyleOptionTab()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_at_left:
            self._paint_at_left(painter, theme)
            painter.end()
            return
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

    def _paint_at_left(self, painter: QPainter, theme: Theme) -> None:
        for index, icon in enumerate(_ICONS):
            rect, is_current = self.tabRect(index).adjusted(0, 1, 0, -2), index == self.currentIndex()
            painter.setPen(QPen(theme.accent, 2) if is_current and self.hasFocus() else theme.edge)
            painter.setBrush(theme.surface if is_current else bar_gradient(theme, rect))
            # Open towards the list. The current tab covers the edge of the list, which is one pixel wide.
            painter.setClipRect(rect.adjusted(0, 0, 0 if is_current else -1, 0))
            shape = QRectF(rect).adjusted(0.5, 0.5, theme.radius, -0.5)
            painter.drawRoundedRect(shape, theme.radius, theme.radius)
            pixmap = icon_pixmap(icon, SIZE, self.devicePixelRatioF(), theme.icon)
            painter.drawPixmap(rect.center() - QPoint(SIZE // 2 - 1, SIZE // 2 - 1), pixmap)
            if index == _VIEWS.index(RECENT) and self._unread:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.badge)
                painter.drawEllipse(QRectF(rect.right() - 12, rect.top() + 5, 8, 8))
