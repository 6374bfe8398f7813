"""The checks of `doctor`. They change nothing."""

import contextlib
import errno
import http.client
import os
import shutil
import socket
import sqlite3
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from qqdesk.cli.server.common import format_time
from qqdesk.protocol.codec import Envelope, build_request, parse_reply
from qqdesk.protocol.commands import Hello, HelloReply
from qqdesk.protocol.errors import MalformedReplyError
from qqdesk.protocol.room_commands import MAX_ROOMS
from qqdesk.server.delivery.mailbox import MOST_WAITING
from qqdesk.server.errors import CertificateError, DataFolderError
from qqdesk.server.http.client_address import is_loopback
from qqdesk.server.operations.certificate import CERTIFICATE_FILE, KEY_FILE, ServerCertificate
from qqdesk.server.operations.configuration import FILE_NAME as SETTINGS_FILE
from qqdesk.server.operations.reachable import addresses_for_others, is_wildcard
from qqdesk.server.operations.settings import Settings
from qqdesk.server.storage.backup import damage
from qqdesk.server.storage.factory import postgresql
from qqdesk.server.storage.sqlite import FILE_NAME, SIDE_FILES, connect_untouched, has_accounts, has_tables, lost

if sys.platform != "win32":
    import resource

_LEAST_FREE_BYTES = 100 * 1000 * 1000
_MOST_CLOCK_MS = 60 * 1000
_HELLO_S = 5.0
_MAX_HELLO_BYTES = 16 * 1024
_EXPIRES_SOON = timedelta(days=14)
_OTHER_FILES = 64
_MOST_NAMED = 10
_NETWORK = ("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "fuse.sshfs", "fuse.rclone", "davfs")
_MOUNTS = Path("/proc/self/mounts")
_FULL = (
    "SELECT number FROM logs JOIN entries ON log = number AND seq > received AND kind IN (1, 2, 3, 4, 9) "
    "WHERE last_seq - received >= ? GROUP BY number HAVING count(*) >= ?"
)
_REPAIR = "Restore a backup (the command restore keeps the damaged file), or ask an expert for SQLite."


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and its remedy, in sentences. A note may be intended by the operator."""

    text: str
    is_note: bool = False


def run_checks(folder: Path, settings: Settings, running: str | None, now: int) -> Iterator[Finding]:
    """Yield the findings of all checks.

    `running` is the address of the running server, "" if it is unknown, None if no server runs. `now` is in
    milliseconds since 1970.
    """
    if folder.is_dir():
        yield from check_folder(folder, settings)
    else:
        yield Finding(
            f"There is no data folder {folder}. Say with --data-dir where it is; the command run makes a new one."
        )
    if settings.database:
        yield from check_postgresql(settings.database, now)
    elif folder.is_dir():
        yield from check_sqlite(folder, now)
    yield from check_certificate(folder, settings, now)
    if running is None:
        yield from check_ports(settings)
    else:
        yield from check_running(running)
    yield from check_open_files(settings)


# The data folder


def check_folder(folder: Path, settings: Settings) -> Iterator[Finding]:
    for path in (
        folder,
        *(folder / name for name in (FILE_NAME, *(FILE_NAME + side for side in SIDE_FILES), KEY_FILE)),
    ):
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            yield Finding(
                f"{path} cannot be read and written by you. Run this as the server's user; if you are that user, "
                "change the owner (chown), or check whether the disk is mounted read-only."
            )
    for path in (folder, folder / SETTINGS_FILE):
        if os.name == "posix" and path.exists() and path.stat().st_mode & 0o022:
            yield Finding(f"Other users of this computer can change {path}. To prevent that: chmod go-w {path}")
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE_BYTES:
        yield Finding(
            f"The disk of {folder} is nearly full: {free / 1e6:.0f} MB are free. A server with a full disk refuses "
            "messages. Free some space, keep messages for fewer days (retention_days), or move the data folder to "
            "another disk."
        )
    kind = file_system(folder.resolve(), _MOUNTS.read_text("utf-8", "replace")) if _MOUNTS.exists() else ""
    if kind in _NETWORK and not settings.database:
        yield Finding(
            f"The data folder {folder} is on a network disk ({kind}), where file locks are unreliable and can let the "
            "database be damaged. Move it to a disk of this computer."
        )


def file_system(path: Path, mounts: str) -> str:
    """Return the type of the file system of a path, from the content of /proc/self/mounts; "" if unknown."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        _, mount, mounted, *_ = line.split(" ")
        place = Path(mount.replace("\\040", " "))
        # Of several mounts on one path the last one is visible.
        if path.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), mounted
    return kind


# The database


