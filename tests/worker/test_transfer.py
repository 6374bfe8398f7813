"""Export and import through the messenger: the file, the memory and the windows agree."""

import errno
import json
import re
from pathlib import Path

import pytest

from qqdesk.domain.body import Text
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.eraser import Selection
from qqdesk.history.message_search import SearchQuery
from qqdesk.worker.history_requests import (
    ConversationChanged,
    ExportFormat,
    JobDone,
    JobProgressed,
)
from tests.helpers.desk import Desk
from tests.helpers.history import add_received
from tests.helpers.messages import chat_with, text_message
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk
from tests.worker.test_deleting import STORED, history_of, received
from tests.worker.test_own_messages import blocked_disk

TOO_MANY = 20_000
DELETION_MS = 80_000
"""The patience for a deletion of TOO_MANY messages: it waits for the disk hundreds of times."""


@pytest.fixture
def anna(server: LocalServer, desk: MakeDesk) -> Desk:
    """Signed in, with 300 stored messages of TWO."""
    return with_messages(desk(ONE), server, STORED)


def with_messages(anna: Desk, server: LocalServer, count: int) -> Desk:
    anna.sign_in(server.address)
    anna.messenger.sign_out()
    anna.wait_for("signed_out")
    history = history_of(anna)
    add_received(history, [received(TWO, row) for row in range(count)], 2**42)
    history.unread.mark_read({chat_with(TWO): history.last_row})
    history.close()
    anna.signals.clear()
    return anna.sign_in(server.address)


def export(desk: Desk, path: Path, form: ExportFormat = ExportFormat.JSON) -> JobDone:
    return desk.reply(desk.messenger.history_service.export(path, form))


@pytest.mark.parametrize("form", ExportFormat)
def test_export(anna: Desk, tmp_path: Path, form: ExportFormat) -> None:
    progress: list[JobProgressed] = []
    anna.messenger.history_service.progressed.connect(progress.append)
    folder = tmp_path / "out"
    folder.mkdir()
    done = export(anna, folder / "all", form)
    assert (done.count, done.cancelled) == (STORED, False)
    assert progress[-1].done == progress[-1].total == STORED
    assert [path.name for path in folder.iterdir()] == ["all"]
    text = (folder / "all").read_text("utf-8")
    assert text.count("message 7") == sum(str(row)[:1] == "7" for row in range(STORED))
    assert "甲" in text


def test_an_export_is_imported_completely(anna: Desk, tmp_path: Path) -> None:
    service = anna.messenger.history_service
    mine = anna.send(TWO, "mine")
    anna.wait_state(TWO, mine, Delivery.SENT)
    whole = list(anna.messenger.conversation(chat_with(TWO)).messages)
    export(anna, tmp_path / "all.json")
    anna.reply(service.delete(Selection(conversation=chat_with(TWO))))
    assert anna.texts(TWO) == []
    changes: list[ConversationChanged] = []
    service.conversation_changed.connect(changes.append)
    done = anna.reply(service.import_file(tmp_path / "all.json"))
    assert done.count == STORED + 1
    assert changes == [ConversationChanged(chat_with(TWO))]
    assert list(anna.messenger.conversation(chat_with(TWO)).messages) == whole[-len(anna.texts(TWO)) :]
    assert anna.messenger.unread == 0
    done = anna.reply(service.import_file(tmp_path / "all.json"))
    assert done.count == 0, "twice is once"


