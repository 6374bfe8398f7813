"""Access to the stored messages: pages, search, export, import, deletion. Runs in the main thread, never blocks."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.domain.body import File
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import ConversationCleared
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.conversation_pages import EarlierMessages
from qqdesk.history.eraser import Selection, cleared_selection
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from qqdesk.protocol.log_commands import GetLog
from qqdesk.worker.api import ConnectionPhase, UnreadChange
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.history_job import CleanUpJob, DeletionJob, ExportJob, HistoryJob, ImportJob
from qqdesk.worker.history_requests import (
    ConversationChanged,
    ExportFormat,
    HistoryRequestFailed,
    HitPage,
    JobDone,
    JobProgressed,
    MessagePage,
    Read,
    ReadDone,
)
from qqdesk.worker.log_download import LogDownload
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.pending_requests import PendingRequest, PendingRequests
from qqdesk.worker.retention import Retention

R = TypeVar("R")

PAGE = 100
CLEAN_UP_MS = 1000
"""Traces of messages that were taken back are deleted together after this time."""


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A request for earlier messages."""

    ticket: int
    conversation: ConversationId
    before: str
    count: int


class HistoryService(QObject):
    """The answers come by `PendingRequest.then`; until then a job emits `progressed` with its ticket.

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
        self._searches: dict[str, int] = {}
        """The ticket of the latest search of each scope."""
        self._downloads: dict[int, LogDownload] = {}
        self.retention = Retention(self._drop_before, state.clock, self)
        self._unused_files: list[str] = []
        """Files of messages that were taken back."""
        self._clean_up_timer = QTimer(self, singleShot=True, interval=CLEAN_UP_MS)
        self._clean_up_timer.timeout.connect(self._clean_up)

    def clear(self) -> None:
        self.pending.clear()
        self._clean_up_timer.stop()
        self._unused_files = []

    # Reading back

    def load_earlier(self, conversation: ConversationId, before: str, count: int = PAGE) -> PendingRequest[MessagePage]:
        """Read the messages before the one with this id, from the server if they are not stored here."""
        pending: PendingRequest[MessagePage] = self.pending.create()
        self._read_earlier(_Earlier(pending.ticket, conversation, before, count), across_gaps=False)
        return pending

    def _read_earlier(self, wanted: _Earlier, *, across_gaps: bool) -> None:
        def read(history: History) -> EarlierMessages:
            return history.pages.before(wanted.conversation, wanted.before, wanted.count, across_gaps=across_gaps)

        done = self._finish_earlier if across_gaps else self._on_earlier_read
        self._read(read).then(self, partial(done, wanted), partial(self.pending.fail, wanted.ticket))

    def _on_earlier_read(self, wanted: _Earlier, page: EarlierMessages) -> None:
        if not self.pending.is_pending(wanted.ticket):
            return
        if page.messages or page.missing_before is None:
            self._finish_earlier(wanted, page)
        elif self._state.connection.phase is not ConnectionPhase.CONNECTED:
            self._read_earlier(wanted, across_gaps=True)
        else:
            request = GetLog(wanted.conversation.number, before=page.missing_before)
            self._state.request(request).then(
                self,
                lambda _: self._on_fetched(wanted, is_gap=page.is_gap),
                lambda _: self._read_earlier(wanted, across_gaps=True),
            )

    def _on_fetched(self, wanted: _Earlier, *, is_gap: bool) -> None:
        """Read the messages that the server sent."""
        if is_gap:
            self._apply_history_change(ConversationChanged(wanted.conversation))
        self._state.read_by_changed.emit(wanted.conversation)
        self._read_earlier(wanted, across_gaps=False)

    def _finish_earlier(self, wanted: _Earlier, page: EarlierMessages) -> None:
        is_on_server = page.missing_before is not None and not page.messages
        found = MessagePage(tuple(page.messages), not page.has_more, is_on_server, page.begins)
        self.pending.finish(wanted.ticket, found)

    def find_incomplete(self, conversation: ConversationId | None) -> PendingRequest[tuple[ConversationId, ...]]:
        """Find the conversations of which the server has messages that are not stored here. None: of all."""

        def read(history: History) -> tuple[ConversationId, ...]:
            found = [conversation] if conversation is not None else history.conversations_by_recency()
            marks = history.server_log.page_marks(found)
            return tuple(one for one, mark in zip(found, marks, strict=True) if not mark.is_complete)

        return self._read(read)

    def fetch_older(
        self, conversations: Sequence[ConversationId], *, most_pages: int | None = None
    ) -> PendingRequest[JobDone]:
        """Fetch all messages of these conversations that only the server has, or the latest pages of each.

        `cancel` ends it after a page.
        """
        pending: PendingRequest[JobDone] = self.pending.create()
        download = LogDownload(pending.ticket, conversations, self._find_oldest, self.apply, self._state, most_pages)
        self._downloads[pending.ticket] = download
        download.destroyed.connect(partial(self._downloads.pop, pending.ticket, None))
        download.start()
        return pending

    def _find_oldest(self, conversation: ConversationId) -> PendingRequest[int | None]:
        def read(history: History) -> int | None:
            mark = history.server_log.page_mark(conversation)
            return None if mark.is_complete else mark.oldest

        return self._read(read)

    def load_later(self, conversation: ConversationId, after: str, count: int = PAGE) -> PendingRequest[MessagePage]:
        """Read the messages after the one with this id."""

        def read(history: History) -> MessagePage:
            messages = history.pages.after(conversation, after, count)
            return MessagePage(tuple(messages), len(messages) < count)

        return self._read(read)

    def load_context(self, key: str, count: int = PAGE) -> PendingRequest[tuple[Message, ...]]:
        """Read the message with this id, and up to `count` before and after it, oldest first; () if the
        message was deleted."""
        return self._read(lambda history: tuple(history.pages.around(key, count)))

    def load_files(self, conversation: ConversationId) -> PendingRequest[tuple[Message, ...]]:
        """Read all messages with a picture or another file, oldest first."""
        return self._read(lambda history: tuple(history.pages.with_files(conversation)))

    def load_read_by(self, conversation: ConversationId) -> PendingRequest[dict[int, tuple[str, int]]]:
        """Read the id of the last message that each of the others has read, and when, in ms since 1970."""
        return self._read(lambda history: history.read_by(conversation))

    # Searching

    def search(
        self, scope: str, query: SearchQuery, before: int | None = None, count: int = 50
    ) -> PendingRequest[HitPage]:
        """Find the newest hits, or those older than the row `before`. A new search cancels the running search
        of the same scope, which then has no answer."""

        def read(history: History) -> HitPage:
            hits = history.search(query, before, count)
            return HitPage(tuple(hits), len(hits) < count)

        self.pending.drop(self._searches.get(scope, 0))
        if self._chats.history is not None:
            self._chats.history.interrupt_search()
        pending = self._read(read)
        self._searches[scope] = pending.ticket
        return pending

    def find_days(
        self, conversation: ConversationId | None, month: datetime.date
    ) -> PendingRequest[tuple[datetime.date, ...]]:
        """Find the days of a month that have messages. None means all conversations; the day of `month` is ignored."""
        return self._read(lambda history: tuple(history.days_with_messages(conversation, month)))

    def find_first(self, conversation: ConversationId, time_ms: int) -> PendingRequest[str]:
        """Find the first message at or after a time; "" if there is none."""
        return self._read(lambda history: history.pages.first_since(conversation, time_ms))

    def count(self, selection: Selection) -> PendingRequest[int]:
        """Count what `delete` would delete."""
        displayed = self._displayed(selection)
        return self._read(lambda history: history.eraser.count(displayed))

    def _read(self, query: Callable[[History], R]) -> PendingRequest[R]:
        pending: PendingRequest[R] = self.pending.create()
        session = self._state.session
        if session is None or self._chats.history is None:
            self._fail(pending.ticket)
        else:
            session.reader.read(self._chats.history, Read(pending.ticket, query, self.pending.is_pending))
        return pending

    # Jobs

    def export(
        self, path: Path, format: ExportFormat, conversation: ConversationId | None = None
    ) -> PendingRequest[JobDone]:
        """Write the messages of a conversation, or all, to a file. An existing file is replaced at the
        end."""
        me = self._state.me
        return self._start(lambda ticket, history: ExportJob(ticket, history, path, format, conversation, me))

    def import_file(self, path: Path) -> PendingRequest[JobDone]:
        """Import the messages of a JSON export. Messages that exist already are skipped."""
        number = self._state.me.number
        return self._start(lambda ticket, history: ImportJob(ticket, history, path, number))

    def delete(self, selection: Selection) -> PendingRequest[JobDone]:
        """Delete messages that were displayed. Single ones are deleted on this computer only. Unsent messages stay:
        see `OwnMessages.discard`."""
        displayed = self._displayed(selection)
        return self._start(lambda ticket, history: DeletionJob(ticket, history, displayed))

    def _drop_before(self, time_ms: int) -> bool:
        selection = self._displayed(Selection(before=time_ms, keep_unread=True))
        return self._start_job(lambda history: DeletionJob(0, history, selection, quiet=True))

    def _displayed(self, selection: Selection) -> Selection:
        return replace(selection, shown_up_to=self._chats.emitted_row)

    def delete_cleared(self, cleared: ConversationCleared) -> None:
        """Delete a conversation up to a message, as another device of mine did, without an answer."""
        self._start_job(lambda history: DeletionJob(0, history, cleared_selection(cleared), quiet=True))

    def clean_up(self, before: Message) -> None:
        """Delete the traces of a message that was taken back, soon and together with others, and its file's copies.

        `before` is the message before that.
        """
        if isinstance(before.body, File):
            self._unused_files.append(before.body.info.id)
        if not self._clean_up_timer.isActive():
            self._clean_up_timer.start()

    @Slot()
    def _clean_up(self) -> None:
        files, self._unused_files = self._unused_files, []
        self._start_job(lambda history: CleanUpJob(history, files))

    def reload_unread(self, conversation: ConversationId) -> None:
        """Read the unread count of a conversation again, and emit a change."""
        with self._state.reporting():
            count = self._chats.reload_unread(conversation)
            if count is not None:
                self._state.unread_changed.emit(UnreadChange(conversation, count))

    def cancel(self, ticket: int) -> None:
        """Cancel a job. Its result has `cancelled` unless it was already finished."""
        if ticket in self._downloads:
            self._downloads[ticket].cancel()
        elif self._state.session is not None:
            self._state.session.writer.cancel(ticket)

    def _start(self, make: Callable[[int, History], HistoryJob]) -> PendingRequest[JobDone]:
        pending: PendingRequest[JobDone] = self.pending.create()
        if not self._start_job(lambda history: make(pending.ticket, history)):
            self._fail(pending.ticket)
        return pending

    def _start_job(self, make: Callable[[History], HistoryJob]) -> bool:
        """Start a job. Return False without a session."""
        session, history = self._state.session, self._chats.history
        if session is None or session.has_ended or history is None:
            return False
        session.writer.start_job(make(history))
        return True

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
        with self._state.reporting():
            count = self._chats.apply_history_change(change.conversation, change.removed)
            if count is not None:
                self._state.unread_changed.emit(UnreadChange(change.conversation, count))
            self.conversation_changed.emit(change)
            if self._state.session is not None:
                # A deleted conversation is deleted on the server too.
                self._state.session.engine.sender.sync_marks()
