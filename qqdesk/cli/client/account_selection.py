"""Selects account and server from the command line, the environment and the settings of the desktop program."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.options import SERVER_VARIABLE, USER_VARIABLE
from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.saved_accounts import SavedAccount, keyring_key, load_accounts, match_accounts, normalize_address
from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.start.arguments import Arguments, Folders, folders_for, is_profile_name
from qqdesk.paths import PLACES
from qqdesk.protocol.limits import MAX_NUMBER
from qqdesk.server.storage.lock import address_of_running
from qqdesk.system.settings_file import load_settings


@dataclass(frozen=True, slots=True)
class SelectedServer:
    """The server to connect to, with the settings and folders of the desktop program.

    `name` is the server as the user wrote it, `address` the address to connect to.
    """

    name: str
    address: str
    settings: Settings
    folders: Folders

    @property
    def places(self) -> KnownPlaces:
        return KnownPlaces(self.folders.config / PLACES)


@dataclass(frozen=True, slots=True)
class SelectedAccount:
    """The account to use. `may_have_saved_password`: its password may be in the keyring."""

    number: int
    server: SelectedServer
    may_have_saved_password: bool
    place_id: str = ""
    """The id of the server that the account belongs to; "" if the desktop program does not know the account."""

    @property
    def keyring_key(self) -> str:
        return keyring_key(self.number, self.place_id or self.server.places.id_at(self.server.address))


def select_server(options: argparse.Namespace) -> SelectedServer:
    """Return the server for a command without an account. Raises CommandError."""
    folders, settings = _load_desktop_settings(options)
    server = _option_or_env(options.server, SERVER_VARIABLE)
    if not server:
        known = list(dict.fromkeys(account.server for account in load_accounts(settings)))
        if len(known) != 1:
            raise CommandError("Give the address of the server with --server.", ExitCode.USAGE)
        server = known[0]
    return _server_named(server, settings, folders)


def select_account(options: argparse.Namespace) -> SelectedAccount:
    """Return the account that the options name, else the only known one. Raises CommandError."""
    folders, settings = _load_desktop_settings(options)
    user = _option_or_env(options.user, USER_VARIABLE)
    server = _option_or_env(options.server, SERVER_VARIABLE)
    found = match_accounts(settings, user) if user else load_accounts(settings)
    if server:
        found = [account for account in found if normalize_address(account.server) == normalize_address(server)]
    if len(found) > 1:
        raise CommandError(
            f"There are several accounts here: {_format_accounts(found)}. Choose one with --user{_server_hint(found)}.",
            ExitCode.USAGE,
        )
    if found:
        account = found[0]
        return SelectedAccount(
            account.number, _server_named(account.server, settings, folders), account.has_password, account.place
        )
    if not user:
        raise CommandError(
            "No account is known here: give your number with --user and the server with --server, or sign in once with "
            "the desktop program.",
            ExitCode.USAGE,
        )
    if not is_account_number(user):
        raise CommandError(f"No account is called {user} here: give its number with --user.", ExitCode.USAGE)
    if not server:
        raise CommandError(f"The account {user} is not known here: give its server with --server.", ExitCode.USAGE)
    return SelectedAccount(int(user), _server_named(server, settings, folders), True)


def is_account_number(text: str) -> bool:
    """Return whether the text is a valid account number."""
    return text.isascii() and text.isdigit() and len(text) <= len(str(MAX_NUMBER)) and int(text) > 0


def _option_or_env(option: str | None, variable: str) -> str:
    return (option if option is not None else os.environ.get(variable, "")).strip()


def _format_accounts(found: list[SavedAccount]) -> str:
    return ", ".join(f"{account.number} ({account.name})" if account.name else str(account.number) for account in found)


def _server_hint(found: list[SavedAccount]) -> str:
    return " and --server" if len({account.number for account in found}) < len(found) else ""


def _load_desktop_settings(options: argparse.Namespace) -> tuple[Folders, Settings]:
    if options.profile and not is_profile_name(options.profile):
        raise CommandError(f"{options.profile[:80]!r} is not a valid name of a profile.", ExitCode.USAGE)
    named = Arguments(data_dir=options.data_dir, config_dir=options.config_dir, profile=options.profile)
    try:
        folders = folders_for(named)
    except RuntimeError:  # as the user of a system service
        raise CommandError(
            "You have no home folder here: name folders with --config-dir and --data-dir.", ExitCode.LOCAL
        ) from None
    try:
        return folders, load_settings(folders.settings)
    except ValueError as error:
        raise CommandError(f"{folders.settings} is damaged ({error}): repair or remove it.", ExitCode.LOCAL) from None


def _server_named(server: str, settings: Settings, folders: Folders) -> SelectedServer:
    address = _local_address(folders.data / "server") if server == LOCAL_SERVER else server
    return SelectedServer(server, address, settings, folders)


def _local_address(folder: Path) -> str:
    """Return the address of the server that the desktop program runs."""
    address = address_of_running(folder)
    if not address:
        raise CommandError(
            "The server on this computer is not running: start the desktop program.", ExitCode.NO_CONNECTION
        )
    return address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//*:", "//127.0.0.1:")
