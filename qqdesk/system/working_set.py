"""The pages of libraries that are in no use any more are taken out of the process.

Most of what is touched of Qt, Python and OpenSSL is touched once, while they are loaded and the first windows are made.
The kernel leaves it in the process until memory is short, and spares it then for a while, as what is in use. Out of the
process it is a part of the system's cache of files, like any other, which is the first to go.
"""

import contextlib
import ctypes
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_SELF = Path("/proc/self")


class Mapping(NamedTuple):
    """A file, or a part of it, in this process's memory."""

    path: str
    inode: str
    rights: str
    start: int
    end: int
    is_as_in_the_file: bool
    """Nothing of it was written, neither what is in memory nor what is in swap."""


class WorkingSet:
    """What is in this process's memory of the libraries that it loaded. For any thread."""

    def __init__(self) -> None:
        self._held: set[tuple[str, str]] = set()

    def trim(self) -> None:
        """Take out what is only read. A page that is needed after all is there again at once: it is still in the cache
        of files, unless something else needed the room.

        On Linux; elsewhere nothing is done. It takes a hundredth of a second, more while something else keeps Python
        busy.
        """
        if not sys.platform.startswith("linux"):
            return
        with contextlib.suppress(OSError):  # no /proc
            libc = ctypes.CDLL(None)
            self._hold_libraries(libc)
            libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
            for one in only_read(mappings((_SELF / "smaps").read_bytes())):
                if (one.path, one.inode) in self._held:
                    libc.madvise(one.start, one.end - one.start, mmap.MADV_DONTNEED)

    def _hold_libraries(self, libc: ctypes.CDLL) -> None:
        """They stay from now on: where one of them lies, nothing else can come to lie."""
        libc.dlopen.argtypes, libc.dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
        program = str((_SELF / "exe").readlink())
        for line in _lines((_SELF / "maps").read_bytes()):
            _, rights, _, _, inode, *rest = line.split(maxsplit=5)
            if rights != "r-xp" or not rest or (rest[0], inode) in self._held:
                continue
            # One more user of what is loaded already; a file that was replaced since is not that any more.
            if rest[0] == program or libc.dlopen(os.fsencode(rest[0]), os.RTLD_NOLOAD | os.RTLD_LAZY):
                self._held.add((rest[0], inode))


def mappings(smaps: bytes) -> list[Mapping]:
    """Those of files, in their order, of what /proc/PID/smaps says (proc_pid_smaps(5))."""
    found: list[Mapping] = []
    head: list[str] = []
    written = True
    for line in _lines(smaps):
        key, *values = line.split(maxsplit=5)
        if not key.endswith(":"):
            head, written = [key, *values], True
        elif key == "Anonymous:":
            written = values[0] != "0"
        elif key == "Swap:" and len(head) == 6:
            # Written pages are here and not there once they are in swap.
            start, end = head[0].split("-")
            clean = not written and values[0] == "0"
            found.append(Mapping(head[5], head[4], head[1], int(start, 16), int(end, 16), clean))
    return found


def only_read(found: list[Mapping]) -> Iterator[Mapping]:
    """What can be read again from the file at any time."""
    # Every program has written into some: a kernel that knows of none, as that of a sandbox, does not count them.
    if all(one.is_as_in_the_file for one in found):
        return
    for one, following in zip(found, [*found[1:], None], strict=True):
        # What the loader wrote into, and then closed, comes directly before what stays open. None of it is clean, but
        # nothing would be worse than to be wrong about that.
        is_relocated = following is not None and following.path == one.path and "w" in following.rights
        if one.is_as_in_the_file and (one.rights == "r-xp" or (one.rights == "r--p" and not is_relocated)):
            yield one


def _lines(text: bytes) -> list[str]:
    """Not by `splitlines`: in the name of a folder only the newline is disguised."""
    return [line for line in os.fsdecode(text).split("\n") if line]
