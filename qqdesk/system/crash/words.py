"""What a report says, in English, for whoever mends the program: which version, where, when, and no values."""

import re
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from qqdesk.system.crash.traces import short_paths
from qqdesk.version import long_line

_FORM = "%Y-%m-%d %H:%M:%S %z"
_STARTED = "Started: "
_WINDOWS_NOISE = "Windows fatal exception: code 0x"
"""What its libraries raise and catch among themselves; a crash is named by its name."""


def about_now(started: float, platform: str) -> str:
    """The head of a report of this program. `started` is as time.time(), `platform` that of the windows."""
    return f"{long_line()}\nWindows on: {platform}\n{_STARTED}{_written(started)}\n"


def report_of(about: str, happened: float, where: str, traces: Sequence[str], count: int = 1) -> str:
    """What Python raised; `where` is the thread, `traces` are without values."""
    often = f"How often: {count}\n" if count > 1 else ""
    body = "\n\n".join(traces)
    return f"{about}{_when(about, happened)}Thread: {where}\n{often}\n{body}\n"


def native_report(stacks: str, about: str, happened: float) -> str:
    """What the system ended, from the stacks that Python wrote; "" where nothing was the matter."""
    lines = stacks.splitlines()
    heads = [line for line in lines if line.startswith(("Fatal Python error", "Windows fatal exception"))]
    if heads and all(head.startswith(_WINDOWS_NOISE) for head in heads):
        return ""
    head = about or f"{long_line()}, or the version that ran then\n"
    return f"{head}{_when(about, happened)}\n{short_paths(stacks).strip()}\n"


def _when(about: str, happened: float) -> str:
    """With how long it had run, where that is known."""
    line = f"Happened: {_written(happened)}"
    started = re.search(rf"^{_STARTED}(.*)$", about, re.MULTILINE)
    if started is not None:
        with suppress(ValueError):
            # Not by strptime, which would be imported now: a newer version may lie in the place of this one by then.
            ran = happened - datetime.fromisoformat(re.sub(r" (?=[+-])", "", started[1])).timestamp()
            line += f", {max(0, round(ran))} s after the start"
    return f"{line}\n"


def _written(moment: float) -> str:
    return time.strftime(_FORM, time.localtime(moment))
