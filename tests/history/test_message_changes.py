"""Changes of messages in the history: the last one by the order of the server wins, and a recall wins over all."""

import random
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from qqdesk.domain.body import File, Recalled, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import ChangeReceived
from qqdesk.domain.incoming_reader import read_incoming
from qqdesk.domain.message import ChangeKind, Delivery, Message, MessageChange, Reaction, new_message_id
from qqdesk.history.eraser import AFTER_RECALLS, CLEAN_UP_ONLY, Selection
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from qqdesk.history.older_messages import add_log_page
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.file_info import FileInfo, FileKind
from qqdesk.protocol.log_commands import GetLog, GetLogReply
from qqdesk.protocol.message_ref import MessageRef
from tests.helpers.history import erase
from tests.helpers.messages import text_message

NOW = 1_700_000_000_000
ME, ANNA = 10001, 10002
CHAT = ConversationId.person(ANNA)
START = 100
TARGET = "a" * 32


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "history.db")
    opened.server_log.start_session(7, START)
    yield opened
    opened.close()


def text(id: int, text: str = "the price is 10", cid: str = TARGET) -> WaitingMessage:
    return WaitingMessage(MessageKind.TEXT, ANNA, text, id, NOW + id, cid)


def change(
    kind: MessageKind, id: int, value: str = "", *, maker: int = ANNA, author: int = ANNA, cid: str = TARGET
) -> WaitingMessage:
    return WaitingMessage(kind, ANNA, value, id, NOW + id, f"{id:032x}", ref=MessageRef(author, cid, maker))


def edit(id: int, value: str, maker: int = ANNA, author: int = ANNA) -> WaitingMessage:
    return change(MessageKind.EDITED, id, value, maker=maker, author=author)


def react(id: int, value: str, maker: int = ANNA, author: int = ANNA, cid: str = TARGET) -> WaitingMessage:
    return change(MessageKind.REACTED, id, value, maker=maker, author=author, cid=cid)


def recall(id: int, maker: int = ANNA, author: int = ANNA) -> WaitingMessage:
    return change(MessageKind.RECALLED, id, maker=maker, author=author)


def receive(history: History, *rows: WaitingMessage) -> list[Message | None]:
    """Receive entries. Return the messages of the new changes."""
    new = history.add_received([read_incoming(row, NOW, ME) for row in rows], NOW + 1000)
    return [item.message for item in new if isinstance(item, ChangeReceived)]


def fetch(history: History, *rows: WaitingMessage, last: bool = False) -> None:
    """Store the page before the oldest entry here."""
    request = GetLog(ANNA, before=history.server_log.page_mark(CHAT).oldest)
    add_log_page(history, request, GetLogReply(last, (), rows), ME)


def shown(history: History, cid: str = TARGET) -> Message:
    found = history.find(CHAT, cid)
    assert found is not None
    return found


def found(history: History, needle: str) -> int:
    return len(history.search(SearchQuery(needle)))


def mine(kind: ChangeKind, value: str = "", *, author: int = ANNA, cid: str = TARGET) -> MessageChange:
    return MessageChange(new_message_id(NOW), kind, MessageRef(author, cid), ME, value)


def test_an_edit_replaces_the_text_and_its_index(history: History) -> None:
    receive(history, text(101))
    (message,) = receive(history, edit(102, "the price is twenty"))
    assert message == shown(history)
    assert (message.text, message.is_edited) == ("the price is twenty", True)
    assert (found(history, "twenty"), found(history, "10")) == (1, 0)


def test_each_person_has_one_reaction(history: History) -> None:
    receive(history, text(101), react(102, "👍"), react(103, "🎉", ME), react(104, "😂"))
    assert shown(history).reactions == (Reaction(ME, "🎉"), Reaction(ANNA, "😂"))
    receive(history, react(105, ""))
    assert shown(history).reactions == (Reaction(ME, "🎉"),)


def test_a_recall_removes_text_index_reactions_and_unread_mark(history: History) -> None:
    receive(history, text(101), edit(102, "the price is twenty"), react(103, "👍"))
    assert history.unread.counts() == {CHAT: 1}
    receive(history, recall(104), edit(105, "again"), react(106, "🎉"))
    message = shown(history)
    assert (message.body, message.reactions, message.is_edited) == (Recalled(ANNA), (), False)
    assert (found(history, "twenty"), found(history, "again"), history.unread.counts()) == (0, 0, {})
    for _ in history.eraser.clean_up():
        pass
    files = history.path.parent.glob("history.db*")
    assert not any(b"twenty" in path.read_bytes() or b"again" in path.read_bytes() for path in files)


def test_the_file_is_not_rewritten_after_each_recall(history: History) -> None:
    """It takes seconds for a long history, and people take messages back often."""
    receive(history, text(101), recall(102))
    (selection,) = history.eraser.unfinished()
    history.eraser.finish(selection)
    assert history.file.connection.execute("SELECT name FROM facts").fetchall() == []


