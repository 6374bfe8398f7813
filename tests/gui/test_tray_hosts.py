"""The icon in real trays: a StatusNotifier host on a bus, one of the older kind (XEmbed), and none."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from qqdesk.gui.shared.theme_colors import DARK
from qqdesk.system.notification import Chosen, Failed, Notification
from qqdesk.system.notification_daemon import NotificationDaemon
from tests.helpers.screen import x_screen
from tests.helpers.session_bus import session_bus
from tests.helpers.status_notifier import StatusNotifierHost

PATIENCE_S = 60.0
ROOT = Path(__file__).resolve().parents[2]


class Program:
    """The icon as a program: see tests/helpers/tray_program.py."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.tray_program"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def write(self, count: int) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        assert self.line() == f"count {count}"

    def notify(self) -> list[str]:
        assert self._process.stdin is not None
        self._process.stdin.write("notify\n")
        self._process.stdin.flush()
        return self.line().split()

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait(PATIENCE_S) == 0
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def screen(stack: ExitStack, tmp_path: Path) -> dict[str, str]:
    """A screen and a bus without other programs."""
    address = stack.enter_context(session_bus(tmp_path))
    return {**stack.enter_context(x_screen()), "DBUS_SESSION_BUS_ADDRESS": address}


def test_a_status_notifier_host_shows_the_icon(screen: dict[str, str], stack: ExitStack) -> None:
    host = StatusNotifierHost()
    stack.callback(host.stop)
    program = Program(screen)
    stack.callback(program.end)
    assert program.line() == "tray True"
    assert host.property("ToolTip")[2] == "Mei 小梅 – Online"
    bare = host.property("IconPixmap")
    assert {width for width, _, _ in bare} >= {16, 22, 24, 32, 48, 64}
    host.activate()
    assert program.line() == "toggle"
    program.write(7)
    assert "7 unread messages" in host.property("ToolTip")[2]
    host.activate()
    assert program.line() == "unread"
    host.activate("SecondaryActivate")
    assert program.line() == "unread"
    while "Zoe (7)" not in host.menu_words():  # a moment later, once for all that came together
        pass
    assert host.menu_words()[-1] == "Quit"


def test_the_icon_follows_a_host_that_restarts(screen: dict[str, str], stack: ExitStack) -> None:
    """As at the start of a session, where the panel may be the last."""
    program = Program(screen)
    stack.callback(program.end)
    assert program.line() == "tray False"
    for _ in range(2):
        host = StatusNotifierHost()
        try:
            host.activate()  # once it is registered
            assert program.line() == "toggle"
        finally:
            host.stop()
        assert program.line() == "lost"


def test_the_icon_is_in_an_x11_tray_until_it_ends(screen: dict[str, str], stack: ExitStack) -> None:
    for name in ("stalonetray", "xdotool"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
    command = ["stalonetray", "--geometry", "1x1+0+0", "--icon-size", "48", "--window-type", "normal"]
    host = subprocess.Popen(command, env=screen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(host.wait)
    stack.callback(host.kill)
    subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--class", "stalonetray"], env=screen, check=True)
    program = Program(screen)
    stack.callback(program.end)
    assert program.line() == "tray True"
    program.write(3)
    subprocess.run(["xdotool", "mousemove", "--sync", "24", "24", "click", "1"], env=screen, check=True)
    assert program.line() == "unread"
    subprocess.run(["xdotool", "click", "2"], env=screen, check=True)
    assert program.line() == "unread"
    program.write(0)
    subprocess.run(["xdotool", "click", "1"], env=screen, check=True)
    assert program.line() == "toggle"
    assert program.notify() == ["balloon", DARK.surface.name(), DARK.text.name(), "Close"]
    host.kill()
    assert program.line() == "lost"


def test_without_a_tray_there_is_no_icon(screen: dict[str, str], stack: ExitStack) -> None:
    program = Program(screen)
    stack.callback(program.end)
    assert program.line() == "tray False"
    program.write(1)


def test_dunst_shows_a_notification_and_reports_a_click(screen: dict[str, str], stack: ExitStack) -> None:
    for name in ("dunst", "dunstctl"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
    dunst = subprocess.Popen(["dunst"], env=screen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(dunst.wait)
    stack.callback(dunst.kill)

    def dunstctl(*words: str) -> str:
        command = ["dunstctl", *words]
        return subprocess.run(command, env=screen, capture_output=True, text=True, check=False).stdout.strip()

    received: list[Chosen | Failed] = []
    ours = NotificationDaemon(received.append)
    stack.callback(ours.stop)
    while dunstctl("count", "displayed") != "0":
        assert dunst.poll() is None
    ours.show(Notification("zoe", "Zoe", "<b>hello</b> & so on", (("default", "Open"),)))
    while dunstctl("count", "displayed") != "1":
        assert not received
    ours.show(Notification("zoe", "Zoe", "in the same place", (("default", "Open"),)))
    ours.show(Notification("li", "Li"))
    while dunstctl("count", "displayed") != "2":  # and not 3
        assert not received
    ours.close("li")
    while dunstctl("count", "displayed") != "1":
        assert not received
    dunstctl("action", "0")
    while not received:
        assert dunst.poll() is None
    assert received[0] == Chosen("zoe", "default")
