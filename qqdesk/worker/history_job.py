"""The protocol between a job on the history and the thread that runs it."""

from collections.abc import Generator, Iterator
from typing import Protocol

from qqdesk.domain.conversation_id import ConversationId

Steps = Generator[object, None, None]

_MAX_REMOVED = 500
"""With more deleted keys in one conversation, it is reloaded instead."""


class HistoryJob(Protocol):
    """`run` yields answers, None after a step without one, and JobDone at the end, or raises. It checks `cancelled` at
    each step. Closing it at any step leaves nothing half done."""

    ticket: int
    quiet: bool
    cancelled: bool

    def run(self) -> Steps: ...


class Changes:
    """The conversations that a job changed, with the deleted keys if they are few."""

    def __init__(self) -> None:
        self._removed: dict[ConversationId, list[str]] = {}

    def remove(self, conversation: ConversationId, key: str) -> None:
        keys = self._removed.setdefault(conversation, [])
        if len(keys) <= _MAX_REMOVED:
            keys.append(key)

    def __iter__(self) -> Iterator[tuple[ConversationId, tuple[str, ...]]]:
        for conversation, keys in self._removed.items():
            yield conversation, tuple(keys) if len(keys) <= _MAX_REMOVED else ()
