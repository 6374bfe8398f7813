"""The file of the known places."""

import errno
from pathlib import Path

import pytest

from qqdesk.client.errors import BadAddressError, PlacesFileError
from qqdesk.client.known_places import MOST_ADDRESSES, KnownPlaces, Place, today
from qqdesk.client.this_device import stored_device
from qqdesk.domain.connection import UntrustedServer
from qqdesk.protocol.fingerprint import written_fingerprint

ONE, OTHER = "1a" * 32, "2b" * 32
HOME, OFFICE = "0123456789abcdef", "fedcba9876543210"
FILE_NAME = "places.toml"


@pytest.fixture
def places(tmp_path: Path) -> KnownPlaces:
    return KnownPlaces(tmp_path / "config" / FILE_NAME)


def test_no_place_is_known_at_first(places: KnownPlaces, tmp_path: Path) -> None:
    assert places.by_id(HOME) is None
    assert places.at("chat.example.org") is None
    assert places.id_at("Chat.Example.org") == "chat.example.org_8000"
    with pytest.raises(BadAddressError):
        places.at("no address")
    assert not (tmp_path / "config").exists()


def test_a_place_is_known_at_each_of_its_addresses(places: KnownPlaces, tmp_path: Path) -> None:
    addresses = ("192.168.1.5:8000", "[fd00::7]:9000", "https://home.example:8444")
    home = Place(HOME, 'The "Home" \\ 家', addresses, ONE, 8443, "2026-01-02")
    places.remember(home)
    office = Place(OFFICE, "Office", ("https://chat.example.org:443",), "", 443, "2026-01-03")
    places.remember(office)
    again = KnownPlaces(tmp_path / "config" / FILE_NAME)
    assert again.by_id(HOME) == home
    ways = ["192.168.1.5", "192.168.1.5:8443", "https://192.168.1.5:8443", "http://192.168.1.5/", "[fd00::7]:9000"]
    for typed in [*ways, "https://home.example:8444", "home.example:8444"]:
        assert again.at(typed) == home, typed
    for typed in ("https://192.168.1.5", "192.168.1.5:8001", "fd00::7:1", "http://home.example:8444", "home.example"):
        assert again.at(typed) is None, typed
    assert again.at("https://chat.example.org") == office
    assert again.id_at("https://chat.example.org/") == OFFICE
    text = (tmp_path / "config" / FILE_NAME).read_text()
    assert written_fingerprint(ONE) in text
    assert [path.name for path in (tmp_path / "config").iterdir()] == [FILE_NAME]


def test_an_address_belongs_to_the_place_that_was_last_there(places: KnownPlaces) -> None:
    places.remember(Place(HOME, addresses=("192.168.1.5:8000", "192.168.1.6:8000"), fingerprint=ONE, tls_port=8443))
    places.remember(Place(OFFICE, addresses=("192.168.1.5:8000",), fingerprint=OTHER, tls_port=8443))
    home = places.by_id(HOME)
    assert home is not None
    assert home.addresses == ("192.168.1.6:8000",)
    found = places.at("192.168.1.5")
    assert found is not None
    assert found.id == OFFICE


def test_the_latest_addresses_are_kept_and_a_name_is_one_line(places: KnownPlaces) -> None:
    many = tuple(f"192.168.1.{number}:8000" for number in range(1, 20))
    places.remember(Place(HOME, "a\nb\x00\x7f" + "c" * 100, (many[0], *many), ONE, 8443))
    home = places.by_id(HOME)
    assert home is not None
    assert home.addresses == many[:MOST_ADDRESSES]
    assert home.name == "a b " + "c" * 59


def test_an_accepted_place_is_known_again(places: KnownPlaces) -> None:
    places.trust(UntrustedServer("chat.example.org", 8443, ONE, address="chat.example.org:8000"))
    assert places.at("chat.example.org") == Place(
        "chat.example.org_8000", "", ("chat.example.org:8000",), ONE, 8443, today()
    )
    places.trust(UntrustedServer("2001:db8::1", 9443, OTHER, place_id=HOME))
    assert places.at("https://[2001:db8::1]:9443") == Place(
        HOME, "", ("https://[2001:db8::1]:9443",), OTHER, 9443, today()
    )


