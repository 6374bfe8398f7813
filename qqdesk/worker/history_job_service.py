"""Start and cancel jobs on the history: export, import, deletion. Runs in the main thread."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.problems import problem_of
from qqdesk.history.eraser import Selection
from qqdesk.history.errors import HistoryError
from qqdesk.worker.api import UnreadChange
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.history_requests import (
    ConversationChanged,
    Delete,
    Export,
    ExportFormat,
    HistoryRequestFailed,
    Import,
    JobDone,
    JobProgressed,
    ReadDone,
)
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.pending_requests import PendingRequest, PendingRequests
from qqdesk.worker.retention import Retention
from qqdesk.worker.session import Session


class HistoryJobService(QObject):
    """The result of a job comes by `PendingRequest.then`; until then the job emits `progressed` with its ticket.

    Jobs run concurrently. They end with the session: an export then leaves no partial file, and a deletion continues
    at the next start.
    """

    progressed = Signal(object)  # JobProgressed
    conversation_changed = Signal(object)  # ConversationChanged, after the conversations in memory were updated

    def __init__(self, chats: ConversationStore, state: MessengerState) -> None:
        super().__init__(state)
        self._chats = chats
        self._state = state
        self.pending = PendingRequests(self)
        self._retention = Retention(self._drop_before, self)

    @property
    def _session(self) -> Session | None:
        return self._state.session

    def apply_retention(self) -> None:
        """Delete old messages, at a sign-in."""
        self._retention.apply()

    def clear(self) -> None:
        self.pending.clear()

    # Requests

    def export(
        self, path: Path, format: ExportFormat, conversation: ConversationId | None = None
    ) -> PendingRequest[JobDone]:
        """Write the messages of a conversation, or all, to a file. An existing file is replaced at the
        end."""
        pending: PendingRequest[JobDone] = self.pending.create()
        self._order(Export(pending.ticket, path, format, conversation, self._state.me))
        return pending

    def import_file(self, path: Path) -> PendingRequest[JobDone]:
        """Import the messages of a JSON export. Messages that exist already are skipped."""
        pending: PendingRequest[JobDone] = self.pending.create()
        self._order(Import(pending.ticket, path))
        return pending

    def delete_messages(self, keys: Iterable[str]) -> PendingRequest[JobDone]:
        """Delete messages on this computer only. Neither this nor the calls below delete unsent messages: see
        `Messenger.discard_message`."""
        return self._delete(keys=tuple(keys))

    def delete_conversation(self, conversation: ConversationId) -> PendingRequest[JobDone]:
        """Delete all messages of a conversation."""
        return self._delete(conversation=conversation)

    def delete_before(self, time_ms: int, conversation: ConversationId | None = None) -> PendingRequest[JobDone]:
        """Delete all messages before a time, of one conversation or of all."""
        return self._delete(conversation=conversation, before=time_ms)

    def _delete(
        self, keys: tuple[str, ...] = (), conversation: ConversationId | None = None, before: int | None = None
    ) -> PendingRequest[JobDone]:
        selection = Selection(keys, conversation, before, shown_up_to=self._chats.emitted_row)
        pending: PendingRequest[JobDone] = self.pending.create()
        self._order(Delete(pending.ticket, selection))
        return pending

    def keep(self, days: int) -> None:
        """Delete older messages now, at each sign-in and once a day, without an answer. 0 keeps all. Unread and unsent
        messages are kept."""
        self._retention.keep(days)

    def _drop_before(self, time_ms: int) -> bool:
        if not self._is_open():
            return False
        selection = Selection(before=time_ms, keep_unread=True, shown_up_to=self._chats.emitted_row)
        self._order(Delete(0, selection, quiet=True))
        return True

    def _is_open(self) -> bool:
        return self._session is not None and not self._session.has_ended and self._chats.history is not None

    def cancel(self, ticket: int) -> None:
        """Cancel a job. Its result has `cancelled` unless it was already finished."""
        if self._session is not None:
            self._session.writer.cancel(ticket)

    def _order(self, task: Delete | Export | Import) -> None:
        if self._session is not None and self._chats.history is not None and self._is_open():
            self._session.writer.perform(self._chats.history, task)
        else:
            self._fail(task.ticket)

    def _fail(self, ticket: int) -> None:
        self.pending.fail_soon(ticket, Problem(ProblemKind.NO_CONNECTION))

    # Answers

    def apply(self, answer: object) -> None:
        """Apply an answer, then call the listeners of the request."""
        match answer:
            case JobProgressed():
                self.progressed.emit(answer)
            case JobDone():
                self.pending.finish(answer.ticket, answer)
            case ReadDone():
                self.pending.finish(answer.ticket, answer.result)
            case ConversationChanged():
                self._apply_history_change(answer)
            case HistoryRequestFailed():
                self.pending.fail(answer.ticket, answer.problem)

    def _apply_history_change(self, change: ConversationChanged) -> None:
        try:
            count = self._chats.apply_history_change(change.conversation, change.removed)
        except HistoryError as error:
            self._state.report_problem(problem_of(error))
            return
        if count is not None:
            self._state.unread_changed.emit(UnreadChange(change.conversation, count))
        self.conversation_changed.emit(change)
