"""The members of a room as a list with headings: its model, its delegate and its view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qqdesk.domain.room import Member
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.person_list import DialogListView, Index, paint_row_background
from qqdesk.gui.shared.presence_mark import paint_status, status_text
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import line_room
from qqdesk.protocol.codes import Status
from qqdesk.protocol.room_commands import RoomRole
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.mutes import now_ms

_FACE, _DOT, _STAR = 24, 9, 16
_AROUND, _AROUND_HEADING = 7, 5
_SIDE, _GAP = 12, 8


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the list shows it. `name` is my remark for the person, else the nickname."""

    member: Member
    name: str
    is_me: bool = False

    @property
    def number(self) -> int:
        return self.member.number

    @property
    def is_present(self) -> bool:
        return self.member.is_present

    @property
    def is_silent(self) -> bool:
        """Whether the member may not write for some time."""
        return self.member.silent_until > now_ms()


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    count: int


class MemberRole(IntEnum):
    ROW = Qt.ItemDataRole.UserRole + 1
    """A MemberRow or a Heading."""


def member_rows(messenger: Messenger, members: Sequence[Member]) -> list[MemberRow]:
    """Return the members by name. My contacts have my remarks, and the face and presence of the contact list.

    Without a connection all members are offline.
    """
    names, rows = NameOrder(), []
    for member in members:
        is_me = member.number == messenger.me.number
        if is_me:
            me = messenger.me
            shown = replace(member, nickname=me.nickname, face=me.face, status=me.shown_status)
            rows.append(MemberRow(shown, messenger.me.name, is_me))
            continue
        contact = messenger.roster.get(member.number)
        shown = member if contact.stranger else replace(member, face=contact.face, status=contact.status)
        rows.append(MemberRow(shown, contact.remark or member.nickname.strip() or contact.name))
    if messenger.connection.phase is not ConnectionPhase.CONNECTED:
        rows = [replace(row, member=replace(row.member, status=Status.OFFLINE)) for row in rows]
    names.learn(row.name for row in rows)
    return sorted(rows, key=lambda row: (names.rank(row.name), row.number))


class MemberListModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[MemberRow | Heading] = []

    def set_sections(self, sections: Sequence[tuple[str, Sequence[MemberRow]]]) -> None:
        """Show titles, each with its rows. A section without rows is left out."""
        rows: list[MemberRow | Heading] = []
        for title, members in sections:
            if members:
                rows += [Heading(title, len(members)), *members]
        self.set_rows(rows)

    def set_rows(self, rows: Sequence[MemberRow | Heading]) -> None:
        rows = list(rows)
        if rows == self._rows:
            return
        if len(rows) == len(self._rows) and list(map(_key, rows)) == list(map(_key, self._rows)):
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def show_presence(self, rows: Sequence[MemberRow]) -> None:
        """Show the members who are here, then those who are offline."""
        here = [row for row in rows if row.is_present]
        away = [row for row in rows if not row.is_present]
        self.set_sections([(self.tr("Here"), here), (self.tr("Offline"), away)])

    def row_at(self, index: Index) -> MemberRow | None:
        """Return the member of a row, None for a heading."""
        found = self._rows[index.row()] if index.isValid() else None
        return found if isinstance(found, MemberRow) else None

    def place_of(self, number: int) -> int:
        """Return the row of a member, or -1."""
        places = (place for place, row in enumerate(self._rows) if isinstance(row, MemberRow) and row.number == number)
        return next(places, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) if self.row_at(index) is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name if isinstance(row, MemberRow) else row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._accessible_text(row)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._accessible_text(row))
            case MemberRole.ROW:
                return row
        return None

    def _accessible_text(self, row: MemberRow | Heading) -> str:
        if isinstance(row, Heading):
            return f"{row.title}, {row.count}"
        parts = [row.name, status_text(row.member.status)]
        if row.is_me:
            parts.append(self.tr("you"))
        if row.member.role is RoomRole.ADMIN:
            parts.append(self.tr("keeper of the room"))
        if row.is_silent:
            parts.append(self.tr("may not write"))
        return ", ".join(parts)


def _key(row: MemberRow | Heading) -> int | str:
    return row.number if isinstance(row, MemberRow) else row.title


