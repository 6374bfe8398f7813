"""The accounts used on this computer. The settings keep one JSON line for each, newest first."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from qqdesk.domain.settings import LOCAL_SERVER, Settings

MAX_ACCOUNTS = 20
MIN_PASSWORD_CHARS = 6
"""The minimum length of a new password."""
_MOST_CHARS = 64


class SavedAccount(NamedTuple):  # a dataclass takes a millisecond of the start to make
    """`server` is LOCAL_SERVER or the typed address. `has_password`: the system's keyring has the password."""

    number: int
    server: str = LOCAL_SERVER
    name: str = ""
    face: int = 0
    status: int = 10
    has_password: bool = False
    place: str = ""
    """The id of the place; "" before the first sign-in."""
    place_name: str = ""
    """The name of the place at the last sign-in, if it has one."""

    def is_at(self, number: int, server: str) -> bool:
        """Return True if the account matches a typed number and address."""
        return self.number == number and normalize_address(self.server) == normalize_address(server)

    def is_of(self, number: int, place: str) -> bool:
        return self.number == number and self.place == place

    @property
    def label(self) -> str:
        return self.name or str(self.number)


def normalize_address(server: str) -> str:
    """Return the address without differences of case, blanks and trailing slashes."""
    return server.strip().casefold().rstrip("/")


def keyring_key(number: int, place: str) -> str:
    """Return the name of the password in the keyring."""
    return f"{number}@{place}"


def load_accounts(settings: Settings) -> list[SavedAccount]:
    """Return the valid accounts, newest first."""
    found: list[SavedAccount] = []
    for line in settings.accounts[:MAX_ACCOUNTS]:
        account = _read(line)
        if account is not None and not any(_is_same(other, account) for other in found):
            found.append(account)
    return found


def find_account_at(settings: Settings, number: int, server: str) -> SavedAccount | None:
    return next((account for account in load_accounts(settings) if account.is_at(number, server)), None)


def find_account(settings: Settings, number: int, place: str) -> SavedAccount | None:
    return next((account for account in load_accounts(settings) if account.is_of(number, place)), None)


def match_accounts(settings: Settings, user: str) -> list[SavedAccount]:
    """Return the accounts with this number, else those with this name, newest first."""
    wanted = user.strip().casefold()
    known = load_accounts(settings)
    by_number = [account for account in known if str(account.number) == wanted]
    return by_number or [account for account in known if account.name.casefold() == wanted]


def with_account(settings: Settings, account: SavedAccount) -> list[str]:
    """Return the lines with this account as the newest."""
    known = load_accounts(settings)
    others = [other for other in known if not _is_same(other, account)]
    return _write([account, *others][:MAX_ACCOUNTS])


def with_password(settings: Settings, number: int, place: str, has_password: bool) -> list[str]:
    """Return the lines with `has_password` set for this account, in the same order."""
    known = load_accounts(settings)
    return _write([a._replace(has_password=has_password) if a.is_of(number, place) else a for a in known])


def without_account(settings: Settings, account: SavedAccount) -> list[str]:
    return _write([other for other in load_accounts(settings) if not _is_same(other, account)])


def _is_same(one: SavedAccount, other: SavedAccount) -> bool:
    """Compare by server id; an account that never signed in has only an address."""
    if one.place and other.place:
        return one.is_of(other.number, other.place)
    return one.is_at(other.number, other.server)


def _write(known: Sequence[SavedAccount]) -> list[str]:
    return [
        json.dumps(
            {
                "number": account.number,
                "server": account.server,
                "name": account.name[:_MOST_CHARS],
                "face": account.face,
                "status": account.status,
                "password": account.has_password,
                "place": account.place,
                "place_name": account.place_name[:_MOST_CHARS],
            },
            ensure_ascii=False,
        )
        for account in known
    ]


def _read(line: object) -> SavedAccount | None:
    try:
        row = json.loads(line) if isinstance(line, str) else None
    except ValueError:
        return None
    if not isinstance(row, dict):
        return None
    number, server, name = row.get("number"), row.get("server"), row.get("name")
    if type(number) is not int or number <= 0 or not isinstance(server, str) or not server.strip():
        return None
    face, status, place, place_name = (row.get(key) for key in ("face", "status", "place", "place_name"))
    return SavedAccount(
        number,
        server,
        name[:_MOST_CHARS] if isinstance(name, str) else "",
        face if type(face) is int else 0,
        status if type(status) is int else 10,
        row.get("password") is True,
        place if isinstance(place, str) else "",
        place_name[:_MOST_CHARS] if isinstance(place_name, str) else "",
    )
