"""Uploads and downloads of a session, each in a loop of its own beside the send loop."""

import errno
import itertools
import logging
import secrets
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from pathlib import Path

from qqdesk.atomic_file import writing_into
from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    ClientError,
    ClosedError,
    FileChangedError,
    LocalFileError,
    RefusedError,
    TransferStoppedError,
)
from qqdesk.client.file_requests import OnProgress
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.domain.problem import DiskSpace, Problem, ProblemKind
from qqdesk.domain.transfer import Transfer, TransferState
from qqdesk.engine.events import Emit, FileStored, StoreFailed, TransferChanged, UploadEnded
from qqdesk.engine.outbox import retry_reason
from qqdesk.engine.problems import problem_of
from qqdesk.engine.store import Store
from qqdesk.history.errors import HistoryError
from qqdesk.history.local_files import LocalFiles
from qqdesk.protocol.codes import Result
from qqdesk.protocol.file_info import FileInfo
from qqdesk.protocol.record import Channel
from qqdesk.system.downloaded import mark_as_downloaded

_log = logging.getLogger(__name__)

PROGRESS_S = 0.1
"""The shortest time between two reports of one transfer."""
_RATE_S = 2.0
"""The rate is that of about so many seconds."""
_FIRST_DELAY_S, _LONGEST_DELAY_S = 0.2, 30.0
_SMALL_UPLOAD_BYTES = 8 * 1024 * 1024
"""Uploads up to this size keep the order of their messages, and do not wait for larger ones."""
_COPY_BYTES = 1024 * 1024
_FILE_PROBLEMS = {
    ProblemKind.MESSAGE_TOO_LONG: ProblemKind.FILE_TOO_LARGE,
    ProblemKind.NO_SUCH_USER: ProblemKind.FILE_GONE,
}


class _DiskFullError(OSError):
    def __init__(self, space: DiskSpace) -> None:
        super().__init__(errno.ENOSPC, f"{space.needed} bytes are needed, {space.free} are free")
        self.space = space


