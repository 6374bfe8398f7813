"""Plays every transcript and writes down what came: `python -m tests.behaviour.record [FILE …]`."""

import sys
import tempfile
from pathlib import Path

from tests.behaviour import command_line, wire


def main() -> None:
    wanted = [Path(name).resolve() for name in sys.argv[1:]] or [*wire.files(), *command_line.files()]
    for path in wanted:
        player = wire.Player if path.parent == wire.FOLDER else command_line.Player
        with tempfile.TemporaryDirectory() as folder:
            lines = player(Path(folder)).play(path.read_text("utf-8").splitlines())
        path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
