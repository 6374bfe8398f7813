"""The client of a daemon of the Desktop Notifications Specification, over one connection to the session bus.

Used in the thread of `NotificationDaemon` only. The daemon may start late, end, and come back. Without a daemon each
notification results in `Failed`.
"""

import contextlib
import html
import logging
import socket
from collections import deque
from collections.abc import Callable
from selectors import EVENT_READ, BaseSelector
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageFlag, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from qqdesk.system.notification import INLINE_REPLY, REPLY, Chosen, Failed, Notification

_log = logging.getLogger(__name__)

NAME = "org.freedesktop.Notifications"
_ADDRESS = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
_ANSWER_S = 5.0
"""The first call may start the daemon."""
_MOST_TITLE, _MOST_BODY = 120, 600
_KEPT = "\n\u200c\u200d"
"""Line ends, and the joiners of emoji."""
_TROUBLES = (OSError, EOFError, ValueError, KeyError, RuntimeError, DBusErrorResponse)
"""There is no bus, jeepney does not know its kind, it has ended, or the daemon refuses."""


class NotificationBus:
    """Call `listen` when `selector` reports data on the connection."""

    def __init__(self, report: Callable[[Chosen | Failed], None], selector: BaseSelector) -> None:
        self._report, self._selector = report, selector
        self._ids: dict[str, int] = {}
        self._owner = ""
        """The unique name of the daemon. Another daemon does not have our notifications."""
        self._capabilities: frozenset[str] | None = None
        self._connection: DBusConnection | None = None
        self._signals: deque[Message] = deque()
        self._token = ""
        self._interrupted = False

    def show(self, wanted: Notification) -> None:
        is_old = self._connection is not None
        try:
            self._notify(self._connected(), wanted)
        except _TROUBLES as error:
            if is_old and isinstance(error, ConnectionError | EOFError) and not self._interrupted:
                # The bus has ended since the last notification. There may be a new one.
                self._disconnect()
                self.show(wanted)
                return
            _log.info("no notification can be shown: %s", error)
            if not isinstance(error, DBusErrorResponse):
                self._disconnect()
            self._report(Failed(wanted))

    def close(self, key: str) -> None:
        number = self._ids.pop(key, None)
        if number is None or self._connection is None:
            return
        message = new_method_call(_ADDRESS, "CloseNotification", "u", (number,))
        message.header.flags |= MessageFlag.no_reply_expected
        try:
            self._connection.send(message)
        except OSError:
            self._disconnect()

    def listen(self) -> None:
        """Read the signals, and report them."""
        connection = self._connection
        try:
            while connection is not None:
                connection.recv_messages(timeout=0)
        except TimeoutError:
            pass
        except _TROUBLES as error:
            _log.info("the session's bus went away: %s", error)
            self._disconnect()
        while self._signals:
            self._handle(self._signals.popleft())

    def leave(self) -> None:
        """Close all notifications and the connection."""
        for key in list(self._ids):
            self.close(key)
        self._disconnect()

    def interrupt(self) -> None:
        """Stop waiting for a reply. Called in another thread."""
        self._interrupted = True
        connection = self._connection
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    # The connection

    def _connected(self) -> DBusConnection:
        if self._connection is None:
            connection = open_dbus_connection("SESSION")
            self._connection = connection
            self._selector.register(connection.sock, EVENT_READ)
            by_daemon = MatchRule(type="signal", sender=NAME, interface=NAME, path=_ADDRESS.object_path)
            for rule in (by_daemon, _owner_rule()):
                unwrap_msg(connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=_ANSWER_S))
            # The match rules are by the well-known name; received signals have the unique name.
            for rule in (MatchRule(type="signal", interface=NAME), _owner_rule()):
                connection.filter(rule, queue=self._signals)
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        self._meet("")
        self._signals.clear()
        if connection is not None:
            self._selector.unregister(connection.sock)
            connection.close()

    def _call(self, connection: DBusConnection, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
        message = new_method_call(_ADDRESS, method, signature or None, body)
        reply = connection.send_and_get_reply(message, timeout=_ANSWER_S)
        self._meet(str(reply.header.fields.get(HeaderFields.sender, "")))
        return unwrap_msg(reply)

    def _meet(self, owner: str) -> None:
        if owner != self._owner:
            self._owner = owner
            self._ids = {}
            self._capabilities = None

    # The daemon

    def _notify(self, connection: DBusConnection, wanted: Notification) -> None:
        if self._capabilities is None:
            (names,) = self._call(connection, "GetCapabilities")
            self._capabilities = frozenset(names)
        can = self._capabilities
        actions = [text for name, words in wanted.actions for text in (name, words) if _accepts(can, name)]
        body = _cut(wanted.body, _MOST_BODY)
        if "body-markup" in can:
            body = html.escape(body, quote=False)
        place, title = self._ids.get(wanted.key, 0), _cut(wanted.title, _MOST_TITLE)
        arguments = ("qqdesk", place, "", title, body, actions, _hints(wanted), -1)
        (number,) = self._call(connection, "Notify", "susssasa{sv}i", arguments)
        self._ids[wanted.key] = number

    def _handle(self, signal: Message) -> None:
        name, body = signal.header.fields.get(HeaderFields.member), signal.body
        if name == "NameOwnerChanged":
            self._meet(str(body[2]))
            return
        key = next((key for key, number in self._ids.items() if number == body[0]), None)
        if key is None:
            return  # the notification of another program
        if name == "NotificationClosed":
            del self._ids[key]
        elif name == "ActivationToken":
            self._token = str(body[1])  # it precedes the action
        elif name == "ActionInvoked":
            token, self._token = self._token, ""
            self._report(Chosen(key, str(body[1]), token=token))
        elif name == "NotificationReplied":
            self._report(Chosen(key, INLINE_REPLY, str(body[1])))


def _hints(wanted: Notification) -> dict[str, tuple[str, Any]]:
    hints: dict[str, tuple[str, Any]] = {
        "desktop-entry": ("s", "qqdesk"),
        "urgency": ("y", 2 if wanted.urgent else 1),
        "suppress-sound": ("b", True),  # the program plays its own
    }
    if wanted.category:
        hints["category"] = ("s", wanted.category)
    if wanted.passing:
        hints["transient"] = ("b", True)
    if wanted.picture is not None:
        picture = wanted.picture
        data = (picture.width, picture.height, picture.width * 4, True, 8, 4, picture.points)
        hints["image-data"] = ("(iiibiiay)", data)
    return hints


def _owner_rule() -> MatchRule:
    rule = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
    rule.add_arg_condition(0, NAME)
    return rule


def _accepts(capabilities: frozenset[str], action: str) -> bool:
    if action == REPLY and INLINE_REPLY in capabilities:
        return False
    return (INLINE_REPLY if action == INLINE_REPLY else "actions") in capabilities


def _cut(text: str, most: int) -> str:
    plain = "".join(char if char.isprintable() or char in _KEPT else " " for char in text)
    # D-Bus accepts no lone surrogates.
    plain = plain.encode("utf-8", "replace").decode()
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
