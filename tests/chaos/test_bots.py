"""A robot is killed, and so is its server: a short version of what `bot_kills` does at length.

QQDESK_TEST_LONG=1 makes it long: one minute.
"""

import os
import random
import sys
from pathlib import Path

import pytest

from tests.chaos import bot_kills

IS_LONG = "QQDESK_TEST_LONG" in os.environ
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="other signals there"),
    pytest.mark.timeout(900 if IS_LONG else 300),
]


def test_an_echo_that_is_killed_as_often_as_its_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every message has one answer, in its order."""
    seed = random.randrange(10**6)
    answers = bot_kills.run(tmp_path, 30 if IS_LONG else 4, random.Random(seed))
    if IS_LONG:
        with capsys.disabled():
            print(f"\nseed {seed}, {answers}", flush=True)
    assert answers.is_clean, (seed, str(answers))
