"""Manual pages, which argparse-manpage makes of the programs' own parsers.

`python -m installers.linux.manual PROGRAM VERSION` prints one.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable

from argparse_manpage.manpage import Manpage

from installers.maker import CHECKOUT, output_of
from qqdesk.cli import client, server
from qqdesk.cli.client import COMMANDS
from qqdesk.gui.start import arguments

PARSERS: dict[str, Callable[[], ArgumentParser]] = {
    "qqdesk": arguments.build_parser,
    "qqdesk-cli": lambda: client.build_parser(list(COMMANDS)),
    "qqdesk-server": server.build_parser,
}
FILES = {
    "qqdesk": (
        ("~/.config/qqdesk/settings.toml", "All settings; you can edit them while the program runs."),
        ("~/.local/share/qqdesk", "The messages, and the data of the server on this computer."),
    ),
    "qqdesk-server": (
        ("/etc/qqdesk/server.toml", "The settings of the system's service."),
        ("/var/lib/qqdesk", "The data of the service. Root gives this folder to commands with --data-dir."),
    ),
}
_HOME = "/nonexistent/home"
"""Absolute: platformdirs ignores a relative HOME and uses the builder's home."""


def manual_page(name: str, version: str) -> str:
    """Return the page of a program, dated SOURCE_DATE_EPOCH. Raises MakingError."""
    return printed("installers.linux.manual", name, version)


def printed(module: str, *words: str) -> str:
    """Return what a module prints of the programs' parsers. Raises MakingError.

    Help texts name default folders, so it runs in a process without the builder's environment.
    """
    variables = {
        "HOME": _HOME,
        "COLUMNS": "4000",  # argparse folds no line
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": f"{CHECKOUT / 'packaging'}:{CHECKOUT}",
        "SOURCE_DATE_EPOCH": os.environ["SOURCE_DATE_EPOCH"],
    }
    environment = [f"{key}={value}" for key, value in variables.items()]
    return output_of(["env", "-i", *environment, sys.executable, "-m", module, *words]).replace(_HOME, "~")


def _page(name: str, version: str) -> str:
    parser = PARSERS[name]()
    exit_codes, parser.epilog = parser.epilog, None
    page = Manpage(parser)
    page.source, page.manual = f"qqdesk {version}", "User Commands"
    page.description = (parser.description or "").partition(". ")[0].removesuffix(".")
    if exit_codes:
        page.add_section("exit status", "=", page.format_text(exit_codes))
    if name in FILES:
        page.add_section("files", "=", "\n".join(_hyphens(f".TP\n.I {path}\n{text}") for path, text in FILES[name]))
    others = [f".BR {_hyphens(other)} (1)" for other in PARSERS if other != name]
    page.add_section("see also", "=", ",\n".join(others))
    return str(page)


def _hyphens(text: str) -> str:
    """Let `man` show hyphens that can be copied."""
    return text.replace("-", r"\-")


if __name__ == "__main__":
    print(_page(*sys.argv[1:]), end="")
