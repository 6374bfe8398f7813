"""Two servers on one PostgreSQL, real processes: short versions of what `nodes` does at length."""

import random
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.chaos import nodes, rooms
from tests.chaos.nodes import Event
from tests.helpers.postgres import cluster

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="other signals there")
SEED = random.randrange(10**6)


@pytest.mark.timeout(600)  # The crowd's patience ends before, and says with whom.
def test_servers_and_their_database_end_in_mid_traffic(qtbot: QtBot, tmp_path: Path) -> None:
    with cluster() as postgres:
        events = (Event.KILL, Event.STOP, Event.RESTART, Event.CRASH)
        tally = nodes.run(tmp_path, postgres, events, dice=random.Random(SEED))
    assert tally.is_clean, (SEED, str(tally))


@pytest.mark.timeout(600)
def test_devices_of_an_account_at_two_servers_of_which_one_is_killed(qtbot: QtBot, tmp_path: Path) -> None:
    """Each device ends with the conversations of its account; read marks and status follow."""
    with cluster() as postgres:
        tally = nodes.run_devices(tmp_path, postgres, random.Random(SEED))
    assert tally.is_clean, (SEED, str(tally))


@pytest.mark.timeout(600)
def test_a_room_whose_members_are_at_two_servers_of_which_one_is_killed(qtbot: QtBot, tmp_path: Path) -> None:
    with cluster() as postgres:
        tallies = nodes.run_room(tmp_path, postgres, 60, SEED)
    assert rooms.is_clean(tallies), (SEED, rooms.describe(tallies))