def test_a_message_that_was_taken_back_before_is_neither_unread_nor_text(history: History) -> None:
    receive(history, WaitingMessage(MessageKind.RECALLED, ANNA, "", 101, NOW, TARGET), recall(102))
    assert shown(history).body == Recalled(ANNA)
    assert history.unread.counts() == {}


def test_my_message_that_was_taken_back_before_is_mine(history: History) -> None:
    receive(history, WaitingMessage(MessageKind.RECALLED, ANNA, "", 101, NOW, TARGET), recall(102, maker=ME, author=ME))
    message = shown(history)
    assert (message.sender, message.body, message.delivery) == (ME, Recalled(ME), Delivery.SENT)


@pytest.mark.parametrize("reply_is_lost", [False, True])
def test_my_message_that_was_taken_back_before_its_entry_came_gets_its_place(
    history: History, reply_is_lost: bool
) -> None:
    """Another device of mine took it back. The server accepted a message of Anna before it."""
    mine = text_message(TARGET, ANNA, "mine", NOW, Delivery.WAITING, me=ME)
    history.put(mine)
    if not reply_is_lost:
        history.put(mine.with_delivery(Delivery.SENT), 102)
    entry = WaitingMessage(MessageKind.RECALLED, ANNA, "", 102, NOW, TARGET)
    receive(history, text(101, cid="b" * 32), entry, recall(103, maker=ME, author=ME))
    assert [(one.id, one.sender) for one in history.latest(CHAT, 9)] == [("b" * 32, ANNA), (TARGET, ME)]
    message = shown(history)
    assert (message.body, message.delivery) == (Recalled(ME), Delivery.SENT)
    assert history.unsent() == []


def test_changes_of_another_author_with_the_same_client_id_have_no_effect(history: History) -> None:
    receive(history, text(101))
    receive(
        history,
        edit(102, "changed", author=ME, maker=ME),
        react(103, "👍", author=ME),
        recall(104, author=ME, maker=ME),
    )
    assert shown(history) == Message(TARGET, CHAT, ANNA, NOW + 101, Text("the price is 10"), None)


def test_changes_in_another_conversation_have_no_effect(history: History) -> None:
    receive(history, text(101))
    other = WaitingMessage(MessageKind.EDITED, 10003, "changed", 102, NOW, "b" * 32, ref=MessageRef(ANNA, TARGET, ANNA))
    receive(history, other)
    assert shown(history).text == "the price is 10"


@pytest.mark.parametrize("pages", sorted(permutations((60, 70, 80, 90))))
def test_changes_before_this_device_come_to_their_message(history: History, pages: Sequence[int]) -> None:
    """Entries of the log are fetched backwards, and a page may have changes only."""
    rows = {60: text(60, "new"), 70: edit(70, "old"), 80: react(80, "👍"), 90: edit(90, "new")}
    receive(history, react(101, "😂"))
    for id in sorted(pages, reverse=True):
        fetch(history, rows[id])
    message = shown(history)
    assert (message.text, message.is_edited, message.reactions) == ("new", True, (Reaction(ANNA, "😂"),))


def test_an_older_change_that_comes_later_has_no_effect(history: History) -> None:
    fetch(history, text(60))
    receive(history, edit(101, "new"), react(102, "😂"))
    history.server_log.start_session(7, 200)
    fetch(history, react(98, "👍"), edit(99, "old"))
    assert (shown(history).text, shown(history).reactions) == ("new", (Reaction(ANNA, "😂"),))


def test_changes_of_a_deleted_message_are_not_kept(history: History) -> None:
    receive(history, text(101), edit(102, "a secret"))
    (rows,) = history.eraser.find_rows(Selection((TARGET,)))
    history.eraser.erase(rows, one_by_one=True)
    receive(history, edit(103, "another secret"), react(104, "👍"))
    with history.file.reading() as connection:
        assert connection.execute("SELECT count(*) FROM message_changes").fetchone() == (0,)


def test_changes_after_a_cleared_conversation_are_not_kept(history: History) -> None:
    receive(history, text(101))
    erase(history, history.eraser.start(Selection(conversation=CHAT)))
    receive(history, edit(103, "a secret"))
    with history.file.reading() as connection:
        assert connection.execute("SELECT count(*) FROM message_changes").fetchone() == (0,)


@pytest.mark.parametrize("note", ["[{", '[{"keys": 1}]', "7"])
def test_a_damaged_list_of_removals_does_not_stop_a_recall(history: History, note: str) -> None:
    history.local_state.set_fact("erasing", note)
    receive(history, text(101), recall(102))
    assert shown(history).body == Recalled(ANNA)
    assert history.eraser.unfinished() == [CLEAN_UP_ONLY, AFTER_RECALLS]


def test_my_change_is_shown_at_once_and_after_a_restart(history: History, tmp_path: Path) -> None:
    receive(history, text(101))
    history.unsent_changes.add(CHAT, mine(ChangeKind.REACTION, "👍"))
    assert shown(history).reactions == (Reaction(ME, "👍"),)
    again = History(tmp_path / "history.db")
    assert again.latest(CHAT, 1)[0].reactions == (Reaction(ME, "👍"),)
    assert again.unsent_changes.first() is not None
    again.close()


