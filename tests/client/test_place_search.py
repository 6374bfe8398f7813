"""A place is reached at any of its addresses. No other place gets its password."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qqdesk.client import endpoint_resolver, place_search
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    ChangedCertificateError,
    ClosedError,
    EncryptionLostError,
    NetworkError,
    OtherPlaceError,
    UnencryptedServerError,
)
from qqdesk.client.known_places import KnownPlaces, Place
from qqdesk.client.probes import PROBE_S
from qqdesk.protocol.commands import HelloReply
from qqdesk.server.settings.certificate import CERTIFICATE_FILE, KEY_FILE
from qqdesk.server.settings.settings import Settings
from tests.helpers.canned import CannedServer, http
from tests.helpers.certificates import Authority
from tests.helpers.server import LocalServer, local_server, md5

HASH = md5("secret")
NUMBER = 10007


@pytest.fixture
def places(tmp_path: Path) -> KnownPlaces:
    return KnownPlaces(tmp_path / "places.toml")


Start = Callable[..., LocalServer]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def begin(folder: str = "home", /, *, port: int = 0, tls_port: int = 0, **settings: Any) -> LocalServer:
            wanted = Settings(**{"tls_port": tls_port, "name": folder, **settings})
            server = stack.enter_context(local_server(tmp_path, folder=tmp_path / folder, port=port, settings=wanted))
            if not (tmp_path / folder / "made").exists():
                server.add_user(NUMBER)
                (tmp_path / folder / "made").touch()
            return server

        begin.stop = stack.close  # type: ignore[attr-defined]
        yield begin


def stop(start: Start) -> None:
    start.stop()  # type: ignore[attr-defined]


def copy(tmp_path: Path, *, new_certificate: bool) -> None:
    """Copy the data folder of a stopped place."""
    shutil.copytree(tmp_path / "home", tmp_path / "copy")
    if new_certificate:
        for name in (CERTIFICATE_FILE, KEY_FILE):
            (tmp_path / "copy" / name).unlink()


def at(server: LocalServer) -> str:
    return f"127.0.0.1:{server.port}"


def id_of(server: LocalServer) -> str:
    with Client(at(server)) as client:
        hello = client.hello()
    assert hello is not None
    return hello.place_id


def known_as(server: LocalServer, *addresses: str, **changes: Any) -> Place:
    return Place(id_of(server), "Home", addresses or (at(server),), server.fingerprint, server.tls_port, **changes)


def sessions(server: LocalServer) -> list[object]:
    return list(server.daemon.core.sessions)


def test_all_known_addresses_are_tried(start: Start, places: KnownPlaces, far_away: None) -> None:
    """Three addresses are silent, one refuses, and one belongs to another place."""
    server, other = start(), start("office")
    with ExitStack() as stack:
        holes = [stack.enter_context(closing(socket.create_server(("127.0.0.1", 0)))) for _ in range(3)]
        refusing = socket.create_server(("127.0.0.1", 0))
        refusing.close()
        ports = [hole.getsockname()[1] for hole in holes]
        addresses = [f"https://127.0.0.1:{port}" for port in ports]
        home = known_as(server, *addresses, f"https://127.0.0.1:{other.tls_port}", at(server))
        places.remember(home)
        client = stack.enter_context(Client(addresses[0], NUMBER, places=places, place_id=home.id))
        client.login(HASH)
        assert client.channels.certificate == server.fingerprint
    learnt = places.by_id(home.id)
    assert learnt is not None
    assert learnt.addresses[0] == at(server)
    assert not sessions(other)


def test_no_known_address_answers(start: Start, places: KnownPlaces, far_away: None) -> None:
    home = known_as(start())
    stop(start)
    places.remember(home)
    for addresses in ((), home.addresses):
        places.remember(Place(home.id, "Home", addresses, home.fingerprint, home.tls_port))
        with Client(home.addresses[0], NUMBER, places=places, place_id=home.id) as client:
            with pytest.raises(NetworkError) as caught:
                client.login(HASH)
            assert not isinstance(caught.value, OtherPlaceError)


def test_a_place_that_moved_is_found_by_what_it_announces(start: Start, places: KnownPlaces, far_away: None) -> None:
    server = start()
    home = known_as(server)
    places.remember(home)
    with Client(at(server), NUMBER, places=places, place_id=home.id) as client:
        client.login(HASH)
        stop(start)
        with pytest.raises(NetworkError):
            client.list_contacts()
        moved = start()
        client.resolver.suggest(at(moved), moved.tls_port)
        client.login(HASH)
        assert client.resolver.place_id == home.id
    found = places.by_id(home.id)
    assert found is not None
    assert (found.addresses, found.tls_port) == ((at(moved), at(server)), moved.tls_port)


def test_an_impostor_announces_the_place(start: Start, places: KnownPlaces, tmp_path: Path, far_away: None) -> None:
    """An impostor with the public id and another certificate gets no password, and the user no question."""
    server = start()
    home = known_as(server)
    places.remember(home)
    stop(start)
    copy(tmp_path, new_certificate=True)
    impostor = start("copy")
    assert id_of(impostor) == home.id
    with Client(home.addresses[0], NUMBER, places=places, place_id=home.id) as client:
        client.resolver.suggest(at(impostor), impostor.tls_port)
        with pytest.raises(NetworkError) as caught:
            client.login(HASH)
        assert not isinstance(caught.value, ChangedCertificateError)
        assert places.by_id(home.id) == home
        # The place is back.
        start(port=server.port, tls_port=server.tls_port)
        client.login(HASH)
    assert not sessions(impostor)


def test_an_impostor_has_an_address_of_the_place(
    start: Start, places: KnownPlaces, tmp_path: Path, far_away: None
) -> None:
    server = start()
    home = known_as(server, at(server), since="2026-01-02")
    places.remember(home)
    stop(start)
    copy(tmp_path, new_certificate=True)
    impostor = start("copy", port=server.port, tls_port=server.tls_port)
    for wanted in (home.id, ""):
        with Client(at(server), NUMBER, places=places, place_id=wanted) as client:
            with pytest.raises(ChangedCertificateError) as caught:
                client.login(HASH)
            doubt = caught.value.doubt
            assert (doubt.place_id, doubt.known, doubt.since) == (home.id, home.fingerprint, "2026-01-02")
            assert doubt.fingerprint == impostor.fingerprint
    assert not sessions(impostor)
    assert places.by_id(home.id) == home


def test_an_impostor_at_a_typed_address(start: Start, places: KnownPlaces, tmp_path: Path, far_away: None) -> None:
    home = known_as(start())
    places.remember(home)
    stop(start)
    copy(tmp_path, new_certificate=True)
    impostor = start("copy")
    with Client(at(impostor), NUMBER, places=places) as client, pytest.raises(ChangedCertificateError) as caught:
        client.login(HASH)
    assert (caught.value.doubt.known, caught.value.doubt.place_id) == (home.fingerprint, home.id)
    stop(start)
    plain = start("copy", tls=False)
    with Client(at(plain), NUMBER, places=places) as client, pytest.raises(EncryptionLostError):
        client.login(HASH)
    assert not sessions(plain)


def test_a_typed_address_leads_to_a_known_place(start: Start, places: KnownPlaces, far_away: None) -> None:
    """With the certificate of the place the new address is added without a question."""
    server = start()
    home = known_as(server, "192.0.2.1:8000")
    places.remember(home)
    with Client(at(server), NUMBER, places=places) as client:
        client.resolver.resolve()
        assert client.resolver.place_id == home.id
        client.login(HASH)
    found = places.at(at(server))
    assert found is not None
    assert (found.id, found.addresses) == (home.id, (at(server), "192.0.2.1:8000"))


def test_a_copied_folder_is_the_same_place(start: Start, places: KnownPlaces, tmp_path: Path, far_away: None) -> None:
    """A copy with id and certificate is indistinguishable from the place."""
    server = start()
    places.remember(known_as(server))
    stop(start)
    copy(tmp_path, new_certificate=False)
    with Client(at(start("copy")), NUMBER, places=places) as client:
        client.login(HASH)
        assert client.resolver.place_id == places.id_at(at(server))


def test_an_address_belongs_to_another_place_now(start: Start, places: KnownPlaces, far_away: None) -> None:
    """The password of one place is not sent to the other. For a typed address the user is asked."""
    server = start()
    home = known_as(server)
    places.remember(home)
    stop(start)
    office = start("office", port=server.port, tls_port=server.tls_port)
    with Client(at(server), NUMBER, places=places, place_id=home.id) as client, pytest.raises(OtherPlaceError):
        client.login(HASH)
    assert not sessions(office)
    with Client(at(server), NUMBER, places=places) as client:
        with pytest.raises(ChangedCertificateError) as caught:
            client.login(HASH)
        places.trust(caught.value.doubt)
        client.login(HASH)
    assert places.id_at(at(server)) == id_of(office)
    kept = places.by_id(home.id)
    assert kept is not None
    assert (kept.fingerprint, kept.addresses) == (home.fingerprint, ())


def test_another_place_answers_on_this_computer(start: Start, places: KnownPlaces) -> None:
    server = start(tls=False)
    with Client(at(server), NUMBER, places=places) as client:
        client.login(HASH)
        home = client.resolver.place_id
    stop(start)
    office = start("office", port=server.port, tls=False)
    with Client(at(server), NUMBER, places=places, place_id=home) as client, pytest.raises(OtherPlaceError):
        client.login(HASH)
    assert not sessions(office)
    with CannedServer(otherwise=lambda _: http("<html>", "404 Nothing")) as program:
        with Client(program.url, NUMBER, places=places, place_id=home) as client, pytest.raises(Exception):  # noqa: B017
            client.login(HASH)
        assert all(b"CMD=Hello" in request for request in program.requests)
    # A typed password goes to the place that is there.
    with Client(at(server), NUMBER, places=places) as client:
        client.login(HASH)
        assert client.resolver.place_id == id_of(office) != home


def test_the_place_of_this_computer_at_another_port(start: Start, places: KnownPlaces) -> None:
    """The server is one that the program itself starts."""
    server = start(tls=False)
    with Client(at(server), NUMBER, places=places) as client:
        client.login(HASH)
        home = client.resolver.place_id
    stop(start)
    moved = start(tls=False)
    with Client(at(moved), NUMBER, places=places, place_id=home) as client:
        client.login(HASH)
    assert places.id_at(at(moved)) == home


def test_a_place_with_a_certificate_is_not_trusted_without_it_on_this_computer(
    start: Start, places: KnownPlaces
) -> None:
    """Another program on this computer claims the id of the place."""
    server = start()
    home = known_as(server, "192.0.2.1:8000")
    places.remember(home)
    with Client(at(server), NUMBER, places=places) as client:
        client.login(HASH)
        assert client.resolver.is_encrypted
        assert client.resolver.place_id == home.id
    stop(start)
    hello = f"VER=1.1&CMD=Hello&SEQ=1&UIN=0&RES=0&PID={home.id}"
    with CannedServer(otherwise=lambda _: http(hello)) as program:
        with Client(program.url, NUMBER, places=places) as client, pytest.raises(EncryptionLostError):
            client.login(HASH)
        assert all(b"CMD=Hello" in request for request in program.requests)


def test_an_unencrypted_place_is_not_readdressed(start: Start, places: KnownPlaces, far_away: None) -> None:
    server = start(tls=False)
    with Client(at(server), NUMBER, places=places, asks_first=True) as client:
        with pytest.raises(UnencryptedServerError) as caught:
            client.login(HASH)
        places.trust(caught.value.doubt)
        client.login(HASH)
        home = client.resolver.place_id
    stop(start)
    moved = start(tls=False)
    assert id_of(moved) == home
    with Client(at(server), NUMBER, places=places, place_id=home) as client:
        client.resolver.suggest(at(moved), 0)
        with pytest.raises(NetworkError):
            client.login(HASH)
    with Client(at(moved), NUMBER, places=places, asks_first=True) as client:
        with pytest.raises(UnencryptedServerError) as caught:
            client.login(HASH)
        assert caught.value.doubt.place_id == home


def test_a_name_with_the_certificate_of_an_authority_proves_no_other_name(
    start: Start, places: KnownPlaces, tmp_path: Path, far_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner of a host name can get a certificate for it, and can claim any id."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    pair = authority.issue("127.0.0.1")
    server = start(cert=str(pair.certificate), key=str(pair.key))
    claimed = id_of(server)
    for known in (
        Place(claimed, "Home", ("https://home.example:443",), "", 443),
        Place(claimed, "Home", ("192.0.2.1:8000",), "ab" * 32, 8443),
    ):
        places.remember(known)
        with Client(at(server), NUMBER, places=places) as client:
            client.login(HASH)
            assert client.resolver.place_id == f"127.0.0.1_{server.port}"
        assert places.by_id(claimed) == known


def test_a_place_gets_a_certificate_of_an_authority(
    start: Start, places: KnownPlaces, tmp_path: Path, far_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate of an authority replaces the own one at the typed address, not at an announced one."""
    server = start()
    home = known_as(server)
    places.remember(home)
    stop(start)
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    pair = authority.issue("127.0.0.1")
    renewed = start(port=server.port, tls_port=server.tls_port, cert=str(pair.certificate), key=str(pair.key))
    with Client("192.0.2.1:8000", NUMBER, places=places, place_id=home.id) as client:
        monkeypatch.setattr(client.resolver, "typed_address", "unknown.invalid:8000")
        with pytest.raises(ChangedCertificateError):
            client.login(HASH)
    assert not sessions(renewed)
    with Client(at(server), NUMBER, places=places, place_id=home.id) as client:
        client.login(HASH)
    found = places.by_id(home.id)
    assert found is not None
    assert (found.fingerprint, found.is_encrypted) == ("", True)


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ("192.168.1.5:8000", True),
        ("[fd00::7]:8000", True),
        ("127.0.0.1:8000", False),
        ("[::1]:8000", False),
        ("0.0.0.0:8000", False),
        ("[fe80::1]:8000", False),
        ("home.local:8000", False),
        ("192.168.1.5", False),
        ("https://192.168.1.5:8000", False),
        ("http://192.168.1.5:8000", False),
        ("no address", False),
    ],
)
def test_addresses_that_a_place_may_name(named: str, kept: bool) -> None:
    endpoint = place_search.Endpoint("https://192.0.2.1:8443/", 8443, "ab" * 32, "192.0.2.1:8000")
    found = place_search.Found(endpoint, "0" * 16, HelloReply(addresses=(named,)))
    learnt = endpoint_resolver.updated_place(Place("0" * 16), found)
    assert (learnt.addresses, learnt.named) == (("192.0.2.1:8000",), (named,) if kept else ())
    # With a certificate of an authority only the host name counts.
    name = place_search.Endpoint("https://a.example/", 443, "", "https://a.example:443")
    vouched_for = place_search.Found(name, "0" * 16, found.hello)
    learnt = endpoint_resolver.updated_place(Place("0" * 16), vouched_for)
    assert (learnt.addresses, learnt.named) == (("https://a.example:443",), ())


