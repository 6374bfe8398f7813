"""The whole server: composition, start and stop."""

import asyncio
import contextlib
import errno
import logging
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

from qqdesk.clock import LoopClock, SystemClock, Timer
from qqdesk.protocol.codes import DEFAULT_TLS_PORT
from qqdesk.server.accounts.passwords import Cost, Passwords
from qqdesk.server.addresses import is_loopback
from qqdesk.server.backups import backup_job, restore
from qqdesk.server.core import Core
from qqdesk.server.delivery.sqlite_store import SqliteStore
from qqdesk.server.delivery.store import Store
from qqdesk.server.dispatcher import Dispatcher
from qqdesk.server.errors import DataFolderError, StorageError
from qqdesk.server.http.browser_requests import HostNames
from qqdesk.server.http.file_routes import file_routes
from qqdesk.server.http.installers import Installers
from qqdesk.server.http.invitation_page import InvitationPage
from qqdesk.server.http.listener import Listener
from qqdesk.server.http.request_reader import Limits
from qqdesk.server.http.routes import command_routes
from qqdesk.server.operations import ops
from qqdesk.server.operations.announcer import Announced, Announcer
from qqdesk.server.operations.place_state import place_state
from qqdesk.server.operations.reachable import addresses_for_others, is_wildcard, own_addresses
from qqdesk.server.settings.certificate import certificate_for
from qqdesk.server.settings.settings import NO_FILES_FOLDER, Settings, files_folder, installers_folder
from qqdesk.server.storage import sqlite
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.lock import FolderLock, RunningServer
from qqdesk.server.storage.postgres_import import postgresql
from qqdesk.server.storage.sqlite import make_folder, unusable_folder


