"""A program as a screen reader has it: over AT-SPI alone, on a screen and a bus of its own."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

_T = TypeVar("_T")

_REGISTRY = "org.a11y.atspi.Registry"
_ROOT = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_SHOWING = 1 << 25
_KEY_SYMBOL = 3
"""How the key is named, for the registry."""
UP = 0xFF52
_ENABLED = 1 << 8
_FOCUSED = 1 << 12
PATIENCE_S = 60.0
_LOOK_S = 0.05
_MOST_CHILDREN = 200


def missing() -> list[str]:
    """What has to be installed for this."""
    needed = [name for name in ("Xvfb", "dbus-daemon") if shutil.which(name) is None]
    return needed if any(map(os.path.exists, _LAUNCHERS)) else [*needed, "at-spi2-core"]


needs_at_spi = pytest.mark.skipif(
    bool(missing()) and not os.environ.get("QQDESK_TEST_ALL"), reason=f"not here: {', '.join(missing())}"
)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on the screen: where it is on the bus."""

    owner: str
    path: str


class ScreenReader:
    """Finds what is on the screen by its name, reads it, and does what it offers."""

    def __init__(self, address: str) -> None:
        from jeepney.io.blocking import open_dbus_connection

        self._bus = open_dbus_connection(address)

    def close(self) -> None:
        self._bus.close()

    def call(self, thing: Thing, interface: str, method: str, signature: str = "", *values: Any) -> tuple[Any, ...]:
        from jeepney import DBusAddress, MessageType, new_method_call

        place = DBusAddress(thing.path, bus_name=thing.owner, interface=interface)
        call = new_method_call(place, method, signature or None, values)
        reply = self._bus.send_and_get_reply(call, timeout=PATIENCE_S)
        if reply.header.message_type is MessageType.error:
            raise LookupError(f"{method} of {thing}: {reply.body}")
        return tuple(reply.body)

    def _property(self, thing: Thing, name: str) -> Any:
        return self.call(thing, "org.freedesktop.DBus.Properties", "Get", "ss", _ACCESSIBLE, name)[0][1]

    def children(self, thing: Thing) -> list[Thing]:
        found = self.call(thing, _ACCESSIBLE, "GetChildren")[0][:_MOST_CHILDREN]
        return [Thing(owner, path) for owner, path in found if not path.endswith("/null")]

    def name(self, thing: Thing) -> str:
        return str(self._property(thing, "Name"))

    def frames(self) -> list[str]:
        """Return the names of all windows that say that they are one."""
        found = []
        for window in self._windows():
            with contextlib.suppress(LookupError):
                if self.call(window, _ACCESSIBLE, "GetRoleName") == ("frame",):
                    found.append(self.name(window))
        return found

    def _windows(self) -> Iterator[Thing]:
        programs: list[Thing] = []
        with contextlib.suppress(LookupError):  # the registry is starting
            programs = self.children(Thing(_REGISTRY, _ROOT))
        for program in programs:
            with contextlib.suppress(LookupError):  # a program that has ended
                yield from self.children(program)

    def _has_name(self, thing: Thing, name: str) -> bool:
        with contextlib.suppress(LookupError):  # it is gone
            return self.name(thing) == name
        return False

    def _has(self, thing: Thing, *states: int) -> bool:
        low, high = self.call(thing, _ACCESSIBLE, "GetState")[0]
        have = low | high << 32
        return all(have & state for state in states)

    def everything(self, window: str = "") -> Iterator[Thing]:
        """All that is showing, of all programs, or in the windows of this name."""
        waiting = [(Thing(_REGISTRY, _ROOT), 0)]
        if window:
            waiting = [(one, 2) for one in self._windows() if self._has_name(one, window)]
        while waiting:
            thing, depth = waiting.pop()
            with contextlib.suppress(LookupError):  # what went meanwhile
                if depth >= 2 and not self._has(thing, _SHOWING):
                    continue
                waiting += [(child, depth + 1) for child in self.children(thing)]
                yield thing

    def find(self, name: str, interface: str = "", window: str = "") -> Thing:
        """What has this name, is enabled, and can do what is wanted; waits for it. Raises AssertionError."""
        until = time.monotonic() + PATIENCE_S
        seen: list[str] = []
        while time.monotonic() < until:
            seen.clear()
            for thing in self.everything(window):
                with contextlib.suppress(LookupError):
                    seen.append(self.name(thing))
                    if seen[-1] != name or not self._has(thing, _ENABLED):
                        continue
                    if not interface or interface in self.call(thing, _ACCESSIBLE, "GetInterfaces")[0]:
                        return thing
            time.sleep(_LOOK_S)
        raise AssertionError(f"there is no {name!r}, only {sorted(set(seen))}")

    # What somebody does

    def press(self, name: str, window: str = "") -> None:
        thing = self.find(name, "org.a11y.atspi.Action", window)
        assert self.call(thing, "org.a11y.atspi.Action", "DoAction", "i", 0) == (True,)

    def write(self, name: str, text: str, window: str = "") -> None:
        thing = self.find(name, "org.a11y.atspi.EditableText", window)
        assert self.call(thing, "org.a11y.atspi.EditableText", "SetTextContents", "s", text) == (True,)

    def go_to(self, name: str) -> None:
        """Put the focus there."""
        assert self.call(self.find(name), "org.a11y.atspi.Component", "GrabFocus") == (True,)

    def type_key(self, symbol: int) -> None:
        """A key of the keyboard, by its keysym."""
        controller = Thing(_REGISTRY, "/org/a11y/atspi/registry/deviceeventcontroller")
        interface = "org.a11y.atspi.DeviceEventController"
        self.call(controller, interface, "GenerateKeyboardEvent", "isu", symbol, "", _KEY_SYMBOL)

    def wait_rows(self, name: str, count: int) -> list[str]:
        """What the rows of a list say, once there are so many."""
        return wait(lambda: self.rows(name), lambda rows: len(rows) == count)

    def rows(self, name: str) -> list[str]:
        return [self.name(child) for child in self.children(self.find(name))]

    def wait_focus(self, name: str) -> None:
        """Until the keyboard is at what has this name."""
        wait(self._focused, lambda names: name in names)

    def _focused(self) -> list[str]:
        found = []
        for thing in self.everything():
            with contextlib.suppress(LookupError):
                if self._has(thing, _FOCUSED):
                    found.append(self.name(thing))
        return found


