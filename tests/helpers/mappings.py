"""What of this process's files lies in its memory."""

import os
from typing import NamedTuple

from tests.bench.machine import mappings


class Mapped(NamedTuple):
    """In bytes."""

    resident: int
    written: int
    """Copied from the file to be written: it is nowhere else."""


def mapped(name: str) -> Mapped:
    """Of all files whose path contains this, together. On Linux only."""
    found = [(size, written) for path, written, size, _ in mappings(os.getpid()) if name in path]
    return Mapped(sum(size for size, _ in found), sum(written for _, written in found))
