"""Many entries at once are emitted in order and in slices, and the unread count once for each slice."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.history.history import UnreadMessages
from qqdesk.server.settings.settings import Settings
from qqdesk.worker import read_marks, reducer
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.messages import chat_with
from tests.helpers.server import local_server
from tests.worker.conftest import ONE, TWO, MakeDesk

COUNT = 250


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message is one slice."""
    monkeypatch.setattr(reducer, "SLICE_S", 0.0)


@pytest.mark.usefixtures("small_slices")
def test_waiting_messages_are_emitted_in_slices_between_turns_of_the_event_loop(desk: MakeDesk, tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(tls=False, messages_per_minute=0)) as server:
        for number in (ONE, TWO):
            server.add_user(number)
        server.befriend(ONE, TWO)
        texts = [str(number) for number in range(COUNT)]
        with Client(server.address, ONE) as client:
            client.login(password_hash("secret"))
            for number, text in enumerate(texts):
                client.send_message(TWO, text, f"{number:032x}")
        two = desk(TWO)
        order: list[str] = []
        ticking = QTimer(interval=0)
        ticking.timeout.connect(lambda: order.append("turn"))
        two.messenger.burst_started.connect(lambda: order.append("begun"))
        two.messenger.message_added.connect(lambda message: order.append(message.text))
        two.messenger.unread_changed.connect(lambda change: order.append(f"{change.count} unread"))
        two.messenger.burst_ended.connect(lambda: order.append("ended"))
        ticking.start()
        two.sign_in(server.address).wait(lambda: two.messenger.unread == COUNT)
        ticking.stop()
        steps = [step for step in order if step != "turn"]
        begun = steps.index("begun")
        expected = []
        for number, text in enumerate(texts, 1):
            expected += ["begun", text, "ended", f"{number} unread"]
        assert steps[begun:] == expected
        first, last = order.index("0"), order.index(str(COUNT - 1))
        assert order[first:last].count("turn") >= COUNT // 2
        assert two.texts(ONE) == texts
        two.messenger.shut_down()


def test_the_unread_count_is_emitted_once_a_slice(
    desk: MakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reducer, "SLICE_S", 60.0)
    with local_server(tmp_path, settings=Settings(tls=False, messages_per_minute=0)) as server:
        for number in (ONE, TWO):
            server.add_user(number)
        server.befriend(ONE, TWO)
        with Client(server.address, ONE) as client:
            client.login(password_hash("secret"))
            for number in range(COUNT):
                client.send_message(TWO, str(number), f"{number:032x}")
        two = desk(TWO).sign_in(server.address)
        two.wait(lambda: two.messenger.unread == COUNT)
        counts = [change.count for change in two.of("unread_changed")]
        assert counts[-1] == COUNT
        assert len(counts) <= 10, "more than one for each batch"
        two.messenger.shut_down()


@pytest.mark.usefixtures("small_slices")
def test_the_next_session_delivers_the_rest_of_an_interrupted_one(desk: MakeDesk, tmp_path: Path) -> None:
    """The entries are stored and unread. None is lost, and none of the old session is emitted in the new one."""
    with local_server(tmp_path, settings=Settings(tls=False, messages_per_minute=0)) as server:
        for number in (ONE, TWO):
            server.add_user(number)
        server.befriend(ONE, TWO)
        with Client(server.address, ONE) as client:
            client.login(password_hash("secret"))
            for number in range(80):
                client.send_message(TWO, str(number), f"{number:032x}")
        two = desk(TWO)

        def leave(message: Message) -> None:
            if message.text == "3":
                two.messenger.shut_down()

        two.messenger.message_added.connect(leave)
        two.start(server.address)
        two.wait(lambda: two.messenger.connection.phase is ConnectionPhase.SIGNED_OUT)
        assert [message.text for message in two.of("message_added")] == ["0", "1", "2", "3"]
        assert two.of("unread_changed")[-1].count == 3
        two.messenger.message_added.disconnect(leave)
        two.sign_in(server.address)
        two.wait(lambda: two.messenger.unread == 80)
        assert two.texts(ONE) == [str(number) for number in range(80)]
        two.messenger.shut_down()


@pytest.mark.usefixtures("small_slices")
def test_reading_does_not_wait_for_the_disk_each_time(
    desk: MakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The read marks are also there at the next start."""
    writes: list[ConversationId] = []
    mark = UnreadMessages.mark_read

    def count(unread: UnreadMessages, read: Mapping[ConversationId, int]) -> None:
        writes.extend(read)
        mark(unread, read)

    monkeypatch.setattr(UnreadMessages, "mark_read", count)
    monkeypatch.setattr(read_marks, "SAVE_S", 60.0)
    with local_server(tmp_path, settings=Settings(tls=False, messages_per_minute=0)) as server:
        for number in (ONE, TWO):
            server.add_user(number)
        server.befriend(ONE, TWO)
        with Client(server.address, ONE) as client:
            client.login(password_hash("secret"))
            for number in range(50):
                client.send_message(TWO, str(number), f"{number:032x}")
        two = desk(TWO)
        two.messenger.unread_changed.connect(lambda change: two.messenger.mark_read(change.conversation))
        two.sign_in(server.address).wait(lambda: len(two.of("message_added")) == 50)
        two.wait(lambda: two.messenger.unread == 0)
        two.wait(lambda: writes == [chat_with(ONE)])
        two.messenger.shut_down()
        assert writes == [chat_with(ONE)] * 2
        again = desk(TWO).sign_in(server.address)
        assert again.messenger.unread == 0
        again.messenger.shut_down()
