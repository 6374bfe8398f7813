"""A session handles and answers each message once, through failures of server, connection and program."""

import logging
import random
import re
import threading
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest

from qqdesk.bot import session as bot_session
from qqdesk.bot.errors import SessionEndedError, StoppedError
from qqdesk.bot.events import Added, Answered, Delivered, Event, Message, Notice, Presence, Request, Typing
from qqdesk.bot.session import Session
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import RefusedError
from qqdesk.clock import SystemClock
from qqdesk.engine.receiver import ACKNOWLEDGE_S, KEEP_ALIVE_S
from qqdesk.protocol.codes import AddAnswer, Result, Status
from qqdesk.protocol.commands import AddToList, AnswerAdd, ModifyInfo
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.server.accounts import administrators, invitations
from qqdesk.server.admin import operator_notices
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.sqlite import open_database
from tests.bot.conftest import ANN, BOB, BOT, PATIENCE_S, MakePerson, MakeSession, populate
from tests.chaos.faults import impatience
from tests.chaos.people import SERVER
from tests.helpers.classic_server import ClassicServer
from tests.helpers.clock import FakeClock
from tests.helpers.proxy import Fault, FaultyProxy, fickle
from tests.helpers.server import LocalServer, add_to_lists, local_server, start_server, transaction

E = TypeVar("E", bound=Event)


def next_of(session: Session, kind: type[E]) -> E:
    """Return the next event of this kind, and finish it."""
    while True:
        event = session.take(PATIENCE_S)
        assert event is not None, f"no {kind.__name__} came"
        session.finish(event)
        if isinstance(event, kind):
            return event


