"""The computer slept, or has another network: reported by a real bus, the real kernel, and by clocks."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qqdesk.system.network import NetworkWatch, own_address
from qqdesk.system.sleep import ClockJump, LogindWatch

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these are Linux's")
PATIENCE_S = 10


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bus of our own, in the place of the system's."""
    try:
        daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:path={tmp_path}/bus"],
            stdout=subprocess.PIPE,
            text=True,
        )
    except FileNotFoundError:
        pytest.skip("there is no dbus-daemon here")
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    yield address
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


def emit(address: str, *asleep: bool, name: str = "org.freedesktop.login1") -> None:
    from jeepney import DBusAddress, new_signal
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    with open_dbus_connection(address) as connection:
        Proxy(message_bus, connection).RequestName(name)
        manager = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")
        for value in asleep:
            connection.send(new_signal(manager, "PrepareForSleep", "b", (value,)))
        Proxy(message_bus, connection).GetId()  # answered when they are on their way


def wait_for_match(address: str, owner: str) -> None:
    """Until the watch listens."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    stats = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus.Debug.Stats")
    with open_dbus_connection(address) as connection:
        while True:
            reply = connection.send_and_get_reply(new_method_call(stats, "GetAllMatchRules"))
            if any(owner in rule for rules in reply.body[0].values() for rule in rules):
                return


def test_logind_says_that_the_computer_is_back(bus: str) -> None:
    woke = threading.Event()
    count: list[int] = []

    def wake() -> None:
        count.append(1)
        woke.set()

    watch = LogindWatch(wake)
    watch.start()
    try:
        wait_for_match(bus, "PrepareForSleep")
        emit(bus, False, name="org.example.somebody")  # who is not logind is not believed
        emit(bus, True, False)
        assert woke.wait(PATIENCE_S)
    finally:
        watch.stop()
    assert count == [1]


def test_without_a_bus_there_is_no_callback_and_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    watch = LogindWatch(lambda: None)
    watch.start()
    watch.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "sleep watch"]


def clock(*times: float) -> Callable[[], float]:
    left = list(times)
    return lambda: left.pop(0)


@pytest.mark.parametrize(
    ("asleep", "awake", "slept"),
    [
        ((0, 10), (100, 110), False),
        ((0, 12), (100, 112), False),  # a busy computer
        ((0, 10), (100, 400), True),  # one clock stood still
        ((0, 300), (100, 400), True),  # neither did, and no one had a turn
        ((0, 10), (100, 50), False),  # somebody set the clock back
    ],
)
def test_clocks(asleep: tuple[float, ...], awake: tuple[float, ...], slept: bool) -> None:
    assert ClockJump(clock(*asleep), clock(*awake)).slept(10) is slept


def test_real_clocks_see_no_sleep_where_there_was_none() -> None:
    assert not ClockJump().slept(0)


_IN_A_NETWORK_OF_ITS_OWN = """
import ctypes, fcntl, os, socket, struct, sys, threading
from qqdesk.system.network import NetworkWatch, own_address

CLONE_NEWUSER, CLONE_NEWNET, SIOCSIFFLAGS, IFF_UP = 0x10000000, 0x40000000, 0x8914, 1
if ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET):
    sys.exit(77)
assert own_address("127.0.0.1", 9) == ""
changed = threading.Event()
watch = NetworkWatch(changed.set)
watch.start()
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    while not changed.wait(0.05):  # the watch may listen only now: up and down until it hears of it
        for flags in (0, IFF_UP):
            fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", flags))
watch.stop()
assert own_address("127.0.0.1", 9) == "127.0.0.1"
"""


def test_the_kernel_tells_of_a_network_that_comes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IN_A_NETWORK_OF_ITS_OWN], timeout=60, env=os.environ | {"PYTHONPATH": str(Path.cwd())}
    )
    if done.returncode == 77:
        pytest.skip("no network of one's own can be made here")
    assert done.returncode == 0


def test_where_one_is_reached_from() -> None:
    assert own_address("127.0.0.1", 9) == "127.0.0.1"
    assert own_address("no address", 9) == ""


def test_a_watch_that_is_stopped_leaves_no_thread() -> None:
    before = threading.enumerate()
    watch = NetworkWatch(lambda: None)
    watch.start()
    watch.stop()
    assert set(threading.enumerate()) <= set(before)
