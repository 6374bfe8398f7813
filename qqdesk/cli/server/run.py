"""`qqdesk-server run`: runs the server until a signal stops it."""

import argparse
import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sqlite3
import sys
import threading
from dataclasses import replace

from qqdesk import __version__
from qqdesk.cli.server.common import (
    EXIT_ALREADY_RUNNING,
    EXIT_CANNOT_LISTEN,
    EXIT_FAILED,
    EXIT_MISUSE,
    EXIT_OTHER_VERSION,
    CommandError,
    command,
    fail,
    load_configuration,
    print_line,
    setting_flags,
    unusable_database,
)
from qqdesk.cli.server.invitation_links import ServerReach, make_link, print_link
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.server.accounts import invitations
from qqdesk.server.admin import stored_settings
from qqdesk.server.errors import DataFolderError, MovedError, OtherVersionError, StorageError
from qqdesk.server.http.request_reader import Limits
from qqdesk.server.operations.daemon import Daemon, TlsPortError, limits_of, new_event_loop
from qqdesk.server.operations.reachable import is_wildcard
from qqdesk.server.settings import logs
from qqdesk.server.settings.configuration import Configuration
from qqdesk.server.settings.settings import Settings, masked
from qqdesk.server.storage.lock import AlreadyRunningError
from qqdesk.server.storage.sqlite import unusable_folder


def notify(message: str) -> None:
    """Send `READY=1`, `STOPPING=1` and the like; do nothing without a service manager."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")) or not hasattr(socket, "AF_UNIX"):
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.sendto(message.encode(), address.replace("@", "\0", 1) if address[0] == "@" else address)


def start_watchdog() -> None:
    """Notify the watchdog twice per interval while the event loop runs; systemd restarts a server that stops."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    if not microseconds.isdecimal() or os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return
    loop, every_s = asyncio.get_running_loop(), int(microseconds) / 2_000_000

    def turn() -> None:
        notify("WATCHDOG=1")
        loop.call_later(every_s, turn)

    turn()


if sys.platform != "win32":
    import resource

logger = logging.getLogger(__name__)

_OTHER_FILES = 64
"""Reserve of open files for everything except connections."""

_EXIT_TIMEOUT_S = 1.8
_STOP_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    run = command(commands, "run", _run, "run the server until it is interrupted or terminated")
    run.add_argument(
        "--exit-with-stdin",
        action="store_true",
        help="also stop when standard input ends, and create no first invitation",
    )
    setting_flags(run)


def _run(options: argparse.Namespace) -> int:
    configuration = load_configuration(options)
    logs.set_up(configuration.settings)
    for warning in configuration.warnings:
        logger.warning("%s", warning)
    try:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            return runner.run(_serve(options, configuration))
    except AlreadyRunningError as error:
        sentence, code = f"already running at {error.address or 'an unknown address'}", EXIT_ALREADY_RUNNING
    except CommandError as error:
        sentence, code = str(error), error.code
    except MovedError as error:
        sentence, code = str(error), EXIT_MISUSE
    except OtherVersionError as error:
        sentence, code = str(error), EXIT_OTHER_VERSION
    except DataFolderError as error:
        sentence, code = str(error), EXIT_FAILED
    except StorageError as error:
        sentence, code = f"The database cannot be used: {error}. The command doctor says more.", EXIT_FAILED
    except sqlite3.Error as error:
        sentence, code = unusable_database(error), EXIT_FAILED
    if configuration.settings.log_format != "json":
        return fail(sentence, code)
    # A log collector has to see the reason, too.
    logger.critical("%s", sentence)
    return code


