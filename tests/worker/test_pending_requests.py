"""`Messenger.request(...).then(...)`, with a real server and real threads."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.eraser import Selection
from qqdesk.history.message_search import SearchQuery
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status
from qqdesk.protocol.commands import AddToList, AddToListReply, AnswerAdd, GetInfo, GetInfoReply
from qqdesk.protocol.record import Done
from qqdesk.worker.history_requests import JobDone
from tests.helpers.classic_server import ClassicServer
from tests.helpers.clock import FakeClock
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer, md5, running_server
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk


class Window(QObject):
    """Collects the arguments of its calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[object] = []

    def done(self, reply: object) -> None:
        self.calls.append(reply)

    def failed(self, problem: Problem) -> None:
        self.calls.append(problem.kind)


@pytest.fixture
def window(qapp: QApplication) -> Iterator[Window]:
    yield Window()


def test_a_reply_goes_to_the_one_who_asked(desk: MakeDesk, server: LocalServer, window: Window) -> None:
    one = desk(ONE).sign_in(server.address)
    other = Window()
    one.messenger.request(GetInfo(TWO)).then(window, window.done, window.failed)
    one.messenger.request(GetInfo(19999)).then(other, other.done, other.failed)
    assert not window.calls
    one.wait(lambda: window.calls and other.calls)
    (reply,) = window.calls
    assert isinstance(reply, GetInfoReply) and reply.profile.number == TWO
    assert other.calls == [ProblemKind.NO_SUCH_USER]


def test_the_state_is_up_to_date_when_a_listener_is_called(desk: MakeDesk, server: LocalServer, window: Window) -> None:
    server.add_user(20000, nickname="open", allow=AddOutcome.ADDED)
    one = desk(ONE).sign_in(server.address)
    seen: list[tuple[int, bool]] = []
    pending = one.messenger.request(AddToList(20000))
    pending.then(window, lambda reply: seen.append((reply.outcome, 20000 in one.messenger.roster)))
    one.wait(lambda: seen)
    assert seen == [(AddOutcome.ADDED, True)]


def test_a_destroyed_receiver_is_not_called(desk: MakeDesk, server: LocalServer, window: Window) -> None:
    one = desk(ONE).sign_in(server.address)
    destroyed, dropped = Window(), Window()
    calls = [destroyed.calls, dropped.calls]
    for owner in (destroyed, dropped):
        one.messenger.request(GetInfo(TWO)).then(owner, owner.done, owner.failed)
    one.messenger.request(GetInfo(TWO)).then(window, window.done, window.failed)
    delete(destroyed)
    del owner, dropped
    one.wait(lambda: window.calls)
    assert calls == [[], []]


def test_without_a_session_it_fails_after_the_call(desk: MakeDesk, window: Window) -> None:
    one = desk(ONE)
    one.messenger.request(GetInfo(TWO)).then(window, window.done, window.failed)
    assert not window.calls
    one.wait(lambda: window.calls)
    assert window.calls == [ProblemKind.NO_CONNECTION]


def test_a_classic_server_is_not_asked_what_it_does_not_know(desk: MakeDesk, window: Window) -> None:
    with ClassicServer() as server:
        server.add_user(ONE, "secret")
        one = desk(ONE).sign_in(server.url)
        one.messenger.request(ModifyPassword(md5(""), md5("another secret"))).then(window, window.done, window.failed)
        one.wait(lambda: window.calls)
        assert window.calls == [ProblemKind.NOT_SUPPORTED]
        one.messenger.shut_down()


def test_a_status_without_a_connection_is_done(
    desk: MakeDesk, clock: FakeClock, tmp_path: Path, window: Window
) -> None:
    with running_server(tmp_path) as server:
        server.add_user(ONE)
        one = desk(ONE, clock=clock).sign_in(server.address)
        server.kill()
        one.wait_given_up()
        one.messenger.set_status(Status.BUSY).then(window, window.done, window.failed)
        assert one.messenger.me.status is Status.BUSY and not window.calls
        one.wait(lambda: window.calls)
        assert window.calls == [Done()]


def test_who_grants_a_request_can_add_the_person_too(desk: MakeDesk, server: LocalServer, window: Window) -> None:
    one, three = desk(ONE).sign_in(server.address), desk(THREE).sign_in(server.address)
    one.messenger.request(AddToList(THREE)).then(window, window.done, window.failed)
    one.wait(lambda: window.calls)
    assert window.calls == [AddToListReply(AddOutcome.CONSENT_NEEDED, THREE)]
    one.messenger.request(AnswerAdd(THREE, AddAnswer.ASK, "hello"))
    three.wait(lambda: three.messenger.requests)
    answers = Window()
    three.messenger.answer_request(ONE, AddAnswer.GRANT, add_too=True).then(answers, answers.done, answers.failed)
    three.wait(lambda: answers.calls)
    assert answers.calls == [Done()] and not three.messenger.requests
    three.wait(lambda: ONE in three.messenger.roster and not three.messenger.roster.get(ONE).stranger)


def test_stored_messages_come_to_the_one_who_asked(desk: MakeDesk, server: LocalServer, window: Window) -> None:
    one = desk(ONE).sign_in(server.address)
    keys = [one.send(TWO, text) for text in ("first", "second", "third")]
    history = one.messenger.history_service
    history.load_earlier(chat_with(TWO), keys[1]).then(
        window, lambda page: window.done([each.text for each in page.messages])
    )
    history.search("a", SearchQuery("first")).then(window, lambda found: window.done("superseded"))
    history.search("a", SearchQuery("third")).then(window, lambda found: window.done(found.hits[0].message.text))
    one.wait(lambda: len(window.calls) == 2)
    assert window.calls == [["first"], "third"]


def test_a_job_ends_at_the_one_who_started_it(desk: MakeDesk, server: LocalServer, window: Window) -> None:
    one = desk(ONE).sign_in(server.address)
    one.send(TWO, "first")
    one.wait(lambda: one.states(TWO) == [Delivery.SENT])
    deletion = one.messenger.history_service.delete(Selection(conversation=chat_with(TWO)))
    deletion.then(window, window.done, window.failed)
    one.wait(lambda: window.calls)
    (done,) = window.calls
    assert isinstance(done, JobDone) and done.count == 1 and one.texts(TWO) == []


def test_stored_messages_are_not_read_without_a_session(desk: MakeDesk, window: Window) -> None:
    one = desk(ONE)
    one.messenger.history_service.load_context("0" * 32).then(window, window.done, window.failed)
    assert not window.calls
    one.wait(lambda: window.calls)
    assert window.calls == [ProblemKind.NO_CONNECTION]
