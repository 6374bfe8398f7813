"""The outbox alone, with a classic server and with a scripted one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    BadReplyError,
    ClientError,
    ClosedError,
    LoginRefusedError,
    NetworkError,
    NetworkErrorKind,
    NotSignedInError,
    RefusedError,
)
from qqdesk.domain.body import File
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.outbox_status import OutboxStatus, WaitingReason
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.outbox import Outbox, OutboxCancellation, retry_reason
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.protocol.codes import Result
from qqdesk.protocol.file_info import FileInfo, FileKind
from tests.engine.conftest import ONE, TWO
from tests.helpers.canned import CannedServer, http
from tests.helpers.classic_server import ClassicServer
from tests.helpers.messages import chat_with, text_message

LOGIN = http(f"VER=1.1&CMD=Login&SEQ=1&UIN={ONE}&RES=0&RS=0&HI=60&LI=300&EXT=1&SID={'5' * 32}&STA=10")
SENT = http(f"VER=1.1&CMD=CLTMSG&SEQ=1&UIN={ONE}&RES=0&MID=1&TIME=1")
FAILED_50 = http(f"VER=1.1&CMD=CLTMSG&SEQ=1&UIN={ONE}&RES=50&RA=the server failed")


def refusal(result: int, more: str = "") -> bytes:
    return http(f"VER=1.1&CMD=CLTMSG&SEQ=1&UIN={ONE}&RES={result}&RA=no{more}")


def message(key: str, text: str = "hi", time: int = 1) -> Message:
    return text_message(key * 32, TWO, text, time, Delivery.WAITING)


def file_message(key: str) -> Message:
    info = FileInfo(key * 32, 1000, FileKind.OTHER, 0, 0, "", "plan.pdf")
    return replace(message(key), body=File(info))


class Case:
    """An outbox, the states that it emitted, and its history."""

    def __init__(self, client: Client, path: Path) -> None:
        self.received: list[Message] = []
        self.problems: list[Problem] = []
        self.history = History(path)
        self.cancellation = OutboxCancellation()
        self.uploads: list[Message] = []
        self.box = Outbox(
            client, self.history, self.received.append, self.problems.append, self.cancellation, self.uploads.append
        )
        self.box.load()

    def write(self, *messages: Message) -> None:
        for one in messages:
            self.history.put(one)
            self.box.add(one)

    def states(self) -> list[tuple[str, str]]:
        """Return the stored state and failure of each message."""
        return [
            (str(one.delivery and one.delivery.value), one.failure) for one in self.history.latest(chat_with(TWO), 99)
        ]


@contextmanager
def a_case(tmp_path: Path, *replies: bytes) -> Iterator[tuple[Case, CannedServer]]:
    with CannedServer(LOGIN, *replies) as server, Client(server.url, ONE) as client:
        client.login(password_hash("secret"))
        assert client.extended
        case = Case(client, tmp_path / "history.db")
        try:
            yield case, server
        finally:
            case.history.close()


def texts_of(server: CannedServer) -> list[str]:
    return [body.decode().rpartition("MG=")[2] for body in server.requests if b"CMD=CLTMSG" in body]


def test_a_message_stored_before_its_notification_is_not_sent_twice(tmp_path: Path) -> None:
    """A message may be loaded and sent before `add`. A classic server would deliver it twice."""
    received: list[Message] = []
    history = History(tmp_path / "history.db")
    waiting = text_message("a" * 32, TWO, "once", 1, Delivery.WAITING)
    on_its_way = text_message("b" * 32, TWO, "perhaps", 2, Delivery.SENDING)
    with ClassicServer() as server, Client(server.url, ONE) as client:
        server.add_user(ONE, "secret")
        server.add_user(TWO, "secret")
        client.login(password_hash("secret"))
        history.put(waiting)
        history.put(on_its_way)
        outbox = Outbox(client, history, received.append, print, OutboxCancellation(), print)
        outbox.load()
        assert received[-1] == on_its_way.with_delivery(Delivery.FAILED, ProblemKind.UNKNOWN_OUTCOME.name)
        assert outbox.send_next() == 0
        outbox.add(waiting)
        assert len(outbox) == 0
        outbox.add(waiting, again=True)
        assert len(outbox) == 1
    assert [text for _, _, text in server.delivered] == ["once"]
    assert [message.delivery for message in history.latest(chat_with(TWO), 9)] == [Delivery.SENT, Delivery.FAILED]
    history.close()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refusal(30), ProblemKind.NO_SUCH_USER),
        (refusal(31), ProblemKind.NOT_ALLOWED),
        (refusal(32), ProblemKind.REFUSED_BY_SERVER),
        (refusal(41), ProblemKind.MESSAGE_TOO_LONG),
        (refusal(42), ProblemKind.MAILBOX_FULL),
        (refusal(10), ProblemKind.REFUSED_BY_SERVER),
        (refusal(11), ProblemKind.NOT_SUPPORTED),
        (refusal(4711), ProblemKind.REFUSED_BY_SERVER),
        (http("too large", "413 Content Too Large"), ProblemKind.MESSAGE_TOO_LONG),
    ],
)
def test_a_refused_message_fails_with_the_reason_and_the_next_is_sent(
    tmp_path: Path, reply: bytes, kind: ProblemKind
) -> None:
    with a_case(tmp_path, reply, SENT) as (case, server):
        case.write(message("a", "refused"), message("b", "taken"))
        assert (case.box.send_next(), case.box.send_next()) == (0, 0)
        assert case.states() == [("failed", kind.name), ("sent", "")]
        assert [(str(one.delivery and one.delivery.value), one.failure) for one in case.received] == [
            ("sending", ""), ("failed", kind.name), ("sending", ""), ("sent", ""),
        ]  # fmt: skip
        assert texts_of(server) == ["refused", "taken"]


def test_a_server_that_asks_to_wait_is_given_its_time(tmp_path: Path) -> None:
    with a_case(tmp_path, refusal(40, "&WAIT=7"), SENT, SENT) as (case, server):
        case.write(message("a", "first"), message("b", "second"))
        assert case.box.send_next() >= 7
        assert case.box.status.reason is WaitingReason.SERVER_BUSY
        assert case.received[-1].delivery is Delivery.WAITING
        assert case.states() == [("waiting", ""), ("waiting", "")]
        assert (case.box.send_next(), case.box.send_next()) == (0, 0)
        assert case.box.status == OutboxStatus()
        assert texts_of(server) == ["first", "first", "second"]
        assert case.states() == [("sent", ""), ("sent", "")]


def test_a_server_that_fails_has_nothing_given_up(tmp_path: Path) -> None:
    """Each message fails: the server is the cause, and the order stays."""
    with a_case(tmp_path, *[FAILED_50] * 13, SENT, SENT, SENT) as (case, server):
        case.write(message("a", "first"), message("b", "second"), message("c", "third"))
        has_waited = []
        for _ in range(13):
            has_waited.append(case.box.send_next() > 0)
            assert case.box.status.reason is WaitingReason.SERVER_FAILED
        assert case.states() == [("waiting", "")] * 3
        while len(case.box):
            case.box.send_next()
        tried = texts_of(server)
        before_second = [waited for waited, text in zip(has_waited, tried[1:], strict=False) if text == "second"]
        assert before_second == [False] * 4, "after a pause the server may be back"
        assert tried[-3:] == ["first", "second", "third"]
        assert case.states() == [("sent", "")] * 3


def test_a_message_that_the_server_fails_with_does_not_hold_up_the_others(tmp_path: Path) -> None:
    with a_case(tmp_path, *[FAILED_50] * 6, SENT, SENT) as (case, server):
        case.write(message("a", "poison"), message("b", "second"), message("c", "third"))
        while len(case.box):
            case.box.send_next()
        assert texts_of(server) == ["poison"] * 6 + ["second", "third"]
        assert case.states() == [("failed", ProblemKind.SERVER_FAILED.name), ("sent", ""), ("sent", "")]


def test_a_failed_upload_does_not_blame_a_message_that_waits(tmp_path: Path) -> None:
    with a_case(tmp_path, *[FAILED_50] * 6, SENT) as (case, _):
        case.write(message("a", "first"), file_message("b"))
        assert case.uploads == [file_message("b")]
        for _ in range(6):
            case.box.send_next()
        case.box.end_upload(file_message("b"), Problem(ProblemKind.FILE_CHANGED))
        assert case.states() == [("waiting", ""), ("failed", ProblemKind.FILE_CHANGED.name)]
        case.box.send_next()
        assert case.states()[0] == ("sent", "")


def test_an_upload_that_fails_after_its_message_was_cancelled_changes_nothing(tmp_path: Path) -> None:
    with a_case(tmp_path) as (case, _):
        case.box.add(file_message("a"))
        assert case.cancellation.cancel("a" * 32)
        case.box.end_upload(file_message("a"), Problem(ProblemKind.FILE_CHANGED))
        assert case.received == [] and case.states() == []


def test_a_file_is_uploaded_once_if_its_message_was_loaded_before_its_notification(tmp_path: Path) -> None:
    with a_case(tmp_path) as (case, _):
        case.history.put(file_message("a"))
        case.box.load()
        case.box.add(file_message("a"))
        assert case.uploads == [file_message("a")]
        case.box.add(file_message("a"), again=True)
        assert len(case.uploads) == 2


def test_errors_of_an_earlier_connection_give_up_no_message(tmp_path: Path) -> None:
    with a_case(tmp_path, *[FAILED_50] * 6, SENT, SENT) as (case, server):
        case.write(message("a", "first"), message("b", "second"))
        for _ in range(5):
            case.box.send_next()
        case.box.retry_now()
        while len(case.box):
            case.box.send_next()
        assert texts_of(server) == ["first"] * 7 + ["second"]
        assert case.states() == [("sent", "")] * 2


def test_a_retried_message_keeps_its_place_in_the_order(tmp_path: Path) -> None:
    """The order is the same as after a restart, which loads the messages in the order of the history."""
    with a_case(tmp_path, refusal(42), SENT, SENT, SENT) as (case, server):
        first, second, third = (message(key, key, time) for time, key in enumerate("abc", 1))
        case.write(first, second, third)
        case.box.send_next()
        case.history.put(first)
        case.box.add(first, again=True)
        assert [one.text for one in case.history.unsent()] == ["a", "b", "c"]
        while len(case.box):
            case.box.send_next()
        assert texts_of(server) == ["a", "a", "b", "c"]


def test_a_cancelled_message_is_not_sent(tmp_path: Path) -> None:
    with a_case(tmp_path, SENT, SENT) as (case, server):
        first, second = message("a", "given up"), message("b", "said")
        case.write(first, second)
        assert case.cancellation.cancel(first.id)
        case.box.send_next()
        case.box.send_next()
        assert not case.cancellation.cancel(second.id), "it went out"
        assert texts_of(server) == ["said"]
        case.box.add(first, again=True)
        case.box.send_next()
        assert texts_of(server) == ["said", "given up"]


def test_a_message_that_waits_again_can_be_cancelled(tmp_path: Path) -> None:
    with a_case(tmp_path, refusal(40), SENT) as (case, server):
        case.write(message("a"))
        case.box.send_next()
        assert case.cancellation.cancel("a" * 32)
        case.box.send_next()
        assert (len(case.box), len(texts_of(server))) == (0, 1)


def test_a_state_that_was_not_stored_is_stored_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_case(tmp_path, SENT) as (case, _):
        case.write(message("a", "in time"))

        def full(*_: object) -> None:
            raise HistoryError("The disk is full")

        with monkeypatch.context() as patched:
            patched.setattr(History, "put", full)
            case.box.add(message("b", "never stored"), stored=False)
            case.box.send_next()
            case.box.store_again()
        assert case.states() == [("waiting", "")]
        assert case.received[-1].delivery is Delivery.SENT
        assert {problem.kind for problem in case.problems} == {ProblemKind.DISK}
        case.box.store_again()
        assert case.box.is_stored
        assert case.states() == [("sent", ""), ("waiting", "")]


def test_a_classic_server_gets_only_stored_messages(tmp_path: Path) -> None:
    """Otherwise the next start would send it again, and it would be delivered twice."""
    with ClassicServer() as server, Client(server.url, ONE) as client:
        for number in (ONE, TWO):
            server.add_user(number, "secret")
        client.login(password_hash("secret"))
        case = Case(client, tmp_path / "history.db")
        case.write(message("a", "careful"))
        connection = case.history.file.connection
        connection.execute("PRAGMA query_only = 1")
        assert case.box.send_next() > 0
        assert case.box.status.reason is WaitingReason.DISK
        assert (server.delivered, case.received[-1].delivery) == ([], Delivery.WAITING)
        connection.execute("PRAGMA query_only = 0")
        assert case.box.send_next() == 0
        assert [text for _, _, text in server.delivered] == ["careful"]
        assert case.states() == [("sent", "")]
        case.history.close()


@pytest.mark.parametrize(
    ("error", "with_ids", "classic"),
    [
        (RefusedError(Result.TOO_MANY_REQUESTS, "", 3), WaitingReason.SERVER_BUSY, WaitingReason.SERVER_BUSY),
        (RefusedError(Result.SERVER_FAILED, ""), WaitingReason.SERVER_FAILED, WaitingReason.SERVER_FAILED),
        (RefusedError(Result.NOT_ALLOWED, ""), None, None),
        (
            NetworkError(NetworkErrorKind.UNREACHABLE, "", outcome_unknown=False),
            WaitingReason.NO_CONNECTION,
            WaitingReason.NO_CONNECTION,
        ),
        (NetworkError(NetworkErrorKind.RESET, "", outcome_unknown=True), WaitingReason.NO_CONNECTION, None),
        (NotSignedInError(None), WaitingReason.NO_CONNECTION, WaitingReason.NO_CONNECTION),
        (BadReplyError("", status=502), WaitingReason.SERVER_FAILED, None),
        (BadReplyError("", status=413), None, None),
        (LoginRefusedError(""), None, None),
        (ClosedError(), None, None),
    ],
)
def test_errors_after_which_a_request_is_repeated(
    error: ClientError, with_ids: WaitingReason | None, classic: WaitingReason | None
) -> None:
    assert retry_reason(error, extended=True) is with_ids
    assert retry_reason(error, extended=False) is classic
