"""A host of status notifiers, as a panel is one: it keeps who registers, and acts on their items."""

import socket
import threading
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, message_bus, new_method_call, new_method_return
from jeepney.bus_messages import DBusNameFlags
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

NAME = "org.kde.StatusNotifierWatcher"
_ITEM = "org.kde.StatusNotifierItem"
_PROPERTIES = "org.freedesktop.DBus.Properties"
PATIENCE_S = 60.0


class StatusNotifierHost:
    """Answers in a thread of its own, and asks on a second connection."""

    def __init__(self) -> None:
        self._item: tuple[str, str] | None = None
        self._came = threading.Event()
        self._connection, self._asking = open_dbus_connection("SESSION"), open_dbus_connection("SESSION")
        self._connection.send_and_get_reply(message_bus.RequestName(NAME, DBusNameFlags.do_not_queue))
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            while True:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._answer(message)
        except OSError:
            pass  # `stop`

    def _answer(self, call: Message) -> None:
        fields = call.header.fields
        values: dict[str, tuple[str, Any]] = {
            "IsStatusNotifierHostRegistered": ("b", True),
            "ProtocolVersion": ("i", 0),
            "RegisteredStatusNotifierItems": ("as", []),
        }
        match fields[HeaderFields.member]:
            case "RegisterStatusNotifierItem":
                said = str(call.body[0])
                sender = str(fields[HeaderFields.sender])
                self._item = (sender, said) if said.startswith("/") else (said, "/StatusNotifierItem")
                self._came.set()
                self._connection.send(new_method_return(call))
            case "Get":
                self._connection.send(new_method_return(call, "v", (values[call.body[1]],)))
            case "GetAll":
                self._connection.send(new_method_return(call, "a{sv}", (values,)))
            case _:
                self._connection.send(new_method_return(call))

    def _address(self, interface: str) -> DBusAddress:
        assert self._came.wait(PATIENCE_S), "no item was registered"
        assert self._item is not None
        return DBusAddress(self._item[1], self._item[0], interface)

    def property(self, name: str) -> Any:
        message = new_method_call(self._address(_PROPERTIES), "Get", "ss", (_ITEM, name))
        return unwrap_msg(self._asking.send_and_get_reply(message, timeout=PATIENCE_S))[0][1]

    def activate(self, method: str = "Activate") -> None:
        """A click."""
        message = new_method_call(self._address(_ITEM), method, "ii", (0, 0))
        unwrap_msg(self._asking.send_and_get_reply(message, timeout=PATIENCE_S))

    def menu_words(self) -> list[str]:
        """What its menu says, by the dbusmenu protocol."""
        address = DBusAddress(self.property("Menu"), self._address(_ITEM).bus_name, "com.canonical.dbusmenu")
        message = new_method_call(address, "GetLayout", "iias", (0, -1, ["label"]))
        _, layout = unwrap_msg(self._asking.send_and_get_reply(message, timeout=PATIENCE_S))
        return [entry[1][1]["label"][1] for entry in layout[2] if "label" in entry[1][1]]

    def stop(self) -> None:
        self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()
        self._asking.close()
