"""Browse the local network for servers that announce themselves.

    python -m qqdesk.client.lan_browser

prints the servers as JSON, one line per change, until its standard input ends. It is a process of its own, which ends
with the sign-in window; in a package, `qqdesk-server discover`.

Any computer can announce anything. The number of entries is bounded, and they are only suggestions to the user.
"""

import asyncio
import contextlib
import ipaddress
import logging
import sys
import threading
from collections.abc import Callable, Iterable

from zeroconf import InterfaceChoice, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from qqdesk.client.known_places import is_place_id, one_line
from qqdesk.client.lan_server import LanServer, to_line
from qqdesk.own_addresses import is_for_others, network_interfaces
from qqdesk.protocol.codes import SERVICE_TYPE, RegistrationMode

OwnNetworks = tuple[ipaddress.IPv4Interface | ipaddress.IPv6Interface, ...]


def own_networks() -> OwnNetworks:
    """Return the addresses of this computer with their networks."""
    return tuple(
        entry for interface in network_interfaces() for entry in interface.addresses if is_for_others(entry.ip)
    )


def nearest_address(addresses: Iterable[str], own: OwnNetworks) -> tuple[str, bool]:
    """Return the address of a server that is most likely reachable from here ("" if none is), and whether it is this
    computer's. A server names all its addresses, also those that only itself can use."""
    mine = {interface.ip for interface in own}
    best: tuple[tuple[bool, bool, int], str] | None = None
    here = ""
    for text in addresses:
        try:
            ip = ipaddress.ip_address(text)
        except ValueError:
            continue
        if ip in mine:
            here = here or text
        elif is_for_others(ip):
            shared = max((entry.network.prefixlen for entry in own if ip in entry.network), default=-1)
            rank = (shared >= 0, ip.version == 4, shared)
            if best is None or rank > best[0]:
                best = (rank, text)
    # Both computers may have the same local address, as container bridges do.
    if best is not None and (best[0][0] or not here):
        return best[1], False
    return here, bool(here)


_log = logging.getLogger(__name__)

MAX_SERVERS = 50
_NETWORK_CHECK_S = 5.0
"""The interval of checks for a change of this computer's networks."""
_RESOLVE_MS = 3000
_RECHECK_S = 15.0
"""The interval of checks for servers that left without a goodbye. zeroconf itself would list them for 20 minutes. A
check sends nothing while the cached record is fresh, which is two minutes."""


