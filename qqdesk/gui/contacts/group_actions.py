"""Actions on contact groups and their members, each with an undo."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QMenu, QWidget

from qqdesk.domain.contact_notes import clean_name
from qqdesk.gui.contacts.contact_rows import PROGRAM_GROUPS
from qqdesk.gui.contacts.contact_view import ContactView
from qqdesk.gui.contacts.name_dialog import NameDialog, fault_text
from qqdesk.gui.kit.action import Action, add_entry, add_keys
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.limits import MAX_GROUP_CHARS
from qqdesk.worker.messenger import Messenger


def is_own_group(group: str | None) -> bool:
    """Whether the user made the group and can rename, move or delete it."""
    return bool(group) and group not in PROGRAM_GROUPS


class GroupUndo:
    """Stores the order of the groups, and the groups of these people, at construction."""

    def __init__(self, messenger: Messenger, numbers: Iterable[int]) -> None:
        self._messenger = messenger
        self._names = [name for name in messenger.contact_notes.group_names() if name]
        self._where: dict[str, list[int]] = {}
        for number in numbers:
            self._where.setdefault(messenger.roster.get(number).group, []).append(number)

    def revert(self) -> None:
        """Restore membership and order. Delete groups made since that are empty; keep all else that changed."""
        notes = self._messenger.contact_notes
        for name in self._names:
            if name not in notes.group_names():
                notes.add_group(name)
        for name, numbers in self._where.items():
            notes.move_to_group(numbers, name)
        lived_in = {contact.group for contact in self._messenger.roster}
        for name in notes.group_names():
            if name and name not in self._names and name not in lived_in:
                notes.delete_group(name)
        notes.order_groups(self._names)


class GroupActions(QObject):
    """`done` carries a sentence and the undo."""

    done = Signal(str, object)
    changed = Signal()  # show the change at once, even if the order is frozen
    remark_requested = Signal(object)  # int: F2 on a contact

    def __init__(self, messenger: Messenger, view: ContactView, window: QWidget) -> None:
        super().__init__(view)
        self._messenger, self._view, self._window = messenger, view, window
        self._title: Callable[[str], str] = view.title_of_group
        view.rename_requested.connect(self._rename_row)
        view.drag.people_dropped.connect(self.move_people)
        view.drag.group_dropped.connect(self.put_group_before)
        shifts = [partial(self._shift_current, by) for by in (-1, 1)]
        add_keys(view, {Action.MOVE_GROUP: shifts}, Qt.ShortcutContext.WidgetShortcut)

    def add_to_menu(self, menu: QMenu, group: str) -> None:
        """Add the entries for one group."""
        add_action(menu, self.tr("New group…"), lambda: self.ask_for_group(()), "plus")
        if is_own_group(group):
            names = self._named()
            add_entry(menu, Action.RENAME, lambda: self.ask_to_rename(group), self.tr("Rename group…"))
            keys = Action.MOVE_GROUP.keys
            up = add_action(menu, self.tr("Move group up"), lambda: self._shift(group, -1), "chevron-up", keys[0])
            down = add_action(menu, self.tr("Move group down"), lambda: self._shift(group, 1), "chevron-down", keys[1])
            up.setEnabled(group in names[1:])
            down.setEnabled(group in names[:-1])
            delete = self.tr("Delete group…")
            add_entry(menu, Action.DELETE, lambda: self.ask_to_delete(group), delete, role="danger")

    def _named(self) -> list[str]:
        return [name for name in self._messenger.contact_notes.group_names() if name]

    # Creating and renaming

    def ask_for_group(self, numbers: Sequence[int]) -> None:
        """Ask for the name of a new group with these members."""
        title, label, button = self.tr("New group"), self.tr("Name of the group"), self.tr("Create")
        dialog = NameDialog(title, label, "", lambda text: self._fault(text, ""), self._window, button)
        dialog.named.connect(lambda text: self._make(text, numbers))
        dialog.open()

    def _make(self, text: str, numbers: Sequence[int]) -> None:
        name, undo = clean_name(text), GroupUndo(self._messenger, numbers)
        self._messenger.contact_notes.add_group(name)
        if numbers:
            self._messenger.contact_notes.move_to_group(numbers, name)
        self._report(self.tr("“{group}” is a new group.").format(group=isolated(name)), undo)
        self._view.choose(name)

    def ask_to_rename(self, group: str) -> None:
        title, label, button = self.tr("Rename group"), self.tr("New name of the group"), self.tr("Rename")
        dialog = NameDialog(title, label, group, lambda text: self._fault(text, group), self._window, button)
        dialog.named.connect(lambda text: self._rename(group, text))
        dialog.open()

    def _rename(self, group: str, text: str) -> None:
        name = clean_name(text)
        if name != group:
            undo = GroupUndo(self._messenger, self._people_of(group))
            self._view.rename_folded(group, name)
            self._messenger.contact_notes.rename_group(group, name)
            self._report(
                self.tr("“{old}” is called “{new}” now.").format(old=isolated(group), new=isolated(name)), undo
            )
            self._view.choose(name)

    def _fault(self, text: str, old: str) -> str | None:
        fault = self._messenger.contact_notes.group_fault(text, instead_of=old)
        if fault is None and clean_name(text) != old and clean_name(text) in self._named():
            return self.tr("There is a group of this name.")
        return None if fault is None else fault_text(fault, MAX_GROUP_CHARS)

    @Slot(int)
    def _rename_row(self, row: int) -> None:
        group, number = self._view.group_of_row(self._view.model().index(row, 0)), self._view.current_number()
        if is_own_group(group) and group is not None:
            self.ask_to_rename(group)
        elif number and not self._view.is_room(number):
            self.remark_requested.emit(number)

    # Moving

    @Slot(object, str)
    def move_people(self, numbers: Sequence[int], group: str) -> None:
        roster = self._messenger.roster
        moved = [one for one in numbers if not roster.get(one).stranger and roster.get(one).group != group]
        if not moved:
            return
        undo = GroupUndo(self._messenger, moved)
        self._messenger.contact_notes.move_to_group(moved, group)
        title = isolated(self._title(group))
        if len(moved) == 1:
            person = isolated(roster.get(moved[0]).name)
            text = self.tr("{person} is in “{group}” now.").format(person=person, group=title)
        else:
            text = self.tr("{count} people are in “{group}” now.").format(count=len(moved), group=title)
        self._report(text, undo)

    @Slot(str, str)
    def put_group_before(self, group: str, other: str) -> None:
        """Move a group before another; to the end if there is no other."""
        if group == other:
            return
        names = [name for name in self._named() if name != group]
        place = names.index(other) if other in names else len(names)
        self._messenger.contact_notes.order_groups([*names[:place], group, *names[place:]])
        self.changed.emit()
        self._view.choose(group)

    def _shift(self, group: str, by: int) -> None:
        names = self._named()
        place = names.index(group) + by if group in names else -1
        if 0 <= place < len(names):
            names.remove(group)
            names.insert(place, group)
            self._messenger.contact_notes.order_groups(names)
            self.changed.emit()
            self._view.choose(group)

    def _shift_current(self, by: int) -> None:
        self._shift(self._view.group_of_row(self._view.currentIndex()) or "", by)

    # Deleting

    def ask_to_delete(self, group: str) -> None:
        """Ask where the members go. Delete an empty group at once; the undo restores it."""
        people = self._people_of(group)
        if not people:
            self._delete(group, "")
            return
        dialog = DeleteGroupDialog(group, len(people), self._others(group), self._window)
        dialog.accepted.connect(lambda: self._delete(group, dialog.target()))
        dialog.open()

    def _others(self, group: str) -> list[tuple[str, str]]:
        return [(name, self._title(name)) for name in self._messenger.contact_notes.group_names() if name != group]

    def _delete(self, group: str, target: str) -> None:
        people = self._people_of(group)
        undo = GroupUndo(self._messenger, people)
        if people and target:
            self._messenger.contact_notes.move_to_group(people, target)
        self._messenger.contact_notes.delete_group(group)
        if people:
            text = self.tr("“{group}” is deleted; its people are in “{other}” now.")
        else:
            text = self.tr("“{group}” is deleted.")
        self._report(text.format(group=isolated(group), other=isolated(self._title(target))), undo)

    def _people_of(self, group: str) -> list[int]:
        """Return all members, also blocked ones, which another group shows."""
        return [contact.number for contact in self._messenger.roster if contact.group == group and not contact.stranger]

    def _report(self, text: str, undo: GroupUndo) -> None:
        self.changed.emit()

        def revert() -> None:
            undo.revert()
            self.changed.emit()

        self.done.emit(text, revert)


class DeleteGroupDialog(QDialog):
    """Asks for the group that gets the members of a deleted group."""

    def __init__(self, group: str, count: int, others: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Delete group"))
        self.setMinimumWidth(scaled(320))
        sentence = self.tr("Its only member moves to:") if count == 1 else self.tr("Its {count} people move to:")
        question = wrapped_label(self.tr("Delete “{group}”?").format(group=isolated(group)))
        question.setFont(semibold(self.font()))
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("New group of these people"))
        for name, title in others:
            self.box.addItem(title, name)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.delete_button = buttons.addButton(self.tr("Delete group"), QDialogButtonBox.ButtonRole.DestructiveRole)
        self.delete_button.setProperty("role", "danger")
        self.delete_button.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        label = wrapped_label(sentence.format(count=count))
        self.setLayout(column(question, label, self.box, buttons, margins=16, spacing=12))
        # A button becomes the default of a dialog only after it was added.
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setDefault(True)

    def target(self) -> str:
        return str(self.box.currentData())
