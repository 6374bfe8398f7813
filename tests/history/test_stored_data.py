"""Today's program opens the histories of all versions since 1, and finds all in them again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.domain.body import File, Recalled, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery
from qqdesk.history import schema
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from qqdesk.protocol.room_commands import RoomRole
from tests.helpers import stored_data
from tests.helpers.messages import chat_with, text_message
from tests.helpers.stored_data import (
    BEFORE,
    FOUR,
    ONE,
    PICTURE,
    RECALLED,
    SENT_VALUES,
    THREE,
    TO_ONE,
    TO_ROOM,
    TO_TWO,
    TWO,
    UNSENT_VALUES,
)  # fmt: skip

pytestmark = pytest.mark.parametrize("version", range(1, schema.VERSION + 1))


@pytest.fixture
def history(version: int, tmp_path: Path) -> Iterator[History]:
    folder = stored_data.unpack(stored_data.FOLDER / f"history-{version}.zip", tmp_path / "account")
    history = History(folder / "history.db")
    yield history
    history.close()


def test_messages_and_their_changes_are_there(history: History) -> None:
    assert history.file.damaged_copy is None
    to_two = chat_with(TWO)
    found = {message.id: message for message in history.latest(to_two, 99)}
    assert BEFORE not in found, "it was deleted here"
    assert {id: message.text for id, message in found.items() if isinstance(message.body, Text)} == {
        TO_TWO: "one to two, edited", TO_ONE: "an answer", "2" * 32: "sent by the engine",
        "3" * 32: "not sent yet", "4" * 32: "failed",
    }  # fmt: skip
    assert found[TO_TWO].is_edited and found[TO_TWO].reactions
    assert found[TO_ONE].reply_to and found[TO_ONE].reactions, "my reaction is not sent yet"
    assert isinstance(found[RECALLED].body, Recalled)
    assert isinstance(found[PICTURE].body, File)
    assert history.local_files.find(PICTURE) is None, "the file is on another computer"
    assert [message.id for message in history.unsent()] == ["3" * 32]
    assert (found["4" * 32].delivery, found["4" * 32].failure) == (Delivery.FAILED, "refused")
    assert list(history.read_by(to_two)) == [TWO]
    assert {message.text for message in history.latest(chat_with(THREE), 9)} == {
        "from an old client", "to an old client",
    }  # fmt: skip
    assert [hit.message.id for hit in history.search(SearchQuery("edited"))] == [TO_TWO]
    history.put(text_message("9" * 32, TWO, "a new one", found[TO_ONE].time + 9, Delivery.WAITING, me=ONE))
    assert [message.id for message in history.unsent()] == ["3" * 32, "9" * 32]


def test_rooms_people_and_words_are_there(history: History) -> None:
    (room,) = history.rooms.load()
    assert (room.name, room.notice, room.role) == ("Room 房", "be kind", RoomRole.ADMIN)
    assert {member.number for member in history.rooms.members(room.number)} == {ONE, TWO, FOUR}
    assert history.find(ConversationId.room(room.number), TO_ROOM)
    assert history.contacts.load()[TWO].nickname == f"人 {TWO}"
    assert [ask.number for ask in history.contacts.add_requests()] == [THREE]
    assert history.account_values.load() == SENT_VALUES | UNSENT_VALUES
    assert {value.key for value in history.account_values.unsent()} == set(UNSENT_VALUES)
    draft = history.local_state.drafts()[chat_with(TWO)]
    assert draft.text == "a draft" and draft.reply_to and draft.reply_to.id == TO_ONE
    assert history.local_state.get_fact("width") == "200"
    assert history.unread.counts() and history.server_log.received_to
    unsent = history.unsent_changes.first()
    assert unsent and unsent[1].value == "🎉"


def test_its_tables_are_those_of_a_new_history(history: History, tmp_path: Path) -> None:
    """A step that forgets a table, column or index fails here."""
    new = History(tmp_path / "new" / "history.db")
    new.close()
    with closing(sqlite3.connect(history.path)) as stored, closing(sqlite3.connect(new.path)) as fresh:
        assert stored_data.shape(stored) == stored_data.shape(fresh)
