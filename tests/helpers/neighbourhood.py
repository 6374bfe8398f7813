"""A local network of one computer: servers that announce themselves on loopback, for a search there."""

import asyncio
import contextlib
import ipaddress
import sys
import threading
from collections.abc import Iterator

from PySide6.QtCore import QObject, QProcess

from qqdesk.client import lan_browser
from qqdesk.server.operations.announcer import Announced, Announcer
from qqdesk.server.operations.daemon import new_event_loop
from qqdesk.worker.lan_search import ServerSearch

LOOPBACK = (ipaddress.ip_interface("127.0.0.1/8"),)
"""What `qqdesk.client.lan_browser.own_networks` says of such a computer."""


NOBODY_LOOKS = [sys.executable, "-I", "-S", "-c", "import sys; sys.stdin.read()"]
"""In the place of `qqdesk.worker.lan_search.search_command`: a process that finds nothing."""


def looking_on_loopback() -> list[str]:
    """In the same place: finds what `announced` announces in this test."""
    networks = "lambda: (ipaddress.ip_interface('127.0.0.1/8'),)"
    code = (
        f"import ipaddress, sys; from qqdesk.client import lan_browser; lan_browser.own_networks = {networks}; "
        f"lan_browser.SERVICE_TYPE = {vars(lan_browser)['SERVICE_TYPE']!r}; sys.exit(lan_browser.main())"
    )
    return [sys.executable, "-c", code]


@contextlib.contextmanager
def announced(
    name: str, port: int = 8000, tls_port: int = 0, place_id: str = "", registration: str = ""
) -> Iterator[None]:
    """Something of that name is announced; a goodbye ends it."""
    announcer = Announcer(Announced(name, "0.0.0.0", port, tls_port, place_id, registration), lambda _: ("127.0.0.1",))
    with announcing(announcer):
        yield


@contextlib.contextmanager
def announcing(announcer: Announcer) -> Iterator[None]:
    """An announcer runs in an event loop of its own."""
    loop = new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="announcer")
    thread.start()

    async def stop() -> None:
        announcer.withdraw()
        await announcer.stop()
        await loop.shutdown_default_executor()

    loop.call_soon_threadsafe(announcer.start)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def is_searching(owner: QObject) -> bool:
    """Return whether a search of this owner has a process."""
    stopped = QProcess.ProcessState.NotRunning
    return any(one.process.state() is not stopped for one in owner.findChildren(ServerSearch))
