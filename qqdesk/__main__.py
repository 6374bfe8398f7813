"""Start the messenger: `python -m qqdesk`, or the `qqdesk` command."""

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress

from qqdesk.gui.start.arguments import Arguments, read_arguments
from qqdesk.system.crash.error_message import FAILED, show_error


def main() -> int:
    """Run the program. Return its exit code."""
    gc.disable()  # the imports before the first paint make no garbage, and a collection among them takes 10 ms
    _replace_missing_streams()
    with suppress(ImportError):  # --version names the version of Qt, and exits below with a broken Qt, too
        import PySide6.QtCore  # noqa: F401
    arguments = read_arguments(sys.argv[1:])  # --help and --version exit here
    try:
        run = _load(arguments)
    except (ImportError, SyntaxError) as broken:
        # A system library of Qt is missing, or the installation is damaged: no window can be shown.
        show_error(f"The program cannot be loaded: {broken}. Install the missing library, or reinstall qqdesk.")
        return FAILED
    return run(arguments)


def _load(arguments: Arguments) -> Callable[[Arguments], int]:
    """Import no more than the arguments need: the demo is a whole world, and the host of a server has no window."""
    if arguments.demo or arguments.screenshot:
        from qqdesk.demo.demo import run
    elif arguments.keep_place:
        from qqdesk.gui.start.host_server import host_server as run
    else:
        from qqdesk.gui.start.program import run
    return run


def _replace_missing_streams() -> None:
    """Discard all output if there is no console, as in a program of Windows."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


if __name__ == "__main__":
    sys.exit(main())
