"""What goes over the wire and what the commands print is what the transcripts say."""

from pathlib import Path

import pytest

from tests.behaviour import command_line, wire


@pytest.mark.parametrize("path", wire.files(), ids=lambda path: path.stem)
def test_the_wire(path: Path, tmp_path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert wire.Player(tmp_path).play(lines) == lines


# Each of its programs has a limit of its own; a busy computer starts a hundred of them slowly.
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("path", command_line.files(), ids=lambda path: path.stem)
def test_the_command_line(path: Path, tmp_path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert command_line.Player(tmp_path).play(lines) == lines
