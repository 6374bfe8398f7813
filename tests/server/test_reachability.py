"""Whether other computers reach this server, and whether the server reaches the caller."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.clock import SystemClock
from qqdesk.server.accounts.reachability import LastReached
from tests.helpers.server import LocalServer, local_server, md5
from tests.server.test_invitation_page import ask
from tests.server.world import DEVICE, World


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """All callers are on other computers."""
    monkeypatch.setattr(LastReached, "is_own", lambda self, address: False)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as server:
        server.add_user(10001, "secret")
        yield server


@pytest.fixture
def client(server: LocalServer) -> Iterator[Client]:
    with Client(server.address, 10001, device=DEVICE) as client:
        client.login(md5("secret"))
        yield client


def listening() -> socket.socket:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(1)
    return listening


def test_own_addresses_are_no_other_computer() -> None:
    reached = LastReached(SystemClock())
    reached.set_own({"192.168.1.20", "fd00::20"})
    for address in ("127.0.0.1", "127.0.0.9", "::1", "192.168.1.20", "fd00::20"):
        reached.note(address)
    assert reached.at == 0
    reached.note("192.168.1.21")
    assert reached.at > 0


def test_requests_of_this_computer_do_not_count_as_reached(server: LocalServer, client: Client) -> None:
    ask(server)
    assert client.invitations.list().reached == 0


@pytest.mark.usefixtures("far_away")
def test_a_request_of_another_computer_counts_as_reached(server: LocalServer, client: Client) -> None:
    assert client.invitations.list().reached > 0


@pytest.mark.usefixtures("far_away")
def test_the_page_counts_as_reached(server: LocalServer) -> None:
    reached = server.daemon.core.reached
    assert reached.at == 0
    assert ask(server)[0].status == 200
    assert reached.at > 0


@pytest.mark.usefixtures("far_away")
def test_the_server_connects_to_an_open_port_and_sends_nothing(client: Client) -> None:
    with closing(listening()) as listener:
        assert client.invitations.check_reach(listener.getsockname()[1])
        connection, _ = listener.accept()
        with closing(connection), suppress(ConnectionResetError):
            assert connection.recv(1) == b""


@pytest.mark.usefixtures("far_away")
def test_a_closed_port_is_closed(client: Client) -> None:
    with closing(listening()) as listener:
        port = listener.getsockname()[1]
    assert not client.invitations.check_reach(port)


@pytest.mark.usefixtures("far_away")
def test_one_test_at_a_time_and_six_a_minute(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    connecting = asyncio.Event()

    async def is_open(address: str, port: int) -> bool:
        assert (address, port) == ("10.0.0.1", 8000)
        await connecting.wait()
        return True

    monkeypatch.setattr("qqdesk.server.handlers.reachability._is_open", is_open)
    ann = world.person(10001).sign_in()
    first = ann.start("CallBack", PORT=8000)
    world.turn()
    assert ann.ask("CallBack", PORT=8000)["RES"] == "40"
    connecting.set()
    assert first.reply()["OK"] == "1"
    assert [ann.ask("CallBack", PORT=8000)["RES"] for _ in range(6)] == ["0"] * 5 + ["40"]
    world.advance(60)
    assert ann.ask("CallBack", PORT=8000)["OK"] == "1"
