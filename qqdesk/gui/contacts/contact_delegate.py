"""Paints the rows of the contact list from the roles of the model."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QObject,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qqdesk.gui.contacts.badges import paint_count, paint_pill
from qqdesk.gui.contacts.contact_row import ContactRow, GroupRow, Pin, Role
from qqdesk.gui.contacts.row_lines import LineKind
from qqdesk.gui.message_text.snippet import snippet
from qqdesk.gui.message_text.text_units import units
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.person_list import Index, paint_row_background
from qqdesk.gui.shared.presence_mark import paint_status
from qqdesk.gui.shared.text_lines import marked_line, paint_line
from qqdesk.gui.shared.texts import list_time_text
from qqdesk.gui.shared.theme import bar_gradient, current_theme
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import line_room, scaled
from qqdesk.history.folding import find_matches

FACE, SMALL_FACE, CLASSIC_FACE = 40, 20, 22
_CLASSIC_HEIGHT = 30
_AROUND, _AROUND_SMALL, _AROUND_HEADER = 7, 4, 5  # above and below the text of a row
_MARGIN = 12
_GAP = 8
_INSET = 4  # between the edge of the list and the background of a row
_DOT, _SMALL_DOT = 13, 9
_CHEVRON = 16
_BELL = 14
_PIN, _ICON = 12, 14
_DIMMED = 0.35
_LEAST_WITH_AUTHOR = 80  # pixels; a narrower second line has the text only
_LEAST_NICKNAME = 28  # pixels; a narrower nickname is left out
_LEAST_BESIDE = 28  # pixels; a narrower second line beside the name is left out

_State = QStyle.StateFlag


class ContactDelegate(QStyledItemDelegate):
    """Contacts have one height, large or small; headers have another."""

    def __init__(self, faces: FaceSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._faces = faces
        self.is_small = False

    def row_height(self, font: QFont) -> int:
        """Return the height of a contact row with this font."""
        if self.is_small:
            least = scaled(_CLASSIC_HEIGHT) if current_theme().is_classic else 0
            return max(line_room(font) + 2 * _AROUND_SMALL, least)
        return line_room(font) + line_room(small(font)) + 2 * _AROUND

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self.row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, theme = index.data(Role.ROW), current_theme()
        rect, font, state = QRect(option.rect), QFont(option.font), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(rect).adjusted(_INSET, 1, -_INSET, -1)
        if theme.is_classic:
            body = QRectF(rect).adjusted(0, 0, 0, -1)
            is_group = isinstance(row, GroupRow)
            painter.fillRect(rect, bar_gradient(theme, rect) if is_group else theme.surface)
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.edge if is_group else theme.hover)
        paint_row_background(painter, body, state, theme)
        selected, hovered = bool(state & _State.State_Selected), bool(state & _State.State_MouseOver)
        ground = theme.selection if selected else theme.hover if hovered else theme.surface
        if isinstance(row, ContactRow):
            self._paint_contact(painter, rect, font, row, theme, ground)
        elif isinstance(row, GroupRow):
            _paint_group(painter, rect, font, row, theme)
        painter.restore()

    def _paint_contact(
        self, painter: QPainter, rect: QRect, font: QFont, row: ContactRow, theme: Theme, ground: QColor
    ) -> None:
        contact = row.contact
        small_side = CLASSIC_FACE if theme.is_classic else SMALL_FACE
        side = small_side if self.is_small else FACE
        face = QRect(rect.left() + _MARGIN, rect.top() + (rect.height() - side) // 2, side, side)
        ratio = painter.device().devicePixelRatioF()
        painter.setOpacity(_DIMMED if row.dimmed else 1)
        is_grey = not contact.is_shown_present and not row.is_room
        painter.drawPixmap(
            face.topLeft(), self._faces.pixmap(contact.face, side, ratio, grey=is_grey, owner=contact.number)
        )
        painter.setOpacity(1)
        if not is_grey and not row.is_room:
            self._paint_dot(painter, face, row, theme, ground)
        right = rect.right() - _MARGIN
        left = face.right() + 1 + (_GAP if self.is_small else _MARGIN)
        if row.pin is Pin.LAST:
            painter.fillRect(rect.left() + _MARGIN, rect.bottom(), rect.width() - 2 * _MARGIN, 1, theme.line)
        if not self.is_small:
            _paint_two_lines(painter, QRect(left, rect.top(), right - left, rect.height()), font, row, theme)
            return
        middle = rect.center().y()
        right = _paint_badges(painter, font, row, right, middle, theme)
        for icon, size, is_shown in (("bell-off", _BELL, row.muted), ("pin", _PIN, row.pin is not Pin.NONE)):
            if is_shown:
                right -= size
                _paint_icon(painter, icon, size, right, middle, theme.secondary)
                right -= _GAP
        _paint_one_line(painter, QRect(left, rect.top(), right - left, rect.height()), font, row, theme)

    def _paint_dot(self, painter: QPainter, face: QRect, row: ContactRow, theme: Theme, ground: QColor) -> None:
        side, edge = (_SMALL_DOT, 1.5) if self.is_small else (_DOT, 2)
        dot = QRectF(0, 0, side, side)
        inset = 2 if self.is_small else 4
        dot.moveCenter(QRectF(face).bottomRight() - QRectF(0, 0, inset, inset).bottomRight())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawEllipse(dot.adjusted(-edge, -edge, edge, edge))
        paint_status(painter, dot, row.contact.status, theme)


def _paint_icon(painter: QPainter, name: str, size: int, left: int, middle: int, colour: QColor) -> None:
    pixmap = icon_pixmap(name, size, painter.device().devicePixelRatioF(), colour)
    painter.drawPixmap(left, middle + 1 - size // 2, pixmap)


def _paint_badges(painter: QPainter, font: QFont, row: ContactRow, right: int, middle: int, theme: Theme) -> int:
    """Paint the unread count, and a sign before it if an unread message mentions me. Return the free right edge."""
    if row.unread:
        ground = theme.quiet_badge if row.muted else theme.badge
        right = paint_count(painter, font, row.unread, right, middle, ground, theme.on_badge) - _GAP
    if row.line.is_mentioned:
        right = paint_pill(painter, font, "@", right, middle, theme.accent, theme.on_accent) - _GAP
    return right


def _paint_two_lines(painter: QPainter, rect: QRect, font: QFont, row: ContactRow, theme: Theme) -> None:
    """Paint the name, the pin and the time of the last message, and the second line below. A name alone is centred."""
    line, second_font = row.line, small(font)
    first = QRect(rect.left(), rect.top() + _AROUND, rect.width(), line_room(font))
    second = QRect(rect.left(), first.bottom() + 1, rect.width(), line_room(second_font))
    if not line.text and not row.unread:
        first = QRect(rect)
    if line.time:
        painter.setFont(second_font)
        painter.setPen(theme.secondary)
        first.setRight(_paint_at_right(painter, first, list_time_text(line.time)))
    if row.pin is not Pin.NONE:
        first.setRight(first.right() - _PIN)
        _paint_icon(painter, "pin", _PIN, first.right(), first.center().y(), theme.secondary)
        first.setRight(first.right() - _GAP)
    if row.muted:
        first.setRight(first.right() - _BELL - _GAP)
    used = _paint_name(painter, first, font, row, theme)
    if row.muted:
        _paint_icon(painter, "bell-off", _BELL, first.left() + used + _GAP, first.center().y(), theme.secondary)
    second.setRight(_paint_badges(painter, font, row, second.right(), second.center().y(), theme))
    _paint_line_of(painter, second, second_font, row, theme)


def _paint_at_right(painter: QPainter, rect: QRect, text: str) -> int:
    """Paint a text at the right end of a line. Return the right edge of the remaining space."""
    left = rect.right() - painter.fontMetrics().horizontalAdvance(text)
    paint_line(painter, QRect(left, rect.top(), rect.right() - left, rect.height()), text)
    return left - _GAP


def _paint_line_of(painter: QPainter, rect: QRect, font: QFont, row: ContactRow, theme: Theme) -> None:
    """Paint the second line: the author, an icon and the text."""
    line, metrics = row.line, QFontMetrics(font)
    painter.setFont(font)
    if line.is_draft:
        rect.setLeft(_paint_draft_mark(painter, rect, metrics, theme))
    elif line.author and rect.width() >= _LEAST_WITH_AUTHOR:
        author = QCoreApplication.translate("ContactDelegate", "{name}:").format(name=isolated(line.author))
        author = metrics.elidedText(author, Qt.TextElideMode.ElideRight, rect.width() // 2)
        painter.setPen(theme.secondary)
        paint_line(painter, rect, author)
        rect.setLeft(rect.left() + metrics.horizontalAdvance(author) + _space_after(author))
    is_accented = line.kind in (LineKind.TYPING, LineKind.INVITATION)
    is_bright = row.unread and line.kind is LineKind.MESSAGE
    colour = theme.accent if is_accented else theme.text if is_bright else theme.secondary
    if line.icon:
        _paint_icon(painter, line.icon, _ICON, rect.left(), rect.center().y(), colour)
        rect.setLeft(rect.left() + _ICON + 4)
    if row.needle:
        found = snippet(line.text, row.needle, rect.width() // max(metrics.averageCharWidth(), 1))
        _paint_marked(painter, rect, font, found.text, find_matches(found.text, row.needle), theme.secondary)
        return
    painter.setPen(colour)
    paint_line(painter, rect, metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, rect.width()))


def _paint_one_line(painter: QPainter, rect: QRect, font: QFont, row: ContactRow, theme: Theme) -> None:
    """Paint the name after the mark of a draft; in the classic look and for a message, the second line after it."""
    if theme.is_classic or row.needle:
        used = _paint_name(painter, rect, font, row, theme) + _GAP
        rest = rect.adjusted(used, 0, 0, 0)
        if rest.width() >= _LEAST_BESIDE:
            _paint_line_of(painter, rest, small(font), row, theme)
        return
    if row.line.is_draft:
        painter.setFont(small(font))
        rect.setLeft(_paint_draft_mark(painter, rect, QFontMetrics(small(font)), theme))
    _paint_name(painter, rect, font, row, theme)


def _paint_draft_mark(painter: QPainter, rect: QRect, metrics: QFontMetrics, theme: Theme) -> int:
    """Paint the name; return the left edge of the remaining space."""
    mark = QCoreApplication.translate("ContactDelegate", "Draft:")
    painter.setPen(theme.accent)
    paint_line(painter, rect, mark)
    return rect.left() + metrics.horizontalAdvance(mark) + _space_after(mark)


def _space_after(mark: str) -> int:
    """Return the space after a colon; that of Chinese contains it."""
    return 0 if mark.endswith("\N{FULLWIDTH COLON}") else 4


def _paint_name(painter: QPainter, rect: QRect, font: QFont, row: ContactRow, theme: Theme) -> int:
    """Paint the remark, and the nickname after it if there is space. Return the width."""
    contact = row.contact
    colour = theme.secondary if contact.blocked else theme.text
    if theme.is_classic and row.unread:
        colour = theme.danger
    name_font = font if theme.is_classic else semibold(font)
    used = _paint_marked(painter, rect, name_font, contact.name, row.marks, colour)
    nickname = contact.nickname.strip()
    rest = QRect(rect.left() + used + 5, rect.top(), rect.width() - used - 5, rect.height())
    if contact.remark and nickname and nickname != contact.remark and rest.width() >= _LEAST_NICKNAME:
        around = QCoreApplication.translate("ContactDelegate", "({nickname})")
        begin = around.find("{")
        marks = [(start + begin, end + begin) for start, end in row.nickname_marks]
        around = around.format(nickname=nickname)
        used += 5 + _paint_marked(painter, rest, small(font), around, marks, theme.secondary)
    return used


def _paint_marked(
    painter: QPainter, rect: QRect, font: QFont, text: str, marks: Sequence[tuple[int, int]], colour: QColor
) -> int:
    """Paint one line of text with highlighted matches; return its width."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(colour)
    whole = len(shown) if shown == text else max(0, len(shown) - 1)
    found = [(start, min(end, whole)) for start, end in marks if start < whole]
    if found:
        _draw_marked_line(painter, rect, shown, found)
    else:
        paint_line(painter, rect, shown)
    return metrics.horizontalAdvance(shown)


