"""The progress of an upload or a download."""

from dataclasses import dataclass
from enum import Enum

from qqdesk.domain.problem import Problem


class TransferState(Enum):
    WAITING = "waiting"
    """For a connection, or for earlier transfers."""
    RUNNING = "running"
    STOPPED = "stopped"
    """The user cancelled it, or `problem` says why. It continues from `done`."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """`id` is that of the file. `done` and `size` are in bytes, `rate` in bytes a second, 0 if unknown."""

    id: str
    state: TransferState
    done: int
    size: int
    rate: float = 0.0
    problem: Problem | None = None