def test_an_unencrypted_place_is_accepted_at_one_address(places: KnownPlaces, tmp_path: Path) -> None:
    places.trust(UntrustedServer("a.example", 8000, "", place_id=HOME))
    assert "unencrypted = true" in (tmp_path / "config" / FILE_NAME).read_text()
    accepted = places.at("a.example")
    assert accepted is not None
    assert not accepted.is_encrypted
    assert places.at("a.example:8001") is None
    assert places.at("https://a.example") is None
    # The place has a certificate now.
    places.trust(UntrustedServer("a.example", 8443, ONE, place_id=HOME, address="a.example:8000"))
    home = places.by_id(HOME)
    assert home is not None
    assert (home.is_encrypted, home.addresses) == (True, ("a.example:8000",))


def test_a_new_certificate_replaces_the_old_one(places: KnownPlaces) -> None:
    places.remember(Place(HOME, "Home", ("a.example:8000", "b.example:8000"), ONE, 8443))
    places.remember(Place(OFFICE, "Office", ("c.example:8000",), ONE, 8443))
    places.trust(UntrustedServer("a.example", 8443, OTHER, ONE, "", HOME, "a.example:8000"))
    assert places.by_id(HOME) == Place(HOME, "Home", ("a.example:8000", "b.example:8000"), OTHER, 8443, today())
    # Another place has the address now.
    places.trust(UntrustedServer("c.example", 8443, OTHER, ONE, "", "1" * 16, "c.example:8000"))
    office = places.by_id(OFFICE)
    assert office is not None
    assert (office.fingerprint, office.addresses) == (ONE, ())


@pytest.mark.parametrize(
    "text",
    [
        "what?",
        "\x00",
        f'["0123456789abcdef"]\nsha256 = "{ONE[:-1]}"\ntls_port = 8443',
        '["0123456789abcdef"]\nsha256 = 5\ntls_port = 8443',
        f'["0123456789abcdef"]\nsha256 = "{ONE}"',
        '["0123456789abcdef"]\nsince = "2026-01-01"',
        '["0123456789abcdef"]\nvouched_for = "yes"\ntls_port = 8443',
        f'["0123456789abcdef"]\nvouched_for = true\nsha256 = "{ONE}"\ntls_port = 8443',
        '["0123456789abcdef"]\nunencrypted = true\ntls_port = 8443',
        '["0123456789abcdef"]\nunencrypted = true\naddresses = "a.example:8000"',
        '["0123456789abcdef"]\nunencrypted = true\naddresses = [5]',
        '["0123456789abcdef"]\nunencrypted = true\naddresses = ["no address"]',
        '["0123456789abcdef"]\nunencrypted = true\nname = 5',
        '["../../etc"]\nunencrypted = true',
        '["a.example:8443"]\nunencrypted = true',
        '"0123456789abcdef" = "trust me"',
        f'["0123456789abcdef"]\nsha256 = "{ONE}"\ntls_port = "x"',
        f'["0123456789abcdef"]\nsha256 = "{ONE}"\ntls_port = 65536',
    ],
)
def test_a_damaged_file_makes_no_place_trusted(places: KnownPlaces, tmp_path: Path, text: str) -> None:
    path = tmp_path / "config" / FILE_NAME
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(PlacesFileError, match=FILE_NAME):
        places.at("b.example")
    with pytest.raises(PlacesFileError, match="damaged"):
        places.trust(UntrustedServer("b.example", 8443, OTHER))
    # A damaged file is not overwritten: the user may repair it.
    assert path.read_text() == text


def test_a_file_that_is_not_utf_8(places: KnownPlaces, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / FILE_NAME).write_bytes(b"\xff\xfe")
    with pytest.raises(PlacesFileError, match="damaged"):
        places.at("a.example")


def test_a_file_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(PlacesFileError, match="cannot be read"):
        KnownPlaces(tmp_path / FILE_NAME).at("a.example")
    (tmp_path / "file").write_text("")
    with pytest.raises(PlacesFileError, match="cannot be"):
        KnownPlaces(tmp_path / "file" / FILE_NAME).trust(UntrustedServer("a.example", 8443, ONE))


def test_a_device_id_that_cannot_be_read_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows while another program has the file open."""
    file = tmp_path / "bot.device"
    device = stored_device(file)
    read = Path.read_text
    answers: list[OSError | None] = [PermissionError(errno.EACCES, "Access is denied"), None]

    def fail(path: Path, encoding: str) -> str:
        if (error := answers.pop(0)) is not None:
            raise error
        return read(path, encoding)

    monkeypatch.setattr(Path, "read_text", fail)
    assert stored_device(file) == device
    answers.append(OSError(errno.EIO, "Input/output error"))
    assert stored_device(file) != device
    assert file.read_bytes().decode() == f"{device}\n"
