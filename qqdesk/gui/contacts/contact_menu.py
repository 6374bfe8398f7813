"""The menu entries for a person, the same in the list and in a chat."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.contact_notes import remark_fault
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.contacts.name_dialog import NameDialog, fault_text
from qqdesk.gui.contacts.person_actions import PersonActions
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.mute_menu import mute_menu
from qqdesk.protocol.limits import MAX_REMARK_CHARS
from qqdesk.worker.messenger import Messenger


def remark_error(text: str) -> str | None:
    fault = remark_fault(text)
    return None if fault is None else fault_text(fault, MAX_REMARK_CHARS)


class ContactMenu(QObject):
    """Questions are shown over `window`."""

    remarked = Signal(object)  # int

    def __init__(self, messenger: Messenger, navigator: Navigator, window: QWidget) -> None:
        super().__init__(window)
        self._messenger, self._navigator, self._window = messenger, navigator, window
        self.person = PersonActions(messenger, window)

    def add_to(
        self, menu: QMenu, number: int, groups: Callable[[QMenu], QMenu] | None = None, has_delete_key: bool = False
    ) -> None:
        """Add the entries to a menu that is built each time it is shown.

        `groups`: for the list, makes the menu of the groups. The list has keys of its own.
        """
        contact, navigator, in_list = self._messenger.roster.get(number), self._navigator, groups is not None
        chat = ConversationId.person(number)
        add_entry(menu, Action.PROFILE, partial(navigator.open, routes.Profile(number)))
        add_entry(menu, Action.HISTORY, partial(navigator.open, routes.History(chat)))
        if not contact.is_server:
            add_entry(menu, Action.FILES, partial(navigator.open, routes.Files(chat)))
        menu.addMenu(mute_menu(self._messenger, chat, menu))
        if contact.is_server:
            return
        menu.addSeparator()
        add_entry(menu, Action.RENAME, partial(self.ask_for_remark, number), self.tr("Remark…"), has_key=in_list)
        if contact.stranger:
            add_action(
                menu, self.tr("Add to contacts"), partial(navigator.open, routes.AddContact(number)), "add-contact"
            )
        elif groups is not None:
            menu.addMenu(groups(menu))
        if not contact.stranger and not contact.blocked:
            menu.addMenu(self.person.watch_menu(menu, number))
        if self._messenger.can_nudge(number):
            notes = self._messenger.contact_notes
            nudges = QAction(self.tr("Nudges from this person"), menu, checkable=True)
            nudges.setChecked(notes.shows_nudges(number))
            nudges.toggled.connect(partial(notes.set_shows_nudges, number))
            menu.addAction(nudges)
        menu.addSeparator()
        self.person.add_block_to(menu, number)
        if not contact.stranger:
            delete = partial(navigator.open, routes.DeleteContact(number))
            add_entry(menu, Action.DELETE, delete, self.tr("Delete contact…"), role="danger", has_key=has_delete_key)

    def ask_for_remark(self, number: int) -> None:
        contact = self._messenger.roster.get(number)
        if contact.is_server:
            return
        own = contact.nickname.strip() or str(number)
        label = self.tr("Your name for {person}, which only you see").format(person=own)
        title, button = self.tr("Remark"), self.tr("Save")
        dialog = NameDialog(title, label, contact.remark, remark_error, self._window, button)
        dialog.edit.setPlaceholderText(own)
        dialog.named.connect(partial(self._set_remark, number))
        dialog.open()

    def _set_remark(self, number: int, text: str) -> None:
        self._messenger.contact_notes.set_remark(number, text)
        self.remarked.emit(number)
