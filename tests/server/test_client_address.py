"""Addresses: which count as one place, which are private, and which proxies are trusted."""

import pytest

from qqdesk.server.accounts import classic_access
from qqdesk.server.addresses import Proxies, group, is_loopback, is_private


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::1"),
        ("", ""),
        ("no:address", "no:address"),
    ],
)
def test_an_ipv6_subscriber_is_one_place(address: str, place: str) -> None:
    assert group(address) == place


PRIVATE = [
    *("127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.3.4"),
    *("::1", "fd00::1", "fc12::1", "fe80::1", "fe80::1%eth0", "::ffff:192.168.1.1"),
]
PUBLIC = [
    *("8.8.8.8", "172.32.0.1", "172.15.0.1", "192.169.0.1", "100.64.0.1", "11.0.0.1", "0.0.0.0", "192.0.2.1"),
    *("2001:db8::1", "2a00::1", "::ffff:8.8.8.8", "::", "", "localhost", "10.0.0", "10.0.0.1.2", " 10.0.0.1"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert is_private(address)
    assert classic_access.refusal("lan", address, Proxies()) is None
    assert classic_access.refusal("lan", address, Proxies([group(address).partition("%")[0]])) is not None
    assert classic_access.refusal("off", address, Proxies()) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_all_others_are_strangers(address: str) -> None:
    assert not is_private(address)
    assert classic_access.refusal("lan", address, Proxies()) is not None
    assert classic_access.refusal("on", address, Proxies()) is None


@pytest.mark.parametrize(("host", "alone"), [
    *(("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.1.2.3", True)),
    *(("0.0.0.0", False), ("::", False), ("", False), ("192.168.1.1", False), ("office", False)),
])  # fmt: skip
def test_hosts_that_only_this_computer_reaches(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


@pytest.mark.parametrize(
    ("forwarded", "origin"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("203.0.113.5, 10.1.2.3", "203.0.113.5"),
        ("1.2.3.4, 203.0.113.5", "203.0.113.5"),
        ("1.2.3.4,203.0.113.5,127.0.0.1, 10.9.9.9", "203.0.113.5"),
        ("10.1.1.1, 10.2.2.2", "10.1.1.1"),
        ("203.0.113.5:4711", "203.0.113.5"),
        ("[2001:db8::5]:4711", "2001:db8::5"),
        ("2001:db8::5", "2001:db8::5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        # An invalid address hides all entries before it.
        ("203.0.113.5, unknown", "127.0.0.1"),
        ("203.0.113.5, unknown, 10.1.2.3", "10.1.2.3"),
        ("", "127.0.0.1"),
        (", ,", "127.0.0.1"),
        ("\xff\x00 203.0.113.5 x", "127.0.0.1"),
        ("203.0.113.5" + ", 10.0.0.1" * 1000, "10.0.0.1"),
    ],
)
def test_the_last_address_that_is_no_trusted_proxy_counts(forwarded: str, origin: str) -> None:
    proxies = Proxies(["127.0.0.1", "10.0.0.0/8"])
    assert proxies.trusts("127.0.0.1")
    assert proxies.trusts("::ffff:10.9.9.9")
    assert not proxies.trusts("203.0.113.5")
    assert proxies.origin("127.0.0.1", forwarded.encode("latin-1")) == origin


def test_no_proxy_is_trusted_by_default() -> None:
    assert not Proxies()
    assert not Proxies().trusts("127.0.0.1")
