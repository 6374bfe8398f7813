"""The question whether others see what I have read, asked once for each account."""

from functools import partial

from PySide6.QtCore import Signal, Slot

from qqdesk.domain.account_keys import READ_MARKS_ASKED, AccountKey
from qqdesk.domain.problem import Problem
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.texts import problem_text
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.record import Done
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger


class ReadMarksQuestion(Bar):
    """Two equal answers. It is not asked if read marks are on already, on whichever device that was done."""

    changed = Signal()
    """It is shown or hidden."""

    def __init__(self, messenger: Messenger) -> None:
        super().__init__()
        self._messenger = messenger
        self.acted.connect(partial(self._answer, True))
        self.acted_otherwise.connect(partial(self._answer, False))
        messenger.account.changed.connect(self._on_account_changed)

    @Slot()
    def ask_once(self) -> None:
        """Ask unless the question was answered, also in another chat."""
        messenger = self._messenger
        if messenger.account.get(READ_MARKS_ASKED):
            self._hide()
        elif messenger.has_changes and messenger.connection.phase is ConnectionPhase.CONNECTED:
            messenger.request_profile(messenger.me.number).then(self, self._show_question)

    def _show_question(self, reply: GetInfoReply) -> None:
        if reply.shows_read:
            self._end()
        elif reply.shows_read is False and not self.text() and not self._messenger.account.get(READ_MARKS_ASKED):
            sentence = self.tr("Show others how far you have read, and see the same of them?")
            self.show_notice(sentence, self.tr("Show"), self.tr("Do not show"))
            self.changed.emit()

    def _answer(self, shows_read: bool) -> None:
        if shows_read:
            self._messenger.request(ModifyInfo({}, shows_read=True)).then(self, self._end, self._show_failure)
        else:
            self._end()

    def _end(self, _: Done | None = None) -> None:
        self._messenger.account.set(READ_MARKS_ASKED, True)

    @Slot(object, object)
    def _on_account_changed(self, key: AccountKey[object, object], _: object) -> None:
        """The question was answered, here, in another chat on the screen, or on another device."""
        if key is READ_MARKS_ASKED:
            self._hide()

    def _hide(self) -> None:
        self.clear()
        self.changed.emit()

    def _show_failure(self, problem: Problem) -> None:
        self.show_error(problem_text(problem), self.tr("Show"), self.tr("Do not show"))
