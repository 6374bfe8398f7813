"""Lets clients on the local network find the server: DNS-SD over multicast DNS, as printers do.

Nothing of it matters to the server: whatever goes wrong is one line in the log.
"""

import asyncio
import concurrent.futures
import contextlib
import ipaddress
import logging
import secrets
import socket
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qqdesk.protocol.codes import SERVICE_TYPE
from qqdesk.server.http.client_address import EVERYWHERE

if TYPE_CHECKING:  # 50 ms and 5 MB that a server on loopback does not need
    from zeroconf.asyncio import AsyncServiceInfo

logger = logging.getLogger(__name__)

STOP_S = 1.0
"""A goodbye takes a quarter of a second."""
_LOOK_AGAIN_S = 15.0
"""A computer comes into another network, or into one at all."""
_KNOWN_FOR_S = 120
"""So long what is told of a server is believed: one that was cut off without a goodbye is listed little longer."""
_LABEL_BYTES = 60
"""63 are allowed; a number is added to a name that is taken."""
_NAME_BYTES = 200


@dataclass(frozen=True, slots=True)
class Announced:
    """What others are told: `host` is the address that the server listens on, `tls_port` is 0 without HTTPS."""

    name: str
    host: str
    port: int
    tls_port: int = 0


def reachable(host: str) -> tuple[str, ...]:
    """The addresses by which others reach a server that listens on `host`; none where only this computer does."""
    if host not in ("0.0.0.0", "::", EVERYWHERE):
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
        return tuple(sorted(address for address in found if _is_for_others(address)))
    import ifaddr

    own = [ip.ip if isinstance(ip.ip, str) else ip.ip[0] for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    versions = {"::": (6,), EVERYWHERE: (4, 6)}.get(host, (4,))
    return tuple(ip for ip in own if _is_for_others(ip) and ipaddress.ip_address(ip).version in versions)


def _is_for_others(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    # A link-local address of IPv6 means something only together with an interface of whoever uses it.
    return not (ip.is_loopback or ip.is_unspecified or ip.is_multicast or (ip.version == 6 and ip.is_link_local))


def label(name: str) -> str:
    """A name as one label of DNS, without the dots that would make several of it."""
    return cut(" ".join(name.replace(".", " ").split()), _LABEL_BYTES) or "qqdesk"


def cut(text: str, most: int) -> str:
    """As much of it as fits into so many bytes of UTF-8."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore").strip()


class Announcer:
    """In a thread with an event loop of its own: what strangers send there keeps no message waiting."""

    def __init__(self, announced: Announced, addresses: Callable[[str], tuple[str, ...]] = reachable) -> None:
        self._announced = announced
        self._addresses = addresses
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._ended: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
        self._trouble = ""

    def start(self) -> None:
        self._thread.start()

    def withdraw(self) -> None:
        """Begin to say goodbye. Returns at once."""
        with contextlib.suppress(RuntimeError):  # it has ended by itself
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def stop(self) -> None:
        """Say goodbye, in at most STOP_S."""
        self.withdraw()
        try:
            await asyncio.wait_for(asyncio.wrap_future(self._ended), STOP_S)
        except TimeoutError:
            logger.warning("The announcement on the local network was not withdrawn in time")
        else:
            self._thread.join()

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._announce())
        except Exception as error:
            self._tell(error)
        finally:
            self._ended.set_result(None)

    async def _announce(self) -> None:
        while not self._stopping.is_set():
            try:
                addresses = self._addresses(self._announced.host)
                if addresses:
                    await self._announce_at(addresses)
            except Exception as error:
                self._tell(error)
            await self._pause(_LOOK_AGAIN_S)

    def _tell(self, error: Exception) -> None:
        trouble = f"{type(error).__name__} {error}".strip()
        if trouble != self._trouble:
            self._trouble = trouble
            logger.warning("The server is not announced on the local network: %s", trouble)

    async def _announce_at(self, addresses: tuple[str, ...]) -> None:
        """Until it is time to stop, or the computer has other addresses."""
        from zeroconf import InterfaceChoice, IPVersion
        from zeroconf.asyncio import AsyncZeroconf

        link = [address for address in addresses if ":" not in address]
        zeroconf = AsyncZeroconf(
            interfaces=link or InterfaceChoice.All, ip_version=IPVersion.V4Only if link else IPVersion.V6Only
        )
        try:
            info = self._service(addresses)

            async def register() -> None:
                await (await zeroconf.async_register_service(info, allow_name_change=True))

            if not await self._unless_stopped(register()):
                return
            self._trouble = ""
            logger.info("Announced on the local network as %s", info.get_name())
            while not self._stopping.is_set() and self._addresses(self._announced.host) == addresses:
                await self._pause(_LOOK_AGAIN_S)
        finally:
            await zeroconf.async_close()

    def _service(self, addresses: tuple[str, ...]) -> "AsyncServiceInfo":
        from zeroconf.asyncio import AsyncServiceInfo

        announced = self._announced
        one_label = label(announced.name)
        texts = {"txtvers": "1", "tls": str(announced.tls_port)}
        if one_label != announced.name:
            texts["name"] = cut(announced.name, _NAME_BYTES)
        return AsyncServiceInfo(
            SERVICE_TYPE,
            f"{one_label}.{SERVICE_TYPE}",
            port=announced.port,
            parsed_addresses=list(addresses),
            properties=texts,
            # Not the computer's own name, for which its system may answer with other addresses.
            server=f"qqdesk-{secrets.token_hex(4)}.local.",
            host_ttl=_KNOWN_FOR_S,
            other_ttl=_KNOWN_FOR_S,
        )

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Whether it was done before it was time to stop. Raises what `work` raises."""
        task, stopping = asyncio.ensure_future(work), asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait((task, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if task.done():
            task.result()
            return True
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return False

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
