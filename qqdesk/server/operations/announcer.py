"""Announces the server on the local network: DNS-SD over multicast DNS.

A failure does not affect the server; it is logged once.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qqdesk.protocol.codes import SERVICE_TYPE
from qqdesk.server.operations.reachable import reachable

if TYPE_CHECKING:  # importing it costs 50 ms and 5 MB, which a server on loopback does not need
    from zeroconf.asyncio import AsyncServiceInfo

logger = logging.getLogger(__name__)

STOP_S = 1.0
"""A goodbye takes a quarter of a second."""
_RECHECK_S = 5.0
"""The interval at which the computer's addresses are checked for changes."""
_KNOWN_FOR_S = 120
"""The TTL of the records: a server that disappears without a goodbye is listed no longer than this."""
_LABEL_BYTES = 60
"""DNS allows 63; a number is appended to a name that is taken."""
_NAME_BYTES = 200


@dataclass(frozen=True, slots=True)
class Announced:
    """The announced data.

    `host` is the address that the server listens on; `tls_port` is 0 without HTTPS. `place_id` and `registration` are
    PID and REG of Hello.
    """

    name: str
    host: str
    port: int
    tls_port: int = 0
    place_id: str = ""
    registration: str = ""


def label(name: str) -> str:
    """Convert a name to one DNS label, without dots."""
    return cut(" ".join(name.replace(".", " ").split()), _LABEL_BYTES) or "qqdesk"


def cut(text: str, most: int) -> str:
    """Truncate a text to `most` bytes of UTF-8."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore").strip()


class Announcer:
    """Runs in the server's event loop."""

    def __init__(self, announced: Announced, addresses: Callable[[str], tuple[str, ...]] = reachable) -> None:
        self.announced = announced
        """It may be replaced at any time."""
        self._addresses = addresses
        self._last_failure = ""
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._announce())

    def withdraw(self) -> None:
        """Start to withdraw the announcement, after `start`. Returns at once."""
        assert self._task is not None
        self._task.cancel()

    async def stop(self) -> None:
        """Wait for the end of `withdraw`, at most STOP_S."""
        assert self._task is not None
        _, running = await asyncio.wait((self._task,), timeout=STOP_S)
        if running:
            logger.warning("The announcement on the local network was not withdrawn in time")

    async def _announce(self) -> None:
        while True:
            try:
                addresses = await self._current_addresses()
                if addresses:
                    await self._announce_at(addresses)
            except Exception as error:
                self._log_failure(error)
            await asyncio.sleep(_RECHECK_S)

    async def _current_addresses(self) -> tuple[str, ...]:
        # In a thread, because it may resolve a host name.
        return await asyncio.to_thread(self._addresses, self.announced.host)

    def _log_failure(self, error: Exception) -> None:
        failure = f"{type(error).__name__} {error}".strip()
        if failure != self._last_failure:
            self._last_failure = failure
            logger.warning("The server is not announced on the local network: %s", failure)

    async def _announce_at(self, addresses: tuple[str, ...]) -> None:
        """Announce these addresses until they or the announced data change."""
        from zeroconf import InterfaceChoice, IPVersion
        from zeroconf.asyncio import AsyncZeroconf

        link = [address for address in addresses if ":" not in address]
        zeroconf = AsyncZeroconf(
            interfaces=link or InterfaceChoice.All, ip_version=IPVersion.V4Only if link else IPVersion.V6Only
        )
        try:
            announced = self.announced
            info = _service(announced, addresses)
            await (await zeroconf.async_register_service(info, allow_name_change=True))
            self._last_failure = ""
            logger.info("Announced on the local network as %s", info.get_name())
            while True:
                await asyncio.sleep(_RECHECK_S)
                if self.announced != announced or await self._current_addresses() != addresses:
                    return
        finally:
            await zeroconf.async_close()


def _service(announced: Announced, addresses: tuple[str, ...]) -> "AsyncServiceInfo":
    from zeroconf.asyncio import AsyncServiceInfo

    one_label = label(announced.name)
    texts = {
        "txtvers": "1",
        "tls": str(announced.tls_port),
        "id": announced.place_id,
        "reg": announced.registration,
    }
    if one_label != announced.name:
        texts["name"] = cut(announced.name, _NAME_BYTES)
    return AsyncServiceInfo(
        SERVICE_TYPE,
        f"{one_label}.{SERVICE_TYPE}",
        port=announced.port,
        parsed_addresses=list(addresses),
        properties=texts,
        # Not the computer's host name: its system may resolve that to other addresses.
        server=f"qqdesk-{secrets.token_hex(4)}.local.",
        host_ttl=_KNOWN_FOR_S,
        other_ttl=_KNOWN_FOR_S,
    )
