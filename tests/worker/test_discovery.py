"""The search for servers on the network: a thread of its own, and none of it when it is over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.client import discovery
from qqdesk.server.lock import FILE_NAME
from qqdesk.worker.discovery import FoundServers, ServerSearch, running_port
from tests.helpers.neighbourhood import LOOPBACK, announced

PATIENCE_MS = 20_000


@pytest.fixture
def search(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerSearch]:
    monkeypatch.setattr(discovery, "own_networks", lambda: LOOPBACK)
    search = ServerSearch(tmp_path)
    yield search
    assert search.stop_now()


def test_what_comes_and_goes(search: ServerSearch, qtbot: QtBot) -> None:
    told: list[FoundServers] = []
    search.changed.connect(told.append)
    search.start()
    with announced("Office", 8123):
        qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
        assert [(server.name, server.address) for server in told[-1].servers] == [("Office", "127.0.0.1:8123")]
    qtbot.waitUntil(lambda: told[-1] == FoundServers(), timeout=PATIENCE_MS)


def test_the_programs_own_server_is_not_offered(search: ServerSearch, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("http://0.0.0.0:8123\n")
    told: list[FoundServers] = []
    search.changed.connect(told.append)
    search.start()
    with announced("Mine", 8123), announced("Theirs", 8124):
        qtbot.waitUntil(lambda: bool(told) and bool(told[-1].servers), timeout=PATIENCE_MS)
        assert all([server.name for server in found.servers] in ([], ["Theirs"]) for found in told)
    search.stop()
    qtbot.waitUntil(lambda: search.is_over, timeout=PATIENCE_MS)


def test_where_the_own_server_listens(tmp_path: Path) -> None:
    assert running_port(tmp_path) == 0
    for text, port in (("http://0.0.0.0:8001\n", 8001), ("http://[::1]:9\n", 9), ("", 0), ("http://x:y", 0)):
        (tmp_path / FILE_NAME).write_text(text)
        assert running_port(tmp_path) == port


def test_a_search_that_ends_before_it_began(search: ServerSearch) -> None:
    search.start()
    assert search.stop_now()
