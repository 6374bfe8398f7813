"""The idle time: a real X server, desktops on a real bus, and fake libraries of the other systems."""

import ctypes
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qqdesk.system.idle.idle import Idle
from qqdesk.system.idle.idle_sources import Sources, system_sources

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the desktops of Linux")


class _Source:
    def __init__(self, idle: Idle | None) -> None:
        self.idle, self.closed = idle, False

    def read(self) -> Idle:
        if self.idle is None:
            raise OSError("gone")
        return self.idle

    def close(self) -> None:
        self.closed = True


def test_the_first_idle_time_and_every_lock_count() -> None:
    knows, late, locked = _Source(Idle(5.0)), _Source(Idle(900.0)), _Source(Idle(None, is_locked=True))
    assert Sources([lambda: _Source(Idle()), lambda: knows, lambda: late]).read() == Idle(5.0)
    assert Sources([lambda: knows, lambda: locked]).read() == Idle(5.0, is_locked=True)
    assert Sources([]).read() == Idle()


def test_a_failed_source_is_not_queried_again() -> None:
    broken, other = _Source(Idle(5.0)), _Source(Idle(7.0))

    def absent() -> _Source:
        raise OSError("no such library")

    sources = Sources([absent, lambda: broken, lambda: other])
    assert sources.read() == Idle(5.0)
    broken.idle = None
    assert sources.read() == Idle(7.0)
    assert broken.closed
    broken.idle = Idle(5.0)
    assert sources.read() == Idle(7.0)
    sources.close()
    assert other.closed


@pytest.fixture
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        pytest.skip("no Xvfb or xdotool here")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "320x200x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()  # a killed one leaves its lock in /tmp
    server.wait()


@LINUX
def test_the_x_server_counts_from_the_last_key(display: str) -> None:
    from qqdesk.system.idle.x11 import X11Idle

    source = X11Idle(display)
    before = source.read().seconds
    assert before is not None
    later = before
    while later < before + 0.05:
        later = source.read().seconds or 0.0
    after: float | None = later
    while after is not None and after >= later:  # on a busy computer time passes between the key and the question
        subprocess.run(["xdotool", "key", "a"], env=os.environ | {"DISPLAY": display}, check=True)
        after = source.read().seconds
    assert after is not None
    source.close()


@LINUX
def test_without_an_x_server_the_source_fails(display: str) -> None:
    from qqdesk.system.idle.x11 import X11Idle

    with pytest.raises(OSError, match="X server"):
        X11Idle(":4242")
    source = X11Idle(display)
    source.close()
    with pytest.raises(OSError, match="X server"):
        source.read()


