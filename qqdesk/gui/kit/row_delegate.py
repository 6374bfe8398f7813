"""Paint the rows of a list: face, title, second line, aside, badges, check box and one button.

The delegate reads `RowRole.LOOK` (see `RowModel`). All rows of a list have one size, only headings are lower:

    LARGE   face 40, a semibold title with the aside, a second line    people to choose among, requests, search results
    MEDIUM  face 28, cells in columns or a second line, lines between   the rows of a card
    SMALL   face 24, one line, badges                                   members of a room

    +--------------------------------------------------------------+
    | (face)  Title                            aside  [badge] [box] |
    |     o   Second line                                    [more] |
    +--------------------------------------------------------------+

- The presence is at the corner of the face. Someone who is offline has a grey face.
- The title is elided first to leave room for the aside. Badges, check box and button are never elided.
- An excerpt has the size of the title, and its marks the colours of a search hit.
- Cells are columns as wide as the widest text of `samples`, which the owner sets with the values: the delegate cannot
  ask 10,000 rows. If the columns leave the title too little room, the cells become the second line.
- A disabled list is painted in the disabled colour.
- `button` is the icon of the button of each row. `button_rect` is where it is.

Example, people in a dialog, and rooms with two columns in a card:

    view.setItemDelegate(RowDelegate(faces, view))

    delegate = RowDelegate(faces, view, RowSize.MEDIUM, button="more")
    delegate.samples = ([members_text(room) for room in rooms], [room.keeper_name for room in rooms])

A `RowList` makes its delegate, and adds the keyboard, the mouse and the menu of a row.
"""

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QCursor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qqdesk.gui.kit.row_model import Badge, FileTile, RowLook, RowRole
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.file_tile import paint_file_tile
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import SIZE, icon_pixmap
from qqdesk.gui.shared.person_list import Index, paint_row_background
from qqdesk.gui.shared.presence_mark import paint_status
from qqdesk.gui.shared.text_lines import elided_marked_line, paint_line
from qqdesk.gui.shared.theme import RADIUS, current_theme
from qqdesk.gui.shared.type_size import line_room, scaled
from qqdesk.protocol.codes import Status

_SIDE, _GAP, _BUTTON = 12, 8, 28
_BADGE, _BOX, _CHECK = 16, 16, 12
_COLUMN_GAP = 16
_SLACK = 6
"""Digits and letters of other times may be wider than those of the samples."""
_MOST_COLUMN = 180
_LEAST_TITLE = 100
"""If the columns leave the title less room, they become a second line. Logical pixels."""


class RowSize(Enum):
    """The face and its presence mark, in logical pixels."""

    LARGE = (40, 12)
    MEDIUM = (28, 11)
    SMALL = (24, 9)

    def height(self, font: QFont) -> int:
        """Return the height of a row in the font of the list."""
        match self:
            case RowSize.LARGE:
                return 2 * line_room(font) + 16
            case RowSize.MEDIUM:
                return max(scaled(44), line_room(font) + line_room(small(font)) + 4)
        return line_room(font) + 14


