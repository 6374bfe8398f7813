"""A screenshot portal that answers as the test says, on the bus of this process."""

import socket
import threading
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection

from qqdesk.system.screenshot_portal import NAME, REQUEST


class FakePortal:
    """`picture`: the file of the next screenshot; None if the user refuses. Its own thread answers."""

    def __init__(self, picture: Path | None = None, *, fails: bool = False) -> None:
        self.picture, self.fails = picture, fails
        self.calls: list[tuple[Any, ...]] = []
        self._connection = open_dbus_connection("SESSION")
        self._connection.send_and_get_reply(message_bus.RequestName(NAME))
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            while True:
                call = self._connection.receive()
                if call.header.message_type is MessageType.method_call:
                    self._answer(call)
        except OSError:
            pass  # `stop`

    def _answer(self, call: Message) -> None:
        self.calls.append(call.body)
        if self.fails:
            self._connection.send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod"))
            return
        sender = call.header.fields[HeaderFields.sender][1:].replace(".", "_")
        path = f"/org/freedesktop/portal/desktop/request/{sender}/{call.body[1]['handle_token'][1]}"
        result = (0, {"uri": ("s", self.picture.as_uri())}) if self.picture is not None else (1, {})
        # The answer may precede the reply.
        self._connection.send(new_signal(DBusAddress(path, interface=REQUEST), "Response", "ua{sv}", result))
        self._connection.send(new_method_return(call, "o", (path,)))

    def stop(self) -> None:
        self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()
