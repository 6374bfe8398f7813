from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.server.settings.settings import Settings
from tests.helpers.clock import FakeClock
from tests.helpers.desk import Desk
from tests.helpers.server import DECIMAL_LOOPBACK, LocalServer, local_server

ONE, TWO, THREE = 10001, 10002, 3456789012

MakeDesk = Callable[..., Desk]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[MakeDesk]:
    """Make desks: `desk(number)`. `place` is the computer, for two desks with the same number. Without
    `clock` it has the system's."""
    made: list[Desk] = []

    def make(number: int = 0, place: str = "", password: str = "secret", clock: FakeClock | None = None) -> Desk:
        made.append(Desk(qtbot, tmp_path / "desks" / f"{number}{place}", number, password, clock))
        return made[-1]

    yield make
    for one in made:
        one.messenger.shut_down()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """The real server with three people. The first two are contacts of each other."""
    with local_server(tmp_path, settings=Settings(tls=False, host_names=(DECIMAL_LOOPBACK,))) as running:
        running.add_user(ONE, nickname="甲", face=270)
        running.add_user(TWO, nickname="乙", face=141, contacts=[ONE])
        running.add_user(THREE, nickname="丙", face=30)
        running.befriend(ONE, TWO)
        yield running
