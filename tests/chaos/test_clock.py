"""The clock of the server's machine is set while people talk: only displayed times change."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.server.operations.daemon import AsyncioClock
from qqdesk.server.settings.settings import Settings
from tests.chaos.people import a_crowd
from tests.helpers.server import LocalServer, local_server

DAY_S = 24 * 3600


class SetClock(AsyncioClock):
    """A clock that can be set; monotonic time is unaffected."""

    def __init__(self) -> None:
        self.ahead_s = 0

    def now(self) -> int:
        return super().now() + self.ahead_s * 1000


@pytest.mark.timeout(600)  # The crowd's patience ends before, and says with whom.
def test_a_clock_that_is_set(qtbot: QtBot, tmp_path: Path) -> None:
    clock = SetClock()
    # A wrong clock may let received messages expire; this test counts them.
    settings = Settings(tls=False, retention_days=36_500, messages_per_minute=0, sign_ins_per_minute=0)
    options: dict[str, Any] = {"clock": clock, "settings": settings}
    with a_crowd(tmp_path / "people", 2, old=4) as crowd:
        with local_server(tmp_path, **options) as server:
            crowd.register_with(server)
            crowd.sign_in(server.address)
            crowd.set_talking(True)
            for ahead in (0, DAY_S, -DAY_S, 40 * DAY_S, -40 * DAY_S, 0):
                clock.ahead_s = ahead
                # Messages that expire after some days are looked for at every time.
                asyncio.run_coroutine_threadsafe(_keep_house(server), server.loop).result()
                crowd.run_until_answered(20)
            for person in crowd.people:
                # One session from beginning to end: no one was signed out by the clock.
                assert person.connections == 1
                assert server.daemon.core.sessions.of(person.number)
            clock.ahead_s = 40 * DAY_S
            crowd.run_until_answered(20)
        # The clock's battery is empty: it starts in the year of manufacture.
        clock.ahead_s = -10_000 * DAY_S
        with local_server(tmp_path, port=server.port, **options) as server:
            crowd.try_now()
            crowd.run_until_answered(20)
            clock.ahead_s = 0
            crowd.run_until_answered(20)
            crowd.come_to_rest()
            tally = crowd.tally()
            assert tally.is_clean, str(tally)
            for person in crowd.people:
                assert server.daemon.core.sessions.of(person.number)
        crowd.leave()


async def _keep_house(server: LocalServer) -> None:
    server.daemon.core.housekeeping.sweep()
    await server.daemon.core.housekeeping.purge()
