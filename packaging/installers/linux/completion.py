"""Completions for shells, which shtab makes of the programs' own parsers.

`python -m installers.linux.completion PROGRAM SHELL` prints one.
"""

import argparse
import sys
from collections.abc import Iterator

import shtab

from installers.linux.manual import PARSERS, printed

PLACES = {
    "bash": "bash-completion/completions/{}",
    "zsh": "zsh/vendor-completions/_{}",
    "fish": "fish/vendor_completions.d/{}.fish",
}
"""Where each shell looks, in a folder `share`."""
_PATHS = {"FILE": shtab.FILE, "DIR": shtab.DIRECTORY}
"""What is completed, by the name of an argument in the help."""


def completion(name: str, shell: str) -> str:
    """Return the completions of a program. Raises MakingError."""
    return printed("installers.linux.completion", name, shell)


def _completion(name: str, shell: str) -> str:
    parser = PARSERS[name]()
    for action in _actions(parser):
        if action.metavar in _PATHS:
            action.complete = _PATHS[action.metavar]  # type: ignore[attr-defined]
    return shtab.complete(parser, shell)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from _actions(one)
        else:
            yield action


if __name__ == "__main__":
    print(_completion(*sys.argv[1:]))
