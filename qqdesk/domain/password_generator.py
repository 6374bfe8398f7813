"""Passwords that the program makes for a new account."""

import secrets

_SYMBOLS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike: the person may have to type it on another computer."""
_GROUPS, _GROUP = 4, 5


def generate_password() -> str:
    """Return a random password of 20 symbols (about 99 bits) in groups of five."""
    groups = ("".join(secrets.choice(_SYMBOLS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
