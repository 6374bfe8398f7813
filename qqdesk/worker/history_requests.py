"""Answers of the history service: pages, hits, results of jobs."""

from dataclasses import dataclass, field
from enum import Enum

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.domain.room import Room
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
