"""A busy server asks for a wait: the program waits and continues."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import ProblemKind
from qqdesk.server.settings.settings import Settings
from qqdesk.worker.api import ConnectionPhase, PeopleQuery
from tests.helpers.canned import CannedServer, http
from tests.helpers.server import LocalServer, local_server, md5
from tests.worker.conftest import ONE, TWO, MakeDesk


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[LocalServer]:
    settings = Settings(tls=False, messages_per_minute=60, searches_per_minute=60, sign_ins_per_minute=1)
    with local_server(tmp_path, settings=settings) as server:
        for number in (ONE, TWO):
            server.add_user(number)
        server.befriend(ONE, TWO)
        yield server


def test_messages_wait_in_the_outbox_and_keep_their_order(desk: MakeDesk, slow: LocalServer) -> None:
    one, two = desk(ONE).sign_in(slow.address), desk(TWO).sign_in(slow.address)
    texts = [f"message {number}" for number in range(62)]
    keys = [one.send(TWO, text) for text in texts]
    one.wait_state(TWO, keys[-1], Delivery.DELIVERED)
    two.wait_texts(ONE, *texts)  # a message is acknowledged before it is shown
    assert set(one.states(TWO)) == {Delivery.DELIVERED}


def test_a_search_waits(desk: MakeDesk, slow: LocalServer) -> None:
    one = desk(ONE).sign_in(slow.address)
    for _ in range(62):
        one.reply(one.messenger.find_people(PeopleQuery()))


def test_the_first_sign_in_waits(desk: MakeDesk, slow: LocalServer) -> None:
    login = f"UIN={TWO}&PS={md5('secret')}&EXT=1&DEV={'a' * 32}"
    assert any("&RES=40&" in slow.post(f"VER=1.1&CMD=Login&SEQ={sequence}&{login}") for sequence in range(1000))
    assert desk(ONE).sign_in(slow.address).problem is None


@pytest.mark.parametrize("wait", ["", "&WAIT=600"])
def test_there_is_an_end_to_patience(desk: MakeDesk, wait: str) -> None:
    refused = http(f"VER=1.1&CMD=Login&SEQ=1&UIN={ONE}&RES=40&RA=too many{wait}")
    with CannedServer(otherwise=lambda _: refused) as server:
        one = desk(ONE)
        one.start(server.url)
        one.wait_phase(ConnectionPhase.ENDED)
        assert one.problem is ProblemKind.TOO_MANY_REQUESTS
        assert sum(b"CMD=Login" in request for request in server.requests) == (1 if wait else 4)


def test_a_banned_account(desk: MakeDesk, slow: LocalServer) -> None:
    assert cli.main(["user", "ban", str(ONE), "--data-dir", str(slow.folder)]) == 0
    one = desk(ONE)
    one.start(slow.address)
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.BANNED
