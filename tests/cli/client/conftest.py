"""A server with users, and a command line for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.server.settings.settings import Settings
from tests.helpers.command_line import CommandLine
from tests.helpers.server import DECIMAL_LOOPBACK, LocalServer, local_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """Anna (10001) and her contacts Bela (10002) and two users of one name (10003, 10004)."""
    with local_server(tmp_path, settings=Settings(tls=False, host_names=(DECIMAL_LOOPBACK,))) as server:
        for number, name in ((10001, "Anna"), (10002, "贝拉"), (10003, "Carl"), (10004, "carl")):
            server.add_user(number, nickname=name)
        for number in (10002, 10003, 10004):
            server.befriend(10001, number)
        yield server


@pytest.fixture
def cli(tmp_path: Path, server: LocalServer) -> CommandLine:
    return CommandLine(tmp_path / "home", server.address)
