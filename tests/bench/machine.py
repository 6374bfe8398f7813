"""Pin processes to cores; measure their CPU time and memory."""

import contextlib
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def cores() -> list[int]:
    """The cores of this process before anything is pinned."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]


CORES = cores()
"""The server has the first, the load the last."""


def pin(pid: int, core: int) -> None:
    """Pin all threads of a process to one core, if there are several cores."""
    if not hasattr(os, "sched_setaffinity"):
        return
    for thread in Path(f"/proc/{pid or os.getpid()}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {core})


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of all threads of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident(pid: int) -> int:
    """Return the resident bytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Memory(NamedTuple):
    """The resident bytes of a process and its children."""

    own: int
    """Anonymous memory."""
    packages: int
    """Of files in the environment's `site-packages`: counted whole, even if another process shares them."""
    system: int
    """Of all other files (Python, the system's libraries, fonts): the proportional share that the kernel reports."""

    @property
    def total(self) -> int:
        return self.own + self.packages + self.system


def memory(pid: int) -> Memory:
    """On Linux only."""
    own = packages = system = 0
    whole: dict[str, int] = defaultdict(int)
    for process in _with_children(pid):
        of_process: dict[str, int] = defaultdict(int)
        for path, anonymous, resident_size, share in mappings(process):
            own += anonymous
            if "site-packages" in path:
                of_process[path] += resident_size - anonymous
            else:
                # Of pages that were copied to be written the kernel tells the share of each process, too: 1/1.
                system += max(0, share - anonymous)
        for path, size in of_process.items():
            whole[path] = max(whole[path], size)  # what one of them has, another one may have, too
    packages = sum(whole.values())
    return Memory(own, packages, system)


def mappings(pid: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield path, anonymous, resident and proportional bytes of each mapping."""
    path, found = "", {}
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
            name, *values = line.split(maxsplit=5)
            if not name.endswith(":"):
                path = values[4] if len(values) > 4 else ""
            elif name in ("Rss:", "Pss:", "Anonymous:"):
                found[name] = int(values[0]) * 1024
                if name == "Anonymous:":
                    yield path, found["Anonymous:"], found["Rss:"], found["Pss:"]


def proportional(pid: int) -> int:
    """Bytes of a process and of all that it started which lie in memory; what others use, too, counts in part. On Linux
    only."""
    return sum(share for process in _with_children(pid) for *_, share in mappings(process))


def _with_children(pid: int) -> list[int]:
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            children[int(stat.read_text().rpartition(") ")[2].split()[1])].append(int(stat.parent.name))
    found = [pid]
    for process in found:
        found += children[process]
    return found


def _busy(core: int) -> float:
    """Return the seconds for which a core was busy, or taken by the host of the machine."""
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith(f"cpu{core} "):
            user, nice, system, _, _, *rest = map(int, line.split()[1:9])
            return (user + nice + system + sum(rest[:3])) / _TICKS
    return 0.0


class Watch:
    """Core use since construction, as shares of one core."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._began = time.perf_counter()
        self._at = self._now()

    def seconds(self) -> float:
        return time.perf_counter() - self._began

    def _now(self) -> list[float]:
        return [cpu_seconds(self._server), time.process_time(), _busy(CORES[0]), _busy(CORES[-1])]

    def stop(self) -> "Use":
        took = self.seconds()
        server, load, first, last = ((now - then) for now, then in zip(self._now(), self._at, strict=True))
        return Use(took, server / took, load / took, max(0.0, first - server) / took, max(0.0, last - load) / took)


class Use:
    """Shares of one core: the server's, the load's, and those of other processes on either core."""

    def __init__(self, took: float, server: float, load: float, beside_server: float, beside_load: float) -> None:
        self.took = took
        self.server = server
        self.load = load
        self.beside_server = beside_server
        self.beside_load = beside_load
