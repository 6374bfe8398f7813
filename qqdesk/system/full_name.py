"""The name of the person who uses this computer, as the system knows it."""

import contextlib
import getpass
import os
import sys

if sys.platform == "win32":
    import ctypes

    _NAME_DISPLAY = 3
    """A value of EXTENDED_NAME_FORMAT."""

    def _system_name() -> str:
        size = ctypes.c_ulong(0)
        get = ctypes.windll.secur32.GetUserNameExW
        get(_NAME_DISPLAY, None, ctypes.byref(size))
        buffer = ctypes.create_unicode_buffer(max(1, size.value))
        return buffer.value if get(_NAME_DISPLAY, buffer, ctypes.byref(size)) else ""

else:
    import pwd

    def _system_name() -> str:
        with contextlib.suppress(KeyError):
            # "full name,room,telephone,…"; "&" stands for the account's name.
            entry = pwd.getpwuid(os.getuid())
            return entry.pw_gecos.split(",")[0].replace("&", entry.pw_name.capitalize())
        return ""


def full_name() -> str:
    """Return the person's full name, else the name of the system account, else ""."""
    name = _system_name().strip()
    if not name:
        with contextlib.suppress(OSError, KeyError, ImportError):
            name = getpass.getuser()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
