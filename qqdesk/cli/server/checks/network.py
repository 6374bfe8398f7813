"""Checks of the network: whether a running server can be reached, or whether its ports are free."""

import contextlib
import errno
import http.client
import socket
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from qqdesk.cli.printing import printable
from qqdesk.cli.server.checks.finding import CheckContext, Finding
from qqdesk.protocol.codec import Envelope, build_request, parse_reply
from qqdesk.protocol.commands import Hello, HelloReply
from qqdesk.protocol.errors import MalformedReplyError
from qqdesk.server.http.client_address import EVERYWHERE, is_loopback
from qqdesk.server.operations.reachable import likely_addresses

if sys.platform != "win32":
    import resource

_TIMEOUT_S = 5.0
_OTHER_FILES = 64
_LARGEST_REPLY = 64 * 1024
_LISTENING = "0A"
_OTHER_HOST = "Choose another with --{}; 0.0.0.0 means all."
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", EVERYWHERE: "127.0.0.1"}


def check_listening(context: CheckContext) -> Iterator[Finding]:
    """Check that a running server answers, or that a stopped one finds its ports free."""
    if context.running is None:
        yield from _check_ports(context)
    elif not context.running:
        yield Finding(
            "A server runs in this folder, but does not say where: it is starting, or hangs. Run this again in a "
            "moment; if nothing has changed then, restart the server."
        )
    else:
        yield from _check_answers(context.running)


# A running server


def _check_answers(address: str) -> Iterator[Finding]:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 0
    near = _EVERYWHERE.get(host, host)
    reply = hello(near, port)
    if reply is None:
        yield Finding(
            f"The server runs, but does not answer at {address} within {_TIMEOUT_S:.0f} seconds. Check its log, and "
            "restart it."
        )
        return
    if reply.tls_port and hello(near, reply.tls_port, tls=True) is None:
        yield Finding(
            f"The server answers at {address}, but not on its port for HTTPS, {reply.tls_port}. Check its log, and "
            "restart it."
        )
    yield from _check_reachable(host, port)


def _check_reachable(host: str, port: int) -> Iterator[Finding]:
    addresses = likely_addresses(host)
    if not addresses:
        yield from _only_here(host)
        return
    shut = [address for address in addresses if hello(address, port) is None]
    for address in shut:
        yield Finding(
            f"The server does not answer at {_at(address, port)}, its address on the network. Let the port {port} "
            "through the firewall of this computer."
        )
    found = [_at(address, port) for address in addresses if address not in shut]
    if found:
        yield Finding(
            f"Others can reach the server at {', '.join(found)}, unless a firewall blocks it. To test that, open "
            f"{found[0]}/i in a browser on another computer.",
            note=True,
        )


def _only_here(host: str) -> Iterator[Finding]:
    if is_loopback(host):
        yield Finding(
            f"Only this computer can reach the server, since it listens on {host}. To let others in: run --host "
            '0.0.0.0, or host = "0.0.0.0" in the settings.',
            note=True,
        )
    elif host in _EVERYWHERE:
        yield Finding("This computer has no network now, so others cannot reach the server.", note=True)


def _at(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def hello(host: str, port: int, *, tls: bool = False) -> HelloReply | None:
    """Say Hello to a qqdesk server. Return its reply, or None if no such server answers."""
    connection: http.client.HTTPConnection
    if tls:
        # check_certificate examines the certificate; here only an answer matters.
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection(host, port, timeout=_TIMEOUT_S, context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
    request = Hello()
    with contextlib.closing(connection):
        try:
            connection.request("POST", "/", build_request(Envelope("1", 0), request), {"Connection": "close"})
            response = connection.getresponse()
            reply = parse_reply(request, response.read(_LARGEST_REPLY))
        except (OSError, http.client.HTTPException, MalformedReplyError):
            return None
    return reply if isinstance(reply, HelloReply) else None


# A stopped server


def _check_ports(context: CheckContext) -> Iterator[Finding]:
    settings = context.settings
    wanted = [("port", settings.host, settings.port, True)]
    wanted.append(("tls-port", settings.host, settings.tls_port, settings.tls))
    wanted.append(("ops-port", settings.ops_host, settings.ops_port, settings.ops))
    for flag, host, port, used in wanted:
        if used and port:
            yield from _check_port(host, port, flag)
    if not likely_addresses(settings.host):
        yield from _only_here(settings.host)


def _check_port(host: str, port: int, flag: str) -> Iterator[Finding]:
    try:
        name = None if host == EVERYWHERE else host
        places = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        yield Finding(f"There is no address {host} to listen on. {_OTHER_HOST.format(_host_flag(flag))}")
        return
    for family, kind, protocol, _, place in places:
        try:
            with socket.socket(family, kind, protocol) as probe:
                if sys.platform != "win32":
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(place)
                # Binding alone does not fail while another socket is bound but not listening.
                probe.listen(1)
        except OSError as error:
            yield _port_trouble(error, host, port, flag)
            return


def _host_flag(port_flag: str) -> str:
    return "ops-host" if port_flag == "ops-port" else "host"


def _port_trouble(error: OSError, host: str, port: int, flag: str) -> Finding:
    if error.errno == errno.EADDRINUSE:
        program = _identify_listener(host, port) or listening_program(port) or "another program"
        return Finding(f"Port {port} is taken by {program}. Stop it, or choose another port with --{flag}.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return Finding(
            f"You are not allowed to use port {port}: ports under 1024 usually need root. Choose another with --{flag}."
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return Finding(f"{host} is no address of this computer. {_OTHER_HOST.format(_host_flag(flag))}")
    return Finding(f"The server could not listen on {host}, port {port}: {error.strerror}.")


def _identify_listener(host: str, port: int) -> str:
    reply = hello(_EVERYWHERE.get(host, host), port)
    if reply is None:
        return ""
    name = f' called "{printable(reply.name)}"' if reply.name else ""
    return f"another server like this{name}, with another data folder"


def listening_program(port: int) -> str:
    """Return the program that listens on a port, from /proc; "" if unknown."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]:
                fields = line.split()
                if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    inodes.add(f"socket:[{fields[9]}]")
    if not inodes:
        return ""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(str(file.readlink()) in inodes for file in (process / "fd").iterdir()):
                return f"{printable((process / 'comm').read_text('utf-8', 'replace').strip())} (process {process.name})"
    return ""


def check_limits(context: CheckContext) -> Iterator[Finding]:
    if sys.platform == "win32":
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = context.settings.connections
    if hard != resource.RLIM_INFINITY and hard < wanted + _OTHER_FILES:
        yield Finding(
            f"The settings allow {wanted} connections, but the system allows a program only {hard} open files. Raise "
            f"that limit (LimitNOFILE of the service, ulimit -n), or set connections to {max(1, hard - _OTHER_FILES)}."
        )
