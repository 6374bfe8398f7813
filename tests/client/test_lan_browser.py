"""The search on the local network, and the choice among the addresses of a server."""

import ipaddress
import logging
import threading

import pytest

from qqdesk.client import lan_browser
from qqdesk.client.lan_browser import LanBrowser, OwnNetworks, nearest_address, own_networks

HOME = tuple(ipaddress.ip_interface(text) for text in ("192.168.1.9/24", "172.17.0.1/16", "fd00::9/64"))


@pytest.mark.parametrize(
    ("addresses", "wanted"),
    [
        ([], ("", False)),
        (["192.168.1.5"], ("192.168.1.5", False)),
        # Both computers have a container bridge with this address.
        (["172.17.0.1", "192.168.1.5"], ("192.168.1.5", False)),
        (["fd00::5", "192.168.1.5"], ("192.168.1.5", False)),
        (["fd00::5", "10.1.1.1"], ("fd00::5", False)),
        (["10.1.1.1"], ("10.1.1.1", False)),
        (["192.168.1.9", "172.17.0.1"], ("192.168.1.9", True)),
        (["192.168.1.9", "10.9.9.9"], ("192.168.1.9", True)),
        (["127.0.0.1", "0.0.0.0", "224.0.0.251", "fe80::1%2", "::1", "nonsense"], ("", False)),
    ],
)
def test_the_nearest_address_is_chosen(addresses: list[str], wanted: tuple[str, bool]) -> None:
    assert nearest_address(addresses, HOME) == wanted


def test_own_networks_exclude_loopback() -> None:
    assert not any(interface.is_loopback for interface in own_networks())


def test_a_computer_without_a_network_browses_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = threading.Semaphore(0)
    answers: list[OwnNetworks | OSError] = [(), OSError(19, "No such device"), OSError(19, "No such device"), ()]

    def own() -> OwnNetworks:
        asked.release()
        answer = answers.pop(0) if answers else ()
        if isinstance(answer, OSError):
            raise answer
        return answer

    monkeypatch.setattr(lan_browser, "_NETWORK_CHECK_S", 0.01)
    browser = LanBrowser(own)
    thread = threading.Thread(target=browser.run, args=(lambda found: None,))
    with caplog.at_level(logging.INFO):
        thread.start()
        for _ in range(5):
            assert asked.acquire(timeout=15)
        browser.close()
        thread.join(15)
    assert not thread.is_alive()
    assert len([record for record in caplog.records if record.name.startswith("qqdesk")]) == 1


def test_a_browser_closed_before_its_start() -> None:
    browser = LanBrowser(lambda: ())
    browser.close()
    browser.run(lambda found: None)
    browser.close()
