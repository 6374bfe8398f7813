"""How a row of the contact list is drawn. It reads roles, draws, and keeps nothing but fonts."""

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qqdesk.gui.contacts.model import ContactRow, GroupRow, Role
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.icons import icon_pixmap
from qqdesk.gui.texts import presence_text
from qqdesk.gui.theme import RADIUS, Theme, current_theme
from qqdesk.gui.widgets import paint_status, semibold, small

ROW_HEIGHT, HEADER_HEIGHT, FACE = 52, 28, 40
_MARGIN = 12
_GAP = 8
_INSET = 4  # between the edge of the list and the ground of a row
_DOT = 13
_CHEVRON = 16
_DIMMED = 0.35

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class RowSource(Protocol):
    """What has to be known of a model beside its roles."""

    def is_header(self, row: int) -> bool: ...


class ContactDelegate(QStyledItemDelegate):
    """Two fixed heights: contacts and headers."""

    def __init__(self, model: RowSource, faces: FaceSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._faces = faces
        self._is_header = model.is_header
        self._row_size, self._header_size = QSize(120, ROW_HEIGHT), QSize(120, HEADER_HEIGHT)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        # Called for every row at every change of order: it has to be short.
        return self._header_size if self._is_header(index.row()) else self._row_size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, theme = index.data(Role.ROW), current_theme()
        rect, font, state = QRect(option.rect), QFont(option.font), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = _paint_ground(painter, rect, state, theme)
        if isinstance(row, ContactRow):
            self._paint_contact(painter, rect, font, row, theme, ground)
        elif isinstance(row, GroupRow):
            _paint_group(painter, rect, font, row, theme)
        painter.restore()

    def _paint_contact(
        self, painter: QPainter, rect: QRect, font: QFont, row: ContactRow, theme: Theme, ground: str
    ) -> None:
        contact = row.contact
        face = QRect(rect.left() + _MARGIN, rect.top() + (rect.height() - FACE) // 2, FACE, FACE)
        ratio = painter.device().devicePixelRatioF()
        painter.setOpacity(_DIMMED if row.dimmed else 1)
        painter.drawPixmap(face.topLeft(), self._faces.pixmap(contact.face, FACE, ratio, grey=not contact.is_present))
        painter.setOpacity(1)
        if contact.is_present:
            dot = QRectF(0, 0, _DOT, _DOT)
            dot.moveCenter(QRectF(face).bottomRight() - QRectF(0, 0, 4, 4).bottomRight())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(getattr(theme, ground))
            painter.drawEllipse(dot.adjusted(-2, -2, 2, 2))
            paint_status(painter, dot, contact.status, theme)
        right = rect.right() - _MARGIN
        if row.unread:
            right = _paint_badge(painter, font, row.unread, right, rect.center().y(), theme) - _GAP
        left = face.right() + 1 + _MARGIN
        self._paint_texts(painter, QRect(left, rect.top(), right - left, rect.height()), font, row, theme)

    def _paint_texts(self, painter: QPainter, rect: QRect, font: QFont, row: ContactRow, theme: Theme) -> None:
        contact = row.contact
        name_font, second_font = semibold(font), small(font)
        # From the base line of each, so that Chinese and Latin names stand on one line.
        name = QRect(rect.left(), rect.top() + 7, rect.width(), 20)
        second = QRect(rect.left(), rect.top() + 27, rect.width(), 18)
        painter.setFont(name_font)
        painter.setPen(theme.text if contact.is_present or row.unread or row.offered else theme.secondary)
        metrics = QFontMetrics(name_font)
        painter.drawText(name, _LEFT, metrics.elidedText(contact.name, Qt.TextElideMode.ElideRight, name.width()))
        painter.setFont(second_font)
        metrics = QFontMetrics(second_font)
        if row.draft:
            mark = QCoreApplication.translate("ContactDelegate", "Draft:")
            painter.setPen(theme.danger)
            painter.drawText(second, _LEFT, mark)
            second.setLeft(second.left() + metrics.horizontalAdvance(mark) + 4)
            words = row.draft
        else:
            status = presence_text(contact)
            # Who has no nickname is called by the number already.
            words = status if not contact.nickname.strip() else f"{contact.number} · {status}"
        painter.setPen(theme.secondary)
        painter.drawText(second, _LEFT, metrics.elidedText(words, Qt.TextElideMode.ElideRight, second.width()))


def _paint_ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag, theme: Theme) -> str:
    """The ground of a selected row, or of one under the pointer; the role of its colour."""
    selected = bool(state & QStyle.StateFlag.State_Selected)
    ground = "selection" if selected else "hover" if state & QStyle.StateFlag.State_MouseOver else "surface"
    area = QRectF(rect).adjusted(_INSET, 1, -_INSET, -1)
    if ground != "surface":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(getattr(theme, ground))
        painter.drawRoundedRect(area, RADIUS, RADIUS)
    if selected and state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(theme.accent, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    return ground


def _paint_group(painter: QPainter, rect: QRect, font: QFont, row: GroupRow, theme: Theme) -> None:
    name = "chevron-right" if row.collapsed else "chevron-down"
    chevron = icon_pixmap(name, _CHEVRON, painter.device().devicePixelRatioF(), theme.secondary)
    painter.drawPixmap(rect.left() + _GAP, rect.top() + (rect.height() - _CHEVRON) // 2, chevron)
    left, right = rect.left() + _GAP + _CHEVRON + 4, rect.right() - _MARGIN
    if row.unread:
        right = _paint_badge(painter, font, row.unread, right, rect.center().y(), theme) - _GAP
    counts_font, title_font = small(font), semibold(small(font))
    counts = f"{row.present}/{row.total}"
    counts_width = QFontMetrics(counts_font).horizontalAdvance(counts)
    metrics = QFontMetrics(title_font)
    title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, right - left - _GAP - counts_width)
    painter.setFont(title_font)
    painter.setPen(theme.text)
    painter.drawText(QRect(left, rect.top(), right - left, rect.height()), _LEFT, title)
    left += metrics.horizontalAdvance(title) + _GAP
    painter.setFont(counts_font)
    painter.setPen(theme.secondary)
    painter.drawText(QRect(left, rect.top(), right - left, rect.height()), _LEFT, counts)


def _paint_badge(painter: QPainter, font: QFont, count: int, right: int, middle: int, theme: Theme) -> int:
    """How many wait, in a pill that ends at `right`; where it begins."""
    text = "99+" if count > 99 else str(count)
    badge_font = semibold(small(font))
    width = max(18, QFontMetrics(badge_font).horizontalAdvance(text) + 10)
    pill = QRectF(right - width, middle - 9, width, 18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.badge)
    painter.drawRoundedRect(pill, 9, 9)
    painter.setFont(badge_font)
    painter.setPen(theme.on_badge)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    return right - width
