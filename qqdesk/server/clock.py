"""The clock of the server."""

import asyncio
from collections.abc import Callable

from qqdesk.clock import SystemClock, Timer


class AsyncioClock(SystemClock):
    """The system's clock. Timers run in the caller's event loop of asyncio."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        return asyncio.get_running_loop().call_later(seconds, callback)
