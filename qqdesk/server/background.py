"""Tasks that no request waits for."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from qqdesk.server.errors import StorageError

logger = logging.getLogger(__name__)


def in_background(work: "asyncio.Future[Any] | Coroutine[Any, Any, Any]") -> None:
    """Run a task, and log its failure."""
    asyncio.ensure_future(work).add_done_callback(_log_failure)


def _log_failure(future: "asyncio.Future[Any]") -> None:
    if future.cancelled():
        return
    error = future.exception()
    if isinstance(error, StorageError):
        logger.error("A change was not stored: %s", error)
    elif error is not None:
        logger.error("A change was not stored", exc_info=error)
