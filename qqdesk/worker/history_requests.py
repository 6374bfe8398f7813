"""What goes in and out of the archive: reading back, searching, and jobs over all that was said."""

import datetime
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.history.eraser import Selection
from qqdesk.history.message_search import SearchHit, SearchQuery
from qqdesk.worker.tasks import Task

# What is asked for


@dataclass(frozen=True, slots=True)
class LoadEarlier(Task):
    """`count` messages before the one with the key `before`."""

    contact: int
    before: str
    count: int


@dataclass(frozen=True, slots=True)
class LoadLater(Task):
    contact: int
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class LoadContext(Task):
    """The message with this key, and up to `count` before and after it."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class FindMessages(Task):
    """A later search of the same `scope` takes the place of this one, which then has no answer."""

    scope: str
    query: "SearchQuery"
    before: int | None
    count: int


@dataclass(frozen=True, slots=True)
class FindDays(Task):
    """`contact` None is everybody; of `month` the day does not matter."""

    contact: int | None
    month: datetime.date


@dataclass(frozen=True, slots=True)
class CountMessages(Task):
    """How many messages a deletion would remove."""

    selection: "Selection"


class ExportFormat(Enum):
    TEXT = "text"
    HTML = "html"
    """One file with faces and all, for any browser."""
    JSON = "json"
    """What `import_file` takes in."""


@dataclass(frozen=True, slots=True)
class Export(Task):
    """`contact` None is everybody."""

    path: Path
    format: ExportFormat
    contact: int | None
    me: Me


@dataclass(frozen=True, slots=True)
class Import(Task):
    path: Path


@dataclass(frozen=True, slots=True)
class Delete(Task):
    """`quiet`: it was not a person who asked for it; it has no answer but what becomes of conversations."""

    selection: "Selection"
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Cancel(Task):
    """End the job with this ticket."""


# What is answered. `ticket` is what the asking call returned


@dataclass(frozen=True, slots=True)
class EarlierLoaded:
    """The messages before the one with the key `before`. `complete` if there is nothing before them."""

    ticket: int
    contact: int
    before: str
    messages: tuple[Message, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class LaterLoaded:
    ticket: int
    contact: int
    messages: tuple[Message, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class ContextLoaded:
    """Oldest first; none if the message is gone."""

    ticket: int
    key: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class MessagesFound:
    """Newest first. The next page is asked for `before` the `row` of the last hit; `complete` if there is none."""

    ticket: int
    scope: str
    hits: "tuple[SearchHit, ...]" = field(repr=False)
    complete: bool


@dataclass(frozen=True, slots=True)
class DaysFound:
    ticket: int
    contact: int | None
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
    """`done` of `total`, in whatever the job counts: a share. `total` 0 is not known yet."""

    ticket: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class JobDone:
    """`count` messages were written, new here, or removed. What a cancelled import or deletion has done by then stays;
    of a cancelled export no file is left."""

    ticket: int
    count: int
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class PeopleImported:
    """There are messages with these people now; what they were called when those were exported."""

    people: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class ConversationChanged:
    """Messages were removed, or imported: `removed` has the keys of those that are gone, or is empty where the
    conversation is to be shown anew."""

    contact: int
    removed: tuple[str, ...] = ()
