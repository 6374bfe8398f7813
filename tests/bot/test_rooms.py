"""Bots in rooms."""

from collections.abc import Iterator
from contextlib import ExitStack
from unittest import mock

import pytest

from qqdesk import Bot, Message
from qqdesk.bot.events import Invitation, Joined, Left, MemberChanged, RoomRequest
from qqdesk.bot.session import Session
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.room_requests import RoomRequests
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.room_commands import JoinRule, RoomRole
from tests.bot.conftest import ANN, BOB, BOT, MakePerson, Person
from tests.bot.test_bot import Recorder
from tests.helpers.inbox import Inbox
from tests.helpers.server import LocalServer

CARL, DORA = 10003, 10004


@pytest.fixture
def bots() -> Iterator[ExitStack]:
    """Stop the entered bots after the test."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def ann(server: LocalServer, person: MakePerson) -> Person:
    """Return a contact of the bot. Carl is no contact."""
    server.add_user(CARL, nickname="Carl")
    return person(server.address)


def messages(client: Client) -> Iterator[WaitingMessage]:
    """Iterate over the texts that a client receives in rooms, without end."""
    for batch in Inbox(client):
        yield from (row for row in batch if row.room and row.kind == MessageKind.TEXT)


def test_a_reply_goes_to_the_room_and_mentions_the_sender(
    server: LocalServer, ann: Person, person: MakePerson, bots: ExitStack
) -> None:
    bot = Recorder(server.address)

    @bot.on_message
    def answer(message: Message) -> None:
        if message.mentions_me:
            message.reply(f"@{message.name} hello in {message.room_name}", mentions=[message.sender])

    bots.enter_context(bot)
    room = ann.client.rooms.create("Family", (BOT,), join_rule=JoinRule.OPEN)
    (joined,) = bot.wait_for(Joined)
    assert (joined.sender, joined.name, joined.room, joined.room_name) == (ANN, "Ann", room, "Family")
    carl = person(server.address, CARL)
    carl.client.rooms.join(room)
    carl.client.send_message(room, "without a mention")
    carl.client.send_message(room, "@机器人 hello", "c" * 32, mentions=[BOT])
    first, second = bot.wait_for(Message, 2)
    assert isinstance(first, Message) and isinstance(second, Message)
    assert (first.sender, first.name, first.room, first.mentions_me) == (CARL, "Carl", room, False)
    assert (second.mentions, second.mentions_me) == ((BOT,), True)
    reply = next(row for row in messages(ann.client) if row.sender == BOT)
    assert (reply.room, reply.text, reply.mentions) == (room, "@Carl hello in Family", (CARL,))
    assert [one.number for one in bot.rooms] == [room]
    assert bot.errors == []


def test_a_bot_requests_the_members_once_for_each_writer_who_left(
    server: LocalServer, ann: Person, person: MakePerson, bots: ExitStack
) -> None:
    server.add_user(DORA, nickname="Dora")
    room = ann.client.rooms.create("Family", (BOT,), join_rule=JoinRule.OPEN)
    with Bot(server.address, BOT, "secret") as bot:
        assert bot.rooms
    writers = [person(server.address, number).client for number in (CARL, DORA)]
    for client in writers:
        client.rooms.join(room)
    for client in writers * 2:
        client.send_message(room, "hello")
    for client in writers:
        client.rooms.leave(room)
    with mock.patch.object(RoomRequests, "info", autospec=True, side_effect=RoomRequests.info) as requested:
        recorder = Recorder(server.address)
        bots.enter_context(recorder)
        assert [message.name for message in recorder.wait_for(Message, 4)] == ["Carl", "Dora"] * 2
    assert requested.call_count == 2


def test_a_bot_joins_and_leaves_and_follows_the_members(server: LocalServer, ann: Person, bots: ExitStack) -> None:
    bot = Recorder(server.address)
    bots.enter_context(bot)
    server.befriend(ANN, BOB)
    room = ann.client.rooms.create("Family", join_rule=JoinRule.OPEN)
    assert bot.join(room) is AddOutcome.ADDED
    bot.send(room, "good morning")
    assert next(messages(ann.client)).text == "good morning"
    ann.client.rooms.set_role(room, BOB, RoomRole.MEMBER)
    came = bot.wait_for(MemberChanged, 2)[-1]
    assert isinstance(came, MemberChanged)
    assert (came.sender, came.member, came.role, came.room) == (ANN, BOB, RoomRole.MEMBER, room)
    ann.client.rooms.set_role(room, BOT, RoomRole.NONE)
    (left,) = bot.wait_for(Left)
    assert (left.sender, left.room_name) == (ANN, "Family")
    assert bot.rooms == []


def test_a_bot_accepts_an_invitation_and_admits_people(
    server: LocalServer, ann: Person, person: MakePerson, bots: ExitStack
) -> None:
    bot = Recorder(server.address)

    @bot.on_event
    def accept(event: object) -> None:
        if isinstance(event, Invitation | RoomRequest):
            event.accept()

    bots.enter_context(bot)
    carl = person(server.address, CARL)
    room = carl.client.rooms.create("Club", (BOT,), join_rule=JoinRule.ASK)
    (invitation,) = bot.wait_for(Invitation)
    assert (invitation.sender, invitation.name, invitation.room_name) == (CARL, "Carl", "Club")
    bot.wait_for(Joined)
    carl.client.rooms.set_role(room, BOT, RoomRole.ADMIN)
    assert ann.client.rooms.join(room) == AddOutcome.CONSENT_NEEDED
    ann.client.rooms.ask(room, "I am Ann")
    (request,) = bot.wait_for(RoomRequest)
    assert isinstance(request, RoomRequest)
    assert (request.sender, request.reason, request.room) == (ANN, "I am Ann", room)
    assert ANN in [member.number for member in carl.client.rooms.info(room).members]


def test_an_unfinished_message_of_a_room_comes_again(server: LocalServer, ann: Person) -> None:
    """A program that is killed gets it again, and its second reply is not stored."""
    room = ann.client.rooms.create("Family", (BOT,))

    def session() -> Session:
        return Session(Client(server.address, BOT, device="d" * 32), password_hash("secret"))

    def next_message(session: Session) -> Message:
        return next(event for event in session if isinstance(event, Message))

    with session() as killed:
        killed.wait_until_signed_in()
        ann.client.send_message(room, "hello")
        first = next_message(killed)
        first.reply("good morning")
    with session() as next_run:
        again = next_message(next_run)
        assert (again.room, again.id, again.text) == (room, first.id, "hello")
        (sent,) = again.reply("good evening")
        assert sent.id == 0
    received = messages(ann.client)
    assert [next(received).text, next(received).text] == ["hello", "good morning"]
    ann.client.send_message(room, "end")
    assert next(received).text == "end"


def test_a_send_with_a_key_reaches_a_room_once(server: LocalServer, ann: Person, bots: ExitStack) -> None:
    room = ann.client.rooms.create("Family", (BOT,))
    for _ in range(2):
        with Bot(server.address, BOT, "secret") as bot:
            bot.send(room, "lunch", key="today")
    bots.enter_context(bot := Recorder(server.address))
    bot.send(room, "end")
    received = messages(ann.client)
    assert [next(received).text, next(received).text] == ["lunch", "end"]
