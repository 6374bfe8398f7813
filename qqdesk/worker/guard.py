"""A bug in a worker's slot is logged and told; it never ends the thread in silence."""

import functools
import logging
from collections.abc import Callable
from typing import Any, TypeVar, cast

from qqdesk.domain.problem import Problem, ProblemKind

_log = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., None])


def guarded(slot: F) -> F:
    """For slots of objects with a signal `went_wrong`, which takes a Problem."""

    @functools.wraps(slot)
    def wrapper(self: Any, *args: Any) -> None:
        try:
            slot(self, *args)
        except Exception as error:
            _log.exception("A bug in %s", slot.__qualname__)
            self.went_wrong.emit(Problem(ProblemKind.BUG, type(error).__name__))

    return cast(F, wrapper)
