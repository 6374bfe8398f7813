"""Check the network and the certificate. The checks change nothing."""

import contextlib
import errno
import http.client
import os
import socket
import ssl
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from qqdesk.protocol.admin_commands import IssueKind
from qqdesk.protocol.codec import Envelope, build_request, parse_reply
from qqdesk.protocol.commands import Hello, HelloReply
from qqdesk.protocol.errors import MalformedReplyError
from qqdesk.server.addresses import is_loopback
from qqdesk.server.errors import CertificateError
from qqdesk.server.operations.checks.finding import Finding
from qqdesk.server.operations.reachable import addresses_for_others, is_wildcard
from qqdesk.server.settings.certificate import CERTIFICATE_FILE, KEY_FILE, ServerCertificate
from qqdesk.server.settings.settings import Settings

if sys.platform != "win32":
    import resource


_HELLO_S = 5.0
_MAX_HELLO_BYTES = 16 * 1024
_OTHER_FILES = 64


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


_EXPIRES_SOON = timedelta(days=14)


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
        validity = ServerCertificate(certificate, key).validity()
    except CertificateError as error:
        yield Finding(f"{error} {remedy}", IssueKind.CERTIFICATE)
        return
    if validity is not None:
        yield from _check_validity(certificate, *validity, now, is_own)
    if os.name == "posix" and key.stat().st_mode & 0o077:
        yield Finding(f"Other users of this computer can read the key {key}. To prevent that: chmod 600 {key}")


def _check_validity(certificate: Path, begin: datetime, end: datetime, now: int, is_own: bool) -> Iterator[Finding]:
    time = datetime.fromtimestamp(now / 1000, UTC)
    if time < begin:
        yield Finding(
            f"The certificate {certificate} becomes valid on {begin:%Y-%m-%d %H:%M} UTC. Check the clock of this "
            "computer first: if it is right, the certificate is wrong.",
            IssueKind.CERTIFICATE,
        )
    elif time > end - _EXPIRES_SOON:
        renewal = (
            "Remove it and its key, and the server makes new ones; users are then asked to compare the new fingerprint."
            if is_own
            else "Renew it, and replace the file; the server loads it by itself."
        )
        yield Finding(
            f"The certificate {certificate} {'expired' if time > end else 'expires'} on {end:%Y-%m-%d %H:%M} UTC. "
            f"{renewal}",
            IssueKind.CERTIFICATE,
        )
