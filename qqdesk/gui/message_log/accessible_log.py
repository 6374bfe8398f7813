"""The log for screen readers: a list with an item for each row, and the widgets above it.

Qt keeps the interfaces that it is given, and does not notice when Python deletes one; it would then call a dead object.
So the interface of a row is kept until it has been deleted in Qt, at the latest when its widget is destroyed. Qt itself
deletes the interface of the list together with the widget.
"""

import weakref
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from qqdesk.domain.body import File, Recalled, Removed, RoomEvent
from qqdesk.domain.message import Message
from qqdesk.gui.message_log.block import can_be_acted_on
from qqdesk.gui.message_log.log_rows import Entry
from qqdesk.gui.message_log.log_scroller import LogScroller
from qqdesk.gui.message_log.log_texts import edited_text, event_text, new_text, people_text, recalled_text, removed_text
from qqdesk.gui.message_log.message_actions import MessageActions
from qqdesk.gui.message_log.quote_part import quoted_text
from qqdesk.gui.message_log.quoted_messages import QuotedMessages
from qqdesk.gui.message_log.reaction_chips import grouped
from qqdesk.gui.message_log.read_face import read_text
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_texts import file_sentence
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.texts import clock_text, day_text, delivery_text

_Kept = dict[str | Entry, tuple["AccessibleRow", int]]


