"""Log and report a bug in a worker's slot, so that it does not end the thread silently.

A bug in `start` is raised again: the thread cannot work, and the crash report tells the user.
"""

import functools
import logging
from collections.abc import Callable
from typing import Any, TypeVar, cast

from qqdesk.domain.problem import ProblemKind
from qqdesk.engine.problems import problem_of

_log = logging.getLogger(__name__)
_BEGINNING = "start"
F = TypeVar("F", bound=Callable[..., None])


def guarded(slot: F) -> F:
    """Decorate a slot. The problem is emitted as `went_wrong` if the object has this signal."""

    @functools.wraps(slot)
    def wrapper(self: Any, *args: Any) -> None:
        try:
            slot(self, *args)
        except Exception as error:
            problem = problem_of(error)
            told = getattr(self, "went_wrong", None)
            if told is not None:
                told.emit(problem)
            if slot.__name__ == _BEGINNING and problem.kind is ProblemKind.BUG:
                raise
            _log.exception("%s failed", slot.__qualname__)

    return cast(F, wrapper)