class Urgency(IntEnum):
    """A transfer waits while there is a more urgent one, also in its middle."""

    COPY = 0
    """On this computer."""
    THUMBNAIL = 1
    SMALL = 2
    """Pictures that are downloaded, and small files that are uploaded."""
    FILE = 3


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download. A file goes to `folder`, with a free name, or else to `path`, which is replaced. Without
    either, it is a copy of the account."""

    info: FileInfo
    folder: Path | None = None
    path: Path | None = None
    is_thumbnail: bool = False


class _Job:
    """One transfer. `ended` is called once, with the problem or None, unless it was stopped."""

    def __init__(
        self,
        id: str,
        size: int,
        urgency: Urgency,
        run: Callable[[OnProgress, Callable[[], bool]], None],
        ended: Callable[[Problem | None], None],
    ) -> None:
        self.id, self.size, self.urgency = id, size, urgency
        self.run, self.ended = run, ended
        self.order = 0
        self.failures = 0
        """How often the server failed."""
        self.done = 0
        self.rate = 0.0
        self.is_stopped = False

    @property
    def rank(self) -> tuple[int, Urgency]:
        """Lower ranks come first. A file may be the cause if the server fails, so others come before it."""
        return self.failures, self.urgency


class TransferLoop:
    """Runs transfers one after the other, the most urgent first. All methods but `run` may be called from any thread
    and return at once."""

    def __init__(self, client: Client, channel: Channel, emit: Emit) -> None:
        self._client = client
        self._clock = client.clock
        self._channel = channel
        self._emit = emit
        self._condition = threading.Condition()
        self._jobs: dict[tuple[str, bool], _Job] = {}
        """By the id of the file, and whether the transfer is reported."""
        self._orders = itertools.count(1)
        self._backoff = Backoff(_FIRST_DELAY_S, _LONGEST_DELAY_S)
        self._is_connected = False
        self._is_stopping = False
        self._retry_at = 0.0

    def add(self, job: _Job) -> bool:
        """Add a transfer. The last thumbnails and pictures come first. Return False if there is one of this file."""
        with self._condition:
            known = self._jobs.setdefault(_key(job), job)
            order = next(self._orders)
            known.order = order if job.urgency is Urgency.FILE or self._is_upload else -order
            self._condition.notify()
            if known is job:
                self.report(job, TransferState.WAITING)
            return known is job

    @property
    def _is_upload(self) -> bool:
        return self._channel is Channel.UPLOADS

    def cancel(self, id: str) -> None:
        """Stop a transfer. It can be added again, and continues."""
        with self._condition:
            job = self._jobs.pop((id, True), None)
            if job is None:
                return
            if self._is_upload:
                self._emit(UploadEnded(id))
            else:
                self.report(job, TransferState.STOPPED)
            job.is_stopped = True

    def connected(self) -> None:
        self._set(is_connected=True)

    def disconnected(self) -> None:
        self._set(is_connected=False)

    def _set(self, *, is_connected: bool) -> None:
        with self._condition:
            self._is_connected = is_connected
            self._backoff.reset()
            self._retry_at = 0.0
            self._condition.notify()

    def stop(self) -> None:
        """End `run`, also in the middle of a transfer."""
        with self._condition:
            self._is_stopping = True
            self._condition.notify()
        self._client.channels.interrupt(self._channel)

    def run(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._run(job)
            except Exception as error:
                _log.exception("A bug in a transfer")
                self._end(job, problem_of(error))

    def _next(self) -> _Job | None:
        """Wait for a transfer. Return None at the end."""
        with self._condition:
            while not self._is_stopping:
                if self._jobs:
                    job = min(self._jobs.values(), key=lambda job: (job.rank, job.order))
                    is_due = self._retry_at <= self._clock.monotonic()
                    if job.urgency is Urgency.COPY or (self._is_connected and is_due):
                        return job
                self._clock.wait_until(self._condition, self._retry_at if self._jobs and self._is_connected else None)
        return None

    def _run(self, job: _Job) -> None:
        reported_at, before = 0.0, job.done

        def on_progress(done: int) -> None:
            nonlocal reported_at, before
            now = self._clock.monotonic()
            job.done = done
            if not reported_at:
                reported_at, before = now, done
                self.report(job, TransferState.RUNNING)
            elif now - reported_at >= PROGRESS_S:
                share = min(1.0, (now - reported_at) / _RATE_S) if job.rate else 1.0
                job.rate += share * ((done - before) / (now - reported_at) - job.rate)
                reported_at, before = now, done
                self.report(job, TransferState.RUNNING)

        try:
            job.run(on_progress, partial(self._has_to_stop, job))
        except ClosedError:
            self._is_stopping = True
        except TransferStoppedError:
            if not self._is_connected:
                self.report(job, TransferState.WAITING)
        except (ClientError, HistoryError, OSError) as error:
            self._on_error(job, error)
        else:
            self._backoff.reset()
            self._end(job, None)

    def _has_to_stop(self, job: _Job) -> bool:
        with self._condition:
            is_offline = not self._is_connected and job.urgency is not Urgency.COPY
            others = self._jobs.values()
            return self._is_stopping or is_offline or job.is_stopped or any(one.rank < job.rank for one in others)

    def _on_error(self, job: _Job, error: Exception) -> None:
        reason = retry_reason(error, extended=True) if isinstance(error, ClientError) else None
        if reason is None:
            _log.info("A transfer failed: %s", error)
            self._end(job, file_problem(error))
            return
        with self._condition:
            wait = error.wait if isinstance(error, RefusedError) and error.wait else 0.0
            self._retry_at = self._clock.monotonic() + max(wait, self._backoff.next_delay())
            job.failures += reason is WaitingReason.SERVER_FAILED
        job.rate = 0.0
        self.report(job, TransferState.WAITING)

    def _end(self, job: _Job, problem: Problem | None) -> None:
        with self._condition:
            if self._jobs.get(_key(job)) is job:
                del self._jobs[_key(job)]
        if not job.is_stopped:
            job.ended(problem)

    def report(self, job: _Job, state: TransferState, problem: Problem | None = None) -> None:
        """Report a transfer, unless it was cancelled."""
        with self._condition:
            if _is_shown(job) and not job.is_stopped:
                rate = job.rate if state is TransferState.RUNNING else 0.0
                transfer = Transfer(job.id, state, job.done, job.size, rate, problem)
                self._emit(TransferChanged(job.id, transfer))


def _key(job: _Job) -> tuple[str, bool]:
    return job.id, _is_shown(job)


def _is_shown(job: _Job) -> bool:
    return job.urgency >= Urgency.SMALL


def file_problem(error: Exception) -> Problem:
    """Return the problem of an upload or a download that failed for good."""
    if isinstance(error, _DiskFullError):
        return Problem(ProblemKind.DISK_FULL, str(error), space=error.space)
    problem = problem_of(error)
    return problem._replace(kind=_FILE_PROBLEMS.get(problem.kind, problem.kind))


class Transfers:
    """`run` of each loop is in a thread of its own."""

    def __init__(self, client: Client, store: Store, emit: Emit) -> None:
        self._client = client
        self._store = store
        self._emit = emit
        self.uploads = TransferLoop(client, Channel.UPLOADS, emit)
        self.downloads = TransferLoop(client, Channel.DOWNLOADS, emit)

    def connected(self) -> None:
        self.uploads.connected()
        self.downloads.connected()

    def disconnected(self) -> None:
        self.uploads.disconnected()
        self.downloads.disconnected()

    def stop(self) -> None:
        self.uploads.stop()
        self.downloads.stop()

    @property
    def _local(self) -> LocalFiles:
        if self._store.history is None:
            raise HistoryError("The history is not open")
        return self._store.history.local_files

    # Uploads

    def upload(self, info: FileInfo, ended: Callable[[Problem | None], None]) -> None:
        """Upload the local file with this id. `ended` is called in the loop's thread, unless it is cancelled."""
        urgency = Urgency.SMALL if info.size <= _SMALL_UPLOAD_BYTES else Urgency.FILE

        def on_ended(problem: Problem | None) -> None:
            ended(problem)
            self._emit(UploadEnded(info.id))

        self.uploads.add(_Job(info.id, info.size, urgency, partial(self._upload, info), on_ended))

    def _upload(self, info: FileInfo, on_progress: OnProgress, stop: Callable[[], bool]) -> None:
        if not self._client.has_files:
            raise RefusedError(Result.UNKNOWN_COMMAND, "")
        path, thumbnail = self._local.find(info.id), self._local.thumbnail_path(info.id)
        if path is None:
            raise FileChangedError
        preview = thumbnail.read_bytes() if thumbnail.exists() else b""
        self._client.files.upload(info, path, preview, on_progress=on_progress, stop=stop)

    # Downloads

    def download(self, wanted: Download) -> bool:
        """Download a file: FileStored at the end. If it fails, TransferChanged has the problem. Return False if a
        download of this file was requested before."""
        info = wanted.info
        urgency = Urgency.THUMBNAIL if wanted.is_thumbnail else Urgency.SMALL if info.is_picture else Urgency.FILE
        run = partial(self._download, wanted)
        job = _Job(info.id, info.size, urgency, run, lambda problem: self._on_downloaded(job, problem))
        return self.downloads.add(job)

    def _on_downloaded(self, job: _Job, problem: Problem | None) -> None:
        if problem is not None:
            self.downloads.report(job, TransferState.STOPPED, problem)

    def copy(self, source: Path, target: Path) -> None:
        """Copy a local file in the downloads' thread. If it fails, StoreFailed has the problem."""

        def run(on_progress: OnProgress, stop: Callable[[], bool]) -> None:
            with writing_into(target.parent):
                _copy(source, target, stop)

        def ended(problem: Problem | None) -> None:
            if problem is not None:
                self._emit(StoreFailed(problem))

        self.downloads.add(_Job(str(target), 0, Urgency.COPY, run, ended))

    def _download(self, wanted: Download, on_progress: OnProgress, stop: Callable[[], bool]) -> None:
        id, local = wanted.info.id, self._local
        local.folder.mkdir(exist_ok=True)
        path = local.thumbnail_path(id) if wanted.is_thumbnail else local.download_path(id)
        _check_space(wanted, local)
        try:
            if not path.exists():
                self._client.files.download(
                    id,
                    path,
                    most_bytes=wanted.info.size,
                    is_thumbnail=wanted.is_thumbnail,
                    on_progress=on_progress,
                    stop=stop,
                )
            if not wanted.is_thumbnail:
                path = _move_to_place(path, wanted, local, stop)
                mark_as_downloaded(path)
                local.put(id, path)
        except (LocalFileError, OSError):
            _check_space(wanted, local)  # others have filled the disk meanwhile
            raise
        self._emit(FileStored(id, path, wanted.is_thumbnail))