class MemberDelegate(QStyledItemDelegate):
    """A small face with its presence, a name, and a star for a keeper."""

    room_at_right = 0
    """Kept free by the name, in logical pixels."""

    def __init__(self, faces: FaceSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._faces = faces

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if isinstance(index.data(MemberRole.ROW), Heading):
            return QSize(120, line_room(small(option.font)) + 2 * _AROUND_HEADING)
        return QSize(120, line_room(option.font) + 2 * _AROUND)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, theme, view = index.data(MemberRole.ROW), current_theme(), option.widget
        rect = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, MemberRow):
            state = option.state
            paint_row_background(painter, QRectF(rect).adjusted(4, 1, -4, -1), state, theme)
            selected = bool(state & QStyle.StateFlag.State_Selected)
            hovered = bool(state & QStyle.StateFlag.State_MouseOver)
            plain = theme.window if option.widget.property("role") == "side" else theme.surface
            ground = theme.selection if selected else theme.hover if hovered else plain
            self._paint_member(painter, rect, option.font, row, theme, ground, view.devicePixelRatioF())
        else:
            _paint_heading(painter, rect, option.font, row, theme)
        painter.restore()

    def _paint_member(
        self, painter: QPainter, rect: QRect, font: QFont, row: MemberRow, theme: Theme, ground: QColor, ratio: float
    ) -> None:
        face = QRect(rect.left() + _SIDE, rect.center().y() + 1 - _FACE // 2, _FACE, _FACE)
        picture = self._faces.pixmap(row.member.face, _FACE, ratio, grey=not row.is_present, owner=row.member.number)
        painter.drawPixmap(face.topLeft(), picture)
        if row.is_present:
            dot = QRectF(face.right() - _DOT + 3, face.bottom() - _DOT + 3, _DOT, _DOT)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawEllipse(dot.adjusted(-1.5, -1.5, 1.5, 1.5))
            paint_status(painter, dot, row.member.status, theme)
        right = rect.right() - _SIDE - self.room_at_right
        for icon, colour, shown in (
            ("star", theme.away, row.member.role is RoomRole.ADMIN),
            ("eye-off", theme.secondary, row.is_silent),
        ):
            if shown:
                right -= _STAR
                painter.drawPixmap(right, rect.center().y() + 1 - _STAR // 2, icon_pixmap(icon, _STAR, ratio, colour))
                right -= _GAP
        left = face.right() + 1 + _SIDE
        after = self.tr("(you)") if row.is_me else ""
        after_width = QFontMetrics(small(font)).horizontalAdvance(after) + 4 if after else 0
        metrics = QFontMetrics(font)
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, right - left - after_width)
        painter.setFont(font)
        painter.setPen(theme.text if row.is_present else theme.secondary)
        paint_line(painter, QRect(left, rect.top(), right - left, rect.height()), name)
        if after:
            left += metrics.horizontalAdvance(name) + 4
            painter.setFont(small(font))
            painter.setPen(theme.secondary)
            paint_line(painter, QRect(left, rect.top(), right - left, rect.height()), after)


def _paint_heading(painter: QPainter, rect: QRect, font: QFont, heading: Heading, theme: Theme) -> None:
    painter.setFont(semibold(small(font)))
    painter.setPen(theme.secondary)
    paint_line(painter, rect.adjusted(_SIDE, 0, -_SIDE, 0), heading.title)
    painter.setFont(small(font))
    count = str(heading.count)
    width = QFontMetrics(small(font)).horizontalAdvance(count)
    paint_line(painter, rect.adjusted(rect.width() - width - _SIDE, 0, -_SIDE, 0), count)


class MemberList(DialogListView):
    """Emits `activated` for Enter and a double click. The rows of headings cannot be chosen."""

    def __init__(self, faces: FaceSource, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.members = MemberListModel(self)
        self.setModel(self.members)
        self.setItemDelegate(MemberDelegate(faces, self))
        self.setUniformItemSizes(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Return the row that a key moves to. Home goes to the first member, not to the heading above."""
        found = super().moveCursor(action, modifiers)
        if action is QAbstractItemView.CursorAction.MoveHome and self.members.row_at(found) is None:
            return self.members.index(found.row() + 1)
        return found

    def show_rows(self, show: Callable[[MemberListModel], None]) -> None:
        """Change the rows, keeping the current member."""
        current = self.current_member()
        show(self.members)
        self.viewport().update()  # an equal row may have another picture
        place = self.members.place_of(current.number) if current is not None else -1
        if place >= 0:
            self.setCurrentIndex(self.members.index(place))

    def current_member(self) -> MemberRow | None:
        return self.members.row_at(self.currentIndex())