def check_postgresql(url: str, now: int) -> Iterator[Finding]:
    try:
        has_our_tables, its_now = postgresql("postgres", url).probe_database(url)
    except DataFolderError as error:
        yield Finding(f"{error} Check the address, and whether PostgreSQL runs there.")
        return
    if not has_our_tables:
        yield Finding("The database is empty; the next start creates the tables.", is_note=True)
    if abs(its_now - now) > _MOST_CLOCK_MS:
        yield Finding(
            f"It is {format_time(now)} here and {format_time(its_now)} where the database is. Set the clock that is "
            "wrong (timedatectl set-ntp true)."
        )


def check_sqlite(folder: Path, now: int) -> Iterator[Finding]:
    path = folder / FILE_NAME
    if not path.exists():
        missing = lost(folder)
        note = f"There is no database in {folder} yet; the first start makes one."
        yield Finding(missing or note, is_note=not missing)
        return
    try:
        with contextlib.closing(connect_untouched(path)) as db:
            yield from _check_tables(db, path, now)
    except DataFolderError as error:
        yield Finding(str(error))
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            yield Finding(f"{path} is damaged: {error}. {_unreadable(path)}{_REPAIR}")
        else:
            yield Finding(f"{path} cannot be opened: {error}. Ask as the user who runs the server.")


def _check_tables(db: sqlite3.Connection, path: Path, now: int) -> Iterator[Finding]:
    is_ours = has_tables(db, path)
    missing = lost(path.parent)
    if missing and not (is_ours and has_accounts(db)):
        yield Finding(missing)
    elif not is_ours:
        yield Finding(f"{path} is empty; the next start makes a database of it.", is_note=True)
    elif problem := damage(db):
        yield Finding(f"{path} is damaged: {problem}. {_unreadable(path)}{_REPAIR}")
    else:
        (last,) = db.execute("SELECT max((SELECT max(time) FROM entries), (SELECT max(created) FROM users))").fetchone()
        if (last or 0) > now + _MOST_CLOCK_MS:
            yield Finding(
                f"The database contains data from {format_time(last)}, and it is {format_time(now)} now: the clock of "
                "this computer is or was wrong. Set it (timedatectl set-ntp true)."
            )
        yield from _check_space(db, path)
        (rooms,) = db.execute("SELECT count(DISTINCT room) FROM memberships WHERE to_seq IS NULL").fetchone()
        if rooms >= MAX_ROOMS:
            yield Finding(
                f"There are {MAX_ROOMS} rooms with members, and there cannot be more. To delete some: room remove.",
                is_note=True,
            )


def _check_space(db: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if size > free:
        yield Finding(
            f"The database has {size / 1e6:.0f} MB, and {free / 1e6:.0f} MB of its disk are free: a backup does not "
            "fit beside it. Keep messages for fewer days (retention_days), or move the data folder to another disk.",
            is_note=True,
        )
    full = [number for (number,) in db.execute(_FULL, (MOST_WAITING, MOST_WAITING))]
    if full:
        more = f" and {len(full) - _MOST_NAMED} others" if len(full) > _MOST_NAMED else ""
        yield Finding(
            f"The mailboxes of {', '.join(map(str, full[:_MOST_NAMED]))}{more} are full: no device has fetched the "
            f"last {MOST_WAITING} messages. They take messages again after a sign-in.",
            is_note=True,
        )


def _unreadable(path: Path) -> str:
    """Return a sentence that names the accounts whose messages cannot be read."""
    found = []
    with contextlib.suppress(sqlite3.Error), contextlib.closing(connect_untouched(path)) as db:
        for (number,) in db.execute("SELECT number FROM logs ORDER BY number").fetchall():
            try:
                db.execute("SELECT text FROM entries WHERE log = ?", (number,)).fetchall()
            except sqlite3.Error:
                found.append(number)
    more = f" and {len(found) - _MOST_NAMED} others" if len(found) > _MOST_NAMED else ""
    return f"The messages of {', '.join(map(str, found[:_MOST_NAMED]))}{more} cannot be read. " if found else ""


# The certificate


def check_certificate(folder: Path, settings: Settings, now: int) -> Iterator[Finding]:
    if not settings.tls:
        yield Finding("HTTPS is switched off, so passwords and messages can be read on their way.", is_note=True)
        return
    is_own = not settings.cert
    certificate = folder / CERTIFICATE_FILE if is_own else Path(settings.cert)
    key = folder / KEY_FILE if is_own else Path(settings.key or settings.cert)
    if is_own and not certificate.exists() and not key.exists():
        return  # the next start creates them
    remedy = "Put both files back from a backup." if is_own else "Name others with --cert and --key."
    try:
        ServerCertificate(certificate, key)
    except CertificateError as error:
        yield Finding(f"{error} {remedy}")
        return
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    begin, end, time = found.not_valid_before_utc, found.not_valid_after_utc, datetime.fromtimestamp(now / 1000, UTC)
    if time < begin:
        yield Finding(
            f"The certificate {certificate} becomes valid on {begin:%Y-%m-%d %H:%M} UTC. Check the clock of this "
            "computer first: if it is right, the certificate is wrong."
        )
    elif time > end - _EXPIRES_SOON:
        renewal = (
            "Remove it and its key, and the server makes new ones; users are then asked to compare the new fingerprint."
            if is_own
            else "Renew it, and replace the file; the server loads it by itself."
        )
        yield Finding(
            f"The certificate {certificate} {'expired' if time > end else 'expires'} on {end:%Y-%m-%d %H:%M} UTC. "
            f"{renewal}"
        )
    if os.name == "posix" and key.stat().st_mode & 0o077:
        yield Finding(f"Other users of this computer can read the key {key}. To prevent that: chmod 600 {key}")


# The network


def hello(url: str) -> HelloReply | None:
    """Return the reply of a server to Hello, with any certificate; None without a reply."""
    request, parts = Hello(), urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=_HELLO_S)
    if parts.scheme == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection(parts.netloc, timeout=_HELLO_S, context=context)
    with contextlib.closing(connection):
        try:
            connection.request("POST", "/", build_request(Envelope("1", 0), request))
            reply = parse_reply(request, connection.getresponse().read(_MAX_HELLO_BYTES))
        except (OSError, http.client.HTTPException, MalformedReplyError):
            return None
    return reply if isinstance(reply, HelloReply) else None