def test_an_import_adds_unknown_people_to_the_roster(anna: Desk, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    export(anna, path)
    text = path.read_text("utf-8").replace(f'"contact": {TWO}', f'"contact": {THREE}').replace('"key": "', '"key": "f')
    lines = [re.sub('"key": "f(.*?).",', r'"key": "f\1",', line) for line in text.splitlines()]
    lines.insert(lines.index('"contacts": [') + 1, json.dumps({"number": THREE, "nickname": "Cleo", "face": 6}) + ",")
    path.write_text("\n".join(lines), "utf-8")
    service = anna.messenger.history_service
    anna.reply(service.import_file(path))
    assert THREE in anna.messenger.roster
    anna.wait(lambda: anna.messenger.roster.get(THREE).nickname == "丙")
    assert len(anna.texts(THREE)) == 200


def test_invalid_files_are_not_imported(anna: Desk, tmp_path: Path) -> None:
    service = anna.messenger.history_service
    path = tmp_path / "all.json"
    export(anna, path)
    text = path.read_text("utf-8")
    anna.reply(service.delete(Selection(conversation=chat_with(TWO))))

    def kind_of(text: str) -> tuple[ProblemKind, str]:
        path.write_text(text, "utf-8")
        problem = anna.failure(service.import_file(path))
        return problem.kind, problem.detail if problem.kind is not ProblemKind.NOT_AN_EXPORT else ""

    assert kind_of("hello") == (ProblemKind.NOT_AN_EXPORT, "")
    assert kind_of(text.replace('"version": 1', '"version": 7'))[0] is ProblemKind.EXPORT_TOO_NEW
    assert kind_of(text.replace(f'"number": {ONE}', '"number": 777')) == (ProblemKind.EXPORT_OF_ANOTHER, "777")
    assert kind_of(text[: len(text) // 2])[0] is ProblemKind.EXPORT_DAMAGED
    lines = text.splitlines(keepends=True)
    lines[100] = lines[100].replace("message", "\x00message")
    assert kind_of("".join(lines)) == (ProblemKind.EXPORT_DAMAGED, "101")
    assert anna.texts(TWO) == [], "nothing of it was taken in"
    assert anna.failure(service.import_file(tmp_path / "none")).kind is ProblemKind.DISK


def test_where_nothing_can_be_written(anna: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failure(path: Path) -> Problem:
        return anna.failure(anna.messenger.history_service.export(path, ExportFormat.HTML))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    missing = tmp_path / "no folder"
    assert failure(missing / "out")[:2] == (ProblemKind.FOLDER, str(missing))
    assert failure(tmp_path).kind is ProblemKind.FOLDER
    assert failure(history_path(anna)).kind is ProblemKind.DISK
    monkeypatch.setattr("os.fsync", full)
    assert failure(tmp_path / "out").kind is ProblemKind.DISK
    assert not (tmp_path / "out").exists()
    assert list(tmp_path.glob("**/*.part")) == []
    assert len(anna.texts(TWO)) == 200


def history_path(desk: Desk) -> Path:
    (path,) = (desk.folder / "accounts").glob("*/history.db")
    return path


@pytest.fixture
def bea(server: LocalServer, desk: MakeDesk) -> Desk:
    """Signed in, with enough messages for a long job."""
    return with_messages(desk(ONE, "bea"), server, TOO_MANY)


def test_an_export_is_cancelled(bea: Desk, tmp_path: Path) -> None:
    service, target = bea.messenger.history_service, tmp_path / "out" / "all"
    target.parent.mkdir()
    target.write_text("old")
    service.progressed.connect(lambda progress: service.cancel(progress.ticket))
    done = export(bea, target, ExportFormat.HTML)
    assert (done.count, done.cancelled) == (0, True)
    assert [(path.name, path.read_text()) for path in target.parent.iterdir()] == [("all", "old")]


def test_a_deletion_is_cancelled(bea: Desk) -> None:
    service = bea.messenger.history_service
    service.progressed.connect(lambda progress: service.cancel(progress.ticket))
    done = bea.reply(service.delete(Selection(conversation=chat_with(TWO))))
    assert done.cancelled
    assert 0 < done.count < TOO_MANY
    bea.messenger.sign_out()
    bea.wait_for("signed_out")
    history = history_of(bea)
    assert len(history.latest(chat_with(TWO), TOO_MANY)) == TOO_MANY - done.count
    assert history.eraser.unfinished() == [], "what was cancelled does not go on at the next start"
    history.close()


def test_jobs_end_with_the_session_and_a_deletion_continues_at_the_next(
    bea: Desk, server: LocalServer, tmp_path: Path
) -> None:
    service, target = bea.messenger.history_service, tmp_path / "out" / "all"
    target.parent.mkdir()
    progress: list[JobProgressed] = []
    service.progressed.connect(progress.append)
    deleting = service.delete(Selection(conversation=chat_with(TWO))).ticket
    bea.wait(lambda: deleting in {one.ticket for one in progress})
    exporting = service.export(target, ExportFormat.HTML).ticket
    bea.wait(lambda: exporting in {one.ticket for one in progress})
    bea.messenger.sign_out()
    bea.wait_for("signed_out")
    assert list(target.parent.iterdir()) == []
    history = history_of(bea)
    assert 0 < len(history.latest(chat_with(TWO), TOO_MANY)) < TOO_MANY
    history.close()
    bea.sign_in(server.address)
    bea.wait(lambda: bea.texts(TWO) == [], DELETION_MS)
    history = history_of(bea)
    bea.wait(lambda: history.eraser.unfinished() == [])
    history.close()


def test_a_killed_deletion_continues_with_its_first_selection(bea: Desk, server: LocalServer) -> None:
    """The program is killed between the last step and the clean-up: the deleted texts are still in the file."""
    bea.messenger.sign_out()
    bea.wait_for("signed_out")
    history = history_of(bea)
    secret = text_message("f" * 32, THREE, "xylophonesecret", 2**41, Delivery.SENT)
    history.put(secret)
    selection = history.eraser.start(Selection(conversation=chat_with(THREE)))
    (rows,) = history.eraser.find_rows(selection)
    history.eraser.erase(rows)
    history.put(text_message("e" * 32, THREE, "said since", 2**41 + 1, Delivery.SENT))
    history.close()
    bea.sign_in(server.address)
    history = history_of(bea)
    bea.wait(lambda: history.eraser.unfinished() == [])
    history.close()
    bea.messenger.sign_out()
    bea.wait_for("signed_out")
    history = history_of(bea)
    assert [message.text for message in history.latest(chat_with(THREE), 9)] == ["said since"]
    history.close()
    (folder,) = (bea.folder / "accounts").iterdir()
    assert not [path for path in folder.iterdir() if b"ophonesecret" in path.read_bytes()]


def test_messages_are_sent_and_searched_while_a_job_runs(bea: Desk, desk: MakeDesk, server: LocalServer) -> None:
    service, other = bea.messenger.history_service, desk(TWO).sign_in(server.address)
    done: list[JobDone] = []
    with blocked_disk(bea):
        service.delete(Selection(conversation=chat_with(TWO))).then(service, done.append)
        sent = bea.messenger.own_messages.send(chat_with(TWO), Text("between"))
    key = bea.result(sent).id
    bea.reply(service.search("window", SearchQuery("message")))
    bea.wait_state(TWO, key, Delivery.DELIVERED)
    assert not done
    other.wait_texts(ONE, "between")
    bea.wait(lambda: done, DELETION_MS)
    bea.wait_texts(TWO, "between")  # messages after the request stay
