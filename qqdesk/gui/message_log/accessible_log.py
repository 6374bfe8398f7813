"""A log as screen readers have it: a list with a row for each message, and what floats over them.

Qt holds what is handed to it here, and does not notice when Python gives it up: it would ask what is gone. So the part
of a row is kept, by the signal that tells of its log's end, until it was taken from Qt. What Qt has for the log itself
it gives up with the widget.
"""

import weakref
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.log_rows import Entry

if TYPE_CHECKING:
    from qqdesk.gui.message_log.accessible_view import SpokenLog

_Kept = dict[str | Entry, tuple["AccessibleRow", int]]


class AccessibleRow(QAccessibleInterface):
    """One row: its words, where it is, whether the keyboard is at it."""

    def __init__(self, log: "SpokenLog", entry: Entry) -> None:
        super().__init__()
        self._log = weakref.ref(log)
        self._entry = entry

    def log(self) -> "SpokenLog | None":
        log = self._log()
        return log if log is not None and shiboken6.isValid(log) else None

    def row(self) -> int | None:
        log = self.log()
        return log.rows.row_of(self._entry) if log is not None else None

    def isValid(self) -> bool:
        return self.row() is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        log = self.log()
        return QAccessible.queryAccessibleInterface(log) if log is not None else None

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def rect(self) -> QRect:
        log, row = self.log(), self.row()
        return log.rect_on_screen(row) if log is not None and row is not None else QRect()

    def text(self, kind: QAccessible.Text) -> str:
        log, row = self.log(), self.row()
        if log is None or row is None:
            return ""
        if kind == QAccessible.Text.Name:
            return log.sentence(log.rows[row])
        return log.words_above(row) if kind == QAccessible.Text.Description else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be changed."""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        log, row = self.log(), self.row()
        if log is None or row is None:
            states = {"invalid": True}
        else:
            states = {
                "focusable": True,
                "selectable": True,
                "readOnly": True,
                "multiLine": True,
                "invisible": not log.isVisible(),
                "offscreen": row not in log.visible_rows(),
                "focused": row == log.current_row(),
                "selected": log.is_selected(row),
            }
        for name, holds in states.items():
            setattr(state, name, holds)
        return state


class AccessibleRows:
    """The parts of the rows that somebody asked for; no others are made."""

    def __init__(self, log: "SpokenLog") -> None:
        self._log = weakref.ref(log)
        self._kept: _Kept = {}
        log.destroyed.connect(partial(_give_up, self._kept))

    def part(self, row: int) -> AccessibleRow | None:
        log = self._log()
        if log is None or not 0 <= row < len(log.rows):
            return None
        entry = log.rows[row]
        key = _key(entry)
        if key not in self._kept:
            made = AccessibleRow(log, entry)
            self._kept[key] = made, QAccessible.registerAccessibleInterface(made)
        return self._kept[key][0]

    def __contains__(self, entry: Entry) -> bool:
        return _key(entry) in self._kept

    def drop(self, entry: Entry) -> None:
        """Its row is about to go."""
        found = self._kept.pop(_key(entry), None)
        if found is not None:
            QAccessible.deleteAccessibleInterface(found[1])

    def clear(self) -> None:
        _give_up(self._kept)


def _give_up(kept: _Kept, gone: object = None) -> None:
    while kept:
        _, (_, number) = kept.popitem()
        QAccessible.deleteAccessibleInterface(number)


def _key(entry: Entry) -> str | Entry:
    """Return what stays the same while the message's delivery changes."""
    return entry.id if isinstance(entry, Message) else entry


class AccessibleLog(QAccessibleWidget):
    """The list. Its children are the rows, and after them the widgets that are over them."""

    def __init__(self, log: "SpokenLog") -> None:
        super().__init__(log, QAccessible.Role.List)
        self._log = weakref.ref(log)

    def _rows(self) -> int:
        log = self._log()
        return len(log.rows) if log is not None else 0

    def _over(self) -> list[QWidget]:
        log = self._log()
        return [widget for widget in log.over_rows() if widget.isVisible()] if log is not None else []

    def childCount(self) -> int:
        return self._rows() + len(self._over())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        log, over = self._log(), index - self._rows()
        if log is None or index < 0:
            return None
        if over < 0:
            return log.parts.part(index)
        widgets = self._over()
        return QAccessible.queryAccessibleInterface(widgets[over]) if over < len(widgets) else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        log = self._log()
        if log is None:
            return None
        for number, widget in enumerate(self._over()):
            if widget.rect().contains(widget.mapFromGlobal(QPoint(x, y))):
                return self.child(self._rows() + number)
        for row in log.visible_rows():
            if log.rect_on_screen(row).contains(x, y):
                return log.parts.part(row)
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, AccessibleRow):
            row = child.row()
            return row if row is not None else -1
        widget, over = child.object(), self._over()
        return self._rows() + over.index(widget) if widget in over else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        log = self._log()
        row = log.current_row() if log is not None else None
        return log.parts.part(row) if log is not None and row is not None else None
