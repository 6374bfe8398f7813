"""The tabs of a chat window: face, name, number of unread messages, and mark of a draft."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QTabBar, QToolButton

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.movable_tabs import MovableTabs
from qqdesk.gui.contacts.badges import count_width, paint_count
from qqdesk.gui.contacts.row_lines import row_text
from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.file_dialog import accept_copy, files_in
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import icon_button, icon_pixmap
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.theme import current_theme, repaint_on_theme_change
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import line_room, scaled

_FACE = 20
_AROUND = 8
_NARROWEST, _WIDEST = 96, 216
_SHRUNK = 112
"""The minimum width of a tab with a long name."""
_SIDE = 10
_GAP = 6
_CLOSE = 20
_PENCIL = 14
_HELD_OUTSIDE = 0.4


@dataclass(slots=True)
class _Tab:
    contact: Contact
    unread: int
    has_draft: bool = False
    is_muted: bool = False


class ChatTabs(MovableTabs):
    """A pinned tab shows only the face, and has no close button."""

    close_clicked = Signal(object)  # ConversationId
    files_dropped = Signal(object, object)  # ConversationId, list of paths

    def __init__(self, faces: FaceSource) -> None:
        super().__init__()
        self._faces = faces
        self._tabs: dict[ConversationId, _Tab] = {}
        self.drop_tab = -1
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the list of all chats is for the keyboard
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setIconSize(QSize(_FACE, _FACE))
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setChangeCurrentOnDrag(True)
        self.setAccessibleName(self.tr("Chats"))
        repaint_on_theme_change(self)

    def add(self, conversation: ConversationId, contact: Contact, unread: int, *, pinned: bool = False) -> None:
        self._tabs[conversation] = _Tab(contact, unread)
        # addTab() makes the first tab current before it has its conversation.
        blocked = self.blockSignals(True)
        index = self.addTab("")
        self.setTabData(index, str(conversation))
        self.blockSignals(blocked)
        close = icon_button("close", "", "secondary")
        close.setIconSize(QSize(12, 12))
        close.setFixedSize(_CLOSE, _CLOSE)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setStyleSheet("padding: 0")
        close.clicked.connect(lambda: self.close_clicked.emit(conversation))
        self.setTabButton(index, QTabBar.ButtonPosition.RightSide, close)
        self._show(conversation)
        if pinned:
            self.set_pinned(conversation, True)
        self.arranged.emit()

    def set_pinned(self, conversation: ConversationId, pinned: bool) -> None:
        super().set_pinned(conversation, pinned)
        self._show(conversation)

    def show_draft(self, conversation: ConversationId, has_draft: bool) -> None:
        """Set the mark of an unsent text. The current tab does not show it."""
        if conversation in self._tabs:
            self._tabs[conversation].has_draft = has_draft
            self._show(conversation)

    def show_muted(self, conversation: ConversationId, is_muted: bool) -> None:
        """Paint the number of unread messages in a quiet colour, or not."""
        if conversation in self._tabs:
            self._tabs[conversation].is_muted = is_muted
            self.update()

    def show_contact(self, conversation: ConversationId, contact: Contact, unread: int) -> None:
        if conversation in self._tabs:
            self._tabs[conversation].contact, self._tabs[conversation].unread = contact, unread
            self._show(conversation)

    def _show(self, conversation: ConversationId) -> None:
        index, tab = self.index_of(conversation), self._tabs[conversation]
        # paintEvent() paints the name. setTabText() makes Qt ask for the size of the tab.
        self.setTabText(index, tab.contact.name.replace("&", "&&"))
        text = row_text(tab.contact, tab.unread, is_room=conversation.is_room)
        if self.is_pinned(conversation):
            text = self.tr("{contact}, pinned").format(contact=text)
        if tab.has_draft:
            text = self.tr("{contact}, with a draft").format(contact=text)
        self.setTabToolTip(index, plain_tip(text))
        self.setAccessibleTabName(index, text)
        close = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
        text = self.tr("Close the chat with {name}").format(name=tab.contact.name)
        close.setAccessibleName(text)
        close.setToolTip(plain_tip(text))
        self.update()

    def contact(self, conversation: ConversationId) -> Contact:
        return self._tabs[conversation].contact

    def unread(self, conversation: ConversationId) -> int:
        return self._tabs[conversation].unread

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the tabs: Qt would activate the next one, which marks its messages as read."""
        name = "ScrollLeftButton" if (event.angleDelta().y() or event.angleDelta().x()) > 0 else "ScrollRightButton"
        for button in self.findChildren(QToolButton, name):
            button.click()
        event.accept()

    def remove(self, conversation: ConversationId) -> None:
        index = self.index_of(conversation)
        if index >= 0:
            self._pinned.discard(conversation)
            del self._tabs[conversation]
            self.removeTab(index)
            self.arranged.emit()

    # Qt

    def tabSizeHint(self, index: int) -> QSize:
        height = line_room(self.font()) + 2 * _AROUND
        if self.tabData(index) is None:
            return QSize(_NARROWEST, height)  # addTab() asks before the tab has its conversation
        conversation = self.conversation_at(index)
        tab = self._tabs[conversation]
        if self.is_pinned(conversation):
            badge = count_width(self.font(), tab.unread) + _GAP if tab.unread else 0
            return QSize(_SIDE + _FACE + badge + _SIDE, height)
        name = QFontMetrics(semibold(self.font())).horizontalAdvance(tab.contact.name)
        width = _SIDE + _FACE + _GAP + name + _GAP + self._marks_width(tab) + _CLOSE + _GAP
        return QSize(min(max(width, _NARROWEST), scaled(_WIDEST)), height)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Return the size for face, a few letters, marks and close button."""
        size = self.tabSizeHint(index)
        marks = self._marks_width(self._tabs[self.conversation_at(index)]) if self.tabData(index) is not None else 0
        return QSize(min(size.width(), scaled(_SHRUNK) + marks), size.height())

    def _marks_width(self, tab: _Tab) -> int:
        badge = count_width(self.font(), tab.unread) + _GAP if tab.unread else 0
        return badge + (_PENCIL + _GAP if tab.has_draft else 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.MiddleButton:
            super().mousePressEvent(event)
            return
        index = self.tabAt(event.position().toPoint())
        if index >= 0 and not self.is_pinned(self.conversation_at(index)):
            self.close_clicked.emit(self.conversation_at(index))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files on a tab. A tab below the pointer becomes current after a moment."""
        self._accept_files(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._accept_files(event)

    def _accept_files(self, event: QDropEvent) -> None:
        index = self.tabAt(event.position().toPoint())
        self.set_drop_tab(index if files_in(event.mimeData()) else -1)
        if self.drop_tab >= 0:
            accept_copy(event)
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.set_drop_tab(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        self._accept_files(event)
        index = self.drop_tab
        self.set_drop_tab(-1)
        if index >= 0:
            self.files_dropped.emit(self.conversation_at(index), files_in(event.mimeData()))

    def set_drop_tab(self, index: int) -> None:
        """Frame the tab that would get the files, or none for -1."""
        if index != self.drop_tab:
            self.drop_tab = index
            self.update()

    def picture(self, conversation: ConversationId) -> QPixmap:
        """Return the picture of a tab, shown while it is dragged outside the bar."""
        rect = self.tabRect(self.index_of(conversation))
        ratio = self.devicePixelRatioF()
        result = QPixmap(rect.size() * ratio)
        result.setDevicePixelRatio(ratio)
        theme = current_theme()
        result.fill(theme.surface)
        painter = QPainter(result)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        self._paint_tab(painter, conversation, QRect(QPoint(), rect.size()), theme, current=True, hovered=False)
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
        for index, conversation in enumerate(self.conversations()):
            rect = self.tabRect(index)
            if conversation != held and rect.intersects(event.rect()):
                current = index == self.currentIndex()
                self._paint_tab(painter, conversation, rect, theme, current=current, hovered=rect.contains(pointer))
        if self.drop_tab >= 0:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(
                QRectF(self.tabRect(self.drop_tab)).adjusted(3, 5, -3, -5), theme.radius, theme.radius
            )
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
        self,
        painter: QPainter,
        conversation: ConversationId,
        rect: QRect,
        theme: Theme,
        *,
        current: bool,
        hovered: bool,
    ) -> None:
        tab, pinned = self._tabs[conversation], self.is_pinned(conversation)
        contact, unread = tab.contact, tab.unread
        body = QRectF(rect).adjusted(2, 4, -2, -4)
        painter.setPen(Qt.PenStyle.NoPen)
        if current or hovered:
            painter.setBrush(theme.surface if current else theme.hover)
            painter.drawRoundedRect(body, theme.radius, theme.radius)
        if current:
            mark = QRectF(body.left() + 8, rect.bottom() - 1, body.width() - 16, 2)
            painter.setBrush(theme.accent)
            painter.drawRect(mark)
        if current and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), theme.radius - 1, theme.radius - 1)
        middle = rect.center().y() + 1
        left = rect.left() + _SIDE
        face = self._faces.pixmap(
            contact.face, _FACE, self.devicePixelRatioF(), grey=not contact.is_shown_present, owner=contact.number
        )
        painter.drawPixmap(left, middle - _FACE // 2, face)
        left += _FACE + _GAP
        right = rect.right() - (_SIDE if pinned else _CLOSE + _GAP + 2)
        if unread:
            ground = theme.quiet_badge if tab.is_muted else theme.badge
            right = paint_count(painter, self.font(), unread, right, middle, ground, theme.on_badge) - _GAP
        if tab.has_draft and not current:
            # A pinned tab shows the pencil on the face.
            ground = theme.hover if hovered else theme.window
            spot = QRectF(rect.left() + _SIDE + 8, middle - 1, _PENCIL + 2, _PENCIL + 2)
            if not pinned:
                spot.moveTo(right - _PENCIL - 2, middle - _PENCIL / 2 - 1)
                right -= _PENCIL + _GAP
            self._paint_pencil(painter, spot, ground, theme)
        if pinned:
            return
        font = semibold(self.font()) if current or unread else QFont(self.font())
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
