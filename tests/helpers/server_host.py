"""`python server_host.py SCRIPT ARGUMENT...`: the host, which runs a Python script instead of the server."""

import sys

from qqdesk.gui.start.arguments import read_arguments
from qqdesk.gui.start.host_server import host_server


def stand_in_command(script: str) -> list[str]:
    """Return the command of the program. Use it in place of `own_command`."""
    return [sys.executable, __file__, script]


if __name__ == "__main__":
    sys.exit(host_server(read_arguments(sys.argv[2:]), [sys.executable, sys.argv[1]]))