def _check_space(wanted: Download, local: LocalFiles) -> None:
    """Raise _DiskFullError if a disk has no space for the rest of a file, which is loaded and then moved."""
    if wanted.is_thumbnail:
        return
    id, size = wanted.info.id, wanted.info.size
    here = [path.stat().st_size for path in (local.download_path(id), local.folder / f"{id}.part") if path.exists()]
    rest = max(size - max(here, default=0), 0)
    target = wanted.folder or (wanted.path.parent if wanted.path is not None else local.folder)
    target = next(folder for folder in (target, *target.parents) if folder.is_dir())
    is_one_disk = target.stat().st_dev == local.folder.stat().st_dev
    name = "" if wanted.folder is None and wanted.path is None else (wanted.folder or target).name
    disks = [(target, name, rest)] if is_one_disk else [(target, name, size), (local.folder, "", rest)]
    for folder, shown, needed in disks:
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise _DiskFullError(DiskSpace(shown, needed, free))


def _move_to_place(source: Path, wanted: Download, local: LocalFiles, stop: Callable[[], bool]) -> Path:
    """Move a downloaded file. Raises OSError and TransferStoppedError."""
    target = wanted.path or local.copy_path(wanted.info)
    with writing_into(wanted.folder or target.parent):
        if wanted.folder is not None:
            return move_to_free_name(source, wanted.folder, wanted.info.name, stop)
        target.parent.mkdir(parents=True, exist_ok=True)
        _move(source, target, stop)
    return target


def move_to_free_name(source: Path, folder: Path, name: str, stop: Callable[[], bool]) -> Path:
    """Move a file into a folder, as "cat (2).jpg" if the name is taken. Return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    stem, suffix = Path(name).stem, Path(name).suffix
    target, count = folder / name, 1
    while True:
        try:
            target.touch(exist_ok=False)
            break
        except FileExistsError:
            count += 1
            target = folder / f"{stem} ({count}){suffix}"
    try:
        _move(source, target, stop)
    except BaseException:
        target.unlink()
        raise
    return target


def _move(source: Path, target: Path, stop: Callable[[], bool]) -> None:
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(source, target, stop)
        source.unlink()


def _copy(source: Path, target: Path, stop: Callable[[], bool]) -> None:
    """Copy a file piece by piece, as a whole or not at all."""
    part = target.with_name(f"{secrets.token_hex(8)}.part")
    try:
        with source.open("rb") as reader, part.open("xb") as writer:
            while piece := reader.read(_COPY_BYTES):
                if stop():
                    raise TransferStoppedError
                writer.write(piece)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
