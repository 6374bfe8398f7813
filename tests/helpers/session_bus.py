"""A session bus of one's own, with no one on it, and a notification daemon that does what the test says."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jeepney import HeaderFields, Message, MessageType, message_bus, new_method_return, new_signal
from jeepney.bus_messages import DBusNameFlags
from jeepney.io.blocking import open_dbus_connection

from qqdesk.system.notification_bus import _ADDRESS, NAME

PATIENCE_S = 60.0
_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy>
</busconfig>
"""


@contextmanager
def session_bus(folder: Path) -> Iterator[str]:
    """Its address, which is that of this process meanwhile. No program is started by it."""
    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("dbus-daemon is not installed")
    configuration, place = folder / "bus.conf", folder / "bus"
    configuration.write_text(_CONFIGURATION.format(socket=place))
    command = [program, f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address=1"]
    before = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = address
        try:
            yield address
        finally:
            if before is None:
                del os.environ["DBUS_SESSION_BUS_ADDRESS"]
            else:
                os.environ["DBUS_SESSION_BUS_ADDRESS"] = before
            process.kill()


class Notifications:
    """A notification daemon: what it is asked is in `shown` (by id) and `closed`. Its own thread answers."""

    def __init__(self, *capabilities: str) -> None:
        self.capabilities = list(capabilities)
        self.shown: dict[int, tuple[Any, ...]] = {}
        self.calls: list[tuple[Any, ...]] = []
        self.closed: list[int] = []
        self.asked: list[str] = []
        self.silent = False
        """It takes calls, and does not answer."""
        self._changed = threading.Condition()
        self._connection = open_dbus_connection("SESSION")
        request = message_bus.RequestName(NAME, DBusNameFlags.do_not_queue)
        self._connection.send_and_get_reply(request)
        self._next = 1
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            while True:
                self._answer(self._connection.receive())
        except OSError:
            pass  # `stop`

    def _answer(self, call: Message) -> None:
        if call.header.message_type is not MessageType.method_call:
            return
        with self._changed:
            self.asked.append(call.header.fields[HeaderFields.member])
            match self.asked[-1]:
                case "GetCapabilities":
                    reply: tuple[str, tuple[Any, ...]] = "as", (self.capabilities,)
                case "Notify":
                    number = call.body[1] or self._next
                    self._next = max(self._next, number + 1)
                    self.shown[number] = call.body
                    self.calls.append(call.body)
                    reply = "u", (number,)
                case "CloseNotification":
                    self.closed.append(call.body[0])
                    self.shown.pop(call.body[0], None)
                    reply = "", ()
                    self._send("NotificationClosed", "uu", (call.body[0], 3))
                case name:
                    raise AssertionError(name)
            if not self.silent and not call.header.flags & 1:
                self._connection.send(new_method_return(call, reply[0] or None, reply[1]))
            self._changed.notify_all()

    def _send(self, name: str, signature: str, body: tuple[Any, ...]) -> None:
        self._connection.send(new_signal(_ADDRESS, name, signature, body))

    def wait(self, condition: Any) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE_S), (self.shown, self.closed)

    def invoke(self, number: int, action: str) -> None:
        """Somebody clicks."""
        self._send("ActionInvoked", "us", (number, action))

    def give_token(self, number: int, token: str) -> None:
        """As it comes before a click."""
        self._send("ActivationToken", "us", (number, token))

    def reply(self, number: int, text: str) -> None:
        self._send("NotificationReplied", "us", (number, text))

    def expire(self, number: int) -> None:
        self.shown.pop(number)
        self._send("NotificationClosed", "uu", (number, 1))

    def stop(self) -> None:
        """Doing it again does nothing."""
        if self._thread.is_alive():
            self._connection.sock.shutdown(socket.SHUT_RDWR)
            self._thread.join()
            self._connection.close()
