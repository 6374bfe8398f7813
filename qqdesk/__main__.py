"""Start the messenger: `python -m qqdesk`, or the `qqdesk` command."""

import gc
import os
import sys

# What is imported from here to the first paint is kept anyway: looking through it for garbage takes 10 ms of it.
gc.disable()

try:
    from qqdesk.gui.start.arguments import read_arguments

    try:
        from qqdesk.gui.start.program import run
    except ImportError:
        read_arguments(sys.argv[1:])  # --help and --version need no Qt: they exit here
        raise
except (ImportError, SyntaxError) as broken:
    # A system library that Qt needs is missing, or the installation is damaged: no window of ours can be shown.
    from qqdesk.system.crash.error_message import FAILED, show_error

    show_error(f"The program cannot be loaded: {broken}. Install the missing library, or reinstall qqdesk.")
    sys.exit(FAILED)


def main() -> int:
    """The exit code of the program."""
    _take_streams()
    arguments = read_arguments(sys.argv[1:])
    if arguments.demo or arguments.screenshot:
        # Not at the top: the demo loads what the first window does without.
        from qqdesk.demo.demo import run as run_demo

        return run_demo(arguments)
    return run(arguments)


def _take_streams() -> None:
    """On Windows a program without a console has none: what it says is lost then, and no reason to fail."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


if __name__ == "__main__":
    sys.exit(main())
