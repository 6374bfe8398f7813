"""Generated passwords for new accounts."""

import secrets

_SYMBOLS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No characters that look alike: the user may have to type the password on another computer."""
_GROUPS, _GROUP = 4, 5


def generate_password() -> str:
    """Return a random password of 20 symbols (about 99 bits) in groups of five."""
    groups = ("".join(secrets.choice(_SYMBOLS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
