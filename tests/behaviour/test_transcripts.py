"""The commands print what the transcripts say."""

from pathlib import Path

import pytest

from tests.behaviour import command_line


# Each of its programs has a limit of its own; a busy computer starts a hundred of them slowly.
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("path", command_line.files(), ids=lambda path: path.stem)
def test_the_command_line(path: Path, tmp_path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert command_line.Player(tmp_path).play(lines) == lines
