"""Links that a browser opens: the first start, a second one, and links that are no invitation."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.gui.start.instance import SOCKET
from tests.helpers.programs import PATIENCE_S, end
from tests.helpers.screen_reader import ScreenReader, needs_at_spi, screen_with_reader, wait
from tests.helpers.server import LocalServer, local_server

REFUSAL = "This link is not an invitation"


class Screen:
    """Programs of one person, with the folders that they have without any option."""

    def __init__(self, folder: Path, reader: ScreenReader, environment: dict[str, str], ends: ExitStack) -> None:
        self.reader = reader
        self.data = folder / "data" / "qqdesk"
        homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        self._environment = environment | homes | {"HOME": str(folder)}
        self._ends = ends

    def start(self, *words: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-P", "-m", "qqdesk", *words]
        program = subprocess.Popen(command, env=self._environment, text=True, stderr=subprocess.PIPE)
        self._ends.callback(end, program)
        return program

    def wait_listening(self, profile: str = "") -> None:
        place = self.data / "profiles" / profile / SOCKET if profile else self.data / SOCKET
        wait(place.exists, bool)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with screen_with_reader(tmp_path) as (reader, environment), ExitStack() as ends:
        yield Screen(tmp_path, reader, environment, ends)


@pytest.fixture
def links(tmp_path: Path) -> Iterator[list[str]]:
    with local_server(tmp_path / "server") as server:
        yield [_link(server), _link(server)]


def _link(server: LocalServer) -> str:
    return InvitationLink((server.address.removeprefix("http://"),), server.invite()).scheme()


@needs_at_spi
@pytest.mark.timeout(240)
def test_a_link_starts_the_program_or_goes_to_the_running_one(screen: Screen, links: list[str]) -> None:
    first = screen.start("--open", links[0])
    screen.reader.find("Join", window="qqdesk")
    screen.wait_listening()
    screen.reader.press("Back (Alt+Left)", window="qqdesk")
    screen.reader.find("Invitation link or code", window="qqdesk")
    assert screen.start("--open", links[1]).wait(PATIENCE_S) == 0
    screen.reader.find("Join", window="qqdesk")
    # A stranger's link is shown to no one, and ends nothing.
    refused = screen.start("--open", 'qqdesk://x" --quit "', "--quit")
    screen.reader.find(REFUSAL)
    screen.reader.press("Close", window="qqdesk")
    assert refused.wait(PATIENCE_S) == 2
    assert first.poll() is None


@needs_at_spi
@pytest.mark.timeout(240)
def test_a_link_goes_to_the_program_of_a_profile(screen: Screen, links: list[str]) -> None:
    running = screen.start("--profile", "Work")
    screen.wait_listening("Work")
    assert screen.start("--open", links[0]).wait(PATIENCE_S) == 0
    screen.reader.find("Join", window="qqdesk")
    assert not (screen.data / SOCKET).exists()
    assert running.poll() is None


def test_a_refused_link_changes_nothing(tmp_path: Path) -> None:
    homes = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE")}
    command = [sys.executable, "-P", "-m", "qqdesk", "--open", "qqdesk://x", "--data-dir", str(tmp_path / "evil")]
    environment = {**os.environ, **homes, "DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    assert subprocess.run(command, env=environment, capture_output=True).returncode == 2
    assert not any(tmp_path.iterdir())
