"""Start the messenger: `python -m qqdesk`, or the `qqdesk` command."""

import gc
import sys

# What is imported from here to the first paint is kept anyway: looking through it for garbage takes 10 ms of it.
gc.disable()

from qqdesk.app import run  # noqa: E402


def main() -> int:
    """The exit code of the program."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
