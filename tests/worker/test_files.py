"""Files of messages: sending, receiving, and the copies on this computer."""

import os
import resource
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from qqdesk.domain.attachment import Attachment
from qqdesk.domain.body import File, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.picture_kind import kind_of
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.transfer import Transfer, TransferState
from qqdesk.engine.events import TransferChanged
from qqdesk.history.eraser import Selection
from qqdesk.protocol.file_info import FileInfo
from qqdesk.server.settings.settings import Settings
from qqdesk.worker.files import DownloadRules
from tests.helpers.desk import Desk
from tests.helpers.line_cutter import LineCutter
from tests.helpers.messages import chat_with
from tests.helpers.rooms import add_room
from tests.helpers.server import LocalServer, local_server, start_server
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk

MIB = 1024 * 1024
SETTINGS = Settings(tls=False, most_file_mib=4, most_files_of_one_mib=8, files_keep_free_percent=0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path, settings=SETTINGS) as running:
        for number in (ONE, TWO, THREE):
            running.add_user(number)
        running.befriend(ONE, TWO)
        yield running


def attachment(path: Path, size: int = 1000, *, is_picture: bool = False, is_copy: bool = False) -> Attachment:
    content = (b"\xff\xd8\xff" if is_picture else b"") + os.urandom(size)
    path.write_bytes(content[:size])
    kind, side = kind_of(content[:12]), 640 if is_picture else 0
    thumbnail = b"small" if is_picture else b""
    return Attachment(path, path.name, size, kind, side, side, "", thumbnail, is_copy)


def send(one: Desk, *files: Attachment, caption: str = "") -> Message:
    """Send files, the last one with the caption. Return its message."""
    *before, last = files
    for file in before:
        one.result(one.messenger.files.send(chat_with(TWO), file, Text("")))
    return one.result(one.messenger.files.send(chat_with(TWO), last, Text(caption)))


def info_of(message: Message) -> FileInfo:
    assert isinstance(message.body, File)
    return message.body.info


def files_with(desk: Desk, number: int) -> list[FileInfo]:
    messages = desk.messenger.conversation(chat_with(number)).messages
    return [message.body.info for message in messages if isinstance(message.body, File)]


def wait_file(desk: Desk, number: int, count: int = 1) -> FileInfo:
    """Wait for the `count`th message with a file."""
    desk.wait(lambda: len(files_with(desk, number)) >= count)
    return files_with(desk, number)[count - 1]


def has_sent(desk: Desk, sent: Message) -> bool:
    """Return whether a message is there, and no more on its way."""
    found = desk.messenger.conversation(sent.conversation).find(sent.id)
    return found is not None and not found.is_unsent


def downloads(desk: Desk, folder: Path, *, picture_mib: int = 0) -> Path:
    desk.messenger.files.rules = DownloadRules(folder, picture_mib)
    return folder


def wait_path(desk: Desk, id: str) -> Path:
    desk.wait(lambda: desk.messenger.files.path(id) is not None)
    path = desk.messenger.files.path(id)
    assert path is not None
    return path


def wait_running(desk: Desk, id: str) -> None:
    desk.wait(lambda: (desk.messenger.files.transfer(id) or _none()).state is TransferState.RUNNING)


def test_each_file_is_shown_at_once_and_text_does_not_wait_for_it(
    desk: MakeDesk, server: LocalServer, tmp_path: Path
) -> None:
    two = desk(TWO).sign_in(server.address)
    with LineCutter(server.port) as line:
        one = desk(ONE).sign_in(line.url)
        # The connection of the uploads is the next one.
        line.hold()
        last = send(
            one,
            attachment(tmp_path / "cat.jpg", is_picture=True, is_copy=True),
            attachment(tmp_path / "plan.pdf"),
            caption="look",
        )
        shown = [message.body for message in one.messenger.conversation(chat_with(TWO)).messages]
        assert shown[1] == last.body
        assert [(body.info.name, body.caption.text) for body in shown if isinstance(body, File)] == [
            ("cat.jpg", ""),
            ("plan.pdf", "look"),
        ]
        cat, plan = (body.info for body in shown if isinstance(body, File))
        assert one.messenger.files.path(plan.id) == tmp_path / "plan.pdf"
        copy, thumbnail = one.messenger.files.path(cat.id), one.messenger.files.thumbnail(cat.id)
        assert copy is not None and copy.stat().st_size == cat.size and not (tmp_path / "cat.jpg").exists()
        assert thumbnail is not None and thumbnail.read_bytes() == b"small"
        line.release()
        two.wait(lambda: len(two.texts(ONE)) == 2)
        one.wait(lambda: set(one.states(TWO)) == {Delivery.DELIVERED})
        assert one.messenger.files.transfer(cat.id) is None


