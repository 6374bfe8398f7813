"""How long the computer has not been used."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Idle:
    """`seconds` since the last input on this computer; None if unknown. A locked screen counts as idle."""

    seconds: float | None = None
    is_locked: bool = False


class IdleSource(Protocol):
    def read(self) -> Idle:
        """Return the idle time. May take two seconds; not for the GUI thread."""
        ...

    def close(self) -> None: ...
