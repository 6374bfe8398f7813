"""What goes in and out of the archive: reading back, and searching."""

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.worker.tasks import Task

if TYPE_CHECKING:  # It brings in SQLite, which the first paint must not wait for.
    from qqdesk.history.search import Hit, Query


# What is asked for


@dataclass(frozen=True, slots=True)
class LoadEarlier(Task):
    """`count` messages before the one with the key `before`; with `back_to`, all from `count` before that one."""

    contact: int
    before: str
    count: int
    back_to: str = ""


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
    query: "Query"
    before: int | None
    count: int


@dataclass(frozen=True, slots=True)
class FindDays(Task):
    """`contact` None is everybody; of `month` the day does not matter."""

    contact: int | None
    month: datetime.date


# What is answered. `ticket` is what the asking call returned


@dataclass(frozen=True, slots=True)
class EarlierLoaded:
    """What came before the message `before`; where that was the first of the conversation, they stand at its front
    now. `complete` if there is nothing before them."""

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
    hits: "tuple[Hit, ...]" = field(repr=False)
    complete: bool


@dataclass(frozen=True, slots=True)
class DaysFound:
    ticket: int
    contact: int | None
    month: datetime.date
    days: tuple[datetime.date, ...]


@dataclass(frozen=True, slots=True)
class ArchiveFailed:
    ticket: int
    problem: Problem
