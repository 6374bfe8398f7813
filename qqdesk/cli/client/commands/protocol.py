"""`qqdesk-cli protocol`: prints the protocol's description, for authors of clients and servers."""

import argparse
from importlib.resources import files

from qqdesk.cli.client.exit_codes import CommandError, ExitCode


def declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--path", action="store_true", help="print the path of the file instead of its content")


def run(options: argparse.Namespace) -> int:
    page = files("qqdesk.protocol").joinpath("protocol.md")
    if options.path:
        print(page)
        return ExitCode.OK
    try:
        text = page.read_text("utf-8")
    except OSError as error:
        raise CommandError(f"The description cannot be read: {error.strerror or error}.", ExitCode.LOCAL) from None
    # Comments are for the generator of the examples.
    print("".join(line for line in text.splitlines(True) if not line.startswith("<!--")), end="")
    return ExitCode.OK
