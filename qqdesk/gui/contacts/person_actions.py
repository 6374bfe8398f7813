"""Actions on a person: online alerts, blocking and unblocking.

Questions and errors are shown over the window that owns the actions.
"""

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.contact import Watch
from qqdesk.domain.problem import Problem
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.menus import add_action, add_choices
from qqdesk.gui.shared.question_box import QuestionBox, show_message_box
from qqdesk.gui.shared.texts import distinct_name, problem_text
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger


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

    # Menus

    def add_block_to(self, menu: QMenu, number: int) -> None:
        """Add *Block* or *Unblock* to a menu that is built each time it is shown."""
        contact = self._messenger.roster.get(number)
        if not self.can_block(number):
            return
        if contact.blocked:
            add_action(menu, self.tr("Unblock"), lambda: self.unblock(number), "accept")
        else:
            add_action(menu, self.tr("Block…"), lambda: self.ask_to_block(number), "block", role="danger")

    def can_block(self, number: int) -> bool:
        """Whether this person can be blocked or unblocked; never on a classic server."""
        is_somebody = number != self._messenger.me.number and not self._messenger.roster.get(number).is_server
        return is_somebody and self._messenger.contact_notes.can_block

    def watch_menu(self, parent: QMenu, number: int) -> QMenu:
        menu = QMenu(self.tr("Online alert"), parent)
        put_icon(menu.menuAction(), "bell")
        presence = self._messenger.presence
        add_choices(menu, watch_choices(), presence.watched(number), partial(presence.watch, number))
        return menu

    # Blocking

    def ask_to_block(self, number: int) -> None:
        """Explain the consequences, and block after a confirmation."""
        contact = self._messenger.roster.get(number)
        question = self.tr("Block {name}?").format(name=distinct_name(contact.name, number, self._messenger.roster))
        details = self.tr(
            "They can no longer write to you, ask to add you, or see whether you are there. They are not notified, "
            "but they can notice: you look offline to them, and the place refuses their messages. Nothing is "
            "deleted, and you can unblock them at any time."
        )
        title = self.tr("Block")
        box = QuestionBox(self._window, title, question, details, title, icon="block")
        box.confirmed.connect(partial(self._block, number))
        box.open()

    def _block(self, number: int) -> None:
        pending = self._messenger.contact_notes.block(number)
        pending.then(self, partial(self._blocked, number), self._failed)

    def unblock(self, number: int) -> None:
        self._messenger.contact_notes.unblock(number).then(self, self._unblocked, self._failed)

    def _blocked(self, number: int, _: Done) -> None:
        self.changed.emit()
        self.blocked.emit(number)

    def _unblocked(self, _: Done) -> None:
        self.changed.emit()

    def _failed(self, problem: Problem) -> None:
        show_message_box(self._window, self.tr("Block"), problem_text(problem))
