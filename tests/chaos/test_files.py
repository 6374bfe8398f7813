"""Files over a line that is cut, with kills: a short version of the module here. QQDESK_TEST_LONG=1 runs it longer."""

import os
import random
import sys
from pathlib import Path

import pytest

from tests.chaos import files

IS_LONG = "QQDESK_TEST_LONG" in os.environ
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="other signals there"),
    pytest.mark.timeout(600 if IS_LONG else 300),
]
SEED = random.randrange(10**6)


def test_files_on_a_line_that_is_cut_with_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each file is there once, with its content, and at most 1 MiB is sent again after a break."""
    count = 300 if IS_LONG else 30
    breaks = {"cut": 15, "server": 3, "client": 3} if IS_LONG else {"cut": 4, "server": 1, "client": 1}
    tally = files.run(tmp_path, files.random_sizes(count, random.Random(SEED)), breaks, SEED)
    if IS_LONG:
        with capsys.disabled():
            print(f"\nseed {SEED}, {tally}", flush=True)
    assert tally.is_clean, (SEED, str(tally))