@LINUX
def test_under_wayland_the_x_server_is_not_queried(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.setenv(name, "unix:path=/nowhere")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    sources = system_sources()
    assert sources.read().seconds is not None
    sources.close()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert system_sources().read() == Idle()


# A real bus


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon here")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:path={tmp_path}/bus"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.kill()
    daemon.wait()
    daemon.stdout.close()


class Desktop:
    """A program on the bus that answers calls of a member with what the test says."""

    def __init__(self, bus: str, name: str, answers: dict[str, Any]) -> None:
        from jeepney import DBusAddress, new_method_call
        from jeepney.bus_messages import DBus
        from jeepney.io.blocking import open_dbus_connection

        self.answers = answers
        self._connection = open_dbus_connection(bus)
        self._connection.send_and_get_reply(DBus().RequestName(name))
        self._end = new_method_call(DBusAddress("/", self._connection.unique_name), "End")
        self._bus = bus
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        from jeepney import HeaderFields, MessageType, new_error, new_method_return

        while True:
            message = self._connection.receive()
            if message.header.message_type is not MessageType.method_call:
                continue
            member = message.header.fields[HeaderFields.member]
            if member == "End":
                return
            key = message.body[1] if member == "Get" else member
            answer = self.answers.get(key)
            if answer is None:
                self._connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
            else:
                self._connection.send(new_method_return(message, answer[0], (answer[1],)))

    def close(self) -> None:
        from jeepney.io.blocking import open_dbus_connection

        with open_dbus_connection(self._bus) as other:
            other.send(self._end)
            self._thread.join()
        self._connection.close()


@pytest.fixture
def desktop(bus: str) -> Iterator[Callable[..., Desktop]]:
    made: list[Desktop] = []

    def make(name: str, **answers: Any) -> Desktop:
        made.append(Desktop(bus, name, answers))
        return made[-1]

    yield make
    for one in made:
        one.close()


@LINUX
def test_gnome_reports_idle_time_and_lock(bus: str, desktop: Callable[..., Desktop]) -> None:
    from qqdesk.system.idle.bus import SessionIdle

    desktop("org.gnome.Mutter.IdleMonitor", GetIdletime=("t", 61_500))
    saver = desktop("org.gnome.ScreenSaver", GetActive=("b", False))
    source = SessionIdle(bus)
    assert source.read() == Idle(61.5)
    saver.answers["GetActive"] = ("b", True)
    assert source.read() == Idle(61.5, is_locked=True)
    source.close()


@LINUX
def test_kde_reports_idle_time_and_lock(bus: str, desktop: Callable[..., Desktop]) -> None:
    from qqdesk.system.idle.bus import SessionIdle

    kde = desktop("org.freedesktop.ScreenSaver", GetSessionIdleTime=("u", 2000), GetActive=("b", True))
    source = SessionIdle(bus)
    assert source.read() == Idle(2.0, is_locked=True)
    kde.answers["GetSessionIdleTime"] = ("u", 0)
    assert source.read() == Idle(None, is_locked=True)
    source.close()


@LINUX
def test_on_an_empty_bus_the_idle_time_is_unknown_and_no_service_starts(bus: str) -> None:
    from qqdesk.system.idle.bus import LoginIdle, SessionIdle

    session, login = SessionIdle(bus), LoginIdle(bus)
    assert session.read() == login.read() == Idle()
    session.close()
    login.close()


@LINUX
def test_logind_reports_idle_time_and_lock(bus: str, desktop: Callable[..., Desktop]) -> None:
    from qqdesk.system.idle.bus import LoginIdle

    login = desktop("org.freedesktop.login1", LockedHint=("v", ("b", True)), IdleHint=("v", ("b", False)))
    source = LoginIdle(bus)
    assert source.read() == Idle(None, is_locked=True)
    login.answers["IdleHint"] = ("v", ("b", True))
    login.answers["IdleSinceHint"] = ("v", ("t", int((time.time() - 300) * 1e6)))
    seconds = source.read().seconds
    assert seconds is not None
    assert 300 <= seconds < 400
    source.close()


@LINUX
def test_without_a_bus_the_source_fails() -> None:
    from qqdesk.system.idle.bus import SessionIdle

    with pytest.raises(OSError, match="No such file"):
        SessionIdle("unix:path=/nowhere")


# The other systems, with libraries that answer as theirs do


class _Function:
    """A function of a library, on which ctypes notes its types."""

    restype: Any = None
    argtypes: Any = None

    def __init__(self, answer: Callable[..., Any]) -> None:
        self._answer = answer

    def __call__(self, *arguments: Any) -> Any:
        return self._answer(*arguments)


@pytest.mark.parametrize(("last", "now", "seconds"), [(1_000, 4_500, 3.5), (2**32 - 500, 1_500, 2.0)])
@pytest.mark.parametrize("desktop_handle", [0, 7])
def test_windows_reports_idle_time_and_lock(last: int, now: int, seconds: float, desktop_handle: int) -> None:
    from qqdesk.system.idle.windows import WindowsIdle

    closed: list[int] = []

    def last_input(pointer: Any) -> int:
        ctypes.cast(pointer, ctypes.POINTER(ctypes.c_uint32))[1] = last
        return 1

    user32 = SimpleNamespace(
        GetLastInputInfo=_Function(last_input),
        OpenInputDesktop=_Function(lambda *_: desktop_handle),
        CloseDesktop=_Function(closed.append),
    )
    kernel32 = SimpleNamespace(GetTickCount=_Function(lambda: now))
    assert WindowsIdle(user32, kernel32).read() == Idle(seconds, is_locked=not desktop_handle)
    assert closed == ([desktop_handle] if desktop_handle else [])


@pytest.mark.parametrize(("session", "locked"), [(0, None), (9, None), (9, 0), (9, 1)])
def test_macos_reports_idle_time_and_lock(session: int, locked: int | None) -> None:
    from qqdesk.system.idle.macos import MacIdle

    released: list[int] = []
    graphics = SimpleNamespace(
        CGEventSourceSecondsSinceLastEventType=_Function(lambda *_: 12.5),
        CGSessionCopyCurrentDictionary=_Function(lambda: session),
    )
    foundation = SimpleNamespace(
        CFStringCreateWithCString=_Function(lambda *_: 3),
        CFDictionaryGetValue=_Function(lambda *_: 0 if locked is None else 5),
        CFBooleanGetValue=_Function(lambda _: locked),
        CFRelease=_Function(released.append),
    )
    source = MacIdle(graphics, foundation)
    assert source.read() == Idle(12.5, is_locked=bool(locked))
    source.close()
    assert released == [*([session] if session else []), 3]
