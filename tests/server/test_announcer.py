"""A server announces itself, and clients find it: on loopback, for real."""

import asyncio
import ipaddress
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qqdesk.client import lan_browser
from qqdesk.client.lan_browser import LanBrowser
from qqdesk.client.lan_server import LanServer
from qqdesk.own_addresses import NetworkInterface
from qqdesk.server.operations import announcer as announcer_module
from qqdesk.server.operations import reachable as reachable_module
from qqdesk.server.operations.announcer import Announced, Announcer, cut, label
from qqdesk.server.operations.daemon import SWEEP_EVERY_S, Daemon
from qqdesk.server.operations.reachable import addresses_for_others, reachable
from tests.helpers.clock import FakeClock
from tests.helpers.neighbourhood import LOOPBACK, announced, announcing
from tests.helpers.server import CHEAP

_DEADLINE_S = 45.0


class Finder:
    """A client that searches; `wait_until` waits for its results."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._found: tuple[LanServer, ...] = ()
        self.browser = LanBrowser(lambda: LOOPBACK)
        self.thread = threading.Thread(target=self.browser.run, args=(self._take,), name="finder")

    def _take(self, found: tuple[LanServer, ...]) -> None:
        with self._changed:
            self._found = found
            self._changed.notify_all()

    def wait_until(self, right: Callable[[tuple[LanServer, ...]], bool]) -> tuple[LanServer, ...]:
        with self._changed:
            assert self._changed.wait_for(lambda: right(self._found), _DEADLINE_S), self._found
            return self._found


@pytest.fixture
def finder() -> Iterator[Finder]:
    finder = Finder()
    finder.thread.start()
    yield finder
    finder.browser.close()
    finder.thread.join(_DEADLINE_S)
    assert not finder.thread.is_alive()


def test_a_server_is_found_and_goes_away(finder: Finder) -> None:
    with announced("Office", 8123, 8443):
        found = finder.wait_until(bool)
        assert found == (LanServer("Office", "Office", "127.0.0.1:8123", 8443, is_here=True),)
    assert finder.wait_until(lambda found: not found) == ()


_ANNOUNCES = """
import asyncio, sys
from qqdesk.server.operations import announcer
announcer.SERVICE_TYPE, announcer._KNOWN_FOR_S = sys.argv[1], 1
loop = asyncio.new_event_loop()
office = announcer.Announcer(announcer.Announced("Office", "0.0.0.0", int(sys.argv[2])), lambda _: ("127.0.0.1",))
loop.call_soon(office.start)
loop.run_forever()
"""


def test_killed_server_disappears_from_the_list(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for name, value in (("_NETWORK_CHECK_S", 0.1), ("_RECHECK_S", 0.1), ("_RESOLVE_MS", 500)):
        monkeypatch.setattr(lan_browser, name, value)
    finder: Finder = request.getfixturevalue("finder")
    for port in (8123, 8124):
        command = [sys.executable, "-c", _ANNOUNCES, vars(announcer_module)["SERVICE_TYPE"], str(port)]
        with subprocess.Popen(command) as process:
            found = finder.wait_until(lambda found, port=port: found and found[0].address.endswith(str(port)))  # type: ignore[misc]
            assert [server.name for server in found] == ["Office"]
            process.kill()
        assert finder.wait_until(lambda found: not found) == ()


def test_the_announced_place_is_found(finder: Finder) -> None:
    with announced("Home", 8001, place_id="0123456789abcdef", registration="invite"):
        (found,) = finder.wait_until(bool)
    assert (found.place_id, found.registration) == ("0123456789abcdef", "invite")


@pytest.mark.parametrize("place_id", ["0123456789ABCDEF", "1"])
def test_an_invalid_announcement_of_a_place_is_ignored(finder: Finder, place_id: str) -> None:
    with announced("Home", 8001, place_id=place_id, registration="<b>all</b>"):
        (found,) = finder.wait_until(bool)
    assert (found.place_id, found.registration) == ("", "")


def test_a_renamed_place_is_found_by_its_new_name(finder: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcer_module, "_RECHECK_S", 0.1)
    announcer = Announcer(Announced("Office", "0.0.0.0", 8123), lambda _: ("127.0.0.1",))
    with announcing(announcer):
        finder.wait_until(bool)
        announcer.announced = replace(announcer.announced, name="Home", registration="closed")
        (found,) = finder.wait_until(lambda found: [server.name for server in found] == ["Home"])
    assert found.registration == "closed"


def test_two_of_one_name_are_both_found(finder: Finder) -> None:
    with announced("Home", 8001):
        finder.wait_until(bool)
        with announced("Home", 8002):
            found = finder.wait_until(lambda found: len(found) == 2)
    assert [server.address for server in found] == ["127.0.0.1:8001", "127.0.0.1:8002"]
    assert found[0].label != found[1].label


def test_a_name_may_have_dots_and_chinese_and_be_long(finder: Finder) -> None:
    names = ["Dr. Li's server v1.2", "二楼的服务器" * 10]
    with announced(names[0]), announced(names[1]):
        found = finder.wait_until(lambda found: len(found) == 2)
    assert [server.name for server in found] == names
    assert all(len(server.label.encode()) <= 63 and "." not in server.label for server in found)


def test_a_label_fits_into_the_dns() -> None:
    assert label("  a.b\tc ") == "a b c"
    assert label("...") == "qqdesk"
    assert len(label("字" * 63).encode()) <= 60
    assert cut("é" * 10, 3) == "é"


def test_a_server_that_listens_on_loopback_is_not_announced() -> None:
    assert reachable("127.0.0.1") == ()
    assert reachable("::1") == ()
    assert reachable("192.0.2.7") == ("192.0.2.7",)
    assert all(ipaddress.ip_address(address).version == 4 for address in reachable("0.0.0.0"))
    assert set(reachable("*")) == {*reachable("0.0.0.0"), *reachable("::")}


def test_the_addresses_for_others_have_the_port() -> None:
    assert addresses_for_others("127.0.0.1", 8000) == ()
    assert addresses_for_others("192.0.2.7", 8000) == ("192.0.2.7:8000",)
    assert addresses_for_others("2001:db8::7", 8000) == ("[2001:db8::7]:8000",)
    assert addresses_for_others("no-such-name.invalid", 8000) == ()
    assert addresses_for_others("a" * 70, 8000) == ()


def test_the_addresses_for_others_follow_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"192.168.178.20/24"}

    def interfaces() -> tuple[NetworkInterface, ...]:
        return (NetworkInterface("eth0", tuple(map(ipaddress.ip_interface, here))),)

    monkeypatch.setattr(reachable_module, "network_interfaces", interfaces)

    async def run() -> list[tuple[str, ...]]:
        clock = FakeClock()
        daemon = Daemon(tmp_path, clock=clock, cost=CHEAP)
        address = await daemon.start("0.0.0.0", 0)
        found = [daemon.core.server_info.addresses]
        here.clear()
        here.add("192.168.178.50/24")
        clock.advance(SWEEP_EVERY_S)
        found.append(daemon.core.server_info.addresses)
        await daemon.stop()
        port = address.rpartition(":")[2]
        return [tuple(each.removesuffix(f":{port}") for each in addresses) for addresses in found]

    assert asyncio.run(run()) == [("192.168.178.20",), ("192.168.178.50",)]


def test_a_network_that_does_not_work_is_one_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = threading.Semaphore(0)

    def fails(_: str) -> tuple[str, ...]:
        tries.release()
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(announcer_module, "_RECHECK_S", 0.01)
    with caplog.at_level(logging.INFO), announcing(Announcer(Announced("Office", "0.0.0.0", 1), fails)):
        for _ in range(3):
            assert tries.acquire(timeout=_DEADLINE_S)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("qqdesk")] == [
        "The server is not announced on the local network: PermissionError [Errno 1] Operation not permitted"
    ]


# The library leaves a socket to the garbage collector where it cannot open all that it wants.
@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_announcer_continues_after_an_address_disappears(caplog: pytest.LogCaptureFixture) -> None:
    """The socket for multicast cannot be bound: the address went away between the question and the answer."""
    logged = threading.Event()

    class Noticing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.set()

    handler = Noticing(logging.WARNING)
    announcer_module.logger.addHandler(handler)
    try:
        with announcing(Announcer(Announced("Office", "0.0.0.0", 1), lambda _: ("192.0.2.77",))):
            assert logged.wait(_DEADLINE_S)
    finally:
        announcer_module.logger.removeHandler(handler)


def test_an_announcement_that_has_only_begun_is_withdrawn_at_once(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        announcer = Announcer(Announced("Office", "0.0.0.0", 1), lambda _: ("127.0.0.1",))
        announcer.start()
        await asyncio.sleep(0)
        announcer.withdraw()
        await announcer.stop()

    with caplog.at_level(logging.WARNING):
        asyncio.run(run())
    assert not caplog.records


def test_a_server_on_loopback_announces_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        daemon = Daemon(tmp_path, cost=CHEAP)
        daemon.announce()
        await daemon.start("127.0.0.1", 0)
        daemon.announce()
        assert daemon.announcer is None
        await daemon.stop()

    asyncio.run(run())