def check_running(address: str) -> Iterator[Finding]:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 0
    near = "localhost" if is_wildcard(host) else f"[{host}]" if ":" in host else host
    reply = hello(f"http://{near}:{port}") if address else None
    if reply is None:
        yield Finding(
            f"The server runs, but does not answer at {address or 'an address'}: it is starting, or hangs. Run this "
            "again in a moment; if nothing has changed then, check its log, and restart it."
        )
        return
    if reply.tls_port and hello(f"https://{near}:{reply.tls_port}") is None:
        yield Finding(
            f"The server answers at {address}, but not on its port for HTTPS, {reply.tls_port}. Check its log, and "
            "restart it."
        )
    yield from check_reachable(host, port)


def check_reachable(host: str, port: int) -> Iterator[Finding]:
    """Check the addresses that others use."""
    urls = [f"http://{address}" for address in addresses_for_others(host, port)]
    closed = [url for url in urls if hello(url) is None]
    if closed:
        yield Finding(
            f"The server does not answer at {', '.join(closed)}, its address on the network. Let the port {port} "
            "through the firewall of this computer."
        )
    elif urls:
        yield Finding(
            f"Others can reach the server at {', '.join(urls)}, unless a firewall blocks it. To test that, open "
            f"{urls[0]}/i in a browser on another computer.",
            is_note=True,
        )
    else:
        yield from check_host(host)


def check_host(host: str) -> Iterator[Finding]:
    """Say why no other computer can reach the server."""
    if is_loopback(host):
        yield Finding(
            f"Only this computer can reach the server, since it listens on {host}. To let others in: run --host "
            '0.0.0.0, or host = "0.0.0.0" in the settings.',
            is_note=True,
        )
    elif is_wildcard(host) and not addresses_for_others(host, 0):
        yield Finding("This computer has no network now, so others cannot reach the server.", is_note=True)


def check_ports(settings: Settings) -> Iterator[Finding]:
    """Check that a server could listen on its ports."""
    ports = [("host", settings.host, "port", settings.port, True)]
    ports.append(("host", settings.host, "tls-port", settings.tls_port, settings.tls))
    ports.append(("ops-host", settings.ops_host, "ops-port", settings.ops_port, settings.ops))
    problems = [_port_problem(host_flag, host, flag, port) for host_flag, host, flag, port, is_used in ports if is_used]
    yield from (Finding(problem) for problem in dict.fromkeys(problems) if problem)
    yield from check_host(settings.host)


def _port_problem(host_flag: str, host: str, port_flag: str, port: int) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server(("" if is_wildcard(host) else host, port), family=family).close()
    except (OSError, UnicodeError) as error:
        number = error.errno if isinstance(error, OSError) else None
        if number == errno.EADDRINUSE:
            return f"Port {port} is taken by another program. Stop it, or choose another port with --{port_flag}."
        if number in (errno.EACCES, errno.EPERM):
            return f"You are not allowed to use port {port}, which may need root. Choose another with --{port_flag}."
        return f"There is no address {host} to listen on. Choose another with --{host_flag}; 0.0.0.0 means all."
    return ""


def check_open_files(settings: Settings) -> Iterator[Finding]:
    if sys.platform == "win32":
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < settings.connections + _OTHER_FILES:
        yield Finding(
            f"The settings allow {settings.connections} connections, but the system allows a program only {hard} open "
            "files. Raise that limit (LimitNOFILE of the service, ulimit -n), or set connections to "
            f"{max(1, hard - _OTHER_FILES)}."
        )
