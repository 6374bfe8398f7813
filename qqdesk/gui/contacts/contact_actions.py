"""Menus and keys of contacts and groups, and the question before a deletion."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence, QShortcut, Qt
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.gui.contacts.contact_view import ContactView
from qqdesk.gui.contacts.first_group import first_group_title
from qqdesk.gui.contacts.group_actions import GroupActions, is_own_group
from qqdesk.gui.contacts.person_actions import PersonActions
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.mute_menu import mute_menu
from qqdesk.gui.shared.navigator import Navigator
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.protocol.record import Done
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger


class ContactActions(QObject):
    request_sent = Signal(object)  # PendingRequest
    done = Signal(str, object, object)  # sentence, undo, finish or None: see UndoBar.offer
    changed = Signal()  # show the change at once, even if the order is frozen
    card_requested = Signal()  # for the current contact

    def __init__(self, messenger: Messenger, navigator: Navigator, view: ContactView, window: QWidget) -> None:
        super().__init__(view)
        self._messenger, self._navigator = messenger, navigator
        self._view, self._window = view, window
        self.groups = GroupActions(messenger, view, window)
        self._number = 0  # of the open menu or question
        self._numbers: list[int] = []  # all selected contacts, if several
        self._menu: QMenu | None = None
        self._person = PersonActions(messenger, window)
        self._person.changed.connect(self.changed)
        view.contact_menu_requested.connect(self.open_contact_menu)
        view.group_menu_requested.connect(self.open_group_menu)
        for keys, act in (
            ("Delete", self._delete_current),
            ("Ctrl+C", self._copy_current),
            ("Ctrl+I", self._profile),
            ("Ctrl+H", self._history),
        ):
            shortcut = QShortcut(QKeySequence(keys), view, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _new_menu(self) -> QMenu:
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = QMenu(self._view)
        self._menu.aboutToShow.connect(self._on_menu_shown)
        self._menu.aboutToHide.connect(self._on_menu_hidden)
        return self._menu

    @Slot()
    def _on_menu_shown(self) -> None:
        self._view.freeze.start("menu")

    @Slot()
    def _on_menu_hidden(self) -> None:
        self._view.freeze.stop("menu")

    @Slot(object, QPoint)
    def open_contact_menu(self, number: int, place: QPoint) -> None:
        self._number, self._numbers = number, [number]
        menu = self._new_menu()
        chosen = [one for one in self._view.chosen_numbers() if not self._messenger.roster.get(one).stranger]
        if number in chosen and len(chosen) > 1:
            self._numbers = chosen
            menu.addMenu(self._groups_menu(menu, number))
            delete = self.tr("Delete {count} contacts…").format(count=len(chosen))
            add_action(menu, delete, self.ask_to_delete, "trash", "Del", "danger")
            menu.popup(place)
            return
        contact = self._messenger.roster.get(number)
        first = add_action(menu, self.tr("Send message"), self._chat, "chat", "Enter")
        menu.setDefaultAction(first)
        add_action(menu, self.tr("View profile"), self._profile_of_menu, "user", "Ctrl+I")
        add_action(menu, self.tr("Show card"), self._show_card, "info", "Ctrl+Space")
        add_action(menu, self.tr("Message history"), self._history_of_menu, "history", "Ctrl+H")
        add_action(menu, self.tr("Copy number"), self._copy, "copy", "Ctrl+C")
        menu.addMenu(mute_menu(self._messenger, ConversationId.person(number), menu))
        if contact.is_server:
            menu.addSeparator()
            self._add_removal(menu)
            menu.popup(place)
            return
        menu.addSeparator()
        add_action(menu, self.tr("Remark name…"), self._remark, "edit", "F2")
        if contact.stranger:
            add_action(menu, self.tr("Add to contacts…"), self._add, "add-contact")
            self._person.add_to(menu, number)
            if not contact.blocked:
                self._add_removal(menu)
        else:
            self._person.add_to(menu, number)
            menu.addMenu(self._groups_menu(menu, number))
            add_action(menu, self.tr("Delete contact…"), self.ask_to_delete, "trash", "Del", "danger")
        menu.popup(place)

    def _add_removal(self, menu: QMenu) -> None:
        add_action(menu, self.tr("Remove from the list"), self._remove, "trash", "Del")

    @Slot(object, QPoint)
    def open_group_menu(self, group: str, place: QPoint) -> None:
        self._number, self._numbers = 0, []
        menu = self._new_menu()
        self.groups.add_to_menu(menu, group)
        menu.addSeparator()
        add_action(menu, self.tr("Collapse all"), self._fold_all, "chevron-right")
        add_action(menu, self.tr("Expand all"), self._open_all, "chevron-down")
        menu.popup(place)

    def _groups_menu(self, parent: QMenu, number: int) -> QMenu:
        menu = QMenu(self.tr("Move to group"), parent)
        put_icon(menu.menuAction(), "users")
        current = self._messenger.roster.get(number).group
        group = QActionGroup(menu)
        for name in self._messenger.contact_notes.group_names():
            action = QAction((name or first_group_title(self._messenger.invitations.place)).replace("&", "&&"), group)
            action.setCheckable(True)
            action.setChecked(name == current)
            action.setData(name)
            menu.addAction(action)
        group.triggered.connect(self._move)
        menu.addSeparator()
        add_action(menu, self.tr("New group…"), self.ask_for_group, "plus")
        return menu

    @Slot()
    def _chat(self) -> None:
        self._navigator.open_chat(ConversationId.person(self._number))

    @Slot()
    def _add(self) -> None:
        self._navigator.add_contact(self._number)

    @Slot()
    def _profile_of_menu(self) -> None:
        self._navigator.open_profile(self._number)

    @Slot()
    def _profile(self) -> None:
        if self._view.current_number():
            self._navigator.open_profile(self._view.current_number())

    @Slot()
    def _history_of_menu(self) -> None:
        self._navigator.open_history(ConversationId.person(self._number))

    @Slot()
    def _history(self) -> None:
        if number := self._view.current_number():
            self._navigator.open_history(ConversationId.person(number))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._number))

    @Slot()
    def _copy_current(self) -> None:
        self._number = self._view.current_number()
        if self._number:
            self._copy()

    @Slot()
    def _delete_current(self) -> None:
        group = self._view.group_of_row(self._view.currentIndex())
        chosen = [one for one in self._view.chosen_numbers() if not self._messenger.roster.get(one).stranger]
        self._number = self._view.current_number()
        self._numbers = chosen if self._number in chosen else [self._number]
        if is_own_group(group) and group is not None:
            self.groups.ask_to_delete(group)
        elif self._number and not self._messenger.roster.get(self._number).stranger:
            self.ask_to_delete()
        elif self._number and not self._messenger.roster.get(self._number).blocked:
            self._remove()

    @Slot(QAction)
    def _move(self, action: QAction) -> None:
        self.groups.move_people(self._numbers, action.data())

    @Slot()
    def _show_card(self) -> None:
        self._view.choose_number(self._number)
        QTimer.singleShot(0, self, self.card_requested.emit)  # after the focus is back in the list

    @Slot()
    def _remark(self) -> None:
        self.groups.ask_for_remark(self._number)

    @Slot()
    def _fold_all(self) -> None:
        self._view.fold_all(True)

    @Slot()
    def _open_all(self) -> None:
        self._view.fold_all(False)

    @Slot()
    def ask_for_group(self) -> None:
        self.groups.ask_for_group(self._numbers)

    @Slot(object)
    def ask_about(self, number: int) -> None:
        """Ask for another window."""
        self._number, self._numbers = number, [number]
        self.ask_to_delete()

    @Slot()
    def ask_to_delete(self) -> None:
        """Ask before deleting: a deletion cannot be undone at the server."""
        contact, count = self._messenger.roster.get(self._number), len(self._numbers)
        if count > 1:
            question = self.tr("Delete {count} contacts?").format(count=count)
        else:
            question = self.tr("Delete {name} ({number})?").format(name=isolated(contact.name), number=contact.number)
        details = self.tr("They leave your list. What you wrote to each other stays on this computer.")
        box = QuestionBox(self._window, self.tr("Delete contact"), question, details, self.tr("Delete"))
        box.confirmed.connect(self._delete)
        box.open()

    @Slot()
    def _delete(self) -> None:
        """Hide the contacts at once. Delete them at the server when the undo has expired.

        An undo after a deletion at the server would need the contacts' consent again.
        """
        numbers = list(self._numbers)
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
            pending = self._messenger.delete_contact(number)
            pending.then(self, self._deletion_ended, self._deletion_ended)
            self.request_sent.emit(pending)

    def _deletion_ended(self, _: Done | Problem) -> None:
        self.changed.emit()

    @Slot()
    def _remove(self) -> None:
        """Hide a stranger until the next message."""
        name = self._messenger.roster.get(self._number).name
        text = self.tr("{person} is removed from the list.").format(person=isolated(name))
        self._hide([self._number], text, None)

    def _hide(self, numbers: list[int], text: str, finish: Callable[[], object] | None) -> None:
        def undo() -> None:
            for number in numbers:
                self._messenger.hide_contact(number, hidden=False)
            self.changed.emit()
            self._view.choose_number(numbers[0])

        for number in numbers:
            self._messenger.hide_contact(number)
        self.changed.emit()
        self.done.emit(text, undo, finish)
