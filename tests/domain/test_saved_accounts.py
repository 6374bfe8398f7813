"""The accounts that the settings remember."""

from qqdesk.domain.saved_accounts import (
    MAX_ACCOUNTS,
    SavedAccount,
    find_account,
    find_account_at,
    keyring_key,
    load_accounts,
    match_accounts,
    with_account,
    with_password,
    without_account,
)
from qqdesk.domain.settings import LOCAL_SERVER, Settings

HOME = "0123456789abcdef"
ANNA = SavedAccount(10001, "chat.example.org", "Anna", 30, status=30)
LI = SavedAccount(3_456_789_012, LOCAL_SERVER, "小丽", 3)


def kept(*known: SavedAccount) -> Settings:
    settings = Settings()
    for account in reversed(known):
        settings.accounts = with_account(settings, account)
    return settings


def test_the_latest_first_and_each_once() -> None:
    settings = kept(ANNA, LI)
    assert load_accounts(settings) == [ANNA, LI]
    settings.accounts = with_account(settings, LI)
    assert load_accounts(settings) == [LI, ANNA]
    again = SavedAccount(10001, "Chat.Example.org/", "Anne")
    settings.accounts = with_account(settings, again)
    assert load_accounts(settings) == [again, LI]
    for number in range(1, 50):
        settings.accounts = with_account(settings, SavedAccount(number))
    assert len(load_accounts(settings)) == MAX_ACCOUNTS


def test_one_number_at_two_servers_is_two() -> None:
    settings = kept(ANNA, SavedAccount(10001, LOCAL_SERVER, place=HOME))
    settings.accounts = with_password(settings, 10001, HOME, True)
    assert [account.has_password for account in load_accounts(settings)] == [False, True]
    settings.accounts = without_account(settings, ANNA)
    assert [account.server for account in load_accounts(settings)] == [LOCAL_SERVER]
    assert find_account_at(settings, 10001, "elsewhere") is None


def test_an_account_is_of_a_place_whatever_its_address() -> None:
    at_home = SavedAccount(10001, "192.168.1.5:8000", "Anna", place=HOME)
    settings = kept(at_home)
    # The server has a new address.
    settings.accounts = with_account(settings, at_home._replace(server="192.168.1.50:8000"))
    assert load_accounts(settings) == [at_home._replace(server="192.168.1.50:8000")]
    # Another server has its last address.
    other = SavedAccount(10001, "192.168.1.50:8000", "Anne", place="f" * 16)
    settings.accounts = with_account(settings, other)
    assert [account.place for account in load_accounts(settings)] == [other.place, HOME]
    assert find_account(settings, 10001, HOME) == at_home._replace(server="192.168.1.50:8000")
    assert find_account_at(settings, 10001, "192.168.1.50:8000") == other
    assert keyring_key(10001, HOME) != keyring_key(10001, other.place)


def test_by_number_or_name() -> None:
    digits = SavedAccount(7, name="10001")
    settings = kept(digits, LI, ANNA)
    assert match_accounts(settings, "10001") == [ANNA]
    assert match_accounts(settings, "anna ") == [ANNA]
    assert match_accounts(settings, "小丽") == [LI]
    assert match_accounts(settings, "nobody") == []


def test_lines_that_cannot_be_understood_are_left_out() -> None:
    lines = ["", "[]", "{", "7", '{"number": "1", "server": "x"}', '{"number": 5}', '{"number": true, "server": "x"}']
    fine = '{"number": 5, "server": "x", "face": "?", "status": null, "name": 9}'
    assert load_accounts(Settings(accounts=[*lines, fine, fine])) == [SavedAccount(5, "x")]
