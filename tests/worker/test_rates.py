"""A busy server asks for a wait: the program waits and continues."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import ProblemKind
from qqdesk.protocol.commands import FingerReply
from qqdesk.server.settings.settings import Settings
from qqdesk.worker.api import ConnectionPhase, PeopleQuery
from tests.helpers.canned import CannedServer, http
from tests.helpers.clock import FakeClock
from tests.helpers.desk import Desk
from tests.helpers.server import LocalServer, local_server, md5
from tests.worker.conftest import ONE, TWO, MakeDesk

_STEP_S = 0.1
Run = Callable[[Desk, Callable[[], object]], None]


@pytest.fixture
def server_clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def run(clock: FakeClock, server_clock: FakeClock) -> Run:
    """Return a function that waits for a condition while time passes quickly, for clients and the server."""

    def run(desk: Desk, condition: Callable[[], object]) -> None:
        def is_met() -> object:
            clock.advance(_STEP_S)
            # The timers of the server belong to its own thread.
            server_clock.passed += _STEP_S
            return condition()

        desk.wait(is_met)

    return run


@pytest.fixture
def slow(tmp_path: Path, server_clock: FakeClock) -> Iterator[LocalServer]:
    settings = Settings(tls=False, messages_per_minute=60, searches_per_minute=60, sign_ins_per_minute=1)
    with local_server(tmp_path, settings=settings, clock=server_clock) as server:
        for number in (ONE, TWO):
            server.add_user(number)
        server.befriend(ONE, TWO)
        yield server


def test_messages_wait_in_the_outbox_and_keep_their_order(
    desk: MakeDesk, slow: LocalServer, clock: FakeClock, run: Run
) -> None:
    one, two = desk(ONE, clock=clock).sign_in(slow.address), desk(TWO).sign_in(slow.address)
    texts = [f"message {number}" for number in range(62)]
    for text in texts:
        one.send(TWO, text)
    run(one, lambda: one.states(TWO) == [Delivery.DELIVERED] * len(texts))
    two.wait_texts(ONE, *texts)  # a message is acknowledged before it is shown


def test_a_search_waits(desk: MakeDesk, slow: LocalServer, clock: FakeClock, run: Run) -> None:
    one = desk(ONE, clock=clock).sign_in(slow.address)
    for _ in range(60):
        one.reply(one.messenger.request(PeopleQuery().as_request(extended=True)))
    for _ in range(2):
        replies: list[FingerReply] = []
        one.messenger.request(PeopleQuery().as_request(extended=True)).then(one.messenger, replies.append)
        run(one, replies.__len__)


def test_the_first_sign_in_waits(desk: MakeDesk, slow: LocalServer, clock: FakeClock, run: Run) -> None:
    login = f"UIN={TWO}&PS={md5('secret')}&EXT=1&DEV={'a' * 32}"
    assert any("&RES=40&" in slow.post(f"VER=1.1&CMD=Login&SEQ={sequence}&{login}") for sequence in range(1000))
    one = desk(ONE, clock=clock)
    one.start(slow.address)
    run(one, lambda: one.messenger.connection.phase is ConnectionPhase.CONNECTED)
    assert one.problem is None


@pytest.mark.parametrize("wait", ["", "&WAIT=600"])
def test_there_is_an_end_to_patience(desk: MakeDesk, wait: str, clock: FakeClock, run: Run) -> None:
    refused = http(f"VER=1.1&CMD=Login&SEQ=1&UIN={ONE}&RES=40&RA=too many{wait}")
    with CannedServer(otherwise=lambda _: refused) as server:
        one = desk(ONE, clock=clock)
        one.start(server.url)
        run(one, lambda: one.messenger.connection.phase is ConnectionPhase.ENDED)
        assert one.problem is ProblemKind.TOO_MANY_REQUESTS
        assert sum(b"CMD=Login" in request for request in server.requests) == (1 if wait else 4)


def test_a_banned_account(desk: MakeDesk, slow: LocalServer) -> None:
    assert cli.main(["user", "ban", str(ONE), "--data-dir", str(slow.folder)]) == 0
    one = desk(ONE)
    one.start(slow.address)
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.BANNED
