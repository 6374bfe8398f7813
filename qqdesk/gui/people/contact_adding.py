"""Adding a person to my list: at once, or by a request if that person wants to be asked."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.shared.bidi import isolated
from qqdesk.protocol.codes import AddAnswer, AddOutcome
from qqdesk.protocol.commands import AddToList, AddToListReply, AnswerAdd
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.pending_requests import PendingRequest

MAX_REASON_CHARS = 200


class ContactAdding(QObject):
    """`follow` shows the problem of a request, and calls the function after a reply."""

    succeeded = Signal(str)  # a sentence
    refused = Signal(str)  # a sentence

    def __init__(
        self,
        messenger: Messenger,
        follow: Callable[[PendingRequest[Any], Callable[[Any], None]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._messenger, self._follow = messenger, follow
        self.asked: set[int] = set()
        """The people to whom a request was sent."""
        self._reasons: dict[int, str] = {}
        """The typed reasons, by number: a request may fail and be tried again."""

    def add(self, number: int, name: str, window: QWidget) -> None:
        """Add a person. A question for the reason is shown over `window`."""
        self._follow(self._messenger.request(AddToList(number)), partial(self._on_added, isolated(name), window))

    def _on_added(self, name: str, window: QWidget, reply: AddToListReply) -> None:
        match reply.outcome:
            case AddOutcome.ADDED:
                self.succeeded.emit(self.tr("{name} is on your list now.").format(name=name))
            case AddOutcome.CONSENT_NEEDED:
                self._ask_for_reason(reply.number, name, window)
            case _:
                self.refused.emit(self.tr("{name} does not let anyone add them.").format(name=name))

    def _ask_for_reason(self, number: int, name: str, window: QWidget) -> None:
        label = self.tr("{name} wants to be asked first. Your message to them:").format(name=name)
        typed = self._reasons.get(number) or self.tr("Hello, I am {name}.").format(name=self._messenger.me.name)
        title, button = self.tr("Send a request"), self.tr("&Send request")
        dialog = NameDialog(title, label, typed, lambda text: None, window, button)
        dialog.edit.setMaxLength(MAX_REASON_CHARS)
        dialog.named.connect(partial(self._ask, number, name))
        dialog.open()

    def _ask(self, number: int, name: str, reason: str) -> None:
        self._reasons[number] = reason
        asked = self._messenger.request(AnswerAdd(number, AddAnswer.ASK, reason.strip()))
        self._follow(asked, partial(self._on_asked, number, name))

    def _on_asked(self, number: int, name: str, _: Done) -> None:
        self.asked.add(number)
        sentence = self.tr("Your request was sent. {name} comes onto your list when they accept.")
        self.succeeded.emit(sentence.format(name=name))
