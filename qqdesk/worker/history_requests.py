"""Requests and answers of the history service: pages, searches, jobs."""

import datetime
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.history.eraser import Selection
from qqdesk.history.message_search import SearchHit, SearchQuery

# Requests


@dataclass(frozen=True, slots=True)
class Task:
    ticket: int


@dataclass(frozen=True, slots=True)
class LoadEarlier(Task):
    """`count` messages before the one with the key `before`."""

    conversation: ConversationId
    before: str
    count: int


@dataclass(frozen=True, slots=True)
class LoadLater(Task):
    conversation: ConversationId
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class LoadContext(Task):
    """Load the message with this key, and up to `count` before and after it."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class FindMessages(Task):
    """A later search of the same `scope` supersedes this one, which then has no answer."""

    scope: str
    query: "SearchQuery"
    before: int | None
    count: int


@dataclass(frozen=True, slots=True)
class FindDays(Task):
    """`conversation` None means all conversations. The day of `month` is ignored."""

    conversation: ConversationId | None
    month: datetime.date


@dataclass(frozen=True, slots=True)
class CountMessages(Task):
    """Count the messages that a deletion would delete."""

    selection: "Selection"


class ExportFormat(Enum):
    TEXT = "text"
    HTML = "html"
    """One file with the faces included, for any browser."""
    JSON = "json"
    """The format that `import_file` reads."""


@dataclass(frozen=True, slots=True)
class Export(Task):
    """`conversation` None means all conversations."""

    path: Path
    format: ExportFormat
    conversation: ConversationId | None
    me: Me


@dataclass(frozen=True, slots=True)
class Import(Task):
    path: Path


@dataclass(frozen=True, slots=True)
class Delete(Task):
    """`quiet`: not requested by the user. The only answers are ConversationChanged."""

    selection: "Selection"
    quiet: bool = False


# Answers. `ticket` is that of the request


@dataclass(frozen=True, slots=True)
class EarlierLoaded:
    """The messages before the one with the key `before`. `complete`: there are no earlier ones."""

    ticket: int
    conversation: ConversationId
    before: str
    messages: tuple[Message, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class LaterLoaded:
    ticket: int
    conversation: ConversationId
    messages: tuple[Message, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class ContextLoaded:
    """Oldest first; empty if the message was deleted."""

    ticket: int
    key: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class MessagesFound:
    """Newest first. Request the next page `before` the `row` of the last hit; `complete`: there is none."""

    ticket: int
    scope: str
    hits: "tuple[SearchHit, ...]" = field(repr=False)
    complete: bool


@dataclass(frozen=True, slots=True)
class DaysFound:
    ticket: int
    conversation: ConversationId | None
    month: datetime.date
    days: tuple[datetime.date, ...]


@dataclass(frozen=True, slots=True)
class MessagesCounted:
    ticket: int
    count: int


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
    """Messages with these contacts were imported. Nicknames and faces are those at the time of the export."""

    people: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class ConversationChanged:
    """Messages were deleted or imported. `removed` has the keys of deleted ones; if it is empty, reload the
    conversation."""

    conversation: ConversationId
    removed: tuple[str, ...] = ()
