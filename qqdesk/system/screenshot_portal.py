"""A picture of the desktop from xdg-desktop-portal, which Wayland needs for that."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

NAME = "org.freedesktop.portal.Desktop"
ADDRESS = DBusAddress("/org/freedesktop/portal/desktop", NAME, "org.freedesktop.portal.Screenshot")
REQUEST = "org.freedesktop.portal.Request"
_ANSWER_S = 25.0
"""For the calls; the first one may start the portal."""
_SUCCESS, _CANCELLED = 0, 1


class PortalError(Exception):
    """There is no portal, or it takes no pictures."""


def take_picture() -> Path | None:
    """Return a new file with the whole desktop; None if the user refuses. Wait for the user. Raises PortalError."""
    try:
        connection = open_dbus_connection("SESSION")
    except (OSError, KeyError, ValueError) as error:
        raise PortalError(str(error)) from error
    try:
        return _take_picture(connection)
    except (OSError, EOFError, DBusErrorResponse) as error:
        raise PortalError(str(error)) from error
    finally:
        connection.close()


def _take_picture(connection: DBusConnection) -> Path | None:
    token = f"qqdesk_{os.urandom(8).hex()}"
    # Known before the call, so that its answer cannot come too early.
    request = f"{ADDRESS.object_path}/request/{connection.unique_name[1:].replace('.', '_')}/{token}"
    rule = MatchRule(type="signal", interface=REQUEST, member="Response", path=request)
    with connection.filter(rule) as responses:
        unwrap_msg(connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=_ANSWER_S))
        options = {"handle_token": ("s", token), "interactive": ("b", False), "modal": ("b", True)}
        call = new_method_call(ADDRESS, "Screenshot", "sa{sv}", ("", options))
        unwrap_msg(connection.send_and_get_reply(call, timeout=_ANSWER_S))
        code, results = connection.recv_until_filtered(responses).body
    if code == _CANCELLED:
        return None
    if code != _SUCCESS:
        raise PortalError(f"the portal answered {code}")
    return Path(unquote(urlsplit(results["uri"][1]).path))