def test_my_change_is_shown_beside_a_search_hit_and_in_a_quote(history: History) -> None:
    receive(history, text(101))
    history.unsent_changes.add(CHAT, mine(ChangeKind.REACTION, "👍"))
    assert [one.reactions for one in history.pages.around(TARGET, 1)] == [(Reaction(ME, "👍"),)]


def test_a_refused_change_leaves_what_others_did_meanwhile(history: History) -> None:
    receive(history, text(101))
    change = mine(ChangeKind.REACTION, "👍")
    history.unsent_changes.add(CHAT, change)
    receive(history, react(102, "🎉"), edit(103, "new"))
    assert history.unsent_changes.drop(change)
    assert (shown(history).reactions, shown(history).text) == ((Reaction(ANNA, "🎉"),), "new")


def test_the_last_of_my_unsent_changes_counts(history: History) -> None:
    receive(history, text(101))
    first, second = mine(ChangeKind.REACTION, "👍"), mine(ChangeKind.REACTION, "")
    history.unsent_changes.add(CHAT, first)
    history.unsent_changes.add(CHAT, second)
    assert shown(history).reactions == ()
    # The first one was on its way.
    history.unsent_changes.finish(CHAT, first, 110)
    assert shown(history).reactions == ()
    history.unsent_changes.finish(CHAT, second, 111)
    assert (shown(history).reactions, history.unsent_changes.first()) == ((), None)


def test_a_later_change_on_my_other_device_wins_over_mine(history: History) -> None:
    receive(history, text(101))
    change = mine(ChangeKind.REACTION, "👍")
    history.unsent_changes.add(CHAT, change)
    receive(history, react(112, "🎉", ME))
    assert shown(history).reactions == (Reaction(ME, "👍"),)
    history.unsent_changes.finish(CHAT, change, 111)
    assert shown(history).reactions == (Reaction(ME, "🎉"),)


def test_a_message_of_mine_takes_its_place_after_a_recall(history: History) -> None:
    """The clean-up after a recall, which is unfinished, moves no rows."""
    receive(history, text(101), recall(102))
    message = Message("b" * 32, CHAT, ME, NOW + 110, Text("mine"), Delivery.WAITING)
    history.put(message)
    receive(history, text(103, "theirs", "c" * 32))
    history.put(message.with_delivery(Delivery.SENT), 104)
    assert [one.text for one in history.latest(CHAT, 3)] == ["", "theirs", "mine"]


def test_who_has_read_what_is_kept(history: History) -> None:
    for id, cid in ((101, "c" * 32), (102, "d" * 32)):
        receive(
            history, WaitingMessage(MessageKind.READ, ANNA, "", id, NOW + id, f"{id:032x}", ref=MessageRef(ME, cid))
        )
    assert history.read_by(CHAT) == {ANNA: ("d" * 32, NOW + 102)}


def test_an_edited_caption_keeps_the_file(history: History) -> None:
    info = FileInfo("f" * 32, 1234, FileKind.PNG, 640, 480, "", "a.png")
    row = WaitingMessage(MessageKind.TEXT, ANNA, "[picture] a.png\r\nold", 101, NOW, TARGET, file=info)
    receive(history, row, edit(102, "new"))
    body = shown(history).body
    assert isinstance(body, File)
    assert (body.info.name, body.caption.text) == ("a.png", "new")


@pytest.mark.parametrize("seed", range(20))
def test_each_device_has_the_same_state_however_the_entries_come(tmp_path: Path, seed: int) -> None:
    """One device receives all entries. Others fetch a part of the log backwards, in pages of one to five."""
    chance = random.Random(seed)
    targets = [f"{n:032x}" for n in range(0xA, 0xE)]
    rows = [text(n + 1, f"text {n}", cid) for n, cid in enumerate(targets)]
    for id in range(5, 60):
        cid, maker = chance.choice(targets), chance.choice((ME, ANNA))
        rows.append(
            chance.choice(
                (
                    change(MessageKind.EDITED, id, f"edit {id}", cid=cid),
                    react(id, chance.choice(("", "👍", "🎉")), maker, cid=cid),
                    react(id, chance.choice(("", "👍", "🎉")), maker, cid=cid),
                )
            )
        )
    rows.append(change(MessageKind.RECALLED, 60, cid=targets[0]))
    states = []
    for start in (0, 3, 20, 59, 60):
        device = History(tmp_path / f"{start}" / "history.db")
        device.server_log.start_session(7, start)
        live, older = rows[start:], rows[:start]
        while live or older:
            if live and (not older or chance.random() < 0.5):
                size = chance.randint(1, 5)
                receive(device, *live[:size])
                live = live[size:]
            else:
                size = chance.randint(1, 5)
                fetch(device, *older[-size:], last=len(older) <= size)
                older = older[:-size]
        states.append([(one.body, set(one.reactions), one.is_edited) for one in device.latest(CHAT, 10)])
        device.close()
    assert all(state == states[0] for state in states)
