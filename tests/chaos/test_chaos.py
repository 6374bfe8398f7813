"""Short versions of what the modules here do at length: real processes that end where they stand, and a bad line."""

import random
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.chaos import client_kills, faults, kills

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="other signals there")
# So that a run that failed can be had again, as far as threads and processes let it.
SEED = random.randrange(10**6)


def test_a_server_that_is_killed_again_and_again(qtbot: QtBot, tmp_path: Path) -> None:
    tally = kills.run(tmp_path, rounds=5, dice=random.Random(SEED))
    assert tally.is_clean, (SEED, str(tally))


def test_a_client_that_is_killed_again_and_again(qtbot: QtBot, tmp_path: Path) -> None:
    tally = client_kills.run(tmp_path, rounds=3, dice=random.Random(SEED))
    assert tally.is_clean, (SEED, str(tally))


def test_a_line_on_which_everything_goes_wrong(qtbot: QtBot, tmp_path: Path) -> None:
    tally = faults.run(tmp_path, seconds=3, share=0.15, kills=1, dice=random.Random(SEED))
    assert tally.is_clean, (SEED, str(tally))
