"""The loop that reads the history, and the answers of the history service: pages, hits, results of jobs.

The main thread can interrupt a query.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from queue import SimpleQueue

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.domain.room import Room
from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import HistoryError, SearchInterruptedError
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchHit


class ExportFormat(Enum):
    TEXT = "text"
    HTML = "html"
    """One file with the faces included, for any browser."""
    JSON = "json"
    """The format that `import_file` reads."""


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages, oldest first. `complete`: there are no more in this direction.

    `is_on_server`: the next ones are on the server only, which cannot be reached now. `begins`: the first one is the
    first entry of the room.
    """

    messages: tuple[Message, ...]
    complete: bool
    is_on_server: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class HitPage:
    """Hits, newest first. Request the next page `before` the `row` of the last hit; `complete`: the last page."""

    hits: tuple[SearchHit, ...] = field(repr=False)
    complete: bool


@dataclass(frozen=True, slots=True)
class ReadDone:
    ticket: int
    result: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class HistoryRequestFailed:
    ticket: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class JobProgressed:
    """`done` of `total`, in units of the job. `total` is 0 while it is unknown."""

    ticket: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class JobDone:
    """`count` messages were exported, imported or deleted. A cancelled import or deletion keeps what it has done; a
    cancelled export leaves no file."""

    ticket: int
    count: int
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class PeopleImported:
    """Messages with these contacts and rooms were imported. Names and faces are those at the time of the export."""

    people: tuple[Contact, ...]
    rooms: tuple[Room, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationChanged:
    """Messages were deleted or imported. `removed` has the keys of deleted ones; if it is empty, reload the
    conversation."""

    conversation: ConversationId
    removed: tuple[str, ...] = ()


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """A query with its ticket. `is_wanted` returns whether anything waits for the answer; any thread may call it."""

    ticket: int
    query: Callable[[History], object]
    is_wanted: Callable[[int], bool]


class HistoryReader:
    """`run` is the loop. The main thread calls all other methods, which return at once."""

    def __init__(self, emit: Callable[[object], None]) -> None:
        """`emit` is called in the thread of `run` with each answer."""
        self._emit = emit
        self._tasks: SimpleQueue[tuple[History, Read] | None] = SimpleQueue()
        self._is_stopping = False

    def read(self, history: History, task: Read) -> None:
        self._tasks.put((history, task))

    def stop(self) -> None:
        """End `run` after the current query. Requests that wait have no answer."""
        self._is_stopping = True
        self._tasks.put(None)

    def run(self) -> None:
        while (item := self._tasks.get()) is not None:
            history, task = item
            try:
                self._perform(history, task)
            except Exception as error:
                _log.exception("A bug while the history was read")
                self._emit(HistoryRequestFailed(task.ticket, problem_of(error)))

    def _perform(self, history: History, task: Read) -> None:
        while not self._is_stopping and task.is_wanted(task.ticket):
            try:
                self._emit(ReadDone(task.ticket, task.query(history)))
            except SearchInterruptedError:
                # The interrupt may have been meant for an earlier query: run this one again.
                continue
            except HistoryError as error:
                self._emit(HistoryRequestFailed(task.ticket, problem_of(history.file.check_damage(error))))
            return