def test_small_files_and_pictures_arrive_in_the_order_of_the_strip(
    desk: MakeDesk, server: LocalServer, tmp_path: Path
) -> None:
    two = desk(TWO).sign_in(server.address)
    one = desk(ONE).sign_in(server.address)
    plan, cat, talk = tmp_path / "plan.pdf", tmp_path / "cat.jpg", tmp_path / "talk.pdf"
    send(one, attachment(plan), attachment(cat, is_picture=True), attachment(talk))
    two.wait(lambda: len(files_with(two, ONE)) == 3)
    assert [info.name for info in files_with(two, ONE)] == ["plan.pdf", "cat.jpg", "talk.pdf"]


def test_pictures_arrive_by_themselves_and_files_on_request(
    desk: MakeDesk, server: LocalServer, tmp_path: Path
) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    folder = downloads(two, tmp_path / "downloads", picture_mib=1)
    two.wait(lambda: two.messenger.files.has_files)
    assert two.messenger.files.most_bytes == 4 * MIB
    cat = attachment(tmp_path / "cat.jpg", is_picture=True)
    send(one, cat, attachment(tmp_path / "empty.txt", 0), attachment(tmp_path / "plan.pdf"))

    picture, empty, plan = (wait_file(two, ONE, count) for count in (1, 2, 3))
    assert wait_path(two, picture.id).read_bytes() == cat.path.read_bytes()
    assert two.folder in wait_path(two, picture.id).parents
    two.messenger.files.want_thumbnail(picture)
    two.wait(lambda: two.messenger.files.thumbnail(picture.id) is not None)

    assert two.messenger.files.path(plan.id) is None
    two.messenger.files.download(plan, chat_with(ONE))
    assert wait_path(two, plan.id) == folder / "plan.pdf"
    assert two.messenger.files.path(empty.id) is None
    send(one, attachment(tmp_path / "plan.pdf"))
    other = wait_file(two, ONE, 4)
    two.messenger.files.download(other, chat_with(ONE))
    assert wait_path(two, other.id) == folder / "plan (2).pdf"
    two.messenger.files.save_as(plan, tmp_path / "mine.pdf")
    two.wait(lambda: (tmp_path / "mine.pdf").exists())
    two.wait(lambda: (tmp_path / "mine.pdf").read_bytes() == (folder / "plan.pdf").read_bytes())

    two.messenger.shut_down()
    again = desk(TWO).sign_in(server.address)
    assert again.messenger.files.path(plan.id) == folder / "plan.pdf"


def test_pictures_of_strangers_and_large_ones_wait_for_the_user(
    desk: MakeDesk, server: LocalServer, tmp_path: Path
) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    downloads(two, tmp_path / "downloads", picture_mib=1)
    send(one, attachment(tmp_path / "large.jpg", 2 * MIB, is_picture=True))
    large = wait_file(two, ONE)
    files = two.messenger.files
    assert files.transfer(large.id) is None
    files.is_metered = lambda: True
    send(one, attachment(tmp_path / "cat.jpg", is_picture=True))
    cat = wait_file(two, ONE, 2)
    files.download(cat, chat_with(ONE), by_user=False)
    assert files.transfer(cat.id) is None
    files.is_metered = lambda: False
    files.download(cat, chat_with(THREE), by_user=False)
    assert files.transfer(cat.id) is None
    files.download(cat, chat_with(ONE), by_user=False)
    wait_path(two, cat.id)