def _draw_marked_line(painter: QPainter, rect: QRect, text: str, marks: Sequence[tuple[int, int]]) -> None:
    """Paint like `paint_line`, with highlights. QTextLayout places them in texts of both directions."""
    theme, metrics = current_theme(), painter.fontMetrics()
    layout = marked_line(
        text, painter.font(), [(units(text[:start]), units(text[:end])) for start, end in marks], theme
    )
    line = layout.lineAt(0)
    base = rect.top() + (rect.height() - metrics.height()) // 2 + metrics.ascent()
    layout.draw(painter, QPointF(rect.left(), base - line.ascent()))


def header_height(font: QFont) -> int:
    return line_room(small(font)) + 2 * _AROUND_HEADER


def _paint_group(painter: QPainter, rect: QRect, font: QFont, row: GroupRow, theme: Theme) -> None:
    name = "chevron-right" if row.collapsed else "chevron-down"
    chevron = icon_pixmap(
        name, _CHEVRON, painter.device().devicePixelRatioF(), theme.icon if theme.is_classic else theme.secondary
    )
    painter.drawPixmap(rect.left() + _GAP, rect.top() + (rect.height() - _CHEVRON) // 2, chevron)
    left, right = rect.left() + _GAP + _CHEVRON + 4, rect.right() - _MARGIN
    if row.unread:
        middle = rect.center().y()
        right = paint_count(painter, font, row.unread, right, middle, theme.badge, theme.on_badge) - _GAP
    counts_font, title_font = small(font), semibold(small(font))
    counts = f"{row.present}/{row.total}" if row.has_presence else f"{row.total}{'+' if row.has_more else ''}"
    counts_width = QFontMetrics(counts_font).horizontalAdvance(counts)
    metrics = QFontMetrics(title_font)
    title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, right - left - _GAP - counts_width)
    painter.setFont(title_font)
    painter.setPen(theme.icon)
    paint_line(painter, QRect(left, rect.top(), right - left, rect.height()), title)
    left += metrics.horizontalAdvance(title) + _GAP
    painter.setFont(counts_font)
    painter.setPen(theme.secondary)
    paint_line(painter, QRect(left, rect.top(), right - left, rect.height()), counts)