def test_messages_are_answered(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    ann, bot = person(server.address), session(server.address)
    ann.say("hello", "你好 & 50%")
    for event in bot:
        assert isinstance(event, Message)
        assert (event.sender, event.name) == (ANN, "Ann")
        (sent,) = event.reply(event.text)
        assert sent.to == ANN
        if event.text != "hello":
            break
    assert ann.hear(2) == ["hello", "你好 & 50%"]


def test_a_newcomer_is_one_event(server: LocalServer, session: MakeSession) -> None:
    """LIST_CHANGED and ASKED_IN messages are no events."""
    with transaction(server.place) as db:
        administrators.appoint(db, BOT)
        code = invitations.create(db, SystemClock().now(), inviter=BOT)
    bot = session(server.address)
    assert bot.wait_until_connected(PATIENCE_S)
    with Client(server.address) as newcomer:
        newcomer.number = newcomer.register(password_hash("secret"), "Eva", code)
        newcomer.login(password="secret")
        newcomer.send_message(BOT, "hello")
    kinds: list[type[Event] | None] = []
    while Message not in kinds:
        event = bot.take(PATIENCE_S)
        assert event is not None
        kinds.append(type(event))
        bot.finish(event)
    assert [kind for kind in kinds if kind is not Presence] == [Added, Message]


def test_no_event_tells_a_text_to_a_log(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    person(server.address).say("the secret")
    bot = session(server.address)
    assert "the secret" not in repr(bot.take(PATIENCE_S))
    assert "secret" not in repr(bot)


def test_an_unfinished_event_is_delivered_again_and_answered_once(
    server: LocalServer, session: MakeSession, person: MakePerson
) -> None:
    """The program is killed after its reply and before `finish`."""
    ann, bob, first = person(server.address), person(server.address, BOB), session(server.address)
    ann.say("one", "two")
    one = first.take(PATIENCE_S)
    assert isinstance(one, Message)
    one.reply("first answer")
    first.send(BOB, "to somebody else", cause=one)
    one.reply("second answer")
    first.stop()

    again = session(server.address)
    one = again.take(PATIENCE_S)
    assert isinstance(one, Message)
    assert one.text == "one"
    again.send(BOB, "to somebody else again", cause=one)
    one.reply("another first answer")
    one.reply("second answer")
    one.reply("third answer")
    again.finish(one)
    two = again.take(PATIENCE_S)
    assert isinstance(two, Message)
    two.reply("answer to two")
    assert ann.hear(4) == ["first answer", "second answer", "third answer", "answer to two"]
    assert ann.hears_nothing_more()
    assert bob.hear(1) == ["to somebody else"]
    assert bob.hears_nothing_more()


def test_a_finished_event_is_not_delivered_again(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    ann, first = person(server.address), session(server.address)
    ann.say("one", "two", "three")
    next_of(first, Message)
    next_of(first, Message)
    first.stop()
    event = next_of(session(server.address), Message)
    assert event.text == "three"


def test_to_finish_twice_is_to_finish_once(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    ann, first = person(server.address), session(server.address)
    ann.say("one", "two")
    one = next_of(first, Message)
    first.finish(one)
    first.stop()
    assert next_of(session(server.address), Message).text == "two"


def test_a_send_with_a_key_is_sent_once_for_ever(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    ann, bob, first = person(server.address), person(server.address, BOB), session(server.address)
    first.send(ANN, "news", key="monday")
    first.send(BOB, "news", key="monday")
    first.stop()
    second = session(server.address)
    second.send(ANN, "news", key="monday")
    second.send(ANN, "news", key="tuesday")
    second.send(ANN, "news")
    second.send(ANN, "the end")
    assert ann.hear(4) == ["news", "news", "news", "the end"]
    assert bob.hear(1) == ["news"]


def test_a_long_text_is_several_messages(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    ann, bot = person(server.address), session(server.address)
    line = "a line of many words\n"
    assert len(bot.send(ANN, line * 500)) == 3
    heard = ann.hear(3)
    assert "".join(f"{part}\n" for part in heard) == line * 500
    assert all(len(part) <= MAX_MESSAGE_CHARS for part in heard)
    assert bot.send(ANN, " \n") == ()


def test_every_kind_of_event(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    eve = server.add_user(10009, nickname="Eve")
    bot = session(server.address)
    assert bot.wait_until_connected(PATIENCE_S)
    ann = person(server.address)
    arrival = next_of(bot, Presence)
    assert (arrival.sender, arrival.name) == (ANN, "Ann")
    assert isinstance(arrival, Presence)
    assert arrival.is_present
    assert bot.roster.get(ANN).status is Status.ONLINE
    stranger = person(server.address, eve)
    stranger.client.request(AnswerAdd(BOT, AddAnswer.ASK, "please"))
    request = next_of(bot, Request)
    assert (request.sender, request.reason) == (eve, "please")
    request.accept()
    request.accept()
    stranger.say("thanks")
    assert next_of(bot, Message).sender == eve
    bot.call(lambda client: client.request(AnswerAdd(eve, AddAnswer.ASK, "and you?")))
    answered = next_of(bot, Answered)
    assert answered.granted
    (sent,) = bot.send(ANN, "hello")
    ann.hear(1)
    ann.hears_nothing_more()
    delivered = next_of(bot, Delivered)
    assert delivered.key == sent.key
    ann.client.send_typing(BOT)
    assert next_of(bot, Typing).sender == ANN


def test_a_contacts_new_nickname_is_known_and_no_event(
    server: LocalServer, session: MakeSession, person: MakePerson
) -> None:
    bot = session(server.address)
    assert bot.wait_until_connected(PATIENCE_S)
    ann = person(server.address)
    ann.client.request(ModifyInfo({"nickname": "Annabel", "face": 30}, None))
    ann.say("hello")
    assert next_of(bot, Message).name == "Annabel"
    assert bot.roster.get(ANN).face == 30


def test_being_added_and_what_the_server_says(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    server.add_user(10009, nickname="Eve")
    bot = session(server.address)
    bot.call(lambda client: client.request(ModifyInfo({}, int(AddAnswer.GRANT))))
    person(server.address, 10009).client.request(AddToList(BOT))
    assert next_of(bot, Added).sender == 10009


def test_the_name_of_a_stranger_is_fetched(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    eve = server.add_user(10009, nickname="Eve 伊芙")
    add_to_lists(server.place, [(eve, BOT)])
    stranger = person(server.address, eve)
    with impatience(), FaultyProxy(server.port) as proxy:
        bot = session(proxy.url)
        assert bot.wait_until_connected(PATIENCE_S)
        stranger.say("one", "two")
        assert [next_of(bot, Message).name for _ in range(2)] == ["Eve 伊芙"] * 2
        assert proxy.seen["getinfo"] == 1, "asked once"
        bot.refresh()
        proxy.fault("getinfo", Fault.LOSE, times=9)
        stranger.say("three", "four")
        assert [next_of(bot, Message).name for _ in range(2)] == [str(eve)] * 2, "and neither is lost"
        proxy.clear()
        bot.refresh()
        stranger.say("five")
        assert next_of(bot, Message).name == "Eve 伊芙"


def test_the_server_dies_while_somebody_writes(tmp_path: Path, person: MakePerson, session: MakeSession) -> None:
    server = start_server(tmp_path, arguments=SERVER)
    try:
        populate(server)
        bot, ann = session(server.address), person(server.address)
        bot.send(ANN, "before")
        port = server.port
        server.kill()
        sending = threading.Thread(target=lambda: bot.send(ANN, "meanwhile"))
        sending.start()
        server = start_server(tmp_path, folder=server.folder, port=port, arguments=SERVER)
        sending.join(PATIENCE_S)
        bot.send(ANN, "after")
        ann.say("still there?")
        message = next_of(bot, Message)
        message.reply("yes")
        assert ann.hear(4) == ["before", "meanwhile", "after", "yes"]
    finally:
        server.kill()


def test_a_line_on_which_everything_goes_wrong(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    seed = random.randrange(10**6)
    texts = [f"{seed} {index}" for index in range(60)]
    ann = person(server.address)
    with impatience(), FaultyProxy(server.port) as proxy:
        bot = session(proxy.url)
        assert bot.wait_until_connected(PATIENCE_S)
        proxy.whim = fickle(0.2, random.Random(seed))
        handled: list[str] = []

        def work() -> None:
            for event in bot:
                if isinstance(event, Message):
                    handled.append(event.text)
                    event.reply(event.text)
                if len(handled) == len(texts):
                    return

        worker = threading.Thread(target=work)
        worker.start()
        ann.say(*texts)
        assert ann.hear(len(texts)) == texts, seed
        worker.join()
        assert ann.hears_nothing_more()
    assert handled == texts, "each is taken once while the program lives"


def test_a_slow_program_keeps_its_session(server: LocalServer, session: MakeSession, person: MakePerson) -> None:
    """A slow program stays signed in and acknowledges its events; no event comes twice."""
    clock = FakeClock()
    ann, bot = person(server.address), session(server.address, clock=clock)
    ann.say("one", "two")
    one = bot.take(PATIENCE_S)
    assert isinstance(one, Message)
    asked = server.session_of(BOT)
    seen = asked.last_seen
    ticks = threading.Event()
    for _ in range(400):
        if asked.last_seen - seen > 0.2:
            break
        clock.advance(KEEP_ALIVE_S)
        ticks.wait(0.02)
    assert asked.last_seen - seen > 0.2
    ann.say("three")
    bot.finish(one)
    for _ in range(400):
        if asked.received >= one.id:
            break
        clock.advance(ACKNOWLEDGE_S)
        ticks.wait(0.02)
    assert asked.received == one.id
    two, three = bot.take(PATIENCE_S), bot.take(PATIENCE_S)
    assert isinstance(two, Message)
    assert isinstance(three, Message)
    assert (two.text, three.text) == ("two", "three")
    assert bot.take(0) is None


def test_another_device_ends_it(server: LocalServer, session: MakeSession) -> None:
    bot = session(server.address)
    assert bot.wait_until_connected(PATIENCE_S)
    server.sign_out_device(BOT, server.session_of(BOT).device)
    with pytest.raises(SessionEndedError, match="signed this one out"):
        bot.take(PATIENCE_S)
    with pytest.raises(SessionEndedError):
        bot.send(ANN, "hello")


def test_a_wrong_password_is_reported(server: LocalServer, session: MakeSession) -> None:
    with pytest.raises(SessionEndedError, match="Password error or unknown number"):
        session(server.address, password="wrong").take(PATIENCE_S)


def test_another_program_at_the_address_is_reported(server: LocalServer, session: MakeSession) -> None:
    with pytest.raises(SessionEndedError):
        session(f"https://127.0.0.1:{server.port}").take(PATIENCE_S)


def test_a_session_that_the_server_forgot_is_started_again(
    server: LocalServer, session: MakeSession, person: MakePerson
) -> None:
    ann, bot = person(server.address), session(server.address)
    assert bot.wait_until_connected(PATIENCE_S)
    with bot.client.clone() as clone:
        clone.logout()
    bot.send(ANN, "hello")
    ann.say("hello")
    assert next_of(bot, Message).sender == ANN


def test_who_came_and_went_while_there_was_no_connection(
    server: LocalServer, session: MakeSession, person: MakePerson
) -> None:
    with FaultyProxy(server.port) as proxy:
        bot = session(proxy.url)
        assert bot.wait_until_connected(PATIENCE_S)
        proxy.open = False
        proxy.cut_all()
        bot.client.channels.drop()
        bob = person(server.address, BOB)
        proxy.open = True
        event = next_of(bot, Presence)
        assert (event.sender, event.status) == (BOB, Status.ONLINE)
        bob.client.logout()
        event = next_of(bot, Presence)
        assert event.status is Status.OFFLINE


def test_a_server_that_stays_away_is_asked_ever_less_often(
    server: LocalServer, session: MakeSession, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, bot_session.__name__)
    clock = FakeClock()
    with FaultyProxy(server.port) as proxy:
        bot = session(proxy.url, clock=clock)
        assert bot.wait_until_connected(PATIENCE_S)
        proxy.open = False
        proxy.cut_all()
        bot.client.channels.drop()
        delays: list[float] = []
        for _ in range(400):
            delays = [float(found) for found in re.findall(r"The next try is in ([\d.]+) s", caplog.text)]
            if len(delays) >= 3:
                break
            bot.take(0.05)
            clock.advance(1)
        assert delays[2] > delays[0]
        # A blocked `send` continues when the connection is back.
        sending = threading.Thread(target=bot.send, args=(ANN, "hello"))
        sending.start()
        proxy.open = True
        while sending.is_alive():
            sending.join(0.01)
            clock.advance(1)


def test_too_many_messages_wait(tmp_path: Path, session: MakeSession, person: MakePerson) -> None:
    clock, server_clock = FakeClock(), FakeClock()
    with local_server(tmp_path, settings=Settings(messages_per_minute=60), clock=server_clock) as server:
        populate(server)
        ann, bot = person(server.address), session(server.address, clock=clock)
        texts = [str(index) for index in range(62)]

        def send() -> None:
            for text in texts:
                bot.send(ANN, text)

        sending = threading.Thread(target=send)
        sending.start()
        while sending.is_alive():
            sending.join(0.01)
            clock.advance(0.1)
            server_clock.passed += 0.1
        assert ann.hear(len(texts)) == texts


def test_a_refusal_is_raised(server: LocalServer, session: MakeSession) -> None:
    server.add_user(10009)
    bot = session(server.address)
    with pytest.raises(RefusedError) as refused:
        bot.send(10009, "we do not know each other")
    assert refused.value.result == Result.NOT_ALLOWED


def test_it_ends_while_it_waits(tmp_path: Path, session: MakeSession) -> None:
    """A `send` blocks because there is no server."""
    with local_server(tmp_path) as server:
        address = server.address
    bot = session(address)
    ended: list[BaseException] = []

    def send() -> None:
        try:
            bot.send(ANN, "hello")
        except StoppedError as error:
            ended.append(error)

    sending = threading.Thread(target=send)
    sending.start()
    bot.interrupt_waits()
    sending.join(PATIENCE_S)
    assert ended
    bot.stop()
    with pytest.raises(StoppedError):
        bot.take()
    assert list(bot) == []


def test_a_classic_server(person: MakePerson) -> None:
    with ClassicServer() as server:
        server.add_user(BOT, "secret")
        server.add_user(ANN, "secret", "Ann")
        server.befriend(BOT, ANN)
        server.post(BOT, 9, ANN, "hello")
        with Session(Client(server.url, BOT), password_hash("secret")) as bot:
            message = next_of(bot, Message)
            (sent,) = message.reply("hello, too")
            assert (sent.id, sent.key) == (0, "")
        assert server.delivered == [(BOT, ANN, "hello, too")]


def test_a_notice_of_the_server_is_no_message(server: LocalServer, session: MakeSession) -> None:
    """A server notice is no `Message`, so no bot replies to it: the server would refuse the reply."""
    with closing(open_database(server.folder)) as db:
        operator_notices.send(db, "Closed tomorrow", 1_700_000_000_000, [BOT])
        db.commit()
    event = next_of(session(server.address), Notice)
    assert (event.text, event.time.year) == ("Closed tomorrow", 2023)
