"""Classic servers, servers of other protocols, and hostile ones."""

import socket
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.conformance.errors import Verdict
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_http import Target
from qqdesk.conformance.row import examine
from qqdesk.conformance.rows import chosen
from qqdesk.server.settings.settings import Settings
from tests.conformance.test_own_server import conformance
from tests.helpers.canned import HANG, CannedServer, http
from tests.helpers.classic_server import ClassicServer
from tests.helpers.conformance import failed, outcomes
from tests.helpers.server import local_server, md5

PEOPLE = (20001, 20002, 20003)
CLASSIC = tuple("http before log form list presence info finger message text error".split())
OURS = {
    "before.hello", "before.register", "error.extensions", "error.head", "error.sentence",
    "error.version", "http.kept", "http.too-large", "info.levels", "list.ask-back", "list.let-in", "list.oneself",
    "list.once", "list.open", "message.old-only",
    "text.gb18030", "text.too-long",
}  # fmt: skip


def classic_accounts(server: ClassicServer) -> list[tuple[int, str]]:
    for number in PEOPLE:
        server.add_user(number, "secret", f"user {number}", consent=1)
    return [(number, md5("secret")) for number in PEOPLE]


@pytest.mark.parametrize("blanks", [False, True])
def test_the_classic_rows_hold_on_a_classic_server_and_others_are_not_offered(blanks: bool) -> None:
    with ClassicServer(asks_first=True, blanks=blanks) as server:
        found = outcomes(server.url, accounts=classic_accounts(server))
        lists = [user.contacts for user in server.users.values()]
    by_verdict = {verdict: {key for key, one in found.items() if one.verdict is verdict} for verdict in Verdict}
    assert not failed(found)
    assert by_verdict[Verdict.NOT_TRIED] == {"list.notified", "token.held-off"}
    classic = {key for key in found if key.startswith(CLASSIC)} - by_verdict[Verdict.NOT_TRIED]
    assert classic - by_verdict[Verdict.HOLDS] == OURS
    assert by_verdict[Verdict.HOLDS] <= classic
    assert lists == [set(), set(), set()]


def test_a_classic_server_that_lets_strangers_write_fails_one_row() -> None:
    with ClassicServer() as server:
        found = outcomes(server.url, accounts=classic_accounts(server))
    assert set(failed(found)) == {"message.stranger"}


def test_rows_use_tokens_on_a_server_without_classic_sessions(tmp_path: Path) -> None:
    settings = Settings(classic="off", registration="open", tls=False, ops=False, announce=False)
    with local_server(tmp_path, settings=settings) as server:
        found = outcomes(server.address, "login", "list.", "presence", "message", "text", "token", "receipt.kept")
    assert not failed(found)
    not_offered = {key for key, one in found.items() if one.verdict is Verdict.NOT_OFFERED}
    assert not_offered == {
        *(f"login.{name}" for name in "granted wrong refused unknown sloppy several".split()),
        *(f"message.{name}" for name in "none lists refetch next-session old-only".split()),
        "presence.again", "text.gb18030", "token.classic", "token.mixed",
    }  # fmt: skip


NO_SERVERS = {
    "silent": HANG,
    "mail": b"220 mail.example.org ESMTP\r\n",
    "a page": http("hello"),
    "an incomplete header": b"HTTP/1.1 200 OK\r\nX-More: 1\r\n",
}
HOSTILE = NO_SERVERS | {"an endless reply": b"HTTP/1.1 200 OK\r\n\r\n" + b"VER=1.1&CMD=LOGOUT&" * 1_000_000}


def test_an_unreachable_server_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    done = conformance(f"http://127.0.0.1:{port}")
    assert done.returncode == 3
    assert "cannot be reached" in done.stderr and not done.stdout


@pytest.mark.parametrize("name", NO_SERVERS)
def test_another_kind_of_server_is_reported(name: str) -> None:
    with CannedServer(otherwise=lambda _: NO_SERVERS[name]) as server:
        done = conformance(server.url, "--timeout", "0.5")
    assert done.returncode == 3, done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 1 and not done.stdout


@pytest.mark.parametrize("name", HOSTILE)
def test_no_row_holds_on_a_server_that_becomes_hostile(tmp_path: Path, name: str) -> None:
    """The server answers Hello and nothing else."""
    with local_server(tmp_path) as server, Client(server.address) as client:
        hello = client.hello()
    with CannedServer(otherwise=lambda _: HOSTILE[name]) as hostile:
        fixture = Fixture(Target(hostile.url, timeout=0.3, soon=0.2), hello)
        found = {one.row.key: one for one in examine(fixture, chosen(()))}
        fixture.clean_up()
    assert not [key for key, one in found.items() if one.verdict is Verdict.HOLDS]
    assert max(len(one.seen) for one in found.values()) < 2000
    if name == "silent":
        assert "no reply" in found["book.own"].seen and found["book.own"].is_trouble


def test_when_the_time_is_over_the_rest_is_not_tried(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        done = conformance(server.address, "--limit", "0.4", "--only", "receipt", "--only", "typing")
    assert done.returncode in (1, 3)
    assert "the time is over" in done.stdout
