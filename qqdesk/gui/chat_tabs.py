"""The tabs of the chat window: a face, a name, and how much has not been read."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QTabBar, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.texts import contact_text
from qqdesk.gui.theme import RADIUS, Theme, current_theme
from qqdesk.gui.widgets import icon_button, repaint_on_theme_change, semibold, small

_FACE = 20
_HEIGHT = 36
_NARROWEST, _WIDEST = 96, 216
_SIDE = 10
_GAP = 6
_CLOSE = 20


def _badge_text(count: int) -> str:
    return "99+" if count > 99 else str(count)


class ChatTabs(QTabBar):
    """A tab carries its contact's number. The window does what the tabs ask for."""

    close_wanted = Signal(object)  # int: the number

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces = faces
        self._unread: dict[int, int] = {}
        self._contacts: dict[int, Contact] = {}
        self._pressed: QPoint | None = None
        self._dragged = False
        self.setMovable(True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setIconSize(QSize(_FACE, _FACE))
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Chats"))
        repaint_on_theme_change(self)

    # Tabs by number

    def numbers(self) -> list[int]:
        return [int(self.tabData(index)) for index in range(self.count())]

    def index_of(self, number: int) -> int:
        """-1 where there is none."""
        numbers = self.numbers()
        return numbers.index(number) if number in numbers else -1

    def current_number(self) -> int | None:
        index = self.currentIndex()
        return int(self.tabData(index)) if index >= 0 else None

    def add(self, contact: Contact, unread: int) -> None:
        # The first tab becomes the current one inside addTab, before it can be given its number.
        blocked = self.blockSignals(True)
        index = self.addTab("")
        self.setTabData(index, contact.number)
        self.blockSignals(blocked)
        close = icon_button("close", "", "secondary")
        close.setIconSize(QSize(12, 12))
        close.setFixedSize(_CLOSE, _CLOSE)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setStyleSheet("padding: 0")
        close.clicked.connect(self._close_clicked)
        self.setTabButton(index, QTabBar.ButtonPosition.RightSide, close)
        self.show_contact(contact, unread)

    def show_contact(self, contact: Contact, unread: int) -> None:
        index = self.index_of(contact.number)
        if index < 0:
            return
        self._contacts[contact.number] = contact
        self._unread[contact.number] = unread
        # The style draws text and icon while a tab is dragged; the rest of the time paintEvent does.
        self.setTabText(index, contact.name.replace("&", "&&"))
        face = self._faces.pixmap(contact.face, _FACE, self.devicePixelRatioF(), grey=not contact.is_present)
        self.setTabIcon(index, QIcon(face))
        self.setTabToolTip(index, contact_text(contact, unread))
        self.setAccessibleTabName(index, contact_text(contact, unread))
        close = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
        if close is not None:
            words = self.tr("Close the chat with {name}").format(name=contact.name)
            close.setAccessibleName(words)
            close.setToolTip(words)
        self.update()

    def remove(self, number: int) -> None:
        index = self.index_of(number)
        if index >= 0:
            self._unread.pop(number, None)
            self._contacts.pop(number, None)
            self.removeTab(index)

    @Slot()
    def _close_clicked(self) -> None:
        button = self.sender()
        for index in range(self.count()):
            if self.tabButton(index, QTabBar.ButtonPosition.RightSide) is button:
                self.close_wanted.emit(int(self.tabData(index)))
                return

    # Qt

    def tabSizeHint(self, index: int) -> QSize:
        number = self.tabData(index)
        contact = self._contacts.get(number) if number is not None else None
        name = contact.name if contact else ""
        width = _SIDE + _FACE + _GAP + QFontMetrics(semibold(self.font())).horizontalAdvance(name) + _GAP
        unread = self._unread.get(number, 0) if number is not None else 0
        if unread:
            width += self._badge_width(unread) + _GAP
        width += _CLOSE + _GAP
        return QSize(min(max(width, _NARROWEST), _WIDEST), _HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def _badge_width(self, unread: int) -> int:
        metrics = QFontMetrics(semibold(small(self.font())))
        return max(metrics.horizontalAdvance(_badge_text(unread)) + 10, 16)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            index = self.tabAt(event.position().toPoint())
            if index >= 0:
                self.close_wanted.emit(int(self.tabData(index)))
            return
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            way = (event.position().toPoint() - self._pressed).manhattanLength()
            self._dragged = self._dragged or way >= QApplication.startDragDistance()
        super().mouseMoveEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._dragged = None, False
        super().mouseReleaseEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dragged:
            super().paintEvent(event)
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pointer = self.mapFromGlobal(self.cursor().pos()) if self.underMouse() else QPoint(-1, -1)
        for index in range(self.count()):
            rect = self.tabRect(index)
            if rect.intersects(event.rect()):
                self._paint_tab(painter, index, rect, theme, hovered=rect.contains(pointer))
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int, rect: QRect, theme: Theme, *, hovered: bool) -> None:
        number = int(self.tabData(index))
        contact = self._contacts.get(number)
        if contact is None:
            return
        current, unread = index == self.currentIndex(), self._unread.get(number, 0)
        body = QRectF(rect).adjusted(2, 4, -2, -4)
        painter.setPen(Qt.PenStyle.NoPen)
        if current or hovered:
            painter.setBrush(theme.surface if current else theme.hover)
            painter.drawRoundedRect(body, RADIUS, RADIUS)
        if current:
            mark = QRectF(body.left() + 8, rect.bottom() - 1, body.width() - 16, 2)
            painter.setBrush(theme.accent if self.hasFocus() is False else theme.text)
            painter.drawRect(mark)
        middle = rect.center().y() + 1
        left = rect.left() + _SIDE
        face = self._faces.pixmap(contact.face, _FACE, self.devicePixelRatioF(), grey=not contact.is_present)
        painter.drawPixmap(left, middle - _FACE // 2, face)
        left += _FACE + _GAP
        right = rect.right() - _CLOSE - _GAP - 2
        if unread:
            width = self._badge_width(unread)
            self._paint_badge(painter, QRectF(right - width, middle - 8, width, 16), unread, theme)
            right -= width + _GAP
        font = semibold(self.font()) if unread else QFont(self.font())
        painter.setFont(font)
        painter.setPen(theme.text if current or unread else theme.secondary)
        name = QFontMetrics(font).elidedText(contact.name, Qt.TextElideMode.ElideRight, right - left)
        place = QRect(left, rect.top(), right - left, rect.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, name)

    def _paint_badge(self, painter: QPainter, rect: QRectF, unread: int, theme: Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.badge)
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setFont(semibold(small(self.font())))
        painter.setPen(theme.on_badge)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _badge_text(unread))
