"""`qqdesk-server look-around`: for the messenger, which looks for servers on the network while one is to be chosen."""

import argparse

from qqdesk.client.discovery import main


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser; no help lists it. A frozen messenger has no other Python to start."""
    parser = commands.add_parser("look-around")
    parser.set_defaults(command=lambda options: main(), parser=parser)
