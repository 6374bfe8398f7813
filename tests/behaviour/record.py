"""Plays every transcript and writes down what came: `python -m tests.behaviour.record [FILE …]`."""

import sys
import tempfile
from pathlib import Path

from tests.behaviour import command_line


def main() -> None:
    wanted = [Path(name).resolve() for name in sys.argv[1:]] or command_line.files()
    for path in wanted:
        with tempfile.TemporaryDirectory() as folder:
            lines = command_line.Player(Path(folder)).play(path.read_text("utf-8").splitlines())
        path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
