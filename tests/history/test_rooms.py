"""What the history keeps of rooms: their state and members, and the cursor, marks and pages of each log."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.domain.body import RoomEvent, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Incoming, MessageReceived, OwnMessage
from qqdesk.domain.incoming_reader import read_incoming
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.room import Room
from qqdesk.history.eraser import Selection
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from qqdesk.history.older_messages import add_last_of_rooms, add_log_page
from qqdesk.history.schema import replace_damaged
from qqdesk.history.server_log import Mark, MarkKind, PageMark
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.log_commands import GetLog, GetLogReply
from qqdesk.protocol.room_commands import JoinRule, RoomChange, RoomInfoReply, RoomMember, RoomRole
from tests.helpers.history import erase
from tests.helpers.room_rows import BEGAN, ROOM, of_inbox, room_change, room_entry, room_text

ME, ANNA, BEN = 10001, 10002, 10003
CHAT = ConversationId.room(ROOM)
NOW = BEGAN + 1_000_000
EPOCH = 2**61


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "history.db")
    opened.server_log.start_session(EPOCH, 0)
    yield opened
    opened.close()


def receive(history: History, *rows: WaitingMessage) -> list[Incoming]:
    return history.add_received([read_incoming(row, NOW, ME) for row in rows], NOW)


def texts(history: History, conversation: ConversationId = CHAT) -> list[str]:
    return [message.text for message in history.latest(conversation, 100)]


def room(history: History, number: int = ROOM) -> Room:
    return next(one for one in history.rooms.load() if one.number == number)


def test_a_room_has_its_own_cursor_beside_the_inbox_and_other_rooms(history: History) -> None:
    history.rooms.apply_list([room_entry(), room_entry(ROOM + 1)])
    receive(history, room_text(1, ANNA, "a"), room_text(2, ANNA, "b"), room_text(1, ANNA, "c", room=ROOM + 1))
    assert (history.server_log.received_to, history.rooms.received_to()) == (0, {ROOM: 2, ROOM + 1: 1})
    assert texts(history) == ["a", "b"]


def test_an_entry_that_comes_again_is_known(history: History) -> None:
    history.rooms.apply_list([room_entry()])
    rows = room_text(1, ANNA, "a"), room_change(2, ANNA, 2, RoomChange.NAME, 0, "Club"), room_text(3, ME, "mine")
    assert len(receive(history, *rows)) == 3
    assert receive(history, *rows) == []


def test_my_own_message_moves_the_cursor_if_nothing_is_missing_before_it(history: History) -> None:
    history.rooms.apply_list([room_entry(cursor=4)])
    mine = Message("a" * 32, CHAT, ME, NOW, Text("mine"), Delivery.SENT)
    assert history.put(mine, 5)
    assert not history.put(Message("b" * 32, CHAT, ME, NOW, Text("later"), Delivery.SENT), 7)
    assert history.rooms.received_to() == {ROOM: 5}
    assert history.server_log.received_to == 0


def test_messages_stand_in_the_order_of_the_server_on_the_sending_device_too(history: History) -> None:
    history.rooms.apply_list([room_entry()])
    history.put(Message("a" * 32, CHAT, ME, NOW, Text("mine"), Delivery.SENT), 3)
    new = receive(history, room_text(1, ANNA, "1"), room_text(2, BEN, "2"), room_text(3, ME, "mine", "a" * 32))
    assert texts(history) == ["1", "2", "mine"]
    assert [type(item) for item in new] == [MessageReceived, MessageReceived, OwnMessage]


def test_a_message_of_mine_that_moves_others_leaves_them_in_the_index(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    history.rooms.apply_list([room_entry()])
    history.put(Message("a" * 32, CHAT, ME, NOW, Text("my words"), Delivery.WAITING))
    receive(history, room_text(1, ANNA, "first words"), room_text(2, ME, "my words", "a" * 32))
    assert texts(history) == ["first words", "my words"]
    for text in ("first words", "my words"):
        assert [hit.message.text for hit in history.search(SearchQuery(text))] == [text]
    assert not caplog.records


def test_a_message_whose_reply_was_lost_is_sent_when_it_comes_back(history: History) -> None:
    history.rooms.apply_list([room_entry()])
    history.put(Message("a" * 32, CHAT, ME, NOW, Text("mine"), Delivery.WAITING))
    receive(history, room_text(1, ME, "mine", "a" * 32))
    assert [one.delivery for one in history.latest(CHAT, 10)] == [Delivery.SENT]
    assert history.unsent() == []


def test_a_read_mark_comes_before_the_messages(history: History) -> None:
    history.rooms.apply_list([room_entry()])
    receive(history, of_inbox(MessageKind.SEEN, 1, "2 room"))
    new = receive(history, *(room_text(id, ANNA, str(id)) for id in (1, 2, 3)))
    assert [item.is_read for item in new if isinstance(item, MessageReceived)] == [True, True, False]
    assert history.unread.counts() == {CHAT: 1}


def test_entries_that_another_device_deleted_are_not_stored(history: History) -> None:
    history.rooms.apply_list([room_entry()])
    receive(history, of_inbox(MessageKind.CLEARED, 1, "2 room"))
    receive(history, *(room_text(id, ANNA, str(id)) for id in (1, 2, 3)))
    assert texts(history) == ["3"]
    assert history.rooms.received_to() == {ROOM: 3}


def test_reading_a_room_leaves_a_mark_for_the_server(history: History) -> None:
    history.rooms.apply_list([room_entry()])
    (item,) = receive(history, room_text(1, ANNA, "a"))
    assert isinstance(item, MessageReceived)
    history.unread.mark_read({CHAT: item.row})
    assert history.server_log.unsent_marks() == [Mark(MarkKind.SEEN, CHAT, 1)]


def test_another_epoch_forgets_the_ids_and_cursors_of_rooms(history: History) -> None:
    history.rooms.apply_list([room_entry()])
    receive(history, room_text(1, ANNA, "a"), room_text(2, ANNA, "b"))
    history.server_log.start_session(EPOCH + 1, 0)
    assert history.rooms.received_to() == {}
    history.rooms.apply_list([room_entry(cursor=1)])
    receive(history, room_text(2, ANNA, "c", "c" * 32))
    assert texts(history) == ["a", "b", "c"]
    assert history.server_log.page_mark(CHAT) == PageMark(2, is_complete=False)


def test_entries_between_two_memberships_are_fetched_as_older_ones(history: History) -> None:
    history.rooms.apply_list([room_entry(shows_past=False)])
    receive(history, room_text(1, ANNA, "before"))
    receive(history, room_text(9, ANNA, "after"))
    assert history.server_log.page_mark(CHAT) == PageMark(9, is_complete=False)
    request = GetLog(ROOM, before=9)
    rows = (room_text(1, ANNA, "before"), room_text(2, ANNA, "missed"))
    add_log_page(history, request, GetLogReply(True, messages=rows), ME)
    assert texts(history) == ["before", "missed", "after"]
    assert history.server_log.page_mark(CHAT).is_complete


def test_a_new_device_has_the_last_message_and_fetches_what_is_before(history: History) -> None:
    entry = room_entry(
        cursor=7, seen=7, last=7, time=BEGAN, author=ANNA, client_id="c" * 32, text="last", mentions=(BEN,)
    )
    history.rooms.apply_list([entry])
    assert add_last_of_rooms(history, [entry], ME) == [CHAT]
    assert (texts(history), history.unread.counts()) == (["last"], {})
    assert history.latest(CHAT, 1)[0].body == Text("last", (BEN,))
    assert history.server_log.page_mark(CHAT) == PageMark(7, is_complete=False)
    assert add_last_of_rooms(history, [entry], ME) == []


def test_changes_after_the_last_message_are_not_skipped(history: History) -> None:
    entry = room_entry(cursor=9, last=7, time=BEGAN, author=ANNA, client_id="c" * 32, text="last")
    history.rooms.apply_list([entry])
    add_last_of_rooms(history, [entry], ME)
    assert history.server_log.page_mark(CHAT) == PageMark(10, is_complete=False)


def test_a_newcomer_has_no_older_messages_to_fetch(history: History) -> None:
    history.rooms.apply_list([room_entry(first=41, cursor=40)])
    assert history.server_log.page_mark(CHAT).is_complete


def test_changes_of_a_room_are_in_its_log_and_in_its_state(history: History) -> None:
    history.rooms.apply_list([room_entry(members=2)])
    receive(
        history,
        room_change(1, ANNA, 2, RoomChange.NAME, 0, "The Club"),
        room_change(2, ANNA, 3, RoomChange.NOTICE, 0, "Meet at six, or seven"),
        room_change(3, ANNA, 4, RoomChange.MEMBER, BEN, "1"),
        room_change(4, ANNA, 5, RoomChange.MEMBER, ME, "2"),
        room_change(5, ANNA, 6, RoomChange.JOIN, 0, "0"),
        room_change(6, ANNA, 7, RoomChange.WRITERS, 0, "1"),
        room_change(7, ANNA, 8, RoomChange.SILENT, ME, "99"),
    )
    now = room(history)
    assert (now.name, now.notice, now.role) == ("The Club", "Meet at six, or seven", RoomRole.ADMIN)
    assert (now.members, now.join_rule, now.keepers_write, now.silent_until) == (3, JoinRule.OPEN, True, 99)
    assert [one.number for one in history.rooms.members(ROOM) if one.role is RoomRole.MEMBER] == [BEN]
    assert history.latest(CHAT, 10)[0].body == RoomEvent(RoomChange.NAME, 0, "The Club")
    assert history.unread.counts() == {}


def test_a_change_that_the_list_includes_changes_nothing(history: History) -> None:
    history.rooms.apply_list([room_entry(revision=5, name="New", members=3)])
    receive(
        history,
        room_change(1, ANNA, 4, RoomChange.NAME, 0, "Old"),
        room_change(2, ANNA, 5, RoomChange.MEMBER, BEN, "1"),
    )
    assert (room(history).name, room(history).members) == ("New", 3)


def test_i_join_leave_and_am_invited(history: History) -> None:
    receive(history, of_inbox(MessageKind.ROOM_INVITED, 1, f"{ANNA} Our Club"))
    assert (room(history).role, room(history).name) == (RoomRole.INVITED, "Our Club")
    receive(history, of_inbox(MessageKind.ROOM_JOINED, 2, f"{ME} Our Club"))
    assert room(history).role is RoomRole.MEMBER
    receive(history, of_inbox(MessageKind.ROOM_LEFT, 3, f"{ANNA} Our Club"))
    # An old entry of the room comes after those of the inbox.
    receive(history, room_change(1, ANNA, 2, RoomChange.MEMBER, ME, "1"))
    assert room(history).role is RoomRole.NONE


def test_a_room_that_the_list_does_not_have_is_not_mine_any_more(history: History) -> None:
    history.rooms.apply_list([room_entry(), room_entry(ROOM + 1)])
    history.rooms.apply_list([room_entry()])
    assert [one.role for one in history.rooms.load()] == [RoomRole.MEMBER, RoomRole.NONE]


def test_members_have_names_without_a_connection_also_those_who_left(history: History) -> None:
    history.rooms.apply_list([room_entry()])

    def page(*members: RoomMember, is_last: bool) -> RoomInfoReply:
        return RoomInfoReply("Family", "", 0, 0, 0, 0, False, True, 1, 2, is_last, members)

    anna, ben = (RoomMember(number, RoomRole.MEMBER, 10, 9, 0, nick) for number, nick in ((ANNA, "Anna"), (BEN, "Ben")))
    history.rooms.apply_info(ROOM, 0, page(anna, is_last=False))
    history.rooms.apply_info(ROOM, ANNA, page(ben, is_last=True))
    history.rooms.apply_info(ROOM, 0, page(anna, is_last=True))
    members = {one.number: one for one in history.rooms.members(ROOM)}
    assert (members[ANNA].nickname, members[ANNA].face, members[ANNA].role) == ("Anna", 9, RoomRole.MEMBER)
    assert (members[BEN].nickname, members[BEN].role) == ("Ben", RoomRole.NONE)


def test_an_unread_message_mentions_me(history: History) -> None:
    history.rooms.apply_list([room_entry()])
    receive(history, room_text(1, ANNA, "@Ben", mentions=(BEN,)))
    assert history.unread.writers(ME) == {CHAT: {ANNA: False}}
    receive(history, room_text(2, ANNA, "@me", mentions=(BEN, ME)), room_text(3, BEN, "hello"))
    assert history.unread.writers(ME) == history.unread.writers(ME, CHAT) == {CHAT: {ANNA: True, BEN: False}}
    assert history.latest(CHAT, 2)[0].body == Text("@me", (BEN, ME))


def test_rooms_of_a_damaged_file_are_kept_without_their_cursors(history: History, tmp_path: Path) -> None:
    history.rooms.apply_list([room_entry(notice="here")])
    receive(
        history,
        room_text(1, ANNA, "@me", mentions=(ME,)),
        room_change(2, ANNA, 2, RoomChange.MEMBER, BEN, "1"),
    )
    history.close()
    connection, _ = replace_damaged(tmp_path / "history.db", sqlite3.DatabaseError("damaged"))
    connection.close()
    again = History(tmp_path / "history.db")
    assert (room(again).notice, again.rooms.received_to()) == ("here", {})
    assert [one.number for one in again.rooms.members(ROOM)] == [BEN]
    assert [one.body for one in again.latest(CHAT, 5)] == [
        Text("@me", (ME,)),
        RoomEvent(RoomChange.MEMBER, BEN, "1"),
    ]
    again.close()


def test_a_search_finds_the_text_of_a_message_with_mentions_and_not_its_numbers(history: History) -> None:
    history.rooms.apply_list([room_entry()])
    receive(
        history, room_text(1, ANNA, "tea at six", mentions=(BEN,)), room_change(2, ANNA, 2, RoomChange.NAME, 0, "Tea")
    )
    assert [hit.message.text for hit in history.search(SearchQuery("tea", CHAT))] == ["tea at six"]
    assert history.search(SearchQuery(str(BEN))) == []


def test_old_messages_of_a_room_are_deleted_with_its_changes(history: History) -> None:
    history.rooms.apply_list([room_entry()])
    receive(
        history,
        room_text(1, ANNA, "old"),
        room_change(2, ANNA, 2, RoomChange.NAME, 0, "Tea"),
        room_text(3, ANNA, "new"),
    )
    assert erase(history, Selection(before=BEGAN + 3, last_row=2**62)) == 2
    assert texts(history) == ["new"]
    assert history.search(SearchQuery("old")) == []


def test_an_older_reply_does_not_undo_a_change(history: History) -> None:
    history.rooms.apply_list([room_entry(name="Old")])
    receive(history, room_change(1, ANNA, 2, RoomChange.NAME, 0, "New"))
    history.rooms.apply_info(ROOM, 0, RoomInfoReply("Old", "", 0, 0, 0, 0, False, True, 1, 2, True, ()))
    assert room(history).name == "New"


def test_members_are_counted_also_if_none_is_known(history: History) -> None:
    history.rooms.apply_list([room_entry(members=5)])
    changes = [(BEN, "2"), (BEN, "1"), (BEN, "0"), (BEN, "1"), (BEN, "2"), (ANNA, "0")]
    for id, (number, role) in enumerate(changes, 1):
        receive(history, room_change(id, ANNA, id + 1, RoomChange.MEMBER, number, role))
    assert room(history).members == 4
