"""Messages of mine are stored by the history's writer before they are shown."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from qqdesk.domain.body import Text
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.notification_rules import FOREVER
from qqdesk.domain.problem import Problem, ProblemKind
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk


@contextmanager
def slow_answer(one: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hold the writer after it has stored a message and handed it to the send loop."""
    assert one.messenger.session is not None
    sender, free = one.messenger.session.engine.sender, threading.Event()
    send = sender.send

    def send_and_wait(message: Message) -> None:
        send(message)
        free.wait(20)

    monkeypatch.setattr(sender, "send", send_and_wait)
    try:
        yield
    finally:
        free.set()


@contextmanager
def blocked_disk(one: Desk) -> Iterator[None]:
    """Hold the writer, as a slow disk does."""
    assert one.messenger.session is not None
    free = threading.Event()
    one.messenger.session.writer.write(lambda: free.wait(20))
    try:
        yield
    finally:
        free.set()


def database(one: Desk) -> sqlite3.Connection:
    (path,) = (one.folder / "accounts").glob("*/history.db")
    return sqlite3.connect(path)


def test_a_message_is_shown_and_sent_when_it_is_on_disk(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    one.messenger.drafts.put(chat_with(TWO), Draft("first"))
    stored: list[str] = []
    with blocked_disk(one):
        for text, draft in (("first", Draft("rest")), ("second", None)):
            pending = one.messenger.own_messages.send(chat_with(TWO), Text(text), draft=draft)
            pending.then(one.messenger, lambda message: stored.append(message.text))
        one.messenger.mark_read(chat_with(TWO))
        one.messenger.forget_stranger(TWO)
        assert one.texts(TWO) == []
    two.wait_texts(ONE, "first", "second")
    assert stored == one.texts(TWO) == ["first", "second"]
    assert [message.text for message in one.of("message_added")] == ["first", "second"]
    assert one.messenger.drafts.get(chat_with(TWO)).text == "rest"
    with closing(database(one)) as disk:
        assert disk.execute("SELECT text FROM drafts").fetchall() == [("rest",)]


def test_a_message_is_shown_before_its_next_state_and_before_an_answer(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The send loop, the server and the other person may be faster than the writer."""
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    stored: list[Message] = []
    with slow_answer(one, monkeypatch):
        pending = one.messenger.own_messages.send(chat_with(TWO), Text("question"), draft=Draft())
        pending.then(one.messenger, stored.append)
        two.wait_texts(ONE, "question")
        two.send(ONE, "answer")
        one.wait_texts(TWO, "question", "answer")
        one.wait_state(TWO, stored[0].id, Delivery.DELIVERED)
    one.wait_written()
    assert [message.delivery for message in stored] == [Delivery.WAITING]
    assert [message.text for message in one.of("message_added")] == ["question", "answer"]
    changes = [message.delivery for message in one.of("message_changed")]
    assert changes == [Delivery.SENDING, Delivery.SENT, Delivery.DELIVERED]


def test_a_draft_that_is_newer_than_the_message_stays(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    one.messenger.drafts.put(chat_with(TWO), Draft("first"))
    with blocked_disk(one):
        pending = one.messenger.own_messages.send(chat_with(TWO), Text("first"), draft=Draft())
        one.messenger.drafts.put(chat_with(TWO), Draft("typed meanwhile"))
    one.result(pending)
    assert one.messenger.drafts.get(chat_with(TWO)).text == "typed meanwhile"
    one.wait_written()
    with closing(database(one)) as disk:
        assert disk.execute("SELECT text FROM drafts").fetchall() == [("typed meanwhile",)]


def test_pending_writes_are_on_disk_after_the_end(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    with blocked_disk(one):
        for number in range(20):
            one.messenger.own_messages.send(chat_with(TWO), Text(str(number)))
        one.messenger.drafts.put(chat_with(TWO), Draft("unsent"))
        one.messenger.contact_notes.set_remark(TWO, "the boss")
        one.messenger.sign_out()
        one.messenger.mutes.mute(chat_with(TWO), FOREVER)
    one.wait_for("signed_out")
    assert one.texts(TWO) == []
    again = desk(ONE).sign_in(server.address)
    again.wait(lambda: set(again.states(TWO)) == {Delivery.SENT})
    assert again.texts(TWO) == [str(number) for number in range(20)]
    assert again.messenger.drafts.get(chat_with(TWO)).text == "unsent"
    assert again.messenger.roster.get(TWO).remark == "the boss"
    assert again.messenger.mutes.all() == [chat_with(TWO)]
    with blocked_disk(again):
        again.messenger.own_messages.send(chat_with(TWO), Text("at the end"))
    again.messenger.shut_down()
    last = desk(ONE).sign_in(server.address)
    assert last.texts(TWO)[-1] == "at the end"


def test_a_message_that_has_to_be_stored_fails_without_a_history(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE)
    problems: list[Problem] = []
    one.messenger.own_messages.send(chat_with(TWO), Text("x"), only_stored=True).then(
        one.messenger, None, problems.append
    )
    assert problems == []
    one.wait(lambda: problems)
    assert problems == [Problem(ProblemKind.NO_CONNECTION)]
    assert one.send_message(TWO, "x").delivery is Delivery.FAILED


def test_a_retried_message_is_not_given_up_before_it_is_stored(desk: MakeDesk, server: LocalServer) -> None:
    """The user clicks twice during one write."""
    one = desk(ONE).sign_in(server.address)
    failed = one.send_message(99999, "nobody")
    one.wait_state(99999, failed.id, Delivery.FAILED)
    with blocked_disk(one):
        one.messenger.own_messages.retry(failed)
        one.messenger.own_messages.retry(failed)
        one.messenger.own_messages.discard(failed)
        assert one.states(99999) == [Delivery.FAILED]
    changes = one.of("message_changed")
    before = len(changes)
    one.wait(lambda: [change.delivery for change in one.of("message_changed")][before:][-1:] == [Delivery.FAILED])
    states = [change.delivery for change in one.of("message_changed")][before:]
    assert states == [Delivery.WAITING, Delivery.SENDING, Delivery.FAILED]