class AsyncioClock(SystemClock):
    """The system's clock. Timers run in the caller's event loop of asyncio."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        return asyncio.get_running_loop().call_later(seconds, callback)


new_event_loop: Callable[[], asyncio.AbstractEventLoop]
try:
    import uvloop

    new_event_loop = uvloop.new_event_loop
except ImportError:  # not available on this system
    new_event_loop = asyncio.new_event_loop

logger = logging.getLogger(__name__)

SWEEP_EVERY_S = 5.0
PURGE_EVERY_S = 24 * 3600.0
NIGHTLY_EVERY_S = 600
"""How often the server looks whether a nightly backup is due."""
_LAST_REPLIES_S = 1.0


_PORTS_FAULT = (errno.EADDRINUSE, errno.EACCES)
"""Errors of the port; all others concern the address."""


class TlsPortError(OSError):
    """The server cannot listen on the port for HTTPS."""


def limits_of(settings: Settings) -> Limits:
    return Limits(
        connections=settings.connections,
        connections_per_address=settings.connections_per_address,
        handshakes_per_minute=settings.handshakes_per_minute,
    )


def open_store(folder: Path, url: str) -> Store:
    """Open the store in a folder, or in the PostgreSQL database `url`. Raises DataFolderError."""
    if not url:
        return SqliteStore(folder)
    store: Store = postgresql("delivery.postgres_store", url).PostgresStore(url)
    return store


class Daemon:
    """The server of one data folder. It runs in the caller's event loop."""

    def __init__(
        self,
        folder: Path,
        settings: Settings | None = None,
        *,
        clock: LoopClock | None = None,
        cost: Cost | None = None,
        limits: Limits | None = None,
        fixed: Collection[str] = (),
    ) -> None:
        """Lock the folder. Without settings, the server has plain HTTP only. Administrators cannot change the settings
        that are `fixed`.

        Raises DataFolderError, AlreadyRunningError or OSError.
        """
        settings = settings or Settings(tls=False)
        self.clock = clock or AsyncioClock()
        self._folder = folder
        make_folder(folder)
        lost_log = "" if settings.database else sqlite.lost_log(folder)
        self._lock = FolderLock(folder)
        try:
            store = open_store(folder, settings.database)
            self.core = Core(
                store, Passwords(cost), self.clock, folder, settings, files_folder(folder, settings), fixed
            )
        except BaseException:
            self._lock.release()
            raise
        self.core.report_place = partial(place_state, self.core)
        self.service = Dispatcher(self.core)
        self._host_names = HostNames((*self.core.settings.host_names, self.core.settings.host))
        self._has_lost_log = bool(lost_log)
        if lost_log:
            logger.error("%s", lost_log)
        self._limits = limits or limits_of(self.core.settings)
        self.listener: Listener | None = None
        self.ops_listener: Listener | None = None
        self.announcer: Announcer | None = None
        self.tls_address = ""
        """`https://HOST:PORT` once the server listens there."""
        self._timers: dict[str, Timer] = {}
        self.purging: asyncio.Task[None] | None = None
        """The deletion of old messages and files, which runs or ran last."""

    async def start(self, host: str, port: int) -> str:
        """Start the server and return its address, `http://HOST:PORT`.

        Raises OSError if it cannot listen there, TlsPortError for the port of HTTPS, CertificateError, and
        DataFolderError if nothing can be written.
        """
        self.core.store.start()
        if self._has_lost_log:
            await self.core.store.write(_start_over)
        if self.core.settings.files and self.core.files is None:
            logger.warning("%s", NO_FILES_FOLDER)
        self.core.listens_on = (host, port)
        await self.core.start()
        self.listener = Listener(
            command_routes(
                self.service.dispatch,
                self._limits.body,
                file_routes(self.core.files, lambda token: self.core.backups.offered(token, self.clock.now())),
                self._invitation_page().find_route,
            ),
            self._limits,
            self.core.proxies,
            self._host_names,
            self.core.reached.note,
        )
        settings = self.core.settings
        if settings.tls:
            # HTTPS first: the plain port announces its port in Hello.
            await self._start_tls(self.listener, host, port)
        port = await self.listener.start(host, port)
        self.core.listens_on = (host, port)
        self._publish_addresses()
        address = _url("http", host, port)
        try:
            self._lock.write(RunningServer(address, self.tls_address, *self.certificate_in_links()))
        except OSError as error:  # a full disk
            raise DataFolderError(unusable_folder(self._folder, error)) from error
        self._sweep()
        self._purge()
        self._back_up_nightly()
        return address

    async def start_ops(self, host: str, port: int) -> str:
        """Start the listener for /livez, /readyz and /metrics, after `start`; return its address. Raises OSError."""
        assert self.listener is not None
        routes = ops.page_routes(ops.pages(self.core, self._folder, self.listener))
        listener = Listener(routes, ops.LIMITS, host_names=self._host_names)
        port = await listener.start(host, port)
        self.ops_listener = listener
        return _url("http", host, port)

    def _invitation_page(self) -> InvitationPage:
        settings = self.core.settings
        installers = Installers(installers_folder(self._folder, settings), self.clock)
        return InvitationPage(lambda: self.core.server_info.name, installers, settings.installers_url)

    def certificate_in_links(self) -> tuple[str, tuple[str, ...]]:
        """Return the fingerprint of the server's own certificate; with one of the operator, "" and its names."""
        certificate = self.core.certificate
        if certificate is None:
            return "", ()
        return ("", certificate.names) if self.core.settings.cert else (certificate.fingerprint, ())

    def _publish_addresses(self) -> None:
        addresses = addresses_for_others(*self.core.listens_on)
        self.core.server_info = replace(self.core.server_info, addresses=addresses)
        self.core.reached.set_own(own_addresses())

    def announce(self) -> None:
        """Announce the server on the local network if configured and reachable. Separate from `start` because it must
        not delay readiness."""
        if self.core.settings.announce and not is_loopback(self.core.listens_on[0]):
            self.announcer = Announcer(self._announced())
            self.announcer.start()

    def _announced(self) -> Announced:
        info = self.core.server_info
        return Announced(info.name, *self.core.listens_on, info.tls_port, info.place_id, str(info.registration))

    async def _start_tls(self, listener: Listener, host: str, plain_port: int) -> None:
        settings = self.core.settings
        self.core.certificate = certificate = certificate_for(self._folder, settings.cert, settings.key)
        self._host_names.certified = lambda: certificate.names
        port = settings.tls_port
        if not plain_port and port == DEFAULT_TLS_PORT:
            port = 0
        try:
            port = await listener.start(host, port, certificate.context)
        except OSError as error:
            if error.errno not in _PORTS_FAULT:
                raise
            raise TlsPortError(error.errno, error.strerror or str(error)) from None
        self.tls_address = _url("https", host, port)
        self._publish_fingerprint(port)

    def _publish_fingerprint(self, port: int) -> None:
        if self.core.certificate is not None:
            self.core.server_info = replace(
                self.core.server_info, tls_port=port, fingerprint=self.core.certificate.fingerprint
            )

    async def stop(self) -> None:
        """Answer the running requests, polls first, and close the store."""
        if self.announcer is not None:
            self.announcer.withdraw()
        for timer in self._timers.values():
            timer.cancel()
        if self.listener is not None:
            # First: replies from now on close their connections.
            self.listener.is_stopping = True
        self.core.stop()
        if self.listener is not None:
            await self.listener.stop(_LAST_REPLIES_S)
        await self.core.backups.close()
        if self.purging is not None:
            self.purging.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.purging
        if self.ops_listener is not None:
            await self.ops_listener.stop(0)
        await self.core.store.close()
        self.core.passwords.close()
        if self.core.files is not None:
            self.core.files.close()
        if self.announcer is not None:
            await self.announcer.stop()
        self._lock.release()

    def _sweep(self) -> None:
        # Schedule the next sweep first, in case this one raises.
        self._timers["sweep"] = self.clock.call_later(SWEEP_EVERY_S, self._sweep)
        self.core.housekeeping.sweep()
        if self.core.certificate is not None and self.core.certificate.reload_if_changed():
            self._publish_fingerprint(self.core.server_info.tls_port)
        if is_wildcard(self.core.listens_on[0]):
            self._publish_addresses()
        if self.announcer is not None:
            self.announcer.announced = self._announced()

    def _back_up_nightly(self) -> None:
        core = self.core
        self._timers["backup"] = self.clock.call_later(NIGHTLY_EVERY_S, self._back_up_nightly)
        if core.settings.nightly_backups and not core.settings.database:
            core.store.query(
                backup_job.last_backup, lambda found: core.backups.start_nightly(found[0], self.clock.now())
            )

    def _purge(self) -> None:
        self.purging = asyncio.get_running_loop().create_task(self._purge_now())
        self._timers["purge"] = self.clock.call_later(PURGE_EVERY_S, self._purge)

    async def _purge_now(self) -> None:
        try:
            await self.core.housekeeping.check_mailboxes()
            await self.core.housekeeping.purge()
            if self.core.files is not None:
                await self.core.files.clean_up()
        except (StorageError, sqlite3.Error, OSError) as error:
            logger.error("Old messages and files were not deleted: %s", error)


def _start_over(db: Database) -> None:
    restore.start_epoch(db)
    restore.skip_numbers(db)


def _url(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
