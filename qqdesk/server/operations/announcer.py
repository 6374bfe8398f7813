"""Announces the server on the local network: DNS-SD over multicast DNS.

A failure does not affect the server; it is logged once.
"""

import asyncio
import concurrent.futures
import contextlib
import logging
import secrets
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    """Runs in a thread with its own event loop, so that multicast traffic does not delay messages."""

    def __init__(self, announced: Announced, addresses: Callable[[str], tuple[str, ...]] = reachable) -> None:
        self._announced = announced
        self._addresses = addresses
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._ended: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
        self._last_failure = ""

    def start(self) -> None:
        self._thread.start()

    def withdraw(self) -> None:
        """Start to withdraw the announcement. Returns at once."""
        with contextlib.suppress(RuntimeError):  # the thread has ended already
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def stop(self) -> None:
        """Withdraw the announcement within STOP_S."""
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
            self._log_failure(error)
        finally:
            self._ended.set_result(None)

    async def _announce(self) -> None:
        while not self._stopping.is_set():
            try:
                addresses = self._addresses(self._announced.host)
                if addresses:
                    await self._announce_at(addresses)
            except Exception as error:
                self._log_failure(error)
            await self._pause(_RECHECK_S)

    def _log_failure(self, error: Exception) -> None:
        failure = f"{type(error).__name__} {error}".strip()
        if failure != self._last_failure:
            self._last_failure = failure
            logger.warning("The server is not announced on the local network: %s", failure)

    async def _announce_at(self, addresses: tuple[str, ...]) -> None:
        """Announce these addresses until the server stops or the computer's addresses change."""
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
            self._last_failure = ""
            logger.info("Announced on the local network as %s", info.get_name())
            while not self._stopping.is_set() and self._addresses(self._announced.host) == addresses:
                await self._pause(_RECHECK_S)
        finally:
            await zeroconf.async_close()

    def _service(self, addresses: tuple[str, ...]) -> "AsyncServiceInfo":
        from zeroconf.asyncio import AsyncServiceInfo

        announced = self._announced
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

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Run `work` unless the server stops first; return whether it finished. Raises what `work` raises."""
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
