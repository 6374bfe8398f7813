"""Start the messenger: `python -m qqdesk`, or the `qqdesk` command."""

import gc
import os
import sys

# The imports before the first paint make no garbage, and a collection among them takes 10 ms.
gc.disable()

try:
    from qqdesk.gui.start.arguments import read_arguments

    try:
        from qqdesk.gui.start.program import run
    except ImportError:
        read_arguments(sys.argv[1:])  # --help and --version need no Qt: they exit here
        raise
except (ImportError, SyntaxError) as broken:
    # A system library of Qt is missing, or the installation is damaged: no window can be shown.
    from qqdesk.system.crash.error_message import FAILED, show_error

    show_error(f"The program cannot be loaded: {broken}. Install the missing library, or reinstall qqdesk.")
    sys.exit(FAILED)


def main() -> int:
    """Run the program. Return its exit code."""
    _replace_missing_streams()
    arguments = read_arguments(sys.argv[1:])
    if arguments.demo or arguments.screenshot:
        # Imported here, because the first window does not need it.
        from qqdesk.demo.demo import run as run_demo

        return run_demo(arguments)
    if arguments.keep_place:
        # Imported here, because no window needs it.
        from qqdesk.gui.start.keep_place import keep_place

        return keep_place(arguments)
    return run(arguments)


def _replace_missing_streams() -> None:
    """Discard all output if there is no console, as in a program of Windows."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


if __name__ == "__main__":
    sys.exit(main())
