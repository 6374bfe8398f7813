"""Completing the name of a member after "@" in the input."""

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QWidget

from qqdesk.domain.contact import Contact, Roster
from qqdesk.gui.composer.chat_input import ChatInput
from qqdesk.gui.contacts.people_index import PeopleIndex
from qqdesk.gui.contacts.pinyin import IndexPreparation
from qqdesk.gui.message_text.mentions import mention_text
from qqdesk.gui.rooms.member_list import MemberList, MemberRow
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.type_size import scaled

_TYPED = re.compile(r"(?<![A-Za-z0-9_.])@([^\s@]{0,30})$")
_MOST_ROWS = 7
_WIDTH = 260
_MARGIN = 4
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class MentionCompletion(QObject):
    """A list above the input while "@" and the beginning of a name stand before the cursor. The input keeps the focus.

    `chosen` are the numbers and names that the user took from the list, the last one first.
    """

    def __init__(
        self, input: ChatInput, members: Callable[[], list[MemberRow]], faces: FaceSource, page: QWidget
    ) -> None:
        super().__init__(page)
        self._input, self._members, self._page = input, members, page
        self.chosen: list[tuple[int, str]] = []
        self._roster = Roster()
        self._index = PeopleIndex(self._roster)
        self._preparation = IndexPreparation(self._index, self)
        self._rows: list[MemberRow] = []
        self._dismissed = -1
        """The position of an "@" for which the user closed the list."""
        self.popup = QFrame(page)
        self.popup.setProperty("role", "overlay")
        self.popup.hide()
        self.view = MemberList(faces, self.tr("Members to mention"))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.popup.setLayout(column(self.view, margins=_MARGIN))
        self.view.clicked.connect(self._choose)
        self.view.selectionModel().currentChanged.connect(self._announce)
        input.cursorPositionChanged.connect(self._follow)
        input.installEventFilter(self)
        self._preparation.grown.connect(self._follow)

    def _typed(self) -> tuple[int, str] | None:
        """Return the position of the "@" before the cursor and the text between them."""
        cursor = self._input.textCursor()
        if cursor.hasSelection() or not self._input.hasFocus():
            return None
        before = cursor.block().text().encode("utf-16-le", "surrogatepass")[: 2 * cursor.positionInBlock()]
        found = _TYPED.search(before.decode("utf-16-le", "surrogatepass"))
        if found is None:
            return None
        return cursor.position() - 1 - len(found[1].encode("utf-16-le", "surrogatepass")) // 2, found[1]

    @Slot()
    def _follow(self) -> None:
        typed = self._typed()
        if typed is None or typed[0] == self._dismissed:
            if typed is None:
                self._dismissed = -1
            self.close()
            return
        if not self.popup.isVisible():
            self._load()
        rows = self._matches(typed[1])
        if rows:
            self._show(rows)
        else:
            self.close()

    def _load(self) -> None:
        """Read the members: the list opens."""
        self._rows = [row for row in self._members() if not row.is_me]
        self._roster.fill(Contact(row.number, row.member.nickname, remark=row.name) for row in self._rows)
        self._index.mark_all_changed()

    def _matches(self, text: str) -> list[MemberRow]:
        if not text:
            return sorted(self._rows, key=lambda row: not row.is_present)
        self._preparation.start()
        found, closeness = self._index.find(text), self._index.closeness(text)
        return sorted((row for row in self._rows if row.number in found), key=lambda row: closeness(row.number))

    # The list

    def _show(self, rows: list[MemberRow]) -> None:
        current = self.view.current_item() if self.popup.isVisible() else None
        self.view.members.set_items(rows)
        place = self.view.members.row_of(current and current.number)
        self.view.setCurrentIndex(self.view.members.index(max(place, 0)))
        height = sum(self.view.sizeHintForRow(row) for row in range(min(len(rows), _MOST_ROWS))) + 2 * _MARGIN + 2
        cursor = self._input.cursorRect().topLeft() + QPoint(self._input.viewport().x(), 0)
        place_below = self._input.mapTo(self._page, cursor)
        width = min(scaled(_WIDTH), self._page.width() - 8)
        top = self._input.mapTo(self._page, QPoint()).y() - height - 2
        left = min(max(place_below.x() - 8, 4), self._page.width() - width - 4)
        self.popup.setGeometry(left, max(top, 4), width, height)
        was_open = self.popup.isVisible()
        self.popup.show()
        self.popup.raise_()
        if not was_open:
            announce(self.view, self.tr("%n members, Up and Down choose, Enter inserts the name", "", len(rows)))

    def close(self) -> None:
        self.popup.hide()

    @Slot(QModelIndex)
    def _announce(self, index: QModelIndex) -> None:
        if index.isValid() and self.popup.isVisible():
            announce(self.view, str(index.data(Qt.ItemDataRole.AccessibleTextRole)))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row, typed = self.view.members.item_at(index), self._typed()
        if row is None or typed is None:
            return
        name = row.member.nickname.strip() or str(row.number)
        self.chosen.insert(0, (row.number, name))
        cursor = self._input.textCursor()
        cursor.setPosition(typed[0], QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(f"{mention_text(name)} ")
        self._input.setTextCursor(cursor)
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.close()
        elif isinstance(event, QKeyEvent) and self.popup.isVisible():
            return self._handle_key(event)
        return False

    def _handle_key(self, event: QKeyEvent) -> bool:
        is_plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not is_plain or event.key() not in (*_MOVES, *_TAKES, Qt.Key.Key_Escape):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            # Esc would close the chat.
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in _MOVES:
            self._move(event)
        elif event.key() in _TAKES:
            self._choose(self.view.currentIndex())
        else:
            typed = self._typed()
            self._dismissed = typed[0] if typed is not None else -1
            self.close()
        return True

    def _move(self, event: QKeyEvent) -> None:
        """Move in the list, from its ends to the other one."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: 1 - _MOST_ROWS}
        count, row = self.view.members.rowCount(), self.view.currentIndex().row()
        wanted = row + step.get(Qt.Key(event.key()), _MOST_ROWS - 1)
        if abs(wanted - row) > 1:
            wanted = min(max(wanted, 0), count - 1)
        self.view.setCurrentIndex(self.view.members.index(wanted % count))