def test_files_wait_for_a_connection_and_for_the_next_start(desk: MakeDesk, tmp_path: Path) -> None:
    with local_server(tmp_path, settings=SETTINGS) as server:
        for number in (ONE, TWO):
            server.add_user(number)
        server.befriend(ONE, TWO)
        one = desk(ONE).sign_in(server.address)
        one.wait(lambda: one.messenger.files.has_files)
        place = one.messenger.place_id
        one.messenger.shut_down()
    one = desk(ONE)
    one.start(server.address, place=place)
    one.wait_for("signed_in")
    assert one.messenger.files.has_files, "as the server had"
    sent = send(one, attachment(tmp_path / "cat.jpg", is_picture=True, is_copy=True))
    one.messenger.shut_down()
    with local_server(tmp_path, settings=SETTINGS, port=server.port):
        one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
        one.wait_state(TWO, sent.id, Delivery.DELIVERED)
        assert wait_file(two, ONE) == info_of(sent)
        one.messenger.shut_down()
        two.messenger.shut_down()


def test_a_killed_server_costs_no_file(desk: MakeDesk, tmp_path: Path) -> None:
    server = start_server(tmp_path, arguments=["--files-keep-free-percent", "0"])
    try:
        for number in (ONE, TWO):
            server.add_user(number)
        server.befriend(ONE, TWO)
        film = attachment(tmp_path / "film", 4 * MIB)
        with LineCutter(server.port, MIB) as line:
            one, two = desk(ONE).sign_in(line.url), desk(TWO).sign_in(line.url)
            folder = downloads(two, tmp_path / "downloads")
            line.hold()
            sent = send(one, film)
            wait_running(one, sent.id)
            server.kill()
            line.release()
            server = start_server(tmp_path, port=server.port, arguments=["--files-keep-free-percent", "0"])
            one.wait_state(TWO, sent.id, Delivery.DELIVERED)

            line.hold()
            two.messenger.files.download(info_of(sent), chat_with(ONE))
            wait_running(two, sent.id)
            server.kill()
            line.release()
            server = start_server(tmp_path, port=server.port, arguments=["--files-keep-free-percent", "0"])
            assert wait_path(two, sent.id) == folder / "film"
            assert (folder / "film").read_bytes() == film.path.read_bytes()
            assert list(folder.iterdir()) == [folder / "film"]
            one.messenger.shut_down()
            two.messenger.shut_down()
    finally:
        server.kill()


def test_an_upload_that_is_discarded_or_signed_out_ends_at_once(
    desk: MakeDesk, server: LocalServer, tmp_path: Path
) -> None:
    with LineCutter(server.port, MIB) as line:
        one = desk(ONE).sign_in(line.url)
        line.hold()
        film, other = send(one, attachment(tmp_path / "film", 3 * MIB)), send(one, attachment(tmp_path / "other", MIB))
        wait_running(one, film.id)
        one.messenger.own_messages.discard(film)
        one.wait_state(TWO, film.id, Delivery.FAILED)
        one.wait(lambda: one.messenger.files.transfer(film.id) is None)
        one.messenger.sign_out()
        one.wait_for("signed_out")
    again = desk(ONE).sign_in(server.address)
    again.wait_state(TWO, other.id, Delivery.SENT)
    again.messenger.own_messages.retry(film.with_delivery(Delivery.FAILED))
    again.wait_state(TWO, film.id, Delivery.SENT)


def test_a_download_that_is_cancelled_continues_on_request(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address)
    film = send(one, attachment(tmp_path / "film", 3 * MIB))
    with LineCutter(server.port, MIB) as line:
        two = desk(TWO).sign_in(line.url)
        folder = downloads(two, tmp_path / "downloads")
        info, files = wait_file(two, ONE), two.messenger.files
        line.hold()
        files.download(info, chat_with(ONE))
        wait_running(two, film.id)
        files.cancel(info.id)
        two.wait(lambda: (files.transfer(film.id) or _none()).state is TransferState.STOPPED)
        files.download(info, chat_with(ONE))
        files.save_as(info, tmp_path / "copy")
        line.release()
        assert wait_path(two, film.id) == folder / "film"
        assert files.transfer(film.id) is None
        two.wait(lambda: (tmp_path / "copy").exists())
        assert (tmp_path / "copy").read_bytes() == (tmp_path / "film").read_bytes()