def button_rect(rect: QRect) -> QRect:
    """Return where the button of a row is."""
    return QRect(rect.right() - _BUTTON - 7, rect.center().y() + 1 - _BUTTON // 2, _BUTTON, _BUTTON)


class RowDelegate(QStyledItemDelegate):
    def __init__(self, faces: FaceSource, view: QListView, size: RowSize = RowSize.LARGE, button: str = "") -> None:
        super().__init__(view)
        self._faces, self._view, self.size, self.button = faces, view, size, button
        self.samples: Sequence[Sequence[str]] = ()
        """The widest texts of each column."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if self.size is RowSize.SMALL and index.data(RowRole.LOOK).is_heading:
            return QSize(120, line_room(small(option.font)) + 10)
        return QSize(120, self.size.height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _RowPainter(painter, option, self, self._faces, self._view).paint(index.data(RowRole.LOOK), index.row() == 0)
        painter.restore()


class _RowPainter:
    """Paints one row; `left` and `right` close in on the room for the texts."""

    def __init__(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        delegate: RowDelegate,
        faces: FaceSource,
        view: QListView,
    ) -> None:
        self.painter, self.delegate, self.faces, self.view = painter, delegate, faces, view
        self.rect, self.font, self.state = QRect(option.rect), QFont(option.font), option.state
        self.size, self.ratio, self.theme = delegate.size, view.devicePixelRatioF(), current_theme()
        self.left, self.right = self.rect.left() + _SIDE, self.rect.right() - _SIDE
        self.is_enabled = bool(self.state & QStyle.StateFlag.State_Enabled)
        self.quiet = self.theme.secondary if self.is_enabled else self.theme.disabled

    def paint(self, look: RowLook, is_first: bool) -> None:
        if look.is_heading:
            self.quiet = self.theme.secondary  # it cannot be chosen, so Qt says that it is disabled
            self._aside(look.aside, self.rect)
            self._text(self.left, self.right, self.rect, semibold(small(self.font)), look.title, self.quiet)
            return
        if self.size is RowSize.MEDIUM and not is_first:
            self.painter.fillRect(self.rect.left(), self.rect.top(), self.rect.width(), 1, self.theme.line)
        inset = 1 if self.size is RowSize.SMALL else 2
        body = QRectF(self.rect).adjusted(4, inset + (self.size is RowSize.MEDIUM), -4, -inset)
        paint_row_background(self.painter, body, self.state, self.theme)
        if look.picture is not None:
            self._picture(look, look.picture)
        if self.delegate.button:
            self._button(self.delegate.button)
        if look.checked is not None:
            self._check_box(look.checked)
        for badge in look.badges:
            self._badge(badge)
        self._texts(look)

    # Pictures

    def _icon(self, name: str, centre: QPoint, side: int, colour: QColor) -> None:
        corner = centre - QPoint(side // 2 - 1, side // 2 - 1)
        self.painter.drawPixmap(corner, icon_pixmap(name, side, self.ratio, colour))

    def _picture(self, look: RowLook, picture: int | str | FileTile) -> None:
        face, dot = self.size.value
        place = QRect(self.left, self.rect.center().y() + 1 - face // 2, face, face)
        self.left = place.right() + 1 + _SIDE
        is_here = self.is_enabled and look.status is not Status.OFFLINE
        if isinstance(picture, str):
            self._icon(picture, place.center(), SIZE, self.quiet)
        elif isinstance(picture, FileTile):
            paint_file_tile(self.painter, QRectF(place), picture.name, self.theme)
        else:
            pixmap = self.faces.pixmap(picture, face, self.ratio, grey=not is_here, owner=look.owner)
            self.painter.drawPixmap(place.topLeft(), pixmap)
        if is_here and look.status is not None:
            mark = QRectF(place.right() - dot + 4, place.bottom() - dot + 4, dot, dot)
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(self._ground())
            self.painter.drawEllipse(mark.adjusted(-2, -2, 2, 2))
            paint_status(self.painter, mark, look.status, self.theme)

    def _ground(self) -> QColor:
        if self.state & QStyle.StateFlag.State_Selected:
            return self.theme.selection
        if self.state & QStyle.StateFlag.State_MouseOver:
            return self.theme.hover
        return self.theme.window if self.view.property("role") == "side" else self.theme.surface

    def _button(self, icon: str) -> None:
        place = button_rect(self.rect)
        pointer = self.view.viewport().mapFromGlobal(QCursor.pos())
        if self.state & QStyle.StateFlag.State_MouseOver and place.contains(pointer):
            self.painter.setPen(QPen(self.theme.edge, 1))
            self.painter.setBrush(self.theme.surface)
            self.painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        self._icon(icon, place.center(), SIZE, self.quiet)
        self.right = place.left() - 4

    def _check_box(self, is_checked: bool) -> None:
        theme = self.theme
        box = QRectF(self.right - _BOX, self.rect.center().y() + 1 - _BOX / 2, _BOX, _BOX)
        self.painter.setPen(QPen(theme.accent if is_checked else theme.field, 1))
        self.painter.setBrush(theme.accent if is_checked else theme.surface)
        self.painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if is_checked:
            self._icon("check", box.center().toPoint() - QPoint(1, 1), _CHECK, theme.on_accent)
        self.right -= _BOX + _GAP

    def _badge(self, badge: Badge) -> None:
        colour = getattr(self.theme, badge.colour) if self.is_enabled else self.theme.disabled
        self._icon(badge.icon, QPoint(self.right - _BADGE // 2, self.rect.center().y()), _BADGE, colour)
        self.right -= _BADGE + _GAP

    # Texts

    def _texts(self, look: RowLook) -> None:
        second = small(self.font)
        title_font = semibold(self.font) if self.size is RowSize.LARGE else self.font
        is_away = self.size is RowSize.SMALL and look.status is Status.OFFLINE
        colour = self.quiet if is_away or not self.is_enabled else self.theme.text
        last = self.theme.danger if look.is_bad and self.is_enabled else self.quiet
        if self.size is RowSize.SMALL:
            wanted = QFontMetrics(second).horizontalAdvance(look.second) + 4 if look.second else 0
            room = min(wanted, (self.right - self.left) // 2)
            end = self._text(self.left, self.right - room, self.rect, title_font, look.title, colour)
            self._text(end + 4, self.right, self.rect, second, look.second, last)
            return
        widths = [_column_width(QFontMetrics(second), samples) for samples in self.delegate.samples]
        left = self.right - sum(widths)
        if look.cells and widths and left - self.left >= scaled(_LEAST_TITLE):
            self._text(self.left, left, self.rect, title_font, look.title, colour)
            for cell, width, is_last in zip(look.cells, widths, (*[False] * (len(widths) - 1), True), strict=True):
                left += width
                cell_colour = last if is_last else self.quiet
                self._text(left - width + _COLUMN_GAP, left, self.rect, second, cell, cell_colour)
            return
        upper = QRect(self.rect)
        if look.second_line:
            first_height, second_height = line_room(self.font), line_room(second)
            upper.setHeight(first_height)
            upper.moveTop(self.rect.top() + (self.rect.height() - first_height - second_height) // 2)
            lower = QRect(upper.left(), upper.bottom() + 1, upper.width(), second_height)
            if look.excerpt is None:
                self._text(self.left, self.right, lower, second, look.second_line, last)
            else:
                self._excerpt(look.excerpt, lower)
        self._aside(look.aside, upper)
        mode = Qt.TextElideMode.ElideMiddle if isinstance(look.picture, FileTile) else Qt.TextElideMode.ElideRight
        self._text(self.left, self.right, upper, title_font, look.title, colour, mode)

    def _excerpt(self, excerpt: Callable[[int], tuple[str, Sequence[tuple[int, int]]]], line: QRect) -> None:
        width, metrics = self.right - self.left, QFontMetrics(self.font)
        text, marks = excerpt(width // max(metrics.averageCharWidth(), 1))
        layout = elided_marked_line(text, self.font, marks, self.theme, width)
        self.painter.setPen(self.quiet)
        top = line.top() + (line.height() - layout.lineAt(0).height()) / 2
        layout.draw(self.painter, QPointF(self.left, top))

    def _aside(self, text: str, line: QRect) -> None:
        if text:
            width = QFontMetrics(small(self.font)).horizontalAdvance(text) + 1
            self._text(self.right - width, self.right, line, small(self.font), text, self.quiet)
            self.right -= width + _GAP

    def _text(
        self,
        left: int,
        right: int,
        line: QRect,
        font: QFont,
        text: str,
        colour: QColor,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> int:
        """Paint an elided text and return where it ends."""
        metrics = QFontMetrics(font)
        elided = metrics.elidedText(text, mode, right - left)
        self.painter.setFont(font)
        self.painter.setPen(colour)
        paint_line(self.painter, QRect(left, line.top(), right - left, line.height()), elided)
        return left + metrics.horizontalAdvance(elided)


def _column_width(metrics: QFontMetrics, samples: Sequence[str]) -> int:
    widest = max(map(metrics.horizontalAdvance, samples), default=0)
    return min(widest + _SLACK, scaled(_MOST_COLUMN)) + _COLUMN_GAP
