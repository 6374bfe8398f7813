"""The gallery photographs the windows that are written down, in every look, at both scales, in both languages."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.behaviour.doors import empty_home

_LIST = Path(__file__).parent / "windows.txt"
_LOOKS, _SCALES, _LANGUAGES = ("light", "dark", "classic"), ("100", "200"), ("en", "zh_CN")


@pytest.mark.skipif(not os.environ.get("QQDESK_TEST_LONG"), reason="long: QQDESK_TEST_LONG=1 runs it")
@pytest.mark.timeout(2700)
def test_the_gallery(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    subprocess.run([sys.executable, "-m", "tests.gallery", str(pictures)], env=empty_home(tmp_path), check=True)
    wanted = itertools.product(_LIST.read_text("utf-8").split(), _LOOKS, _SCALES, _LANGUAGES)
    assert sorted(path.stem for path in pictures.iterdir()) == sorted("-".join(one) for one in wanted)
