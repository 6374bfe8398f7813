"""A whole server, put together: started and stopped in one place."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

from qqdesk.server import registration
from qqdesk.server.announcer import Announced, Announcer
from qqdesk.server.call import Line
from qqdesk.server.clock import Clock, SystemClock, Timer
from qqdesk.server.core import Core
from qqdesk.server.database.sqlite import make_folder
from qqdesk.server.database.sqlite_store import SqliteStore
from qqdesk.server.errors import StorageError
from qqdesk.server.facts import Facts, server_name
from qqdesk.server.http import Limits
from qqdesk.server.listener import Listener
from qqdesk.server.lock import FolderLock
from qqdesk.server.ops import Ops
from qqdesk.server.ops_pages import pages
from qqdesk.server.origin import Proxies, is_loopback
from qqdesk.server.passwords import Cost, Passwords
from qqdesk.server.service import Answer, Service
from qqdesk.server.settings import Settings

new_event_loop: Callable[[], asyncio.AbstractEventLoop]
try:
    import uvloop

    new_event_loop = uvloop.new_event_loop
except ImportError:  # there is none for this system
    new_event_loop = asyncio.new_event_loop

logger = logging.getLogger(__name__)

SWEEP_EVERY_S = 5.0
PURGE_EVERY_S = 24 * 3600.0
_LAST_REPLIES_S = 1.0


class Daemon:
    """One server of one data folder. Everything runs in the event loop of the caller."""

    def __init__(
        self,
        folder: Path,
        settings: Settings | None = None,
        *,
        clock: Clock | None = None,
        cost: Cost | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Takes the folder. Raises DataFolderError, AlreadyRunningError or OSError."""
        self._folder = folder
        self.clock = clock or SystemClock()
        make_folder(folder)
        self._lock = FolderLock(folder)
        try:
            self.core = Core(SqliteStore(folder), Passwords(cost), self.clock, settings)
        except BaseException:
            self._lock.release()
            raise
        self.service = Service(self.core)
        own = self.core.settings
        self._limits = limits or Limits(
            connections=own.connections, connections_per_address=own.connections_per_address
        )
        self._listener: Listener | None = None
        self._ops: Ops | None = None
        self._listens: tuple[str, int] | None = None
        self._announcer: Announcer | None = None
        self._timers: dict[str, Timer] = {}
        self._purging: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int) -> str:
        """Begin to serve; the address, as `http://HOST:PORT`. Raises OSError where it cannot listen there."""
        self.core.store.start()
        await self.core.restore_sessions()
        self._listener = Listener(self._answer, self._limits, Proxies(self.core.settings.trusted_proxies))
        port = await self._listener.start(host, port)
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        settings = self.core.settings
        self.core.facts = Facts(server_name(settings.name), registration.mode(settings, host))
        self._listens = (host, port)
        self._lock.write(address)
        self._sweep()
        self._purge()
        return address

    async def start_ops(self, host: str, port: int) -> str:
        """Answer /livez, /readyz and /metrics, once it serves; the address, as `http://HOST:PORT`. Raises OSError."""
        assert self._listener is not None
        ops = Ops(pages(self.core, self._folder, self._listener))
        address = await ops.start(host, port)
        self._ops = ops
        return address

    def announce(self) -> None:
        """Let clients on the local network find the server, where that is wanted and others can reach it. Apart from
        `start`, since nobody who waits for the server to be ready shall wait for this."""
        if self._listens is None or not self.core.settings.announce or is_loopback(self._listens[0]):
            return
        facts = self.core.facts
        self._announcer = Announcer(Announced(facts.name, *self._listens, facts.tls_port))
        self._announcer.start()

    async def stop(self) -> None:
        """Answer what is at work, with polls first, and close the file."""
        if self._announcer is not None:
            self._announcer.withdraw()
        for timer in self._timers.values():
            timer.cancel()
        self.core.stop()
        if self._listener is not None:
            await self._listener.stop(_LAST_REPLIES_S)
        if self._purging is not None:
            self._purging.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._purging
        if self._ops is not None:
            await self._ops.stop()
        await self.core.store.close()
        self.core.passwords.close()
        if self._announcer is not None:
            await self._announcer.stop()
        self._lock.release()

    async def _answer(self, body: bytes, address: str, line: Line, plus_is_space: bool) -> Answer:
        return await self.service.answer(body, address, line, plus_is_space=plus_is_space)

    def _sweep(self) -> None:
        # First of all: a sweep that fails is not the last.
        self._timers["sweep"] = self.clock.call_later(SWEEP_EVERY_S, self._sweep)
        self.core.sweep()

    def _purge(self) -> None:
        self._purging = asyncio.get_running_loop().create_task(self._purge_now())
        self._timers["purge"] = self.clock.call_later(PURGE_EVERY_S, self._purge)

    async def _purge_now(self) -> None:
        try:
            await self.core.purge()
        except (StorageError, sqlite3.Error) as error:
            logger.error("Old messages were not deleted: %s", error)