class AccessibleRow(QAccessibleInterface):
    """One row: a list item with a sentence, a place on the screen and a state."""

    def __init__(self, view: "AccessibleView", entry: Entry) -> None:
        super().__init__()
        self._view = weakref.ref(view)
        self._entry = entry

    def _alive(self) -> "AccessibleView | None":
        view = self._view()
        return view if view is not None and shiboken6.isValid(view.area) else None

    def row(self) -> int | None:
        view = self._alive()
        return view.contents.rows.row_of(self._entry) if view is not None else None

    def isValid(self) -> bool:
        return self.row() is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self._alive()
        return QAccessible.queryAccessibleInterface(view.area) if view is not None else None

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
        view, row = self._alive(), self.row()
        return view.rect_on_screen(row) if view is not None and row is not None else QRect()

    def text(self, kind: QAccessible.Text) -> str:
        view, row = self._alive(), self.row()
        if view is None or row is None:
            return ""
        if kind == QAccessible.Text.Name:
            return view.sentence(view.contents.rows[row])
        return view.description(row) if kind == QAccessible.Text.Description else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Ignore it: rows cannot be edited."""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        view, row = self._alive(), self.row()
        if view is None or row is None:
            states = {"invalid": True}
        else:
            states = {
                "focusable": True,
                "selectable": True,
                "readOnly": True,
                "multiLine": True,
                "invisible": not view.area.isVisible() or view.contents.rows.is_hidden(row),
                "offscreen": row not in view.contents.visible_rows(),
                "focused": row == view.contents.current_row(),
                "selected": row in view.contents.selection.rows(),
            }
        for name, holds in states.items():
            setattr(state, name, holds)
        return state


class AccessibleRows:
    """The interfaces of the rows, made on demand."""

    def __init__(self, view: "AccessibleView") -> None:
        self._view = weakref.ref(view)
        self._kept: _Kept = {}
        view.area.destroyed.connect(partial(_delete_all, self._kept))

    def row(self, row: int) -> AccessibleRow | None:
        view = self._view()
        if view is None or not 0 <= row < len(view.contents.rows):
            return None
        entry = view.contents.rows[row]
        key = _key(entry)
        if key not in self._kept:
            made = AccessibleRow(view, entry)
            self._kept[key] = made, QAccessible.registerAccessibleInterface(made)
        return self._kept[key][0]

    def __contains__(self, entry: Entry) -> bool:
        return _key(entry) in self._kept

    def drop(self, entry: Entry) -> None:
        """Delete the interface of an entry whose row is about to be removed."""
        found = self._kept.pop(_key(entry), None)
        if found is not None:
            QAccessible.deleteAccessibleInterface(found[1])

    def clear(self) -> None:
        _delete_all(self._kept)


def _delete_all(kept: _Kept, widget: object = None) -> None:
    while kept:
        _, (_, number) = kept.popitem()
        QAccessible.deleteAccessibleInterface(number)


def _key(entry: Entry) -> str | Entry:
    """Return a key that does not change with the delivery state."""
    return entry.id if isinstance(entry, Message) else entry


class AccessibleLog(QAccessibleWidget):
    """The list. Its children are the rows, then the visible widgets above them."""

    def __init__(self, widget: QWidget, view: "AccessibleView") -> None:
        super().__init__(widget, QAccessible.Role.List)
        self._view = weakref.ref(view)

    def _row_count(self) -> int:
        view = self._view()
        return len(view.contents.rows) if view is not None else 0

    def _floating(self) -> list[QWidget]:
        view = self._view()
        return [widget for widget in view.floating if widget.isVisible()] if view is not None else []

    def childCount(self) -> int:
        return self._row_count() + len(self._floating())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        view, number = self._view(), index - self._row_count()
        if view is None or index < 0:
            return None
        if number < 0:
            return view.rows.row(index)
        widgets = self._floating()
        return QAccessible.queryAccessibleInterface(widgets[number]) if number < len(widgets) else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self._view()
        if view is None:
            return None
        for number, widget in enumerate(self._floating()):
            if widget.rect().contains(widget.mapFromGlobal(QPoint(x, y))):
                return self.child(self._row_count() + number)
        for row in view.contents.visible_rows():
            if view.rect_on_screen(row).contains(x, y):
                return view.rows.row(row)
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, AccessibleRow):
            row = child.row()
            return row if row is not None else -1
        widget, floating = child.object(), self._floating()
        return self._row_count() + floating.index(widget) if widget in floating else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self._view()
        row = view.contents.current_row() if view is not None else None
        return view.rows.row(row) if view is not None and row is not None else None


class AccessibleView(QObject):
    """Notifies screen readers of changes in the rows, the focus and the selection."""

    def __init__(self, scroller: LogScroller, actions: MessageActions, quotes: QuotedMessages) -> None:
        super().__init__(scroller.area)
        self.area, self.contents = scroller.area, scroller.contents
        self._actions, self._quotes = actions, quotes
        self.floating: list[QWidget] = []
        """The widgets above the rows."""
        self.rows = AccessibleRows(self)
        self._focus_timer = QTimer(self, singleShot=True, interval=0)
        self._focus_timer.timeout.connect(self._notify_focus)

    # Rows

    def row_added(self, row: int) -> None:
        self._notify(row, QAccessible.Event.ObjectCreated)

    def row_changed(self, row: int) -> None:
        if self.contents.rows[row] in self.rows:
            self._notify(row, QAccessible.Event.NameChanged)

    def drop_rows(self, rows: list[int]) -> None:
        """Call this before the rows are removed."""
        for row in rows:
            self._drop_row(row)

    def _drop_row(self, row: int) -> None:
        entry = self.contents.rows[row]
        interface = self.rows.row(row) if entry in self.rows else None
        if interface is not None and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(interface, QAccessible.Event.ObjectDestroyed))
        self.rows.drop(entry)

    def _notify(self, row: int, kind: QAccessible.Event) -> None:
        if QAccessible.isActive():
            event = QAccessibleEvent(self.area, kind)
            event.setChild(row)
            QAccessible.updateAccessibility(event)

    def rect_on_screen(self, row: int) -> QRect:
        """Return the visible part of a row in pixels of the screen; empty if the row is not visible."""
        visible, view = self.contents.layout.visible.find(row), self.area.viewport()
        if visible is None:
            return QRect()
        area = QRect(0, visible.top, view.width(), visible.height).intersected(view.rect())
        return QRect(view.mapToGlobal(area.topLeft()), area.size()) if not area.isEmpty() else QRect()

    # Texts

    def announce(self, entry: Entry) -> None:
        announce(self.area, self.sentence(entry))

    def sentence(self, entry: Entry) -> str:
        """Return a row as a screen reader says it."""
        if not isinstance(entry, Message):
            return entry.text
        if isinstance(entry.body, Removed):
            return removed_text(entry.body)
        if isinstance(entry.body, RoomEvent):
            row = self.contents.rows.find(entry.id)
            is_first = row is not None and not self.contents.rows.is_hidden(row)
            run = self.contents.rows.marks(row).run if row is not None and is_first else ()
            return event_text(entry.body, entry.sender, run, self.contents.blocks)
        if isinstance(entry.body, Recalled):
            return recalled_text(entry.body, entry.sender, self.contents.blocks)
        state = self._actions.state_text(entry) if can_be_acted_on(entry) else delivery_text(entry.delivery)
        mention = self.tr("mentions you") if entry.mentions(self.contents.blocks.me) else ""
        text = entry.text
        if isinstance(entry.body, File):
            text = file_sentence(entry.body, self._actions.files.transfer(entry.body.info.id))
        name, edited = self.contents.blocks.name(entry.sender), edited_text() if entry.is_edited else ""
        parts = (name, clock_text(entry.time), mention, self._answered(entry), text, edited, state)
        return ", ".join(part for part in (*parts, *self._reactions(entry), self._readers(entry)) if part)

    def _answered(self, reply: Message) -> str:
        """Return which message this one answers, "" if it is no reply."""
        if reply.reply_to is None:
            return ""
        found, is_known = self._quotes.quoted(reply)
        text = quoted_text(found, is_known=is_known)
        name = isolated(self.contents.blocks.name(reply.reply_to.author))
        return self.tr("in reply to {name}: {text}").format(name=name, text=isolated(text))

    def _reactions(self, message: Message) -> list[str]:
        """Return each reaction with its people."""
        names = self.contents.blocks
        sentence = self.tr("{emoji} from {people}")
        return [
            sentence.format(emoji=emoji, people=people_text(people, names))
            for emoji, people in grouped(message.reactions).items()
        ]

    def _readers(self, message: Message) -> str:
        id, readers = self.contents.rows.read
        return read_text(readers, in_room=message.conversation.is_room) if message.id == id else ""

    def description(self, row: int) -> str:
        """Return what is drawn above a row: the day, and the "new" line."""
        marks = self.contents.rows.marks(row)
        day = day_text(self.contents.rows[row].time) if marks.day is not None else ""
        return ", ".join(part for part in (day, new_text(marks.new) if marks.new else "") if part)

    # Focus and selection

    def focus_moved(self) -> None:
        """Notify later: Qt itself reports the whole list when it gets the focus, and the last report counts."""
        if QAccessible.isActive():
            self._focus_timer.start()

    @Slot()
    def _notify_focus(self) -> None:
        row = self.contents.current_row()
        if row is not None:
            self._notify(row, QAccessible.Event.Focus)

    def selection_changed(self) -> None:
        if QAccessible.isActive():
            count = len(self.contents.selection.pieces())
            announce(self.area, self.tr("%n messages are selected", "", count))
