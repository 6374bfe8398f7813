"""The pages of libraries that are in no use any more are given back.

Most of what is touched of Qt, Python and OpenSSL is touched once, while they are loaded and the first windows are made.
The kernel counts it as this program's and keeps it until memory is short; then it takes it for what is in use.
"""

import contextlib
import ctypes
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_SELF = Path("/proc/self")
_ONLY_READ = ("r-xp", "r--p")


def trim() -> None:
    """Take what is only read of the libraries that are loaded out of this process. A page that is needed after all is
    there again at once: it is still in the cache of the system's files, unless something else needed the room.

    On Linux; elsewhere nothing is done. It takes a hundredth of a second where nothing else keeps Python busy.
    """
    if not sys.platform.startswith("linux"):
        return
    # It keeps the interpreter's lock: hundreds of short calls would each wait for whichever thread is busy.
    libc = ctypes.PyDLL(None)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    with contextlib.suppress(OSError):
        held = _hold_libraries(libc)
        for path, start, end in _as_in_their_files():
            if path in held:
                libc.madvise(start, end - start, mmap.MADV_DONTNEED)


def _hold_libraries(libc: ctypes.CDLL) -> set[str]:
    """The paths of those that stay from now on: where one of them lies, nothing else can come to lie meanwhile."""
    libc.dlopen.argtypes, libc.dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    held = {str((_SELF / "exe").readlink())}
    for line in (_SELF / "maps").read_text("utf-8", "surrogateescape").splitlines():
        _, rights, *_, path = line.split(maxsplit=5)
        # One more user of what is loaded already; a file that was replaced since is not that any more.
        if rights == "r-xp" and path not in held and libc.dlopen(os.fsencode(path), os.RTLD_NOLOAD | os.RTLD_LAZY):
            held.add(path)
    return held


def _as_in_their_files() -> Iterator[tuple[str, int, int]]:
    """Of all mapped files what is only read, and was not written into while it was loaded: path, start and end."""
    path = rights = span = ""
    for line in (_SELF / "smaps").read_text("utf-8", "surrogateescape").splitlines():
        key, *values = line.split(maxsplit=5)
        if not key.endswith(":"):
            span, rights, path = key, values[0], values[4] if len(values) > 4 else ""
        elif key == "Anonymous:" and values[0] == "0" and rights in _ONLY_READ:
            start, end = span.split("-")
            yield path, int(start, 16), int(end, 16)
