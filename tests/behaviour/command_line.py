"""Plays a command line transcript; see README.md for its form."""

import re
import shlex
import subprocess
from pathlib import Path

from tests.behaviour.doors import PATIENCE_S, Server, command, empty_home

FOLDER = Path(__file__).parent / "command_line"
_DRAWN = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:?\d\d|Z)?"), "<time>"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "<day>"),
    (re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}"), "<time>"),
    (re.compile(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}"), "<fingerprint>"),
    (re.compile(r"(127\.0\.0\.1|\[::1\]):\d+"), r"\1:<port>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<key>"),
    (re.compile(r"^[0-9a-f]{8}(?=\t)", re.MULTILINE), "<id>"),
    (re.compile(r"^usage: .*\n(?: .*\n)*", re.MULTILINE), "usage: …\n"),
    (re.compile(r"\(choose from .*\)"), "(choose from …)"),
    (re.compile(r"(?<=/i#)[0-9A-Z]{20}\S*"), "<invitation>"),
    (re.compile(r"\b(?:[A-Z0-9]{4,5}-){2,}[A-Z0-9]{4,5}\b"), "<invitation>"),
    (re.compile(r"/i#[A-Z0-9]{20}\b"), "/i#<invitation>"),
    (re.compile(r'"(time|id)": \d+'), r'"\1": <number>'),
)
"""What differs from run to run, and how it stands in a transcript."""


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


class Player:
    """Plays one transcript. `play` returns its lines with the output that came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = Server(folder)

    def play(self, lines: list[str]) -> list[str]:
        played: list[str] = []
        try:
            for line in lines:
                if line.startswith("$ "):
                    played += [line, *run(line[2:], self._folder, self._server)]
                elif line == "server" or line.startswith("server "):
                    self._server = Server(self._folder, line.split()[1:])
                    self._server.start()
                    played.append(line)
                elif line == "stop":
                    self._server.stop()
                    played.append(line)
                elif not line or line.startswith("#"):
                    played.append(line)
                # all other lines are output, which is written down afresh
        finally:
            self._server.stop()
        return played


def run(line: str, folder: Path, server: Server) -> list[str]:
    """Run a line of a transcript. Return what it printed, as it stands in a transcript."""
    line, _, given = line.partition(" < ")
    name, *words = [word.replace("<folder>", str(folder)) for word in shlex.split(line)]
    done = subprocess.run(
        [command(name), *words],
        input=given.replace("\\n", "\n") + "\n" if given else "",
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=empty_home(folder) | {"QQDESK_DATA_DIR": str(server.data_dir), "QQDESK_SERVER": server.address},
        timeout=PATIENCE_S,
        check=False,
    )
    printed = [f"  {text}".rstrip() for text in _normalized(done.stdout, folder)]
    printed += [f"! {text}".rstrip() for text in _normalized(done.stderr, folder)]
    return printed + ([f"[{done.returncode}]"] if done.returncode else [])


def _normalized(text: str, folder: Path) -> list[str]:
    text = text.replace(str(folder), "<folder>")
    for pattern, replacement in _DRAWN:
        text = pattern.sub(replacement, text)
    return text.splitlines()
