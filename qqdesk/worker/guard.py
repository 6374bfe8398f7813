"""A bug in a worker's slot is logged and told; it never ends the thread in silence.

One in `start` leaves a thread that does nothing: that is raised, and so the person is told that a part has stopped.
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
    """For slots; an object whose bugs the person is to be told of has a signal `went_wrong`, which takes a Problem."""

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
