"""A bug in a worker's slot is logged and told; it never ends the thread in silence."""

import functools
import logging
from collections.abc import Callable
from typing import Any, TypeVar, cast

from qqdesk.worker.problems import problem_of

_log = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., None])


def guarded(slot: F) -> F:
    """For slots of objects with a signal `went_wrong`, which takes a Problem."""

    @functools.wraps(slot)
    def wrapper(self: Any, *args: Any) -> None:
        try:
            slot(self, *args)
        except Exception as error:
            _log.exception("%s failed", slot.__qualname__)
            self.went_wrong.emit(problem_of(error))

    return cast(F, wrapper)
