"""Actions on a person: online alerts, blocking and unblocking.

Questions and errors are shown over the window that owns the actions.
"""

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from qqdesk.domain.problem import Problem
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_box_icon, put_icon
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.texts import problem_text
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.presence import Watch


def watch_choices() -> tuple[tuple[Watch | None, str], ...]:
    """Return the choices of an online alert with their texts."""
    return (
        (None, QCoreApplication.translate("Watch", "Never")),
        (Watch.ONCE, QCoreApplication.translate("Watch", "The next time")),
        (Watch.ALWAYS, QCoreApplication.translate("Watch", "Every time")),
    )


class PersonActions(QObject):
    """One instance for each window, for any person."""

    blocked = Signal(object)  # int
    changed = Signal()  # after blocking and unblocking

    def __init__(self, messenger: Messenger, window: QWidget) -> None:
        super().__init__(window)
        self._messenger, self._window = messenger, window
        self._number = 0  # the person of the open menu or question

    # Menus

    def add_to(self, menu: QMenu, number: int) -> None:
        """Add the entries for a person to a menu that is built each time it is shown."""
        contact = self._messenger.roster.get(number)
        if not contact.stranger and not contact.blocked:
            menu.addMenu(self._watch_menu(menu, number))
        self.add_block_to(menu, number)

    def add_block_to(self, menu: QMenu, number: int) -> None:
        contact = self._messenger.roster.get(number)
        if not self.can_block(number):
            return
        self._number = number
        if contact.blocked:
            add_action(menu, self.tr("Unblock"), self._unblock_current, "accept")
        else:
            add_action(menu, self.tr("Block…"), self._ask_to_block_current, "block", role="danger")

    def can_block(self, number: int) -> bool:
        """Whether this person can be blocked or unblocked; never on a classic server."""
        is_somebody = number != self._messenger.me.number and not self._messenger.roster.get(number).is_server
        return is_somebody and self._messenger.contact_notes.can_block

    def _watch_menu(self, parent: QMenu, number: int) -> QMenu:
        menu = QMenu(self.tr("Tell me when online"), parent)
        put_icon(menu.menuAction(), "bell")
        group = QActionGroup(menu)
        now = self._messenger.presence.watched(number)
        for watch, text in watch_choices():
            action = QAction(text, group)
            action.setCheckable(True)
            action.setChecked(watch is now)
            action.setData((number, watch))
            menu.addAction(action)
        group.triggered.connect(self._watch)
        return menu

    @Slot(QAction)
    def _watch(self, action: QAction) -> None:
        number, watch = action.data()
        self._messenger.presence.watch(number, watch)

    # Blocking

    def ask_to_block(self, number: int) -> None:
        """Explain the consequences, and block after a confirmation."""
        self._number = number
        contact = self._messenger.roster.get(number)
        box = QMessageBox(self._window)
        put_box_icon(box, "block", "danger")
        box.setWindowTitle(self.tr("Block"))
        box.setText(self.tr("Block {name} ({number})?").format(name=isolated(contact.name), number=number))
        meaning = self.tr(
            "They can no longer write to you, ask to add you, or see whether you are there. Nobody tells them, but "
            "they can notice: you look offline to them, and the server refuses their messages. "
            "Nothing is deleted, and you can unblock them at any time."
        )
        box.setInformativeText(meaning)
        yes = box.addButton(self.tr("Block"), QMessageBox.ButtonRole.DestructiveRole)
        yes.setProperty("role", "danger")
        yes.style().unpolish(yes)  # the style was applied before the role
        yes.style().polish(yes)
        no = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        yes.clicked.connect(self._block)
        box.finished.connect(box.deleteLater)
        box.open()

    @Slot()
    def _ask_to_block_current(self) -> None:
        self.ask_to_block(self._number)

    @Slot()
    def _unblock_current(self) -> None:
        self.unblock(self._number)

    @Slot()
    def _block(self) -> None:
        pending = self._messenger.contact_notes.block(self._number)
        pending.then(self, partial(self._blocked, self._number), self._failed)

    def unblock(self, number: int) -> None:
        self._messenger.contact_notes.unblock(number).then(self, self._unblocked, self._failed)

    def _blocked(self, number: int, _: Done) -> None:
        self.changed.emit()
        self.blocked.emit(number)

    def _unblocked(self, _: Done) -> None:
        self.changed.emit()

    def _failed(self, problem: Problem) -> None:
        box = QMessageBox(
            QMessageBox.Icon.NoIcon,
            self.tr("Block"),
            problem_text(problem),
            QMessageBox.StandardButton.Ok,
            self._window,
        )
        box.finished.connect(box.deleteLater)
        box.open()
