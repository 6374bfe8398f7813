"""Accepts connections up to the limits, and closes them at the end."""

import asyncio
import errno
import os
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterable

from qqdesk.server.accounts.throttle import Rate, Rates
from qqdesk.server.addresses import EVERYWHERE, THIS_COMPUTER, Proxies, group
from qqdesk.server.http.browser_requests import HostNames
from qqdesk.server.http.client_connection import ClientConnection
from qqdesk.server.http.request_reader import Limits
from qqdesk.server.http.routes import FindRoute
from qqdesk.server.http.tls_layer import TlsLayer
from qqdesk.server.sessions.deadlines import Deadlines, Phase

_BACKLOG = 1024
_SILENT_FACTOR = 10
"""An address may have this many times its limit of connections that have not sent a request. Each has 10 s for one."""
_MAX_KEPT_PER_ACCOUNT = 16
"""Connections of one account that never give way: one account cannot fill the server."""
_MAX_UPLOADS_PER_ACCOUNT = 8
"""Pieces of files of one account that the memory holds at a time."""
_NO_SUCH_FAMILY = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT})
"""The errors of a system without IPv6, or without IPv4."""


class Listener:
    """Listens on one or more addresses. `find_route` decides how a request is served."""

    def __init__(
        self,
        find_route: FindRoute,
        limits: Limits | None = None,
        proxies: Proxies | None = None,
        host_names: HostNames | None = None,
        on_request: Callable[[str], None] = lambda address: None,
    ) -> None:
        """Call it in the event loop's thread. `on_request` gets the client's address of each request."""
        self._loop = asyncio.get_running_loop()
        self.find_route = find_route
        self.limits = limits or Limits()
        self.proxies = proxies or Proxies()
        self.host_names = host_names or HostNames()
        self.on_request = on_request
        self.deadlines = Deadlines(self._loop.time, self._loop.call_later)
        self.is_stopping = False
        self.refused = 0
        """Connections that were refused, or closed for newer ones."""
        self._servers: list[asyncio.Server] = []
        self.connections: set[ClientConnection] = set()
        self._anonymous: dict[ClientConnection, None] = {}
        """Connections that have not shown a session, the oldest first. They give way to new ones."""
        self._anonymous_by_group: dict[str, dict[ClientConnection, None]] = {}
        self._kept_by_account: dict[int, int] = {}
        self._uploads: Counter[int] = Counter()
        """The pieces of files that each account is sending."""
        self._from_proxies: set[ClientConnection] = set()
        """Each may carry the requests of many users."""
        self._handshakes: Rates[str] = Rates(Rate(self.limits.handshakes_per_minute, 60))
        self._all_closed = asyncio.Event()

    def __len__(self) -> int:
        return len(self.connections)

    async def start(self, host: str, port: int, context: ssl.SSLContext | None = None) -> int:
        """Listen on every address of `host`, for TLS if there is a context. Return the port; 0 chooses a free one.

        Call it once for plain HTTP and once for TLS. Raises OSError.
        """
        try:
            name = None if host == EVERYWHERE else host
            found = await self._loop.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        except UnicodeError:
            raise OSError("this is no host name") from None
        last_error: OSError | None = None
        is_listening = False
        try:
            for family, kind, protocol, _, address in dict.fromkeys(found):
                place = (address[0], port, *address[2:])
                try:
                    port = await self._listen(family, kind, protocol, place, lambda: self._connection(context))
                    is_listening = True
                except OSError as error:
                    if host != EVERYWHERE or error.errno not in _NO_SUCH_FAMILY:
                        raise
                    last_error = error
            if last_error is not None and not is_listening:
                raise last_error
        except OSError:
            for server in self._servers:
                server.close()
            raise
        return port

    def _connection(self, context: ssl.SSLContext | None) -> asyncio.Protocol:
        connection = ClientConnection(self)
        if context is None:
            return connection
        return TlsLayer(context, connection, lambda: self._allow_handshake(connection.address))

    def _allow_handshake(self, address: str) -> bool:
        """Return whether a handshake may start. The rate allows a crowd behind one address to reconnect after a
        restart, but not an attack."""
        if address in THIS_COMPUTER or self.proxies.trusts(address):
            return True
        if self._handshakes.spend(group(address), self._loop.time()) is None:
            return True
        self.refused += 1
        return False

    async def _listen(
        self, family: int, kind: int, protocol: int, address: tuple[object, ...], make: Callable[[], asyncio.Protocol]
    ) -> int:
        listening = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":
                # On Windows it would let two servers share a port.
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listening.bind(address)
            listening.setblocking(False)
            server = await self._loop.create_server(make, sock=listening, backlog=_BACKLOG)
        except BaseException:
            listening.close()
            raise
        self._servers.append(server)
        return int(listening.getsockname()[1])

    async def stop(self, seconds: float) -> None:
        """Stop listening, wait at most so long for the current responses, and close all connections."""
        self.is_stopping = True
        for server in self._servers:
            server.close()
        for connection in list(self.connections):
            connection.stop()
        if self.connections:
            try:
                await asyncio.wait_for(self._all_closed.wait(), seconds)
            except TimeoutError:
                for connection in list(self.connections):
                    connection.cut_off()
        self.deadlines.stop()

    # Limits

    def admit(self, connection: ClientConnection) -> bool:
        """Return whether there is room for a connection. An older one without a session may give way to it."""
        is_from_proxy = self.proxies.trusts(connection.address)
        has_room = self._has_room_for_proxies() if is_from_proxy else self._has_room_at(connection.address)
        if self.is_stopping or not has_room or not self._has_room():
            self.refused += 1
            return False
        self.connections.add(connection)
        if is_from_proxy:
            self._from_proxies.add(connection)
        else:
            self._anonymous[connection] = None
            self._anonymous_by_group.setdefault(group(connection.address), {})[connection] = None
        return True

    def keep(self, connection: ClientConnection, number: int) -> None:
        """Keep a connection that has shown a session of this account: it no longer gives way to others."""
        kept = self._kept_by_account.get(number, 0)
        if connection in self._anonymous and kept < _MAX_KEPT_PER_ACCOUNT:
            self._kept_by_account[number] = kept + 1
            connection.owner = number
            self._remove_anonymous(connection)

    def start_upload(self, number: int) -> bool:
        """Count a piece of a file that an account begins to send. Return False at the limit."""
        if self._uploads[number] >= _MAX_UPLOADS_PER_ACCOUNT:
            return False
        self._uploads[number] += 1
        return True

    def end_upload(self, number: int) -> None:
        self._uploads[number] -= 1
        if not self._uploads[number]:
            del self._uploads[number]

    def _has_room(self) -> bool:
        return len(self.connections) < self.limits.connections or self._close_oldest(self._anonymous)

    def _has_room_for_proxies(self) -> bool:
        return len(self._from_proxies) < self._nearly_all

    def _has_room_at(self, address: str) -> bool:
        # This computer may have many: a proxy that is not configured as such, or bots.
        limit = self._nearly_all if address in THIS_COMPUTER else self.limits.connections_per_address
        same_group = self._anonymous_by_group.get(group(address), {})
        if len(same_group) < limit:
            return True
        # After a restart the clients behind one address come back at once, and a silent connection may have a session.
        may_close = (connection for connection in same_group if connection.phase is not Phase.FIRST_BYTE)
        return self._close_oldest(may_close) or len(same_group) < limit * _SILENT_FACTOR

    @property
    def _nearly_all(self) -> int:
        """Return a limit that leaves room for others."""
        return self.limits.connections - self.limits.connections // 10

    def _close_oldest(self, among: Iterable[ClientConnection]) -> bool:
        """Close the oldest connection without a current request. Return False if there is none."""
        oldest = next((connection for connection in among if not connection.is_serving), None)
        if oldest is None:
            return False
        self.refused += 1
        self.remove(oldest)
        oldest.abort()
        return True

    def remove(self, connection: ClientConnection) -> None:
        """Forget a connection that is closed, or about to be."""
        if connection in self.connections:
            self.connections.discard(connection)
            self._from_proxies.discard(connection)
            if connection in self._anonymous:
                self._remove_anonymous(connection)
            elif connection.owner:
                self._kept_by_account[connection.owner] -= 1
                if not self._kept_by_account[connection.owner]:
                    del self._kept_by_account[connection.owner]
        if self.is_stopping and not self.connections:
            self._all_closed.set()

    def _remove_anonymous(self, connection: ClientConnection) -> None:
        del self._anonymous[connection]
        address_group = group(connection.address)
        same_group = self._anonymous_by_group[address_group]
        del same_group[connection]
        if not same_group:
            del self._anonymous_by_group[address_group]
