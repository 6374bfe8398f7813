"""Engines in rooms of the real server: what they acknowledge, and what comes again."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Incoming, MessageReceived, OwnMessage
from qqdesk.domain.incoming_reader import read_incoming
from qqdesk.domain.room import Room
from qqdesk.engine.background_transfers import MarksTransfer
from qqdesk.engine.events import Connected, Opened, RoomsFetched
from qqdesk.engine.fetching import LogPoll
from qqdesk.engine.history_store import HistoryStore
from qqdesk.engine.memory_store import MemoryStore
from qqdesk.engine.reconnect import BOT
from qqdesk.history.history import History
from qqdesk.history.server_log import Mark, MarkKind, move_mark
from qqdesk.protocol.waiting_message import WaitingMessage
from tests.engine.conftest import ONE, TWO, EngineRun, MakeEngine
from tests.helpers.room_rows import ROOM, room_text
from tests.helpers.rooms import add_room, leave
from tests.helpers.server import LocalServer

CHAT = ConversationId.room(ROOM)


class FragileStore(HistoryStore):
    """Closes the client after entries of a room are on disk, before they are acknowledged."""

    client: Client | None = None

    def add_received(self, items: Sequence[Incoming], now: int) -> list[Incoming]:
        new = super().add_received(items, now)
        if self.client is not None and any(isinstance(item, MessageReceived) for item in new):
            self.client.close()
        return new


@pytest.fixture
def room(server: LocalServer) -> int:
    add_room(server.place, ROOM, (TWO, ONE))
    return ROOM


def texts(run: EngineRun) -> list[str]:
    messages = (item.message for item in run.received if isinstance(item, MessageReceived | OwnMessage))
    return [message.text for message in messages if message.conversation == CHAT]


def write(server: LocalServer, *texts: str) -> None:
    with Client(server.address, TWO) as two:
        two.login(password="secret")
        for text in texts:
            two.send_message(ROOM, text)


def test_what_was_stored_before_the_client_was_killed_comes_once(
    server: LocalServer, engine: MakeEngine, room: int, tmp_path: Path
) -> None:
    store = FragileStore(tmp_path / "accounts", ONE)
    one = engine(server.address, store=store)
    one.next(Connected)
    store.client = one.engine.client
    write(server, "stored")
    one.wait(lambda: texts(one) == ["stored"])
    one.stop()
    write(server, "later")
    again = engine(server.address)
    again.wait(lambda: texts(again) == ["later"])
    again.stop()
    history = History(next((tmp_path / "accounts").glob("*/history.db")))
    assert [message.text for message in history.latest(CHAT, 10) if isinstance(message.body, Text)] == [
        "stored",
        "later",
    ]
    history.close()


def test_after_a_restored_backup_no_message_is_stored_twice(server: LocalServer, engine: MakeEngine, room: int) -> None:
    one = engine(server.address)
    one.next(Connected)
    write(server, "old")
    one.wait(lambda: texts(one) == ["old"])
    server.daemon.core.epoch += 1
    one.stop()
    write(server, "new")
    again = engine(server.address)
    again.wait(lambda: texts(again) == ["new"])


def test_the_rooms_are_there_with_the_first_data_and_with_each_connection(
    server: LocalServer, engine: MakeEngine, room: int
) -> None:
    one = engine(server.address)
    (found,) = one.next(Opened).snapshot.rooms
    assert (found.number, found.members) == (ROOM, 2)
    one.stop()
    again = engine(server.address)
    assert again.next(Opened).snapshot.rooms == (found,)
    assert [room.number for room in again.next(RoomsFetched).rooms] == [ROOM]


def test_a_bot_gets_an_unfinished_message_of_a_room_again(server: LocalServer, engine: MakeEngine, room: int) -> None:
    store = MemoryStore()
    bot = engine(server.address, store=store, policy=BOT)

    def has_finished_and_got(*expected: str) -> bool:
        for item in bot.received:
            assert isinstance(item, Incoming)
            if not isinstance(item, MessageReceived) or item.message.text == "done":
                store.finish(item)
        bot.receiver.backlog_changed()
        return texts(bot) == list(expected)

    bot.next(Connected)
    write(server, "done")
    bot.wait(lambda: has_finished_and_got("done"))
    write(server, "not done")
    bot.wait(lambda: has_finished_and_got("done", "not done"))
    bot.stop()
    again = engine(server.address, store=MemoryStore(), policy=BOT)
    # The first one comes again, too, if its acknowledgement was not sent before the end.
    again.wait(lambda: texts(again)[-1:] == ["not done"])


def test_a_bot_acknowledges_each_log_up_to_its_first_unfinished_entry() -> None:
    store, other = MemoryStore(), ROOM + 1
    rows = (room_text(4, TWO, "a"), room_text(9, TWO, "b", room=other), room_text(5, TWO, "c"))
    first, second, third = store.add_received([read_incoming(row, 1, ONE) for row in rows], 1)
    assert store.acknowledgeable == {ROOM: 3, other: 8}
    store.finish(third)
    store.finish(second)
    assert store.acknowledgeable == {ROOM: 3, other: 9}
    store.finish(first)
    assert store.acknowledgeable == {ROOM: 5, other: 9}


class ScriptedClient(Client):
    """Returns these entries with each poll."""

    def __init__(self, *rows: WaitingMessage) -> None:
        super().__init__("127.0.0.1:1", ONE)
        self.rows = rows
        self.acknowledged: list[dict[int, int]] = []

    def get_messages(
        self, wait: int | None = None, acknowledge: int | None = None, rooms: Mapping[int, int] | None = None
    ) -> tuple[WaitingMessage, ...]:
        self.acknowledged.append(dict(rooms or {}))
        return self.rows


def test_entries_that_the_server_sends_again_are_acknowledged_again() -> None:
    client, store = ScriptedClient(room_text(1, TWO, "a"), room_text(2, TWO, "b")), MemoryStore()
    polls = LogPoll(client, store)
    for _ in range(3):
        for item in store.add_received([read_incoming(row, 1, ONE) for row in polls.fetch(None)], 1):
            store.finish(item)
    client.rows = ()
    polls.fetch(None)
    assert not polls.is_behind
    polls.fetch(None)
    assert client.acknowledged == [{}, {ROOM: 2}, {ROOM: 2}, {ROOM: 2}, {}]


def test_a_read_mark_in_a_room_that_i_left_holds_up_no_others(server: LocalServer, room: int, tmp_path: Path) -> None:
    add_room(server.place, ROOM + 1, (TWO, ONE))
    leave(server.place, ROOM, ONE)
    history = History(tmp_path / "history.db")
    history.rooms.add(Room(ROOM))
    with history.file.writing() as connection:
        for number in (ROOM, ROOM + 1):
            move_mark(connection, MarkKind.SEEN, ConversationId.room(number), 1, sent=False)
    with Client(server.address, ONE) as client:
        client.login(password="secret")
        transfer = MarksTransfer(client, history.server_log)
        transfer.start()
        while transfer.has_work:
            transfer.step()
    assert history.server_log.unsent_marks() == list[Mark]()
    history.close()
