"""Jobs over all that was said, as the facade takes the orders: export, import, deletion. In the main thread."""

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.eraser import Selection
from qqdesk.history.errors import HistoryError
from qqdesk.worker.api import UnreadChange
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.history_requests import (
    Cancel,
    ConversationChanged,
    Delete,
    Export,
    ExportFormat,
    HistoryRequestFailed,
    Import,
    JobDone,
    JobProgressed,
    PeopleImported,
)
from qqdesk.worker.retention import Retention
from qqdesk.worker.tasks import Task

if TYPE_CHECKING:
    from qqdesk.worker.messenger import Messenger
    from qqdesk.worker.session import Session


class HistoryJobService(QObject):
    """Every call returns a ticket; the job tells `progressed` now and then, and at its end `done` or `failed`.

    Jobs run beside each other, and beside all else. They end with the session: then no half of a file is left, and what
    was begun to be removed is removed at the next start.
    """

    progressed = Signal(object)  # JobProgressed
    done = Signal(object)  # JobDone
    conversation_changed = Signal(object)  # ConversationChanged: what is in memory is right by then
    failed = Signal(object)  # HistoryRequestFailed
    unread_changed = Signal(object)  # UnreadChange
    people_imported = Signal(object)  # PeopleImported
    _to_fail = Signal(object)

    def __init__(self, chats: "ConversationStore", facade: "Messenger") -> None:
        super().__init__(facade)
        self._chats = chats
        self._facade = facade
        self._tickets = itertools.count(1)
        self._session: Session | None = None
        self._to_fail.connect(self.failed, Qt.ConnectionType.QueuedConnection)
        self._retention = Retention(self._drop_before, self)
        facade.signed_in.connect(self._retention.apply)

    def connect_to(self, session: "Session") -> None:
        self._session = session
        session.history_answered.connect(self._take)

    def clear(self) -> None:
        self._session = None

    # Orders

    def export(self, path: Path, format: ExportFormat, contact: int | None = None) -> int:
        """Write what was said with `contact`, or with everybody, to a file; one that is there is replaced once all is
        written."""
        return self._order(Export(next(self._tickets), path, format, contact, self._facade.me))

    def import_file(self, path: Path) -> int:
        """Take in the messages of a file that was exported as JSON; those that are there are left out."""
        return self._order(Import(next(self._tickets), path))

    def delete_messages(self, keys: Iterable[str]) -> int:
        """Remove messages here; the others keep theirs. What waits to be sent or is on its way is never removed, by
        this or by the calls below: see `Messenger.discard_message`."""
        return self._delete(keys=tuple(keys))

    def delete_conversation(self, contact: int) -> int:
        """All that was said with this contact until now."""
        return self._delete(contact=contact)

    def delete_before(self, time_ms: int, contact: int | None = None) -> int:
        """All from before this time, with this contact or with everybody."""
        return self._delete(contact=contact, before=time_ms)

    def _delete(self, keys: tuple[str, ...] = (), contact: int | None = None, before: int | None = None) -> int:
        selection = Selection(keys, contact, before, shown_up_to=self._chats.told_row)
        return self._order(Delete(next(self._tickets), selection))

    def keep(self, days: int) -> None:
        """Remove what is older than so many days, now, at each sign-in and once a day, quietly; 0 is for ever. What was
        not read is kept, as is what was not sent."""
        self._retention.keep(days)

    def _drop_before(self, time_ms: int) -> bool:
        if not self._is_open():
            return False
        selection = Selection(before=time_ms, keep_unread=True, shown_up_to=self._chats.told_row)
        self._order(Delete(next(self._tickets), selection, quiet=True))
        return True

    def _is_open(self) -> bool:
        return self._session is not None and not self._session.ended and self._chats.history is not None

    def cancel(self, ticket: int) -> None:
        """End a job; its answer is `done`, with `cancelled` where it was not done before."""
        if self._session is not None:
            self._session.ask_job.emit(Cancel(ticket))

    def _order(self, task: Task) -> int:
        if self._session is not None and self._is_open():
            self._session.ask_job.emit(task)
        else:
            self._fail(task)
        return task.ticket

    def _fail(self, task: Task) -> None:
        self._to_fail.emit(HistoryRequestFailed(task.ticket, Problem(ProblemKind.NO_CONNECTION)))

    # Answers

    @Slot(object)
    def _take(self, answer: object) -> None:
        self._take_answer(answer)

    def _take_answer(self, answer: object) -> None:
        match answer:
            case JobProgressed():
                self.progressed.emit(answer)
            case JobDone():
                self.done.emit(answer)
            case PeopleImported():
                self.people_imported.emit(answer)
            case ConversationChanged():
                self._apply_history_change(answer)
            case HistoryRequestFailed():
                self.failed.emit(answer)

    def _apply_history_change(self, change: ConversationChanged) -> None:
        try:
            count = self._chats.apply_history_change(change.contact, change.removed)
        except HistoryError as error:
            self.failed.emit(HistoryRequestFailed(0, Problem(ProblemKind.DISK, str(error))))
            return
        if count is not None:
            self.unread_changed.emit(UnreadChange(change.contact, count))
        self.conversation_changed.emit(change)
