"""The clock of the server's machine is set while people talk: times look odd, and nothing else does."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from qqdesk.server.clock import SystemClock
from qqdesk.server.settings import Settings
from tests.chaos.people import a_crowd
from tests.helpers.server import local_server

DAY_S = 24 * 3600


class SetClock(SystemClock):
    """Somebody sets it; what only ever grows is not touched by that."""

    def __init__(self) -> None:
        self.ahead_s = 0

    def now(self) -> int:
        return super().now() + self.ahead_s * 1000


def test_a_clock_that_is_set(qtbot: QtBot, tmp_path: Path) -> None:
    clock = SetClock()
    settings = Settings(messages_per_minute=0, sign_ins_per_minute=0)
    with local_server(tmp_path, clock=clock, settings=settings) as server, a_crowd(tmp_path / "people", 2) as crowd:
        crowd.register_with(server)
        crowd.sign_in(server.address)
        crowd.set_talking(True)
        for ahead in (0, DAY_S, -DAY_S, 40 * DAY_S, -40 * DAY_S, 0):
            clock.ahead_s = ahead
            crowd.run_until_answered(20)
        crowd.come_to_rest()
        tally = crowd.tally()
        assert tally.is_clean, str(tally)
        assert server.daemon.core.sessions.of(crowd.people[0].number) is not None
        for person in crowd.people:
            # One session from beginning to end: nobody was signed out by the clock.
            assert person.connections == 1
        crowd.leave()