class LanBrowser:
    """`run` blocks and needs its own thread. Any thread may call `close`."""

    def __init__(self, own: Callable[[], OwnNetworks] | None = None) -> None:
        self._own_networks = own or own_networks
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._changed: Callable[[tuple[LanServer, ...]], None] = lambda found: None
        self._own: OwnNetworks = ()
        self._found: dict[str, LanServer] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._last_notified: tuple[LanServer, ...] = ()
        self._last_error = ""

    def close(self) -> None:
        """End `run` within milliseconds."""
        with contextlib.suppress(RuntimeError):  # `run` has returned
            self._loop.call_soon_threadsafe(self._stopping.set)

    def run(self, changed: Callable[[tuple[LanServer, ...]], None]) -> None:
        """Call `changed` with all servers, sorted by name, after each change until `close`. Errors go to the log."""
        self._changed = changed
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._browse_until_closed())
        except Exception as error:
            self._log_error(error)

    async def _browse_until_closed(self) -> None:
        while not self._stopping.is_set():
            try:
                self._own = self._own_networks()
                if self._own:
                    await self._browse()
            except Exception as error:
                self._log_error(error)
            await self._pause(_NETWORK_CHECK_S)

    def _log_error(self, error: Exception) -> None:
        text = f"{type(error).__name__} {error}".strip()
        if text != self._last_error:
            self._last_error = text
            _log.warning("Servers on the local network cannot be found: %s", text)

    async def _browse(self) -> None:
        """Browse until `close`, or until the addresses of this computer change."""
        link = [str(interface.ip) for interface in self._own if interface.version == 4]
        zeroconf = AsyncZeroconf(
            interfaces=link or InterfaceChoice.All, ip_version=IPVersion.V4Only if link else IPVersion.V6Only
        )

        def on_service_change(
            *, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
        ) -> None:
            if state_change is ServiceStateChange.Removed:
                self._forget(name)
                self._notify()
            elif name in self._tasks or len(self._tasks) < MAX_SERVERS:
                self._cancel_task(name)
                self._tasks[name] = asyncio.ensure_future(self._resolve(zeroconf, name))

        try:
            browser = AsyncServiceBrowser(zeroconf.zeroconf, SERVICE_TYPE, handlers=[on_service_change])
            check_at = self._loop.time() + _RECHECK_S
            while not self._stopping.is_set() and self._own_networks() == self._own:
                await self._pause(_NETWORK_CHECK_S)
                if self._loop.time() >= check_at:
                    check_at = self._loop.time() + _RECHECK_S
                    self._resolve_all(zeroconf.zeroconf)
            await browser.async_cancel()
        finally:
            for name in list(self._tasks):
                self._forget(name)
            await zeroconf.async_close()
        if not self._stopping.is_set():
            self._notify()

    def _resolve_all(self, zeroconf: Zeroconf) -> None:
        """Resolve all servers again. Those that do not answer are removed; they may come back."""
        for name, task in self._tasks.items():
            if task.done():
                self._tasks[name] = asyncio.ensure_future(self._resolve(zeroconf, name))

    async def _resolve(self, zeroconf: Zeroconf, name: str) -> None:
        info = AsyncServiceInfo(SERVICE_TYPE, name)
        server = _parse(info, self._own) if await info.async_request(zeroconf, _RESOLVE_MS) else None
        if server is None:
            self._found.pop(name, None)
        else:
            self._found[name] = server
        self._notify()

    def _forget(self, name: str) -> None:
        self._cancel_task(name)
        self._found.pop(name, None)

    def _cancel_task(self, name: str) -> None:
        task = self._tasks.pop(name, None)
        if task is not None:
            task.cancel()

    def _notify(self) -> None:
        found = tuple(sorted(self._found.values(), key=lambda server: (server.name.casefold(), server.label)))
        if found != self._last_notified:
            self._last_notified = found
            self._changed(found)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _parse(info: AsyncServiceInfo, own: OwnNetworks) -> LanServer | None:
    """Return the announced server; None without a usable address."""
    host, is_here = nearest_address(info.parsed_addresses(), own)
    if not host or not info.port:
        return None
    label = info.name.removesuffix(f".{SERVICE_TYPE}")
    texts = info.decoded_properties
    name = one_line(texts.get("name") or "") or one_line(label)
    if not name:
        return None
    tls = texts.get("tls") or ""
    tls_port = int(tls) if tls.isascii() and tls.isdecimal() and len(tls) <= 5 else 0
    place_id, mode = texts.get("id") or "", texts.get("reg") or ""
    return LanServer(
        label,
        name,
        f"[{host}]:{info.port}" if ":" in host else f"{host}:{info.port}",
        tls_port if tls_port <= 65535 else 0,
        is_here,
        place_id if is_place_id(place_id) else "",
        mode if mode in tuple(RegistrationMode) else "",
    )


def _print(found: tuple[LanServer, ...]) -> None:
    sys.stdout.write(f"{to_line(found)}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the search process of the sign-in window. Its 6 MB are freed when the window closes."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    browser = LanBrowser()

    def close_at_end_of_input() -> None:
        sys.stdin.buffer.read()
        browser.close()

    threading.Thread(target=close_at_end_of_input, name="standard input", daemon=True).start()
    browser.run(_print)
    return 0


if __name__ == "__main__":
    sys.exit(main())