def test_reports_of_a_transfer_keep_their_order_when_it_is_cancelled(desk: MakeDesk, server: LocalServer) -> None:
    two = desk(TWO).sign_in(server.address)
    session, files = two.messenger.session, two.messenger.files
    changed: list[str] = []
    assert session is not None
    files.changed.connect(changed.append)
    running, stopped = (
        TransferChanged("a" * 32, Transfer("a" * 32, state, 1, 2))
        for state in (TransferState.RUNNING, TransferState.STOPPED)
    )
    loop = threading.Thread(target=session.emitted.emit, args=(running,))
    loop.start()
    loop.join()
    session.emitted.emit(stopped)
    two.wait(lambda: len(changed) == 2)
    assert files.transfer("a" * 32) == stopped.transfer


def test_a_thumbnail_does_not_wait_for_a_large_file(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address)
    film = send(one, attachment(tmp_path / "film", 3 * MIB))
    cat = send(one, attachment(tmp_path / "cat.jpg", is_picture=True))
    with LineCutter(server.port, MIB) as line:
        two = desk(TWO).sign_in(line.url)
        folder, files = downloads(two, tmp_path / "downloads"), two.messenger.files
        wait_file(two, ONE, 2)
        line.hold()
        files.download(info_of(film), chat_with(ONE))
        wait_running(two, film.id)
        files.want_thumbnail(info_of(cat))
        line.release()
        two.wait(lambda: files.thumbnail(cat.id) is not None)
        assert files.path(film.id) is None
        assert wait_path(two, film.id).read_bytes() == (tmp_path / "film").read_bytes()
        assert list(folder.iterdir()) == [folder / "film"]


def test_what_the_server_refuses_fails_with_the_reason(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address)
    large, gone = send(one, attachment(tmp_path / "large", 4 * MIB + 1)), attachment(tmp_path / "gone")
    first, second = attachment(tmp_path / "first", 4 * MIB), attachment(tmp_path / "second", 3 * MIB)
    long = send(one, attachment(tmp_path / ("n" * 250), 0))
    sent = [send(one, first), send(one, second), send(one, attachment(tmp_path / "third", 4 * MIB))]
    gone.path.unlink()
    missing = send(one, gone)
    one.wait(lambda: not any(message.is_unsent for message in one.messenger.conversation(chat_with(TWO)).messages))
    one.wait_state(TWO, long.id, Delivery.SENT)
    failures = {m.id: m.failure for m in one.messenger.conversation(chat_with(TWO)).messages if m.failure}
    assert failures == {
        large.id: ProblemKind.FILE_TOO_LARGE.name,
        sent[2].id: ProblemKind.FILES_FULL.name,
        missing.id: ProblemKind.FILE_CHANGED.name,
    }


def test_a_download_that_fails_says_why_and_can_be_repeated(
    desk: MakeDesk, server: LocalServer, tmp_path: Path
) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    downloads(two, tmp_path / "downloads")
    files = two.messenger.files
    send(one, attachment(tmp_path / "film", 2 * MIB))
    info = wait_file(two, ONE)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, hard))
    try:
        files.download(info, chat_with(ONE))
        two.wait(lambda: (files.transfer(info.id) or _none()).problem)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    transfer = files.transfer(info.id) or _none()
    assert (transfer.state, transfer.problem and transfer.problem.kind) == (TransferState.STOPPED, ProblemKind.DISK)
    for content in (server.folder / "files").glob("*/*/*"):
        content.rename(tmp_path / "content")
    files.download(info, chat_with(ONE))
    two.wait(lambda: _problem(two, info.id) is ProblemKind.FILE_GONE)


