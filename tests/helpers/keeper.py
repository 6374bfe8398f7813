"""`python keeper.py SCRIPT ARGUMENT...`: the keeper, which runs a Python script instead of the server."""

import sys

from qqdesk.gui.start.arguments import read_arguments
from qqdesk.gui.start.keep_place import keep_place


def stand_in_command(script: str) -> list[str]:
    """Return the command of the program. Use it in place of `own_command`."""
    return [sys.executable, __file__, script]


if __name__ == "__main__":
    sys.exit(keep_place(read_arguments(sys.argv[2:]), [sys.executable, sys.argv[1]]))
