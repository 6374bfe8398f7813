"""Remembering a place after joining, and detecting a server that claims to be a known place."""

from pathlib import Path

import pytest

from qqdesk.client.known_places import KnownPlaces, Place
from qqdesk.domain.destination import Destination
from qqdesk.gui.first_start.new_account import is_impostor, remember_place

HOME = "0123456789abcdef"
OWN, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def places(tmp_path: Path) -> KnownPlaces:
    return KnownPlaces(tmp_path / "places.toml")


def test_a_place_is_known_by_all_addresses_of_its_link(places: KnownPlaces) -> None:
    address = remember_place(places, Destination(("10.0.0.1:8000", "10.0.0.2:8000"), OWN, 8444), HOME, "Home")
    place = places.by_id(HOME)
    assert address == "10.0.0.1:8000" and place is not None
    assert (place.name, place.fingerprint, place.tls_port) == ("Home", OWN, 8444)
    assert (place.addresses, place.named) == (("10.0.0.1:8000",), ("10.0.0.2:8000",))


def test_a_link_does_not_take_over_the_address_of_another_place(places: KnownPlaces) -> None:
    places.remember(Place(HOME, "Home", ("10.0.0.1:8000",), OWN, 8443))
    remember_place(places, Destination(("10.0.0.9:8000", "10.0.0.1:8000"), OTHER), "f" * 16, "Trap")
    assert places.id_at("10.0.0.1:8000") == HOME
    assert places.id_at("10.0.0.9:8000") == "f" * 16


def test_at_this_computer_a_place_keeps_its_certificate(places: KnownPlaces) -> None:
    remember_place(places, Destination(("10.0.0.1:8000",), OWN), HOME, "Home")
    remember_place(places, Destination(("127.0.0.1:8000",)), HOME, "Home")
    place = places.by_id(HOME)
    assert place is not None and (place.fingerprint, place.tls_port) == (OWN, 8443)
    assert place.addresses == ("127.0.0.1:8000", "10.0.0.1:8000")


def test_a_known_place_with_another_certificate_is_an_impostor(places: KnownPlaces) -> None:
    places.remember(Place(HOME, "Home", ("10.0.0.1:8000",), OWN, 8443))
    assert not is_impostor(places, Destination(("10.0.0.9:8000",), OWN), HOME)
    assert is_impostor(places, Destination(("10.0.0.1:8000",), OTHER), HOME)
    assert is_impostor(places, Destination(("evil.example.org",), is_https=True), HOME)
    assert not is_impostor(places, Destination(("10.0.0.1:8000",), OTHER), "f" * 16)


def test_an_authority_vouches_for_a_name_only(places: KnownPlaces) -> None:
    places.remember(Place(HOME, "Home", ("https://chat.example.org:443",), "", 443))
    assert not is_impostor(places, Destination(("chat.example.org",), is_https=True), HOME)
    assert is_impostor(places, Destination(("evil.example.org",), is_https=True), HOME)
    assert is_impostor(places, Destination(("chat.example.org:8000",), OTHER), HOME)
