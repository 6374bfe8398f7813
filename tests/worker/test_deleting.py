"""Deletion through the messenger: conversations, unread counts and the file are right afterwards."""

from functools import partial

import pytest

from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Delivery
from qqdesk.history.eraser import Selection
from qqdesk.history.history import History
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.worker.history_requests import ConversationChanged
from tests.helpers.desk import Desk
from tests.helpers.history import add_received
from tests.helpers.messages import chat_with
from tests.helpers.proxy import FaultyProxy
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk

NOON = 1_772_366_400_000
STORED = 300
STRANGER = 3_456_789_777


def received(contact: int, row: int) -> WaitingMessage:
    return WaitingMessage(MessageKind.TEXT, contact, f"message {row}", row + 1, NOON + row * 60_000)


def history_of(desk: Desk) -> History:
    (path,) = (desk.folder / "accounts").glob("*/history.db")
    return History(path)


@pytest.fixture
def anna(server: LocalServer, desk: MakeDesk) -> Desk:
    """Signed in, with 300 stored messages of TWO, a minute apart. The last ten are unread."""
    anna = desk(ONE).sign_in(server.address)
    anna.messenger.sign_out()
    anna.wait_for("signed_out")
    history = history_of(anna)
    add_received(history, [received(TWO, row) for row in range(STORED - 10)], NOON)
    history.unread.mark_read({chat_with(TWO): history.last_row})
    add_received(history, [received(TWO, row) for row in range(STORED - 10, STORED)], NOON)
    history.close()
    anna.signals.clear()
    return anna.sign_in(server.address)


@pytest.fixture
def changes(anna: Desk) -> list[ConversationChanged]:
    changes: list[ConversationChanged] = []
    anna.messenger.history_service.conversation_changed.connect(changes.append)
    return changes


def test_single_messages(anna: Desk, changes: list[ConversationChanged]) -> None:
    service, conversation = anna.messenger.history_service, anna.messenger.conversation(chat_with(TWO))
    read, unread = conversation.messages[-20], conversation.messages[-1]
    assert anna.messenger.unread == 10
    done = anna.reply(service.delete(Selection((read.id, unread.id))))
    assert (done.count, done.cancelled) == (2, False)
    assert [(change.conversation.number, set(change.removed)) for change in changes] == [(TWO, {read.id, unread.id})]
    assert conversation.find(read.id) is None
    assert f"message {STORED - 1}" not in anna.texts(TWO)
    assert len(conversation.messages) == 198
    assert (conversation.unread, anna.messenger.unread) == (9, 9)
    assert [change.count for change in anna.of("unread_changed")] == [9]


def test_a_conversation(anna: Desk, changes: list[ConversationChanged]) -> None:
    service = anna.messenger.history_service
    done = anna.reply(service.delete(Selection(conversation=chat_with(TWO))))
    assert done.count == STORED
    assert anna.texts(TWO) == []
    assert anna.messenger.unread == 0
    assert {change.conversation.number for change in changes} == {TWO}


def test_messages_before_a_time_are_deleted(anna: Desk) -> None:
    service = anna.messenger.history_service
    done = anna.reply(service.delete(Selection(before=NOON + 200 * 60_000)))
    assert done.count == 200
    assert anna.texts(TWO) == [f"message {row}" for row in range(200, STORED)]


def test_a_deletion_can_be_counted_before(anna: Desk) -> None:
    service = anna.messenger.history_service
    for ask, count in (
        (partial(service.count, Selection(before=NOON + 200 * 60_000)), 200),
        (partial(service.count, Selection(conversation=chat_with(ONE), before=NOON + 200 * 60_000)), 0),
        (partial(service.count, Selection(conversation=chat_with(TWO), before=NOON + STORED * 60_000)), STORED),
        (partial(service.count, Selection(before=NOON + STORED * 60_000, keep_unread=True)), STORED - 10),
    ):
        assert anna.reply(ask()) == count
    assert len(anna.texts(TWO)) > 0


def test_unsent_messages_are_not_deleted(server: LocalServer, desk: MakeDesk) -> None:
    with FaultyProxy(server.port) as proxy:
        anna = desk(ONE).sign_in(proxy.url)
        sent = anna.send(TWO, "sent")
        anna.wait_state(TWO, sent, Delivery.SENT)
        proxy.open = False
        proxy.cut_all()
        key = anna.send(TWO, "on its way")
        service = anna.messenger.history_service
        done = anna.reply(service.delete(Selection(conversation=chat_with(TWO))))
        assert done.count == 1
        assert anna.texts(TWO) == ["on its way"]
        done = anna.reply(service.delete(Selection((key,))))
        assert done.count == 0
        proxy.open = True
        anna.messenger.try_now()
        anna.wait_state(TWO, key, Delivery.SENT)


def test_a_stranger_leaves_with_the_last_message_and_has_a_name_when_they_are_back(
    anna: Desk, desk: MakeDesk, server: LocalServer
) -> None:
    messenger = anna.messenger
    server.add_user(STRANGER, nickname="Sam", contacts=[ONE])
    sam = desk(STRANGER).sign_in(server.address)
    sam.send(ONE, "one")
    sam.send(ONE, "two")
    anna.wait_texts(STRANGER, "one", "two")
    anna.wait(lambda: messenger.roster.get(STRANGER).nickname == "Sam")
    keys = [message.id for message in messenger.conversation(chat_with(STRANGER)).messages]
    for key in keys:
        assert STRANGER in messenger.roster
        anna.reply(messenger.history_service.delete(Selection((key,))))
        messenger.forget_stranger(STRANGER)
    assert STRANGER not in messenger.roster
    assert chat_with(STRANGER) not in messenger.recent_conversations()
    sam.send(ONE, "three")
    anna.wait_texts(STRANGER, "three")
    anna.wait(lambda: messenger.roster.get(STRANGER).nickname == "Sam")
    messenger.drafts.put(chat_with(STRANGER), Draft("not yet"))
    anna.reply(messenger.history_service.delete(Selection(conversation=chat_with(STRANGER))))
    messenger.forget_stranger(STRANGER)
    assert STRANGER in messenger.roster, "a draft is for them"
