"""The SOCKS 5 handshake, on a socket that is connected to the proxy."""

import contextlib
import ipaddress
import socket
from collections.abc import Callable

from socksio import ProtocolError, SOCKSError, socks5

from qqdesk.domain.proxy import Proxy

_MAX_BYTES = 512
_REFUSALS = {
    1: "it failed",
    2: "its rules forbid it",
    3: "it cannot reach the network",
    4: "it cannot reach the host",
    5: "the connection was refused there",
    6: "the time ran out",
}
_SERVER_CODES = frozenset({3, 4, 5, 6})
"""The reply codes that concern the server, not the proxy."""


class SocksError(OSError):
    """The proxy did not connect. `is_about_server`: the proxy works, but cannot reach the server."""

    def __init__(self, sentence: str, *, is_about_server: bool = False) -> None:
        super().__init__(sentence)
        self.is_about_server = is_about_server


ApplyDeadline = Callable[[socket.socket], None]


def connect_through(sock: socket.socket, proxy: Proxy, host: str, port: int, apply_deadline: ApplyDeadline) -> None:
    """Let the proxy resolve a host name and connect. `apply_deadline` is called before each read. Raises SocksError,
    and the errors of the socket and of `apply_deadline`."""
    conn = socks5.SOCKS5Connection()
    methods = [socks5.SOCKS5AuthMethod.NO_AUTH_REQUIRED]
    if proxy.user:
        methods.append(socks5.SOCKS5AuthMethod.USERNAME_PASSWORD)
    try:
        conn.send(socks5.SOCKS5AuthMethodsRequest(methods))
        sock.sendall(conn.data_to_send())
        conn.receive_data(offered := _read(sock, 2, apply_deadline))
        method = socks5.SOCKS5AuthReply.loads(offered).method
        if method == socks5.SOCKS5AuthMethod.USERNAME_PASSWORD and proxy.user:
            named = socks5.SOCKS5UsernamePasswordRequest(proxy.user.encode(), proxy.password.encode())
            conn.send(named)
            sock.sendall(conn.data_to_send())
            conn.receive_data(judged := _read(sock, 2, apply_deadline))
            if not socks5.SOCKS5UsernamePasswordReply.loads(judged).success:
                raise SocksError("the proxy does not accept user name and password")
        elif method != socks5.SOCKS5AuthMethod.NO_AUTH_REQUIRED:
            raise SocksError("the proxy wants a user name and a password")
        command = socks5.SOCKS5CommandRequest.from_address(socks5.SOCKS5Command.CONNECT, (_literal(host), port))
        conn.send(command)
        sock.sendall(conn.data_to_send())
        reply = _read_reply(sock, apply_deadline)
        if reply[1] != 0:
            why = _REFUSALS.get(reply[1], f"code {reply[1]}")
            raise SocksError(f"the proxy does not connect: {why}", is_about_server=reply[1] in _SERVER_CODES)
        conn.receive_data(reply)
    except (ProtocolError, SOCKSError, ValueError) as error:
        raise SocksError(f"what answers at the proxy's address is no SOCKS 5 proxy ({error})") from None


def _literal(host: str) -> str:
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(host.strip("[]")))
    return host.encode("idna").decode() if not host.isascii() else host


def _read(sock: socket.socket, count: int, apply_deadline: ApplyDeadline) -> bytes:
    """Read exactly `count` bytes: the bytes after them belong to the server."""
    data = b""
    while len(data) < count:
        apply_deadline(sock)
        part = sock.recv(count - len(data))
        if not part:
            raise SocksError("the proxy closed the connection")
        data += part
    return data


def _read_reply(sock: socket.socket, apply_deadline: ApplyDeadline) -> bytes:
    head = _read(sock, 5, apply_deadline)
    if head[0] != 5:
        raise SocksError("what answers at the proxy's address is no SOCKS 5 proxy")
    sizes = {1: 4, 3: 1 + head[4], 4: 16}
    if head[3] not in sizes:
        raise SocksError("the proxy answers with an address of an unknown kind")
    return head + _read(sock, min(sizes[head[3]] + 2 - 1, _MAX_BYTES), apply_deadline)
