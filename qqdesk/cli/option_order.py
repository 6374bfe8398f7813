"""Allows the options that all commands share before the command: `qqdesk-cli --server ADDRESS send ANN …`."""

import argparse
from collections.abc import Sequence

_OWN = ("-h", "--help", "--version")
"""Options without a command."""


def move_after_command(words: Sequence[str], shared: argparse.ArgumentParser, groups: Sequence[str] = ()) -> list[str]:
    """Return the command line with its leading options behind the command, as argparse expects them.

    `shared` has the options of all commands, to find those with a value. `groups` are the commands with a second word,
    like `user list`.
    """
    with_value = {flag for action in shared._actions if action.nargs != 0 for flag in action.option_strings}
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in with_value else 1
    own = [word for word in words[:at] if word in _OWN]
    if own or at >= len(words):
        return own
    behind = at + (2 if words[at] in groups else 1)
    return [*words[at:behind], *words[:at], *words[behind:]]
