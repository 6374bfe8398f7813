"""Killed processes and a faulty line: short versions of the modules here. QQDESK_TEST_LONG=1 runs them long, with 100
kills of the server: about five minutes."""

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.chaos import changes, client_kills, faults, kills, rooms, several_devices, two_clients
from tests.chaos.tally import Tally

IS_LONG = "QQDESK_TEST_LONG" in os.environ
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="other signals there"),
    pytest.mark.timeout(900 if IS_LONG else 300),
]
# A failed run can be repeated, as far as threads and processes allow.
SEED = random.randrange(10**6)


@pytest.fixture
def expect_clean(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Callable[[Tally], None]:
    """Assert that no message was lost or doubled; a long run prints its numbers."""

    def expect(tally: Tally) -> None:
        if IS_LONG:
            with capsys.disabled():
                print(f"\n{request.node.name}: seed {SEED}, {tally}", flush=True)
        assert tally.is_clean, (SEED, str(tally))

    return expect


@pytest.fixture
def dice() -> random.Random:
    return random.Random(SEED)


def test_a_server_that_is_killed_again_and_again(
    qtbot: QtBot, tmp_path: Path, dice: random.Random, expect_clean: Callable[[Tally], None]
) -> None:
    expect_clean(kills.run(tmp_path, rounds=100 if IS_LONG else 5, dice=dice))


def test_a_client_that_is_killed_again_and_again(
    qtbot: QtBot, tmp_path: Path, dice: random.Random, expect_clean: Callable[[Tally], None]
) -> None:
    expect_clean(client_kills.run(tmp_path, rounds=15 if IS_LONG else 3, dice=dice))


def test_two_clients_that_are_killed_on_a_line_that_loses(
    tmp_path: Path, expect_clean: Callable[[Tally], None]
) -> None:
    """The final history of each client matches the server's log, message by message."""
    messages, times = (5_000, 5) if IS_LONG else (400, 1)
    expect_clean(two_clients.run(tmp_path, messages, times, SEED))


def test_several_devices_on_a_line_that_loses_with_a_server_that_is_killed(
    qtbot: QtBot, tmp_path: Path, expect_clean: Callable[[Tally], None]
) -> None:
    """The final history of each device matches the server's log, in order."""
    messages, times = (2_500, 12) if IS_LONG else (300, 2)
    expect_clean(several_devices.run(tmp_path, messages, times, SEED))


def test_a_room_of_five_programs_with_a_server_that_is_killed(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One program is killed, too, one is offline, one is a classic client, one a bot, and one on a slow line."""
    messages, times = (750, 25) if IS_LONG else (60, 3)
    tallies = rooms.run(tmp_path, messages, times, SEED)
    if IS_LONG:
        with capsys.disabled():
            print(f"\nseed {SEED}\n{rooms.describe(tallies)}", flush=True)
    assert rooms.is_clean(tallies), (SEED, rooms.describe(tallies))


def test_changes_of_messages_on_devices_that_are_killed_with_the_server(qtbot: QtBot, tmp_path: Path) -> None:
    """Each device ends in the same state, a new one too."""
    states = changes.run(tmp_path, 20 if IS_LONG else 3, SEED)
    assert changes.differences(states) == [], SEED


def test_a_line_on_which_everything_goes_wrong(
    qtbot: QtBot, tmp_path: Path, dice: random.Random, expect_clean: Callable[[Tally], None]
) -> None:
    seconds, times = (30, 3) if IS_LONG else (3, 1)
    expect_clean(faults.run(tmp_path, seconds, share=0.15, kills=times, dice=dice))


def test_a_server_that_lives_knows_what_comes_again(
    qtbot: QtBot, tmp_path: Path, dice: random.Random, expect_clean: Callable[[Tally], None]
) -> None:
    """Classic clients repeat requests, or the line does, and nothing is stored twice."""
    expect_clean(faults.run(tmp_path, seconds=15 if IS_LONG else 2, share=0.3, dice=dice))
