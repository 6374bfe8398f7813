"""`qqdesk-cli protocol`: prints the protocol's description, for authors of clients and servers."""

import argparse
from importlib.resources import files

from qqdesk.cli.client.command_error import ExitCode


def declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--path", action="store_true", help="print the path of the file instead of its content")


def run(options: argparse.Namespace) -> int:
    page = files("qqdesk.protocol").joinpath("protocol.md")
    if options.path:
        print(page)
        return ExitCode.OK
    # Comments are for the generator of the examples.
    lines = page.read_text("utf-8").splitlines(True)
    print("".join(line for line in lines if not line.startswith("<!--")), end="")
    return ExitCode.OK
