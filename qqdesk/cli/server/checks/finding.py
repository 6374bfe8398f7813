"""The input and the result of a check."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qqdesk.server.operations.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and its remedy, in sentences. A `note` may be intended by the operator."""

    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The server to check.

    `running` is the address of the running server, "" if it is unknown, None if no server runs. `now` is in
    milliseconds since 1970.
    """

    folder: Path
    settings: Settings
    running: str | None
    now: int


Check = Callable[[CheckContext], Iterator[Finding]]