async def _serve(options: argparse.Namespace, configuration: Configuration) -> int:
    settings = configuration.settings
    stop = asyncio.Event()
    moved: list[str] = []
    _stop_on_signals(stop)
    try:
        daemon = Daemon(options.data_dir, settings, limits=_limits(settings), fixed=configuration.fixed)
    except OSError as error:
        raise CommandError(unusable_folder(options.data_dir, error)) from None

    def stop_for_moved(sentence: str) -> None:
        moved.append(sentence)
        stop.set()

    daemon.core.store.on_moved = stop_for_moved
    try:
        try:
            address = await daemon.start(settings.host, settings.port)
        except TlsPortError as error:
            raise CommandError(
                f"The server cannot listen on {settings.host}, port {settings.tls_port}, which is for HTTPS: "
                f"{error.strerror}. Choose another with --tls-port, or switch HTTPS off with --no-tls.",
                EXIT_CANNOT_LISTEN,
            ) from None
        except OSError as error:
            where = f"{settings.host}, port {settings.port}"
            raise CommandError(
                f"The server cannot listen on {where}: {error.strerror or error}. The command doctor says why. Choose "
                "another address with --host, another port with --port.",
                EXIT_CANNOT_LISTEN,
            ) from None
        for warning in stored_settings.without_effect(configuration, daemon.core.stored_settings):
            logger.warning("%s", warning)
        await start_ops(daemon, configuration)
        address = _for_others(daemon, address)
        print_line(f"listening on {address}")
        if daemon.core.certificate is not None:
            tls_address = _for_others(daemon, daemon.tls_address)
            print_line(f"listening on {tls_address}, fingerprint SHA-256 {daemon.core.certificate.written}")
        if not options.exit_with_stdin:
            await _create_first_invitation(daemon)
        daemon.announce()
        if options.exit_with_stdin:
            _stop_with_stdin(stop)
        notify(f"READY=1\nSTATUS=listening on {address}")
        start_watchdog()
        # These objects live until the end. Scanning them in every full collection would pause the loop for 10 ms.
        gc.freeze()
        logger.info("The server serves", extra=_log_fields(daemon, address))
        await stop.wait()
        logger.info("The server stops")
        notify("STOPPING=1")
        _force_exit_after_timeout()
    finally:
        await daemon.stop()
    if moved:
        # An error exit makes the service manager restart the server, which may be configured for PostgreSQL by now.
        raise CommandError(moved[0])
    return 0


def _for_others(daemon: Daemon, address: str) -> str:
    """Return the likely address for others in place of a wildcard such as 0.0.0.0."""
    addresses = daemon.core.server_info.addresses
    if not addresses or not is_wildcard(daemon.core.listens_on[0]):
        return address
    scheme, port = address.partition("://")[0], address.rpartition(":")[2]
    return f"{scheme}://{addresses[0].rpartition(':')[0]}:{port}"


def _log_fields(daemon: Daemon, address: str) -> dict[str, str]:
    core = daemon.core
    return {
        "version": __version__,
        "address": address,
        "database": masked(core.settings.database) or "SQLite",
        "registration": core.server_info.registration.value,
        "classic": core.settings.classic,
    }


def _force_exit_after_timeout() -> None:
    """Exit after a timeout even if a disk or a query hangs. All answered requests are on disk by then."""

    def end() -> None:
        logger.error("The server did not stop in time and was terminated")
        os._exit(0)

    timer = threading.Timer(_EXIT_TIMEOUT_S, end)
    timer.daemon = True
    timer.start()


async def start_ops(daemon: Daemon, configuration: Configuration) -> None:
    """Start the listener for health and metrics.

    A busy port is an error only if the port was configured: two servers may run on one computer.
    """
    settings = configuration.settings
    if not settings.ops:
        return
    try:
        address = await daemon.start_ops(settings.ops_host, settings.ops_port)
    except OSError as error:
        where = f"{settings.ops_host}, port {settings.ops_port}"
        sentence = f"/livez, /readyz and /metrics cannot be served on {where}: {error.strerror or error}."
        if configuration.given.keys() & {"ops", "ops_host", "ops_port"}:
            raise CommandError(sentence, EXIT_CANNOT_LISTEN) from None
        logger.warning("%s", sentence)
    else:
        logger.info("/livez, /readyz and /metrics are on %s", address)


async def _create_first_invitation(daemon: Daemon) -> None:
    """Print the first administrator's invitation while a server by invitation has no accounts."""
    core = daemon.core
    if core.server_info.registration is RegistrationMode.INVITE:
        now = core.clock.now()
        invitation = None
        with contextlib.suppress(StorageError):  # logged by the store
            invitation = await core.store.write(lambda db: invitations.create_first(db, now))
        if invitation is not None:
            # On standard output, never in the log.
            print_line(f"invitation {invitation}, for one administrator, {invitations.DAYS} days")
            info, port = core.server_info, core.listens_on[1]
            fingerprint, names = daemon.certificate_in_links()
            has_authority = bool(info.tls_port and not fingerprint)
            reach = ServerReach(info.addresses, port, info.tls_port, fingerprint, has_authority, names)
            with contextlib.suppress(ValueError):
                print_link(make_link(invitation, reach))


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in _STOP_SIGNALS:
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


def _stop_with_stdin(stop: asyncio.Event) -> None:
    """Stop when standard input ends, which means that the parent process has ended."""
    loop = asyncio.get_running_loop()

    def watch() -> None:
        # Not sys.stdin.read: this thread would hold its lock and block the interpreter's shutdown.
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                pass
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, name="stdin", daemon=True).start()


def _limits(settings: Settings) -> Limits:
    """Return the limits, with no more connections than the system allows open files."""
    limits = limits_of(settings)
    if sys.platform == "win32":
        return limits
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            soft = hard
    if soft == resource.RLIM_INFINITY:
        return limits
    return replace(limits, connections=max(1, min(limits.connections, soft - _OTHER_FILES)))
