"""Selection of account and server from options and the desktop program's settings."""

import argparse
import os
from pathlib import Path

import pytest

from qqdesk.cli.client.account_selection import select_account, select_server
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.client.known_places import KnownPlaces, id_of_address
from qqdesk.domain.saved_accounts import SavedAccount, keyring_key, with_account
from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.system.keys import Keys
from qqdesk.system.settings_file import save_settings
from tests.helpers.command_line import CommandLine, Done, waiting_for
from tests.helpers.secret_service import needs_secret_service, secret_service
from tests.helpers.server import LocalServer, local_server

ANNA = SavedAccount(10001, "chat.example.org", "Anna", has_password=True)
WORK = SavedAccount(10001, "work.example.org", "Dr. Anna")
BELA = SavedAccount(10002, "chat.example.org", "贝拉")


@pytest.fixture(autouse=True)
def unset_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QQDESK_USER", "QQDESK_SERVER"):
        monkeypatch.delenv(name, raising=False)


def save_accounts(folder: Path, *accounts: SavedAccount, device: str = "") -> None:
    """Save settings as the desktop program does, the last used account last."""
    settings = Settings(device=device)
    for account in accounts:
        settings.accounts = with_account(settings, account)
    save_settings(folder / "settings.toml", settings)


def options(folder: Path, **words: str) -> argparse.Namespace:
    defaults: dict[str, object] = dict.fromkeys(("user", "server", "fingerprint"))
    defaults |= {"profile": "", "config_dir": folder, "data_dir": folder / "data"}
    return argparse.Namespace(**defaults | words)


def selected(folder: Path, **words: str) -> tuple[int, str]:
    account = select_account(options(folder, **words))
    return account.number, account.server.address


def usage_error(folder: Path, **words: str) -> str:
    with pytest.raises(CommandError) as caught:
        select_account(options(folder, **words))
    assert caught.value.code is ExitCode.USAGE
    return str(caught.value)


def test_the_only_account_needs_no_option(tmp_path: Path) -> None:
    save_accounts(tmp_path, ANNA)
    account = select_account(options(tmp_path))
    assert (account.number, account.server.address, account.may_have_saved_password) == (
        10001,
        "chat.example.org",
        True,
    )
    assert account.keyring_key == "10001@chat.example.org_8000"
    save_accounts(tmp_path, ANNA._replace(place="0123456789abcdef"))
    assert select_account(options(tmp_path)).keyring_key == "10001@0123456789abcdef"
    assert account.server.places.path == tmp_path / "places.toml"


def test_an_option_chooses_among_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_accounts(tmp_path, BELA, WORK, ANNA)
    sentence = usage_error(tmp_path)
    assert sentence == (
        "There are several accounts here: 10001 (Anna), 10001 (Dr. Anna), 10002 (贝拉). Choose one with --user and "
        "--server."
    )
    assert selected(tmp_path, user="贝拉") == (10002, "chat.example.org")
    assert selected(tmp_path, user="dr. anna") == (10001, "work.example.org")
    assert selected(tmp_path, server="work.example.org") == (10001, "work.example.org")
    assert "--server" in usage_error(tmp_path, user="10001")
    monkeypatch.setenv("QQDESK_USER", "10001")
    monkeypatch.setenv("QQDESK_SERVER", "Work.Example.org/")
    assert selected(tmp_path) == (10001, "work.example.org")
    assert selected(tmp_path, user="10002", server="chat.example.org") == (10002, "chat.example.org")


def test_an_unknown_account_needs_number_and_server(tmp_path: Path) -> None:
    assert usage_error(tmp_path).startswith("No account is known here: ")
    assert usage_error(tmp_path, user="10005") == (
        "The account 10005 is not known here: give its server with --server."
    )
    assert usage_error(tmp_path, user="Zoe", server="x").startswith("No account is called Zoe here: ")
    account = select_account(options(tmp_path, user="10005", server="chat.example.org"))
    assert (account.number, account.may_have_saved_password) == (10005, True), "the keyring is asked all the same"


def test_a_profile_has_its_own_accounts(tmp_path: Path) -> None:
    save_accounts(tmp_path, ANNA)
    save_accounts(tmp_path / "profiles" / "work", WORK)
    assert selected(tmp_path, profile="work") == (10001, "work.example.org")
    assert usage_error(tmp_path, profile="../x") == "'../x' is not a valid name of a profile."


def test_a_user_without_a_home_names_the_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user of a system service may have none."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    named = options(tmp_path, user="10001", server="127.0.0.1:8000")
    assert select_account(named).number == 10001
    named.config_dir = named.data_dir = None
    with pytest.raises(CommandError, match="--config-dir and --data-dir"):
        select_account(named)


def test_damaged_settings_are_reported(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("accounts = [", "utf-8")
    with pytest.raises(CommandError, match="is damaged") as caught:
        select_account(options(tmp_path))
    assert caught.value.code is ExitCode.LOCAL


def test_the_server_of_a_new_account(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--server"):
        select_server(options(tmp_path))
    save_accounts(tmp_path, ANNA, BELA)
    assert select_server(options(tmp_path)).address == "chat.example.org"


def test_the_local_server_of_the_desktop_program(tmp_path: Path) -> None:
    save_accounts(tmp_path, ANNA._replace(server=LOCAL_SERVER))
    with pytest.raises(CommandError, match="is not running") as caught:
        select_account(options(tmp_path))
    assert caught.value.code is ExitCode.NO_CONNECTION
    with local_server(tmp_path, folder=tmp_path / "data" / "server") as server:
        assert selected(tmp_path) == (10001, server.address)
        account = select_account(options(tmp_path))
        assert account.keyring_key == f"10001@127.0.0.1_{server.port}"


@needs_secret_service
def test_a_password_from_the_keyring(
    cli: CommandLine, server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one account in the desktop program, no options are needed."""
    folders = ["--config-dir", str(tmp_path / "config"), "--data-dir", str(tmp_path / "data")]
    save_accounts(tmp_path / "config", ANNA._replace(server=server.address))
    with secret_service(monkeypatch, tmp_path / "desktop"):
        Keys().write(keyring_key(10001, id_of_address(server.address)), "secret")
        assert cli.run("send", *folders, "10002", "hello") == Done(0, "", "")
        place_id = KnownPlaces(tmp_path / "config" / "places.toml").id_at(server.address)
        Keys().write(keyring_key(10001, place_id), "another")
        done = cli.run("send", *folders, "10002", "hello")
        assert (done.code, done.err) == (4, "The sign-in was refused: Password error or unknown number.\n")
    assert [message.text for message in waiting_for(server.address, 10002)] == ["hello"]
