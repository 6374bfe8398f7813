"""The place of a guest gets another address: the account and history stay, without a question."""

from pathlib import Path

import pytest
import shiboken6

from qqdesk.client import endpoint_resolver, place_search
from qqdesk.client.client import Client
from qqdesk.client.known_places import Place
from qqdesk.client.lan_server import LanServer
from qqdesk.domain.problem import ProblemKind
from qqdesk.server.settings.settings import Settings
from qqdesk.worker.lan_search import PATIENCE_S, ServerSearch
from tests.helpers.clock import FakeClock
from tests.helpers.server import LocalServer, local_server
from tests.worker.conftest import ONE, TWO, MakeDesk


@pytest.fixture(autouse=True)
def searches(monkeypatch: pytest.MonkeyPatch) -> list[ServerSearch]:
    """127.0.0.1 counts as another computer. The test emits the servers that the started searches find."""
    started: list[ServerSearch] = []
    for module in (endpoint_resolver, place_search):
        monkeypatch.setattr(module, "is_loopback", lambda url: False)
    monkeypatch.setattr(ServerSearch, "start", lambda search: started.append(search))
    return started


def at(server: LocalServer) -> str:
    return f"127.0.0.1:{server.port}"


def known(server: LocalServer) -> Place:
    with Client(at(server)) as client:
        hello = client.hello()
    assert hello is not None
    return Place(hello.place_id, "Home", (at(server),), server.fingerprint, server.tls_port)


def test_the_host_has_another_address(
    desk: MakeDesk, clock: FakeClock, tmp_path: Path, searches: list[ServerSearch]
) -> None:
    one, folder = desk(ONE, clock=clock), tmp_path / "home"
    with local_server(tmp_path, folder=folder, settings=Settings(tls_port=0)) as server:
        server.add_user(ONE)
        server.add_user(TWO, contacts=[ONE])
        server.befriend(ONE, TWO)
        place = known(server)
        one.messenger.places.remember(place)
        one.sign_in(at(server), place=place.id)
        one.send(TWO, "before")
        one.wait_texts(TWO, "before")
    clock.skip_wait()  # the server ended the poll in order
    one.wait_given_up()
    clock.advance(PATIENCE_S)
    assert one.problem is ProblemKind.NO_CONNECTION
    one.wait(lambda: searches)
    (search,) = searches
    with local_server(tmp_path, folder=folder, settings=Settings(tls_port=0)) as server:
        other = LanServer("office", "Office", "127.0.0.1:9", 9, False, "f" * 16)
        home = LanServer("home", "Home", at(server), server.tls_port, False, place.id)
        search.changed.emit((other, home))
        one.wait_connected()
        one.wait(lambda: not shiboken6.isValid(search))
        assert one.messenger.place_id == place.id
        assert one.texts(TWO) == ["before"]
        moved = one.messenger.places.by_id(place.id)
        assert moved is not None
        assert moved.addresses == (at(server), *place.addresses)
    assert all(state.problem is None or state.problem.certificate is None for state in one.of("connection_changed"))
    assert [path.parent.name for path in one.folder.glob("accounts/*/history.db")] == [f"{ONE}@{place.id}"]
