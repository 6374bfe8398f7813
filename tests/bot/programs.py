"""The example bots as processes that a test may kill."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.bot.conftest import BOT, PATIENCE_S

EXAMPLES = Path(__file__).parents[2] / "qqdesk" / "bot" / "examples"


class BotProcess:
    """`start` and `kill` may follow each other any number of times."""

    def __init__(self, folder: Path, script: Path, *arguments: str, runner: Sequence[str] = ()) -> None:
        """Its output goes to `robot.log` in the folder. `runner`: Python's arguments before the script."""
        self._folder = folder
        folder.mkdir(exist_ok=True)
        self._command = [sys.executable, "-P", *runner, str(script), *arguments]
        password = folder / "password"
        password.write_text("secret\n")
        folders = {"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
        self._environment = {**os.environ, **folders, "QQDESK_PASSWORD_FILE": str(password)}
        self.log = folder / "robot.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, text: bytes | None = None) -> None:
        """`text` is its standard input."""
        assert self.process is None
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env=self._environment,
            )
        assert self.process.stdin is not None
        with suppress(BrokenPipeError), self.process.stdin as stdin:
            stdin.write(text or b"")

    def kill(self) -> None:
        """Kill the process without a chance to clean up."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE_S)
            self.process = None

    def terminate(self) -> int:
        """Send SIGTERM as a service manager does; return the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.wait()

    def wait(self) -> int:
        """Wait until the process ends; return the exit code."""
        assert self.process is not None
        code = self.process.wait(PATIENCE_S)
        self.process = None
        return code

    def said(self) -> str:
        return self.log.read_text("utf-8")


@contextmanager
def running_example(folder: Path, name: str, address: str, *arguments: str, start: bool = True) -> Iterator[BotProcess]:
    """Run one of the examples."""
    made = BotProcess(folder / "robot", EXAMPLES / f"{name}.py", address, str(BOT), *arguments)
    try:
        if start:
            made.start()
        yield made
    finally:
        made.kill()
