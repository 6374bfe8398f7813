"""Actions on recent conversations: pinning them on top, and hiding them until the next message."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from qqdesk.gui.contacts.contact_view import ContactView
from qqdesk.gui.contacts.recent_list import RecentList
from qqdesk.gui.kit.action import Action, add_entry, add_keys
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.menus import refuse


class RecentActions(QObject):
    """They act only while the list shows the recent conversations."""

    changed = Signal()  # show the change at once, even if the order is frozen
    done = Signal(str, object, object)  # sentence, undo, None: see UndoBar.offer

    def __init__(self, recent: RecentList, view: ContactView) -> None:
        super().__init__(view)
        self._recent, self._view = recent, view
        add_keys(view, {Action.PIN: self._pin_chosen}, Qt.ShortcutContext.WidgetShortcut)

    def add_to(self, menu: QMenu, numbers: Sequence[int]) -> None:
        """Add the entries before the first separator of a menu of these people and rooms."""
        before = next((action for action in menu.actions() if action.isSeparator()), QAction(menu))
        text = self.tr("Unpin") if self._are_pinned(numbers) else self.tr("Pin on top")
        menu.insertAction(before, add_entry(menu, Action.PIN, partial(self._pin, numbers), text))
        hide = add_entry(menu, Action.DELETE, partial(self.hide, numbers), self.tr("Hide from Recent"), "eye-off")
        refuse(hide, "" if self._hideable(numbers) else self.tr("not read yet"))
        menu.insertAction(before, hide)

    def _pin_chosen(self) -> None:
        if self._view.is_recent:
            self._pin(self._view.chosen_numbers())

    def _are_pinned(self, numbers: Sequence[int]) -> bool:
        pinned = self._recent.pinned()
        return all(self._view.conversation_of(number) in pinned for number in numbers)

    def _pin(self, numbers: Sequence[int]) -> None:
        """Pin these, or unpin them if all are pinned."""
        self._recent.set_pinned(map(self._view.conversation_of, numbers), not self._are_pinned(numbers))
        self.changed.emit()

    def _hideable(self, numbers: Sequence[int]) -> list[int]:
        return [number for number in numbers if self._recent.may_hide(self._view.conversation_of(number))]

    def hide(self, numbers: Sequence[int]) -> None:
        """Hide conversations without unread messages until their next message, and unpin them."""
        numbers = self._hideable(numbers)
        conversations = [self._view.conversation_of(number) for number in numbers]
        pinned = self._recent.pinned().intersection(conversations)
        if not conversations:
            return
        if len(numbers) == 1:
            sentence = self.tr("{name} is hidden until the next message.")
            text = sentence.format(name=isolated(self._view.contact_with_group(numbers[0])[0].name))
        else:
            sentence = self.tr("{count} conversations are hidden until their next message.")
            text = sentence.format(count=len(numbers))

        def undo() -> None:
            self._recent.set_hidden(conversations, False)
            self._recent.set_pinned(pinned, True)
            self.changed.emit()

        self._recent.set_hidden(conversations, True)
        self._recent.set_pinned(pinned, False)
        self.changed.emit()
        self.done.emit(text, undo, None)
