"""The counters as text for Prometheus."""

import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from qqdesk import __version__
from qqdesk.server.counters import Counters, Histogram
from qqdesk.server.operations.health import State

if sys.platform != "win32":
    import resource

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_STARTED = time.time()
_PROC = Path("/proc/self")


def render(counters: Counters, state: State) -> str:
    """Return the page without its last line end."""
    return "\n".join((*_requests(counters), *_storage(counters), *_now(state), *_process()))


def _metric(name: str, kind: str, text: str, samples: Mapping[str, float]) -> Iterator[str]:
    """`samples` by what follows the name."""
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"
    for suffix, value in samples.items():
        yield f"{name}{suffix} {value}"


def _requests(counters: Counters) -> Iterator[str]:
    requests = {
        f'{{command="{command or "none"}",result="{int(result)}"}}': count
        for (command, result), count in sorted(counters.requests.items())
    }
    yield from _metric(
        "qqdesk_requests_total", "counter", "Answered requests; result 40: a limit was reached.", requests
    )


def _storage(counters: Counters) -> Iterator[str]:
    for name, text, count in (
        (
            "qqdesk_messages_stored_total",
            "Entries put into mailboxes, copies and receipts included.",
            counters.messages_stored,
        ),
        ("qqdesk_messages_received_total", "Entries that a first device acknowledged.", counters.messages_received),
        ("qqdesk_commits_failed_total", "Commits that failed.", counters.commits_failed),
        ("qqdesk_uploads_total", "Files that were uploaded.", counters.uploads),
        ("qqdesk_uploaded_bytes_total", "Bytes of files that were uploaded.", counters.uploaded_bytes),
        ("qqdesk_downloads_total", "Downloads of files, thumbnails and ranges.", counters.downloads),
        ("qqdesk_downloaded_bytes_total", "Bytes of files that were downloaded.", counters.downloaded_bytes),
        ("qqdesk_pieces_refused_total", "Pieces of files that were refused.", counters.pieces_refused),
    ):
        yield from _metric(name, "counter", text, {"": count})
    yield from _histogram("qqdesk_commit_operations", "Operations in a commit.", counters.commit_sizes)
    yield from _histogram("qqdesk_commit_seconds", "Duration of a commit.", counters.commit_seconds)


def _histogram(name: str, text: str, histogram: Histogram) -> Iterator[str]:
    samples, total = {}, 0
    for bound, count in zip((*map(float, histogram.bounds), "+Inf"), histogram.counts.copy(), strict=True):
        total += count
        samples[f'_bucket{{le="{bound}"}}'] = float(total)
    return _metric(name, "histogram", text, samples | {"_count": total, "_sum": histogram.total})


def _now(state: State) -> Iterator[str]:
    refused = "Connections that were refused, or closed for newer ones."
    yield from _metric("qqdesk_connections_refused_total", "counter", refused, {"": state.connections_refused})
    sessions = {'{kind="token"}': state.sessions - state.classic_sessions, '{kind="classic"}': state.classic_sessions}
    yield from _metric("qqdesk_sessions", "gauge", "Sessions.", sessions)
    for name, text, value in (
        ("qqdesk_polls_parked", "Requests that wait for a message.", state.parked_polls),
        ("qqdesk_connections", "Open connections.", state.connections),
        ("qqdesk_sign_ins_waiting", "Passwords that wait to be checked.", state.sign_ins_waiting),
    ):
        yield from _metric(name, "gauge", text, {"": value})
    for name, text, size in (
        ("qqdesk_disk_free_bytes", "Free space on the disk of the data folder.", state.disk_free),
        ("qqdesk_database_bytes", "Size of the SQLite file.", state.database_size),
        ("qqdesk_rooms", "Rooms with members.", state.rooms),
        ("qqdesk_files_bytes", "Size of all files, as most_files_mib limits it.", state.files_size),
        ("qqdesk_files_free_bytes", "Space for new files on their disk.", state.files_disk_free),
    ):
        if size is not None:
            yield from _metric(name, "gauge", text, {"": size})
    yield from _metric("qqdesk_build_info", "gauge", "The version of the server.", {f'{{version="{__version__}"}}': 1})


def _process() -> Iterator[str]:
    """Yield the metrics of the process under their customary names; most of them exist on Linux only."""
    yield from _metric("process_cpu_seconds_total", "counter", "CPU time.", {"": time.process_time()})
    yield from _metric("process_start_time_seconds", "gauge", "Start, since 1970.", {"": _STARTED})
    if sys.platform != "win32" and _PROC.is_dir():
        size, resident = (int(pages) * resource.getpagesize() for pages in (_PROC / "statm").read_text().split()[:2])
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        for name, text, value in (
            ("process_virtual_memory_bytes", "Virtual memory.", size),
            ("process_resident_memory_bytes", "Resident memory.", resident),
            ("process_open_fds", "Open files.", len(list((_PROC / "fd").iterdir()))),
            ("process_max_fds", "The most open files.", limit),
        ):
            yield from _metric(name, "gauge", text, {"": value})
