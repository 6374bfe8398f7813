"""What a job over all that was said is to the thread that runs it."""

from collections.abc import Generator, Iterator
from typing import Protocol

Steps = Generator[object, None, None]

_TOLD = 500
"""So many keys of one conversation are told, else that it is another one now."""


class HistoryJob(Protocol):
    """`run` gives its answers, None after a step with nothing to tell, and at last its JobDone, or raises. It looks at
    `cancelled` at each step, and leaves nothing half done when it is closed at any."""

    ticket: int
    quiet: bool
    cancelled: bool

    def run(self) -> Steps: ...


class Changes:
    """The conversations that a job changed, with the keys that are gone, where those are few."""

    def __init__(self) -> None:
        self._removed: dict[int, list[str]] = {}

    def remove(self, contact: int, key: str) -> None:
        keys = self._removed.setdefault(contact, [])
        if len(keys) <= _TOLD:
            keys.append(key)

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        for contact, keys in self._removed.items():
            yield contact, tuple(keys) if len(keys) <= _TOLD else ()