def test_a_folder_that_cannot_be_written_is_named(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    film, files = send(one, attachment(tmp_path / "film")), two.messenger.files
    folder = downloads(two, tmp_path / "film" / "downloads")
    info = wait_file(two, ONE)
    files.download(info, chat_with(ONE))
    problem = Problem(ProblemKind.FOLDER, str(folder))
    two.wait(lambda: (files.transfer(film.id) or _none()).problem == problem)
    downloads(two, tmp_path / "downloads")
    files.download(info, chat_with(ONE))
    wait_path(two, film.id)
    files.save_as(info, tmp_path / "none" / "film")
    assert two.wait_for("problem_occurred") == Problem(ProblemKind.FOLDER, str(tmp_path / "none"))


def test_files_of_rooms_reach_all_members_and_new_computers(
    desk: MakeDesk, server: LocalServer, tmp_path: Path
) -> None:
    add_room(server.place, 20001, (ONE, TWO))
    room = ConversationId.room(20001)
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    for sender, name in ((one, "first"), (two, "second")):
        mentioned = TWO if sender is one else ONE
        pending = sender.messenger.files.send(room, attachment(tmp_path / name), Text("@all", (mentioned,)))
        sent = sender.result(pending)
        for reader in (one, two):
            reader.wait(partial(has_sent, reader, sent))
    assert one.messenger.rooms.mentioned(20001) and two.messenger.rooms.mentioned(20001)
    send(one, attachment(tmp_path / "third"))
    one.wait(lambda: set(one.states(TWO)) == {Delivery.DELIVERED})

    new = desk(ONE, "new computer")
    folder = downloads(new, tmp_path / "downloads")
    new.sign_in(server.address)
    new.wait(lambda: {room, chat_with(TWO)} <= set(new.messenger.recent_conversations()))
    for conversation, name in ((room, "second"), (chat_with(TWO), "third")):
        last = new.messenger.last_message(conversation)
        assert last is not None and info_of(last).name == name
        new.messenger.files.download(info_of(last), conversation)
        assert wait_path(new, info_of(last).id) == folder / name
    page = new.result(new.messenger.history_service.load_earlier(room, sent.id))
    assert [info_of(message).name for message in page.messages if isinstance(message.body, File)] == ["first"]


def test_a_copy_that_cannot_be_stored_is_not_sent(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address)
    lost = attachment(tmp_path / "cat.jpg", is_picture=True, is_copy=True)
    lost.path.unlink()
    pending = one.messenger.files.send(chat_with(TWO), lost, Text("look"))
    assert one.failure(pending).kind is ProblemKind.DISK
    assert one.texts(TWO) == []


def test_a_copy_can_be_sent_again_after_a_full_disk(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address)
    cat = attachment(tmp_path / "cat.jpg", is_picture=True, is_copy=True)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, hard))
    try:
        large = replace(cat, thumbnail=bytes(2 * MIB))
        pending = one.messenger.files.send(chat_with(TWO), large, Text(""))
        assert one.failure(pending).kind is ProblemKind.DISK
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    one.wait_state(TWO, send(one, cat).id, Delivery.SENT)


def test_a_copy_stays_if_its_message_cannot_be_stored(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address)
    files, local = one.messenger.files, one.messenger.files.local
    assert local is not None
    cat = attachment(tmp_path / "cat.jpg", is_picture=True, is_copy=True)
    with sqlite3.connect(local.folder.parent / "history.db") as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON messages BEGIN SELECT RAISE(FAIL, 'full'); END")
    assert one.failure(files.send(chat_with(TWO), cat, Text(""))).kind is ProblemKind.DISK
    assert cat.path.exists()
    with connection:
        connection.execute("DROP TRIGGER full")
    connection.close()
    one.wait_state(TWO, send(one, cat).id, Delivery.SENT)


def test_deleted_messages_take_their_copies_along(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address)
    cat = attachment(tmp_path / "cat.jpg", is_picture=True, is_copy=True)
    plan = attachment(tmp_path / "plan.pdf")
    sent = send(one, cat, plan)
    one.wait(lambda: set(one.states(TWO)) == {Delivery.SENT})
    copy = wait_path(one, files_with(one, TWO)[0].id)
    one.result(one.messenger.history_service.delete(Selection(conversation=chat_with(TWO))))
    assert list(copy.parent.parent.iterdir()) == []
    assert plan.path.exists()
    assert one.messenger.files.path(sent.id) is None


def _none() -> Transfer:
    return Transfer("", TransferState.WAITING, 0, 0)


def _problem(desk: Desk, id: str) -> ProblemKind | None:
    problem = (desk.messenger.files.transfer(id) or _none()).problem
    return None if problem is None else problem.kind
