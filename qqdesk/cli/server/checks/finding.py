"""What a check is given, and what it says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qqdesk.server.operations.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and what to do about it, in sentences; `note` for what may be just as it is meant."""

    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Patient:
    """The server that is looked at. `running` is the address it says it listens on, "" where it does not say, None
    where it does not run; `now` in milliseconds since 1970."""

    folder: Path
    settings: Settings
    running: str | None
    now: int


Check = Callable[[Patient], Iterator[Finding]]
