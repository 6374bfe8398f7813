"""`qqdesk-server discover`: finds servers on the local network, for the sign-in window of the messenger."""

import argparse

from qqdesk.client.lan_browser import main


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser, without help. The installed messenger has no Python to run a module with."""
    parser = commands.add_parser("discover")
    parser.set_defaults(command=lambda options: main(), parser=parser)
