"""The command line, and the folders that it selects. Imports no Qt."""

import argparse
import os
import stat
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from qqdesk import paths
from qqdesk.domain.invitation_link import is_cut_link, is_open_argument
from qqdesk.domain.settings import ALLOWED
from qqdesk.version_option import VersionAction

PROFILES = "profiles"
OPEN = "--open"
"""The option with which the system opens a clicked link."""
DEMO_PREFIX, DEMO_DATA = "qqdesk-demo-", "data"
"""The prefix of a demo's temporary folder, and its data folder inside."""
MOST_USER_CHARS = 64
_RESERVED = ("con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(10)))


class Folders(NamedTuple):
    """The folders of this run."""

    config: Path
    data: Path
    log: Path

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"


class LinkFault(Enum):
    """Why `--open` is refused."""

    NO_INVITATION = auto()
    CUT_OFF = auto()
    OTHER_ARGUMENTS = auto()
    """The link is good, and another argument stands beside it."""


class Arguments(NamedTuple):
    """The parsed command line."""

    data_dir: Path | None = None
    config_dir: Path | None = None
    profile: str = ""
    user: str = ""
    hidden: bool = False
    quit: bool = False
    keep_place: bool = False
    theme: str = ""
    demo: bool = False
    screenshot: Path | None = None
    link: str = ""
    """An invitation link that the system opens with this program."""
    link_fault: LinkFault | None = None
    """`--open` came with something other than one invitation link."""

    def place(self) -> list[str]:
        """Return the arguments that select the same folders."""
        words: list[str] = []
        for name, value in (("--data-dir", self.data_dir), ("--config-dir", self.config_dir)):
            if value is not None:
                words += [name, str(value.absolute())]
        return [*words, "--profile", self.profile] if self.profile else words


def read_arguments(argv: Sequence[str]) -> Arguments:
    """Parse the command line. Exits for --help, --version and errors, as argparse does."""
    if not argv:
        return Arguments()
    if any(word == OPEN or word.startswith(f"{OPEN}=") for word in argv):
        return _read_link(argv)
    return Arguments(**vars(build_parser().parse_args(argv)))


def _read_link(argv: Sequence[str]) -> Arguments:
    """Accept `--open LINK` and nothing beside it.

    Anyone may write a link. Windows inserts it into a command line as text, where a quote mark in it ends the argument
    and the rest would become options. So no other option is read if `--open` is there.
    """
    if len(argv) == 2 and argv[0] == OPEN and is_open_argument(argv[1]):
        return Arguments(link=argv[1])
    links = [word.removeprefix(f"{OPEN}=") for word in argv]
    if any(is_open_argument(word) for word in links):
        return Arguments(link_fault=LinkFault.OTHER_ARGUMENTS)
    is_cut = any(is_cut_link(word) for word in links)
    return Arguments(link_fault=LinkFault.CUT_OFF if is_cut else LinkFault.NO_INVITATION)


def build_parser() -> "argparse.ArgumentParser":
    def user(text: str) -> str:
        text = text.strip()
        if not text or len(text) > MOST_USER_CHARS or not text.isprintable():
            raise argparse.ArgumentTypeError(f"a number or the name of an account is wanted, not {text[:80]!r}")
        return text

    def profile(text: str) -> str:
        if not is_profile_name(text):
            raise argparse.ArgumentTypeError(
                f"{text[:80]!r} is not a valid name of a profile: at most 40 letters, digits, spaces and . _ - @ +"
            )
        return text

    parser = argparse.ArgumentParser(
        prog="qqdesk", description="A desktop messenger with a contact list.",
        epilog=f"qqdesk {OPEN} LINK opens an invitation link. No other option may stand beside it.",
    )  # fmt: skip
    parser.add_argument("--version", action=VersionAction, help="print the version and the platform")
    parser.add_argument(
        "--user", type=user, default=argparse.SUPPRESS, metavar="NUMBER|NAME", help="the account to sign in"
    )
    parser.add_argument(
        "--profile", type=profile, default=argparse.SUPPRESS, metavar="NAME",
        help="use the separate settings and messages of this profile; other profiles may run at the same time",
    )  # fmt: skip
    parser.add_argument("--hidden", action="store_true", help="start in the tray, without a window")
    parser.add_argument(
        "--quit", action="store_true",
        help="quit all running programs, with all profiles and demos, or only that of --profile, and wait for the end; "
        "a place that opens by itself stays open",
    )  # fmt: skip
    parser.add_argument(
        "--keep-place", action="store_true",
        help="keep the place of this computer open, without a window and a screen; with --quit, close it",
    )  # fmt: skip
    parser.add_argument("--data-dir", type=Path, help="folder for messages (default: the user's data folder)")
    parser.add_argument("--config-dir", type=Path, help="folder for settings (default: the user's settings folder)")
    parser.add_argument("--theme", "--style", choices=ALLOWED["theme"], default="", help="theme of this run")
    parser.add_argument("--demo", action="store_true", help="show the program with made-up people")
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="with --demo: save a picture and quit")
    return parser


def is_profile_name(text: str) -> bool:
    """Whether the text is a valid folder name on each system."""
    known = all(char.isalnum() or char in " ._-@+" for char in text)
    ends = bool(text) and text[0].isalnum() and text[-1] not in " ."
    return len(text) <= 40 and known and ends and text.partition(".")[0].lower() not in _RESERVED


def data_folders(arguments: Arguments) -> list[Path]:
    """Return the data folders that `--quit` applies to: without --profile also those of all profiles."""
    data = folders_for(arguments).data
    if arguments.profile:
        return [data]
    try:
        return [data, *sorted((data / PROFILES).iterdir())]
    except OSError:
        return [data]


def demo_folders() -> list[Path]:
    """Return the data folders of this user's demos."""
    own = os.getuid() if sys.platform != "win32" else 0
    found = []
    for folder in Path(tempfile.gettempdir()).glob(f"{DEMO_PREFIX}*"):
        with suppress(OSError):
            info = folder.lstat()
            if stat.S_ISDIR(info.st_mode) and info.st_uid == own:
                found.append(folder / DEMO_DATA)
    return sorted(found)


def folders_for(arguments: Arguments) -> Folders:
    """Return the folders. A run with --data-dir or --profile keeps its log there too."""
    data, config = arguments.data_dir, arguments.config_dir or paths.config_dir()
    log = data / "log" if data else paths.log_dir()
    data = data or paths.data_dir()
    if arguments.profile:
        config, data = config / PROFILES / arguments.profile, data / PROFILES / arguments.profile
        log = data / "log"
    return Folders(config, data, log)
