"""The order and the reports of transfers."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.client.errors import RefusedError
from qqdesk.domain.problem import DiskSpace, Problem, ProblemKind
from qqdesk.domain.transfer import TransferState
from qqdesk.engine.events import Event, FileStored, TransferChanged
from qqdesk.engine.history_store import HistoryStore
from qqdesk.engine.transfers import Download, Transfers
from qqdesk.history.history import History
from qqdesk.protocol.codes import Result
from qqdesk.protocol.file_info import FileInfo, FileKind
from tests.engine.conftest import ONE, PATIENCE_S
from tests.server.test_backup import small_disk


def wanted(id: str, folder: Path) -> Download:
    return Download(FileInfo(id * 32, 1000, FileKind.OTHER, 0, 0, "", f"{id}.pdf"), folder)


class Run:
    """Transfers that download with `download`, and the events that they emitted."""

    def __init__(self, client: Client, store: HistoryStore) -> None:
        self.client = client
        self.events: list[Event] = []
        self._changed = threading.Condition()
        self.transfers = Transfers(client, store, self._emit)
        self._thread = threading.Thread(target=self.transfers.downloads.run)

    def _emit(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def start(self, download: Callable[..., None]) -> None:
        self.client.files.download = download  # type: ignore[method-assign]
        self.transfers.connected()
        self._thread.start()

    def stored(self, count: int) -> list[str]:
        """Wait for the downloads. Return their ids in order."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._ids()) >= count, PATIENCE_S)
            return self._ids()

    def _ids(self) -> list[str]:
        return [event.id[0] for event in self.events if isinstance(event, FileStored)]

    def stopped(self) -> Problem:
        """Wait until a download has failed, and return why."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._problems(), PATIENCE_S)
            return self._problems()[0]

    def _problems(self) -> list[Problem]:
        changes = (event.transfer for event in self.events if isinstance(event, TransferChanged))
        return [change.problem for change in changes if change.problem is not None]

    def stop(self) -> None:
        self.transfers.stop()
        self._thread.join()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    store = HistoryStore(tmp_path / "accounts", ONE)
    store.history = History(tmp_path / "account" / "history.db")
    with Client("http://127.0.0.1:1", ONE) as client:
        transfers = Run(client, store)
        yield transfers
        transfers.stop()
    store.close()


def test_a_cancelled_transfer_reports_nothing_more(run: Run, tmp_path: Path) -> None:
    def download(id: str, path: Path, *, on_progress: Callable[[int], object], **_: object) -> None:
        if id == "a" * 32:
            run.transfers.downloads.cancel(id)
            on_progress(500)
        path.write_bytes(b"content")

    run.transfers.download(wanted("a", tmp_path))
    run.transfers.download(wanted("b", tmp_path))
    run.start(download)
    run.stored(2)
    states = [event.transfer.state for event in run.events if isinstance(event, TransferChanged) and event.id[0] == "a"]
    assert states == [TransferState.WAITING, TransferState.STOPPED]


def test_a_file_on_which_the_server_fails_delays_no_other(run: Run, tmp_path: Path) -> None:
    failures = ["a"]

    def download(id: str, path: Path, **_: object) -> None:
        if id[0] in failures:
            raise RefusedError(Result.SERVER_FAILED, "")
        failures.clear()
        path.write_bytes(b"content")

    thumbnail = Download(wanted("a", tmp_path).info, is_thumbnail=True)
    run.transfers.download(thumbnail)
    run.transfers.download(wanted("b", tmp_path))
    run.start(download)
    assert run.stored(2) == ["b", "a"]


def test_a_copy_leaves_other_files_alone(run: Run, tmp_path: Path) -> None:
    source, other = tmp_path / "source", tmp_path / "copy.part"
    source.write_bytes(b"content")
    other.write_bytes(b"of the user")
    run.transfers.copy(source, tmp_path / "copy")
    run.transfers.download(wanted("a", tmp_path))
    run.start(lambda id, path, **_: path.write_bytes(b"content"))
    run.stored(1)
    assert (tmp_path / "copy").read_bytes() == b"content"
    assert other.read_bytes() == b"of the user"


@pytest.mark.parametrize("is_begun", [False, True], ids=["from its beginning", "from its middle"])
def test_a_download_without_space_is_not_begun(run: Run, tmp_path: Path, is_begun: bool) -> None:
    size: int = 10**15
    asked: list[str] = []
    info = FileInfo("a" * 32, size, FileKind.OTHER, 0, 0, "", "film.mp4")
    if is_begun:
        (tmp_path / "account" / "files").mkdir()
        (tmp_path / "account" / "files" / f"{info.id}.part").write_bytes(b"x" * 1000)

    def download(id: str, path: Path, **_: object) -> None:
        asked.append(id)
        path.write_bytes(b"content")

    run.start(download)
    run.transfers.download(Download(info, tmp_path / "Downloads"))
    run.transfers.download(wanted("b", tmp_path))
    run.stored(1)
    problem = run.stopped()
    assert problem.kind is ProblemKind.DISK_FULL and problem.space is not None
    assert problem.space.folder == "Downloads" and 0 < problem.space.free < size
    assert problem.space.needed == size - 1000 * is_begun
    assert asked == ["b" * 32]


def test_a_disk_that_others_fill_during_a_download_is_full(run: Run, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:

        def download(id: str, path: Path, **_: object) -> None:
            with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
                while ballast.write(b"x" * 4096):
                    pass
            path.write_bytes(b"x" * 1000)

        run.start(download)
        run.transfers.download(wanted("a", disk))
        space = run.stopped().space
        assert space == DiskSpace("disk", 1000, 0)
