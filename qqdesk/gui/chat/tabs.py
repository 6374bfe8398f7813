"""The tabs of the chat window: a face, a name, and how much has not been read."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QTabBar, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.gui.chat.movable_tabs import MovableTabs
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.icons import icon_pixmap
from qqdesk.gui.mirroring import mirrored, paint_line
from qqdesk.gui.plain_tip import plain_tip
from qqdesk.gui.texts import contact_text
from qqdesk.gui.theme import RADIUS, Theme, current_theme
from qqdesk.gui.type_size import line_room, scaled
from qqdesk.gui.widgets import icon_button, repaint_on_theme_change, semibold, small

_FACE = 20
_AROUND = 8
_NARROWEST, _WIDEST = 96, 216
_SHRUNK = 112
"""A tab with a longer name is not made narrower."""
_SIDE = 10
_GAP = 6
_CLOSE = 20
_PENCIL = 14
_HELD_OUTSIDE = 0.4


def _badge_text(count: int) -> str:
    return "99+" if count > 99 else str(count)


class ChatTabs(MovableTabs):
    """The window does what the tabs ask for. One that is pinned is no more than a face, with no button to close it."""

    close_wanted = Signal(object)  # int: the number

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces = faces
        self._unread: dict[int, int] = {}
        self._contacts: dict[int, Contact] = {}
        self._drafts: set[int] = set()
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setIconSize(QSize(_FACE, _FACE))
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Chats"))
        repaint_on_theme_change(self)

    def add(self, contact: Contact, unread: int, *, pinned: bool = False) -> None:
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
        if pinned:
            self.set_pinned(contact.number, True)
        self.arranged.emit()

    def set_pinned(self, number: int, pinned: bool) -> None:
        super().set_pinned(number, pinned)
        close = self.tabButton(self.index_of(number), QTabBar.ButtonPosition.RightSide)
        if close is not None:
            close.setHidden(self.is_pinned(number))
        if number in self._contacts:
            self.show_contact(self._contacts[number], self._unread[number])

    def show_draft(self, number: int, has_draft: bool) -> None:
        """Mark a tab in which something was written and not sent; the one that is looked at needs no mark."""
        if has_draft != (number in self._drafts) and number in self._contacts:
            (self._drafts.add if has_draft else self._drafts.discard)(number)
            self.show_contact(self._contacts[number], self._unread[number])

    def show_contact(self, contact: Contact, unread: int) -> None:
        index = self.index_of(contact.number)
        if index < 0:
            return
        self._contacts[contact.number] = contact
        self._unread[contact.number] = unread
        # paintEvent draws it; the text is what Qt measures the tab anew for.
        self.setTabText(index, contact.name.replace("&", "&&"))
        words = contact_text(contact, unread)
        if self.is_pinned(contact.number):
            words = self.tr("{contact}, pinned").format(contact=words)
        if contact.number in self._drafts:
            words = self.tr("{contact}, with a draft").format(contact=words)
        self.setTabToolTip(index, plain_tip(words))
        self.setAccessibleTabName(index, words)
        close = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
        if close is not None:
            words = self.tr("Close the chat with {name}").format(name=contact.name)
            close.setAccessibleName(words)
            close.setToolTip(plain_tip(words))
        self.update()

    def contact(self, number: int) -> Contact:
        return self._contacts[number]

    def unread(self, number: int) -> int:
        return self._unread.get(number, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The strip scrolls; a tab is not opened, and so not read, by the wheel.
        event.ignore()

    def remove(self, number: int) -> None:
        index = self.index_of(number)
        if index >= 0:
            self._unread.pop(number, None)
            self._contacts.pop(number, None)
            self._drafts.discard(number)
            self._pinned.discard(number)
            self.removeTab(index)
            self.arranged.emit()

    @Slot()
    def _close_clicked(self) -> None:
        button = self.sender()
        for index in range(self.count()):
            if self.tabButton(index, QTabBar.ButtonPosition.RightSide) is button:
                self.close_wanted.emit(int(self.tabData(index)))
                return

    # Qt

    def tabSizeHint(self, index: int) -> QSize:
        height = line_room(self.font()) + 2 * _AROUND
        number = self.tabData(index)
        contact = self._contacts.get(number) if number is not None else None
        unread = self._unread.get(number, 0) if number is not None else 0
        badge = self._badge_width(unread) + _GAP if unread else 0
        if number is not None and self.is_pinned(number):
            return QSize(_SIDE + _FACE + badge + _SIDE, height)
        name = contact.name if contact else ""
        width = _SIDE + _FACE + _GAP + QFontMetrics(semibold(self.font())).horizontalAdvance(name) + _GAP
        pencil = _PENCIL + _GAP if number in self._drafts else 0
        width += badge + pencil + _CLOSE + _GAP
        return QSize(min(max(width, _NARROWEST), scaled(_WIDEST)), height)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """The face, a few letters, the marks, and the button to close it."""
        size = self.tabSizeHint(index)
        number = self.tabData(index)
        unread = self._unread.get(number, 0) if number is not None else 0
        marks = self._badge_width(unread) + _GAP if unread else 0
        marks += _PENCIL + _GAP if number in self._drafts else 0
        return QSize(min(size.width(), scaled(_SHRUNK) + marks), size.height())

    def _badge_width(self, unread: int) -> int:
        metrics = QFontMetrics(semibold(small(self.font())))
        return max(metrics.horizontalAdvance(_badge_text(unread)) + 10, scaled(16))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.MiddleButton:
            super().mousePressEvent(event)
            return
        index = self.tabAt(event.position().toPoint())
        if index >= 0 and not self.is_pinned(int(self.tabData(index))):
            self.close_wanted.emit(int(self.tabData(index)))

    def picture(self, number: int) -> QPixmap:
        """What one sees of a tab while it is held outside of its bar."""
        rect = self.tabRect(self.index_of(number))
        ratio = self.devicePixelRatioF()
        result = QPixmap(rect.size() * ratio)
        result.setDevicePixelRatio(ratio)
        theme = current_theme()
        result.fill(theme.surface)
        painter = QPainter(result)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        self._paint_tab(painter, number, QRect(QPoint(), rect.size()), theme, current=True, hovered=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.edge, 1))
        painter.drawRect(QRectF(QPoint(), rect.size()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
        return result

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        held = self.dragged
        pointer = self.mapFromGlobal(self.cursor().pos()) if self.underMouse() and held is None else QPoint(-1, -1)
        for index, number in enumerate(self.numbers()):
            rect = self.tabRect(index)
            if number != held and rect.intersects(event.rect()):
                current = index == self.currentIndex()
                self._paint_tab(painter, number, rect, theme, current=current, hovered=rect.contains(pointer))
        border = len(self.pinned())
        if 0 < border < self.count():
            self._paint_line(painter, self.tabRect(border).left(), theme.line, 1)
        if held is not None:
            painter.setOpacity(_HELD_OUTSIDE if self.is_torn else 1)
            self._paint_tab(painter, held, self.dragged_rect, theme, current=True, hovered=False)
            painter.setOpacity(1)
        if self.drop_mark is not None and self.count():
            last = self.tabRect(self.count() - 1).right()
            place = self.tabRect(self.drop_mark).left() if self.drop_mark < self.count() else last
            self._paint_line(painter, place, theme.accent, 3)
        painter.end()

    def _paint_line(self, painter: QPainter, middle: int, colour: QColor, width: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        left = max(0, middle - width // 2)
        painter.drawRect(QRectF(left, 8, width, self.height() - 16))

    def _paint_tab(
        self, painter: QPainter, number: int, rect: QRect, theme: Theme, *, current: bool, hovered: bool
    ) -> None:
        contact = self._contacts.get(number)
        if contact is None:
            return
        painter = mirrored(painter, self.layoutDirection(), rect)
        unread, pinned = self._unread.get(number, 0), self.is_pinned(number)
        body = QRectF(rect).adjusted(2, 4, -2, -4)
        painter.setPen(Qt.PenStyle.NoPen)
        if current or hovered:
            painter.setBrush(theme.surface if current else theme.hover)
            painter.drawRoundedRect(body, RADIUS, RADIUS)
        if current:
            mark = QRectF(body.left() + 8, rect.bottom() - 1, body.width() - 16, 2)
            painter.setBrush(theme.accent)
            painter.drawRect(mark)
        if current and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
        middle = rect.center().y() + 1
        left = rect.left() + _SIDE
        face = self._faces.pixmap(contact.face, _FACE, self.devicePixelRatioF(), grey=not contact.is_shown_present)
        painter.drawPixmap(left, middle - _FACE // 2, face)
        left += _FACE + _GAP
        right = rect.right() - (_SIDE if pinned else _CLOSE + _GAP + 2)
        if unread:
            width, height = self._badge_width(unread), scaled(16)
            self._paint_badge(painter, QRectF(right - width, middle - height / 2, width, height), unread, theme)
            right -= width + _GAP
        if number in self._drafts and not current:
            # On the face where the tab is no more than that.
            ground = theme.hover if hovered else theme.window
            spot = QRectF(rect.left() + _SIDE + 8, middle - 1, _PENCIL + 2, _PENCIL + 2)
            if not pinned:
                spot.moveTo(right - _PENCIL - 2, middle - _PENCIL / 2 - 1)
                right -= _PENCIL + _GAP
            self._paint_pencil(painter, spot, ground, theme)
        if pinned:
            return
        font = semibold(self.font()) if unread else QFont(self.font())
        painter.setFont(font)
        painter.setPen(theme.text if current or unread else theme.secondary)
        name = QFontMetrics(font).elidedText(contact.name, Qt.TextElideMode.ElideRight, right - left)
        place = QRect(left, rect.top(), right - left, rect.height())
        paint_line(painter, place, name)

    def _paint_pencil(self, painter: QPainter, rect: QRectF, ground: QColor, theme: Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawEllipse(rect)
        pencil = icon_pixmap("edit", _PENCIL, self.devicePixelRatioF(), theme.danger)
        painter.drawPixmap(rect.topLeft() + QPointF(1, 1), pencil)

    def _paint_badge(self, painter: QPainter, rect: QRectF, unread: int, theme: Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.badge)
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setFont(semibold(small(self.font())))
        painter.setPen(theme.on_badge)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _badge_text(unread))