def test_a_place_names_the_addresses_of_others(
    start: Start, places: KnownPlaces, far_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A named address is no proof: at a typed one the place that answers there is meant."""
    monkeypatch.setattr(endpoint_resolver, "is_for_others", lambda ip: True)
    trap = start("trap")
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        strange = f"127.0.0.1:{silent.getsockname()[1]}"
        home = Place("0" * 16, "Home", ("127.0.0.1:1",), "ab" * 32, 1)
        places.remember(home)
        places.remember(known_as(trap))
        core = trap.daemon.core
        core.server_info = replace(core.server_info, addresses=("127.0.0.1:1", strange))
        with Client(at(trap), NUMBER, places=places) as client:
            client.login(HASH)
        assert places.by_id(home.id) == home
        assert places.id_at("127.0.0.1:1") == home.id
        silent.close()
        with Client(strange, NUMBER, places=places) as client, pytest.raises(NetworkError):
            client.login(HASH)
    assert len(sessions(trap)) == 1


def test_closing_ends_a_race(places: KnownPlaces, far_away: None) -> None:
    with ExitStack() as stack:
        holes = [stack.enter_context(closing(socket.create_server(("127.0.0.1", 0)))) for _ in range(3)]
        addresses = tuple(f"127.0.0.1:{hole.getsockname()[1]}" for hole in holes)
        places.remember(Place("0" * 16, "Home", addresses, "ab" * 32, holes[0].getsockname()[1]))
        client = Client(addresses[0], NUMBER, places=places)
        threading.Timer(0.3, client.close).start()
        began = time.monotonic()
        with pytest.raises(ClosedError):
            client.login(HASH)
        assert time.monotonic() - began < PROBE_S
