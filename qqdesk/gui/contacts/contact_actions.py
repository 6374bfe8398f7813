"""Menus and keys of contacts and groups, and the question before a deletion."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication, Qt
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.gui.contacts.contact_menu import ContactMenu
from qqdesk.gui.contacts.contact_view import ContactView
from qqdesk.gui.contacts.group_actions import GroupActions, is_own_group
from qqdesk.gui.contacts.list_source import ROOMS
from qqdesk.gui.contacts.recent_actions import RecentActions
from qqdesk.gui.contacts.room_actions import RoomActions
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, Acts, add_entry, add_keys
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.menus import add_action, add_choices
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.texts import distinct_name
from qqdesk.protocol.commands import DeleteFromList
from qqdesk.protocol.record import Done
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger


class ContactActions(QObject):
    request_sent = Signal(object)  # PendingRequest
    done = Signal(str, object, object)  # sentence, undo, finish or None: see UndoBar.offer
    changed = Signal()  # show the change at once, even if the order is frozen

    def __init__(
        self,
        messenger: Messenger,
        navigator: Navigator,
        view: ContactView,
        recent: RecentActions,
        window: QWidget,
    ) -> None:
        super().__init__(view)
        self._recent = recent
        self._messenger, self._navigator = messenger, navigator
        self._view, self._window = view, window
        self.groups = GroupActions(messenger, view, window)
        self._menu: QMenu | None = None
        self.rooms = RoomActions(messenger, navigator, window)
        self.entries = ContactMenu(messenger, navigator, window)
        self.entries.person.changed.connect(self.changed)
        self.entries.remarked.connect(self._on_remarked)
        self.groups.remark_requested.connect(self.entries.ask_for_remark)
        view.contact_menu_requested.connect(self.open_contact_menu)
        view.group_menu_requested.connect(self.open_group_menu)
        view.drag.people_dropped_onto.connect(self._on_people_dropped_onto)
        view.drag.files_dropped.connect(self._on_files_dropped)
        acts: Acts = {
            Action.COPY_NUMBER: partial(self._act_on_current, self._copy),
            Action.PROFILE: partial(self._act_on_current, self._open_profile),
            Action.HISTORY: partial(self._act_on_current, self._open_history),
            Action.FILES: partial(self._act_on_current, self._open_files),
            Action.DELETE: self._delete_current,
        }
        add_keys(view, acts, Qt.ShortcutContext.WidgetShortcut)

    def _act_on_current(self, act: Callable[[int], object]) -> None:
        if number := self._view.current_number():
            act(number)

    def _new_menu(self) -> QMenu:
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = QMenu(self._view)
        self._menu.aboutToShow.connect(lambda: self._view.freeze.start("menu"))
        self._menu.aboutToHide.connect(lambda: self._view.freeze.stop("menu"))
        return self._menu

    @Slot(object, QPoint)
    def open_contact_menu(self, number: int, place: QPoint) -> None:
        menu, selected = self._new_menu(), self._selected_contacts()
        chosen = self._view.chosen_numbers()
        if self._view.is_recent and number in chosen and len(chosen) > 1:
            self._recent.add_to(menu, chosen)
            menu.popup(place)
            return
        if number in selected and len(selected) > 1:
            menu.addMenu(self._groups_menu(menu, selected))
            delete = self.tr("Delete {count} contacts…").format(count=len(selected))
            add_entry(menu, Action.DELETE, lambda: self._ask_to_delete(selected), delete, role="danger")
        else:
            self._fill_contact_menu(menu, number)
        if self._view.is_recent:
            self._recent.add_to(menu, [number])
        menu.popup(place)

    def _selected_contacts(self) -> list[int]:
        return [one for one in self._view.chosen_numbers() if not self._messenger.roster.get(one).stranger]

    def _fill_contact_menu(self, menu: QMenu, number: int) -> None:
        if self._view.is_room(number):
            self.rooms.add_to(menu, number, in_list=True, has_leave_key=self._has_delete_key)
            return
        contact, chat, navigator = self._messenger.roster.get(number), ConversationId.person(number), self._navigator
        open_chat, open_beside = (
            partial(navigator.open, routes.Chat(chat)),
            partial(navigator.open, routes.NewChatWindow(chat)),
        )
        menu.setDefaultAction(add_entry(menu, Action.OPEN, open_chat))
        add_action(menu, self.tr("Open in a new window"), open_beside, "new-window")
        self.entries.add_to(menu, number, partial(self._groups_menu, numbers=[number]), self._has_delete_key)
        if contact.is_server or (contact.stranger and not contact.blocked):
            remove = partial(self._remove, number)
            add_entry(menu, Action.DELETE, remove, self.tr("Remove from the list"), has_key=self._has_delete_key)

    @property
    def _has_delete_key(self) -> bool:
        """In *Recent* the key hides the row."""
        return not self._view.is_recent

    @Slot(object, QPoint)
    def open_group_menu(self, group: str, place: QPoint) -> None:
        menu = self._new_menu()
        if group == ROOMS:
            add_entry(menu, Action.NEW_ROOM, lambda: self._navigator.open(routes.NewRoom()), icon="plus")
        else:
            self.groups.add_to_menu(menu, group)
        menu.addSeparator()
        self._add_fold_actions(menu)
        menu.popup(place)

    def add_list_actions(self, menu: QMenu) -> None:
        """Add the entries for the whole list."""
        add_action(menu, self.tr("New group…"), lambda: self.groups.ask_for_group(()), "plus")
        self._add_fold_actions(menu)

    def _add_fold_actions(self, menu: QMenu) -> None:
        add_action(menu, self.tr("Collapse all"), lambda: self._view.fold_all(True), "chevron-right")
        add_action(menu, self.tr("Expand all"), lambda: self._view.fold_all(False), "chevron-down")

    def _groups_menu(self, parent: QMenu, numbers: list[int]) -> QMenu:
        menu = QMenu(self.tr("Move to group"), parent)
        put_icon(menu.menuAction(), "users")
        groups = {self._messenger.roster.get(number).group for number in numbers}
        current = groups.pop() if len(groups) == 1 else None
        names = self._messenger.contact_notes.group_names()
        choices = [(name, self._view.title_of_group(name).replace("&", "&&")) for name in names]
        add_choices(menu, choices, current, lambda name: self.groups.move_people(numbers, name or ""))
        menu.addSeparator()
        add_action(menu, self.tr("New group…"), lambda: self.groups.ask_for_group(numbers), "plus")
        return menu

    @Slot(object)
    def _on_remarked(self, number: int) -> None:
        self.changed.emit()
        self._view.choose(number)

    def _open_history(self, number: int) -> None:
        self._navigator.open(routes.History(self._messenger.rooms.conversation(number)))

    def _open_files(self, number: int) -> None:
        self._navigator.open(routes.Files(self._messenger.rooms.conversation(number)))

    def _open_profile(self, number: int) -> None:
        profile = routes.Room if self._view.is_room(number) else routes.Profile
        self._navigator.open(profile(number))

    @Slot(object, object)
    def _on_files_dropped(self, paths: list[Path], number: int) -> None:
        self._navigator.open(routes.Attach(self._messenger.rooms.conversation(number), paths))

    @Slot(object, object)
    def _on_people_dropped_onto(self, people: list[int], number: int) -> None:
        """Add people to a room, or make a new one of them and the contact under the pointer."""
        if self._view.is_room(number):
            self._navigator.open(routes.AddMembers(number, people))
        else:
            self._navigator.open(routes.NewRoom((number, *people)))

    def _copy(self, number: int) -> None:
        QGuiApplication.clipboard().setText(str(number))

    @Slot()
    def _delete_current(self) -> None:
        if self._view.is_recent:
            self._recent.hide(self._view.chosen_numbers())
            return
        group = self._view.group_of_row(self._view.currentIndex())
        number, selected = self._view.current_number(), self._selected_contacts()
        contact = self._messenger.roster.get(number)
        if is_own_group(group) and group is not None:
            self.groups.ask_to_delete(group)
        elif self._view.is_room(number):
            self.rooms.leave_or_refuse(number)
        elif number and not contact.stranger:
            self._ask_to_delete(selected if number in selected else [number])
        elif number and not contact.blocked:
            self._remove(number)

    @Slot(object)
    def ask_to_delete(self, number: int) -> None:
        self._ask_to_delete([number])

    def _ask_to_delete(self, numbers: list[int]) -> None:
        """Ask before deleting: a deletion cannot be undone at the server."""
        contact, count = self._messenger.roster.get(numbers[0]), len(numbers)
        if count > 1:
            question = self.tr("Delete {count} contacts?").format(count=count)
        else:
            name = distinct_name(contact.name, contact.number, self._messenger.roster)
            question = self.tr("Delete {name}?").format(name=name)
        details = self.tr("This removes them from your list. Your messages with them stay on this computer.")
        box = QuestionBox(self._window, self.tr("Delete contact"), question, details, self.tr("Delete"))
        box.confirmed.connect(lambda: self._delete(numbers))
        box.open()

    def _delete(self, numbers: list[int]) -> None:
        """Hide the contacts at once. Delete them at the server when the undo has expired.

        An undo after a deletion at the server would need the contacts' consent again.
        """
        if self._messenger.connection.phase is not ConnectionPhase.CONNECTED:
            self._delete_at_server(numbers)  # fails, and the error is shown
            return
        if len(numbers) == 1:
            text = self.tr("{person} is deleted.").format(person=isolated(self._messenger.roster.get(numbers[0]).name))
        else:
            text = self.tr("{count} contacts are deleted.").format(count=len(numbers))
        self._hide(numbers, text, lambda: self._delete_at_server(numbers))

    def _delete_at_server(self, numbers: list[int]) -> None:
        for number in numbers:
            if self._messenger.roster.get(number).stranger:
                continue  # deleted when the session ended
            pending = self._messenger.request(DeleteFromList(number))
            pending.then(self, self._deletion_ended, self._deletion_ended)
            self.request_sent.emit(pending)

    def _deletion_ended(self, _: Done | Problem) -> None:
        self.changed.emit()

    def _remove(self, number: int) -> None:
        """Hide a stranger until the next message."""
        name = self._messenger.roster.get(number).name
        text = self.tr("{person} is removed from the list.").format(person=isolated(name))
        self._hide([number], text, None)

    def _hide(self, numbers: list[int], text: str, finish: Callable[[], object] | None) -> None:
        def undo() -> None:
            for number in numbers:
                self._messenger.contact_notes.hide(number, hidden=False)
            self.changed.emit()
            self._view.choose(numbers[0])

        for number in numbers:
            self._messenger.mark_read(ConversationId.person(number))
            self._messenger.contact_notes.hide(number)
        self.changed.emit()
        self.done.emit(text, undo, finish)
