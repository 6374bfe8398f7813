"""The file manager of a Linux desktop, on the session bus (org.freedesktop.FileManager1)."""

import logging

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

_log = logging.getLogger(__name__)

NAME = "org.freedesktop.FileManager1"
_ADDRESS = DBusAddress("/org/freedesktop/FileManager1", NAME, NAME)
_ANSWER_S = 5.0


def show_item(uri: str) -> bool:
    """Let the file manager open the folder of a file, with the file selected. Return False if there is no file manager
    that can do that. Waits for the answer."""
    try:
        connection = open_dbus_connection("SESSION")
    except (OSError, KeyError, ValueError):
        return False
    try:
        call = new_method_call(_ADDRESS, "ShowItems", "ass", ([uri], ""))
        unwrap_msg(connection.send_and_get_reply(call, timeout=_ANSWER_S))
    except (OSError, EOFError, DBusErrorResponse) as error:
        _log.info("The file manager does not show files: %s", error)
        return False
    finally:
        connection.close()
    return True
