"""Desktop programs on a screen of their own, used by accessible names and keys."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.behaviour.doors import PATIENCE_S, Server, command
from tests.helpers.screen_reader import ScreenReader, screen_with_reader, wait

_TEXT = "org.a11y.atspi.EditableText"
_COMPONENT = "org.a11y.atspi.Component"


class Screen:
    """Each method waits for what it names. Raises AssertionError if it does not come."""

    def __init__(self, folder: Path, reader: ScreenReader, environment: dict[str, str], ends: ExitStack) -> None:
        self._folder, self._reader, self._environment, self._ends = folder, reader, environment, ends
        self.press, self.write, self.find = reader.press, reader.write, reader.find

    def sign_in(self, server: Server, number: int, name: str, *, title: str = "") -> "subprocess.Popen[bytes]":
        """Start a program with an empty home, and sign in. `title` is that of its main window, if not `name`."""
        home = self._folder / name
        (home / "config").mkdir(parents=True)
        (home / "config" / "settings.toml").write_text(f'server = "{server.address}"\nlanguage = "en"\n', "utf-8")
        program = self.start(name)
        self.write("Number", str(number))
        self.write("Password", "secret")
        self.press("Sign in")
        self.find("Search names and messages", window=title or name)
        return program

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        home = self._folder / name
        folders = ["--config-dir", str(home / "config"), "--data-dir", str(home / "data")]
        program = subprocess.Popen([command("qqdesk"), *folders], env=self._environment | {"HOME": str(home)})
        self._ends.callback(_end, program)
        return program

    def keys(self, window: str, *keys: str, at: str = "") -> None:
        """Press keys in a window, at the control of the name `at`."""
        search = ("search", "--onlyvisible", "--name", f"^{re.escape(window)}")
        found = wait(lambda: self._xdotool(*search).split(), bool)
        self._xdotool("windowfocus", "--sync", found[-1])
        if at:
            self._reader.call(self.find(at, window=window), _COMPONENT, "GrabFocus")
            self._reader.wait_focus(at)
        self._xdotool("key", "--clearmodifiers", *keys)

    def rows(self, name: str, count: int, window: str = "") -> list[str]:
        """The rows of a list once there are `count`."""
        return wait(lambda: self._rows(name, window), lambda rows: len(rows) == count)

    def wait_rows(self, name: str, wanted: list[str], window: str = "") -> None:
        wait(lambda: self._rows(name, window), lambda rows: rows == wanted)

    def wait_text(self, name: str, wanted: str) -> None:
        """Wait until there is this text in a control."""

        def read() -> str:
            control = self.find(name, _TEXT)
            return str(self._reader.call(control, "org.a11y.atspi.Text", "GetText", "ii", 0, -1)[0])

        wait(read, lambda text: text == wanted)

    def wait_file(self, path: Path) -> str:
        """The text of a file once it is there and not empty."""
        return wait(lambda: path.read_text("utf-8") if path.exists() else "", bool)

    def _rows(self, name: str, window: str) -> list[str]:
        return [self._reader.name(row) for row in self._reader.children(self.find(name, window=window))]

    def _xdotool(self, *words: str) -> str:
        done = subprocess.run(["xdotool", *words], env=self._environment, capture_output=True, text=True, check=False)
        return done.stdout


def _end(program: "subprocess.Popen[bytes]") -> None:
    """Programs that the test has killed are gone already."""
    if program.poll() is None:
        program.terminate()
        assert program.wait(PATIENCE_S) == 0


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """An empty screen; its programs end with it."""
    with screen_with_reader(folder) as (reader, environment), ExitStack() as ends:
        yield Screen(folder, reader, environment, ends)
