"""The listener: takes connections in, as many as there is room for, and ends them."""

import asyncio
import errno
import os
import socket
import ssl
from collections.abc import Callable, Iterable

from qqdesk.server.accounts.throttle import Rate, Rates
from qqdesk.server.http.browser_requests import HostNames
from qqdesk.server.http.client_address import EVERYWHERE, THIS_COMPUTER, Proxies, group
from qqdesk.server.http.connection import Connection, Phase
from qqdesk.server.http.deadlines import Deadlines
from qqdesk.server.http.reader import Limits
from qqdesk.server.http.routes import FindRoute
from qqdesk.server.http.tls import TlsLayer

_BACKLOG = 1024
_MOST_SILENT = 10
"""How many times the limit of an address there may be if none of them has sent a request; each has 10 s for that."""
_MOST_KEPT_OF_A_USER = 16
"""Connections of one user that do not give way: nobody fills the server with one account."""
_NO_SUCH_KIND = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT})
"""What a system says that was set up without IPv6, or without IPv4."""


class Listener:
    """Listens, and hands every request to `answer`."""

    def __init__(
        self,
        find_route: FindRoute,
        limits: Limits | None = None,
        proxies: Proxies | None = None,
        host_names: HostNames | None = None,
    ) -> None:
        """Called in the event loop."""
        self._loop = asyncio.get_running_loop()
        self.find_route = find_route
        self.deadlines = Deadlines(self._loop.time, self._loop.call_later)
        self.limits = limits or Limits()
        self.proxies = proxies or Proxies()
        self.host_names = host_names or HostNames()
        self.is_stopping = False
        self.refused = 0
        """Connections for which there was no room, and those that gave way."""
        self._servers: list[asyncio.Server] = []
        self._connections: set[Connection] = set()
        self._anonymous: dict[Connection, None] = {}
        """Those that have shown no session yet, the oldest first. They give way to new ones."""
        self._anonymous_by_place: dict[str, dict[Connection, None]] = {}
        self._kept_of_user: dict[int, int] = {}
        self._from_proxies: set[Connection] = set()
        """Each may carry the requests of many users."""
        self._handshakes: Rates[str] = Rates(Rate(self.limits.handshakes_per_minute, 60))
        self._all_gone = asyncio.Event()

    def __len__(self) -> int:
        return len(self._connections)

    async def start(self, host: str, port: int, context: ssl.SSLContext | None = None) -> int:
        """Listen on every address of `host`, for TLS where there is a context; the port, which the system chooses for
        0. May be called once for each kind. Raises OSError."""
        loop = asyncio.get_running_loop()
        try:
            name = None if host == EVERYWHERE else host
            found = await loop.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        except UnicodeError:
            raise OSError("this is no host name") from None
        trouble: OSError | None = None
        listens = 0
        try:
            for family, kind, protocol, _, address in dict.fromkeys(found):
                place = (address[0], port, *address[2:])
                try:
                    port = await self._listen(family, kind, protocol, place, lambda: self._connection(context))
                    listens += 1
                except OSError as error:
                    if host != EVERYWHERE or error.errno not in _NO_SUCH_KIND:
                        raise
                    trouble = error
            if trouble is not None and not listens:
                raise trouble
        except OSError:
            for server in self._servers:
                server.close()
            raise
        return port

    def _connection(self, context: ssl.SSLContext | None) -> asyncio.Protocol:
        connection = Connection(self)
        if context is None:
            return connection
        return TlsLayer(context, connection, lambda: self._may_shake_hands(connection.address))

    def _may_shake_hands(self, address: str) -> bool:
        """As often as a crowd behind one address needs it after a restart, and not as often as one machine can."""
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
                # On Windows this would let two servers share a port.
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listening.bind(address)
            listening.setblocking(False)
            loop = asyncio.get_running_loop()
            server = await loop.create_server(make, sock=listening, backlog=_BACKLOG)
        except BaseException:
            listening.close()
            raise
        self._servers.append(server)
        return int(listening.getsockname()[1])

    async def stop(self, seconds: float) -> None:
        """Take nobody in any more, give the replies at work so much time, and close."""
        self.is_stopping = True
        for server in self._servers:
            server.close()
        for connection in list(self._connections):
            connection.stop()
        if self._connections:
            try:
                await asyncio.wait_for(self._all_gone.wait(), seconds)
            except TimeoutError:
                for connection in list(self._connections):
                    connection.cut_off()

        self.deadlines.stop()

    def admit(self, connection: Connection) -> bool:
        """Whether there is room for one more. An older connection that has shown no session may give way to it."""
        is_from_proxy = self.proxies.trusts(connection.address)
        has_room = self._has_room_for_proxies() if is_from_proxy else self._has_room_at(connection.address)
        if self.is_stopping or not has_room or not self._has_room():
            self.refused += 1
            return False
        self._connections.add(connection)
        if is_from_proxy:
            self._from_proxies.add(connection)
        else:
            self._anonymous[connection] = None
            self._anonymous_by_place.setdefault(group(connection.address), {})[connection] = None
        return True

    def keep(self, connection: Connection, number: int) -> None:
        """A connection has shown a session of this user: from now on it gives way to no other."""
        kept = self._kept_of_user.get(number, 0)
        if connection in self._anonymous and kept < _MOST_KEPT_OF_A_USER:
            self._kept_of_user[number] = kept + 1
            connection.owner = number
            self._forget_anonymous(connection)

    def _has_room(self) -> bool:
        return len(self._connections) < self.limits.connections or self._release_oldest(self._anonymous)

    def _has_room_for_proxies(self) -> bool:
        return len(self._from_proxies) < self._nearly_all

    def _has_room_at(self, address: str) -> bool:
        # On this computer there may be many: a proxy that was not declared, or bots.
        most = self._nearly_all if address in THIS_COMPUTER else self.limits.connections_per_address
        there = self._anonymous_by_place.get(group(address), {})
        if len(there) < most:
            return True
        # After a restart the clients behind one address come back at once. A silent connection may have a session.
        may_go = (connection for connection in there if connection.phase is not Phase.FIRST_BYTE)
        return self._release_oldest(may_go) or len(there) < most * _MOST_SILENT

    @property
    def _nearly_all(self) -> int:
        """It leaves some room for the others."""
        return self.limits.connections - self.limits.connections // 10

    def _release_oldest(self, among: Iterable[Connection]) -> bool:
        """Let go the oldest one whose request is not being carried out; False if there is none."""
        oldest = next((connection for connection in among if not connection.is_at_work), None)
        if oldest is None:
            return False
        self.refused += 1
        self.remove(oldest)
        oldest.abort()
        return True

    def remove(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.discard(connection)
            self._from_proxies.discard(connection)
            if connection in self._anonymous:
                self._forget_anonymous(connection)
            elif connection.owner:
                self._kept_of_user[connection.owner] -= 1
                if not self._kept_of_user[connection.owner]:
                    del self._kept_of_user[connection.owner]
        if self.is_stopping and not self._connections:
            self._all_gone.set()

    def _forget_anonymous(self, connection: Connection) -> None:
        del self._anonymous[connection]
        place = group(connection.address)
        there = self._anonymous_by_place[place]
        del there[connection]
        if not there:
            del self._anonymous_by_place[place]
