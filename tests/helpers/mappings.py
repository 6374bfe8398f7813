"""What of this process's files lies in its memory."""

from pathlib import Path
from typing import NamedTuple


class Mapped(NamedTuple):
    """In kB."""

    resident: int = 0
    written: int = 0
    """Copied from the file to be written: it is nowhere else."""


def mapped(name: str) -> Mapped:
    """Of all files whose path contains this, together. On Linux only."""
    resident = written = 0
    path = ""
    for line in Path("/proc/self/smaps").read_text().splitlines():
        key, *values = line.split(maxsplit=5)
        if not key.endswith(":"):
            path = values[4] if len(values) > 4 else ""
        elif name in path and key == "Rss:":
            resident += int(values[0])
        elif name in path and key == "Anonymous:":
            written += int(values[0])
    return Mapped(resident, written)