def wait(look: Callable[[], _T], is_right: Callable[[_T], bool]) -> _T:
    """Return the first result of `look` that is right. Raises AssertionError.

    A LookupError is no result: something has left the screen while `look` read it.
    """
    until = time.monotonic() + PATIENCE_S
    seen: object = None
    while True:
        try:
            seen = result = look()
        except LookupError as error:
            seen = error
        else:
            if is_right(result):
                return result
        assert time.monotonic() < until, f"there is only {seen!r}"
        time.sleep(_LOOK_S)


@contextlib.contextmanager
def screen_with_reader(folder: Path) -> Iterator[tuple[ScreenReader, dict[str, str]]]:
    """An empty screen, a bus, what programs and readers meet on, and a reader; the environment for programs."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    with contextlib.ExitStack() as ends:

        def start(*command: str, **how: Any) -> "subprocess.Popen[str]":
            process = subprocess.Popen(command, text=True, stderr=subprocess.DEVNULL, **how)
            ends.callback(process.wait)
            ends.callback(process.terminate)
            return process

        read, write = os.pipe()
        start("Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp", pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as pipe:
            display = f":{pipe.readline().strip()}"
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        environment = {
            **os.environ,
            "DISPLAY": display,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "LC_ALL": "C.UTF-8",
        }
        environment.pop("AT_SPI_BUS_ADDRESS", None)
        bus = start(
            *("dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:path={folder}/bus"),
            env=environment,
            stdout=subprocess.PIPE,
        )
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        ends.callback(bus.stdout.close)
        launcher = next(path for path in _LAUNCHERS if Path(path).exists())
        start(launcher, "--launch-immediately", env=environment)
        with open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]) as session:
            call = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
            (address,) = session.send_and_get_reply(call, timeout=PATIENCE_S).body
        reader = ScreenReader(address)
        ends.callback(reader.close)
        yield reader, environment
